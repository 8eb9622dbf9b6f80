"""The parts of `troupe play`: a free port, a child that is watched and ended, waiting for what comes first."""

import asyncio
import socket

import pytest

from bot.cli.running.serve_command import until_over
from bot.playground.page_process import Child, PageDied, answers, free_port
from troupe.core.clock import SystemClock
from troupe.core.errors import BadInput


def test_a_port_in_use_gives_way_to_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]
        if port > 65000:
            pytest.skip("the system gave a port at the very end of the range")
        assert port < free_port(port) <= port + 50


def test_no_free_port_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("in use")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(BadInput, match="--port"):
        free_port(8420)


async def test_a_child_that_ends_by_itself_is_reported() -> None:
    child = await Child.start("timeit", ["-n1", "-r1", "pass"], "the page")
    with pytest.raises(PageDied, match="the page ended by itself"):
        await child.died()
    await child.stop()


async def test_a_child_that_is_asked_to_end_ends_without_complaint() -> None:
    port = free_port(20000)
    child = await Child.start("http.server", ["--bind", "127.0.0.1", str(port)], "the page")
    await answers(f"http://127.0.0.1:{port}/", SystemClock())
    await child.stop()
    await child.died()
    assert free_port(port) == port


async def test_work_that_ends_first_is_no_end() -> None:
    never = asyncio.get_running_loop().create_future()
    assert not await until_over(asyncio.sleep(0), never)
    never.cancel()


async def test_an_end_cancels_the_work() -> None:
    cancelled = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    ended = asyncio.ensure_future(asyncio.sleep(0))
    assert await until_over(work(), ended)
    assert cancelled.is_set()


async def test_an_end_that_failed_is_raised() -> None:
    async def dies() -> None:
        raise PageDied("gone")

    with pytest.raises(PageDied):
        await until_over(asyncio.Event().wait(), asyncio.ensure_future(dies()))
