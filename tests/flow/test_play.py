"""`troupe play` as a newcomer starts it: ready, answering, and gone without a trace after Ctrl-C."""

import asyncio
import os
import select
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.environment.settings import variable_names

pytest.importorskip("nicegui", reason="the page needs the extra `playground`")

ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def playing(folder: Path, port: int) -> AsyncGenerator[asyncio.subprocess.Process]:
    """The command in a process of its own; killed if the test leaves it running."""
    environment = {name: value for name, value in os.environ.items() if name not in variable_names()}
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-m",
            "bot.cli.troupe_command",
            "play",
            "--no-browser",
            "--port",
            str(port),
            "--data",
            str(folder),
        ),
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def first_line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    assert process.stderr is not None
    line = (await process.stdout.readline()).decode()
    return line or (await process.stderr.read()).decode()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the child processes in /proc")
async def test_the_playground_opens_answers_and_leaves_nothing_behind(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    port = unused_tcp_port
    async with playing(tmp_path, port) as process:
        line = await first_line(process)
        assert f"http://127.0.0.1:{port}" in line
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 200
        (page,) = children_of(process.pid)
        process.send_signal(signal.SIGINT)
        _, complaints = await process.communicate()
        assert process.returncode == 0
        assert complaints.decode() == ""
        assert not alive(page)
    assert (tmp_path / "troupe.sqlite3").exists()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the child processes in /proc")
async def test_a_page_that_dies_is_reported_in_one_line(tmp_path: Path, unused_tcp_port: int) -> None:
    async with playing(tmp_path, unused_tcp_port) as process:
        assert "is open" in await first_line(process)
        (page,) = children_of(process.pid)
        os.kill(page, signal.SIGKILL)
        _, complaints = await process.communicate()
        assert process.returncode == 1
        assert complaints.decode().startswith("troupe: the page ended by itself")
        assert complaints.decode().count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for a process that is not its child")
async def test_a_page_does_not_outlive_a_playground_that_is_killed(tmp_path: Path, unused_tcp_port: int) -> None:
    async with playing(tmp_path, unused_tcp_port) as process:
        assert "is open" in await first_line(process)
        (page,) = children_of(process.pid)
        watch = os.pidfd_open(page)
        try:
            process.kill()
            ended = await asyncio.to_thread(select.select, [watch], [], [], 20)
            assert ended[0] == [watch]
        finally:
            os.close(watch)
