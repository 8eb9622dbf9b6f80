"""`troupe serve`: the bot on Discord, until it is asked to end."""

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.shell.edge import say
from troupe.errors import Misconfigured

if TYPE_CHECKING:
    from bot.settings import Settings


def run(settings: "Settings") -> None:
    """Serve until SIGINT or SIGTERM, then stop cleanly. Raises Misconfigured and AlreadyServed."""
    if settings.discord_token is None:
        raise Misconfigured("DISCORD_TOKEN is not set: the bot needs it. To try things without one: `troupe play`")
    if not settings.has_model:
        raise Misconfigured(
            "TROUPE_MODEL is not set: name a model (and OPENAI_API_KEY or OPENAI_BASE_URL), "
            "or use `--model understudy`, the offline stand-in"
        )
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(settings))


async def _serve(settings: "Settings") -> None:
    from bot.app import build_app
    from troupe.clock import SystemClock
    from troupe.ids import system_ids

    app = build_app(settings, clock=SystemClock(), ids=system_ids)
    ended = asyncio.ensure_future(until_signal())
    try:
        starting = asyncio.ensure_future(app.start())
        if await first_of(starting, ended):
            return
        say("Troupe is serving. Ctrl-C ends it.")
        await first_of(asyncio.ensure_future(app.wait()), ended)
    finally:
        ended.cancel()
        await app.stop()


async def first_of(work: "asyncio.Future[None]", ended: "asyncio.Future[None]") -> bool:
    """Wait for the work, or for the end; True if the end came first, with the work cancelled. Raises what
    the work raised."""
    await asyncio.wait({work, ended}, return_when=asyncio.FIRST_COMPLETED)
    if work.done():
        work.result()
        return False
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work
    return True


async def until_signal() -> None:
    """Until SIGINT or SIGTERM arrives."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    try:
        await asked.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
