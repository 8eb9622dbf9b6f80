"""The page as a child process: started, awaited, watched, and ended by its own process id."""

import asyncio
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress

import aiohttp

from troupe.core.clock import Clock
from troupe.core.errors import BadInput, TroupeError

GRACE = 5.0
"""Seconds a process has to end by itself after SIGTERM."""
LOOK_EVERY = 0.05
ANSWER_WITHIN = 30.0


class PageDied(TroupeError):
    """The page's process ended although nobody asked it to."""

    show = True


def free_port(wanted: int) -> int:
    """This port on loopback, or the next one that is free. Raises BadInput if none of the next fifty is."""
    for port in range(wanted, min(wanted + 50, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise BadInput(f"neither {wanted} nor any of the next ports is free on this machine", field="--port")


class Child:
    """One Python process of ours, in a process group of its own, so that Ctrl-C reaches it through us alone.

    It is on a leash: should we be killed, it ends as well.
    """

    def __init__(self, process: asyncio.subprocess.Process, name: str) -> None:
        self._process = process
        self._name = name
        self._ending = False

    @classmethod
    async def start(cls, module: str, arguments: Sequence[str], name: str) -> "Child":
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.playground.parent_watch",
            module,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        return cls(process, name)

    async def died(self) -> None:
        """Until it ends. Raises PageDied unless `stop` asked it to."""
        code = await self._process.wait()
        if not self._ending:
            raise PageDied(f"{self._name} ended by itself (exit code {code}); start again with `troupe play`")

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL to whoever does not hear it. May be called in any state."""
        self._ending = True
        if self._process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), GRACE)
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()


async def answers(address: str, clock: Clock) -> None:
    """Until something answers at this address. Raises PageDied after half a minute."""
    until = clock.monotonic() + ANSWER_WITHIN
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2.0)) as http:
        while clock.monotonic() < until:
            with suppress(aiohttp.ClientError, TimeoutError):
                async with http.get(address) as answer:
                    if answer.status < 500:
                        return
            await clock.sleep(LOOK_EVERY)
    raise PageDied(f"the page did not answer at {address}")
