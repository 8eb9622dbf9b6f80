"""`troupe serve`: the bot on Discord, until it is asked to end."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.cli.terminal.command_edge import say, start_logs
from bot.cli.terminal.needed_model import with_model
from troupe.core.errors import Misconfigured

if TYPE_CHECKING:
    from bot.environment.settings import Settings


def run(settings: "Settings") -> None:
    """Serve until SIGINT or SIGTERM, then stop cleanly. Raises Misconfigured and AlreadyServed."""
    if settings.discord_token is None:
        raise Misconfigured("DISCORD_TOKEN is not set: the bot needs it. To try things without one: `troupe play`")
    with_model(settings)
    start_logs(settings)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(settings))


async def _serve(settings: "Settings") -> None:
    from bot.app.app import build_app
    from troupe.core.clock import SystemClock
    from troupe.core.ids import system_ids

    app = build_app(settings, clock=SystemClock(), ids=system_ids)
    ended = asyncio.ensure_future(until_signal())
    try:
        if await until_over(app.start(), ended):
            return
        say("Troupe is serving. Ctrl-C ends it.")
        await until_over(app.wait(), ended)
    finally:
        ended.cancel()
        await app.stop()


async def until_over(work: Coroutine[Any, Any, object], *ends: "asyncio.Future[None]") -> bool:
    """Wait for the work or the first of the ends. True if an end came first; the work is cancelled then.

    Raises what the work, or the end that came, raised.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task, *ends}, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            if end.done():
                end.result()
                return True
        task.result()
        return False
    finally:
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def until_signal() -> None:
    """Until SIGINT, SIGTERM or SIGHUP arrives; the last unless it is ignored, as under `nohup`."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    heeded = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        heeded.append(signal.SIGHUP)
    for number in heeded:
        loop.add_signal_handler(number, stop.set)
    try:
        await stop.wait()
    finally:
        for number in heeded:
            loop.remove_signal_handler(number)
