"""A local Discord with its page and the bot, in which nobody lives yet: what a community sees in the first minute.

`troupe play` brings people before anybody comes, so the card that the bot posts on joining is seen here alone.
"""

import asyncio
import tempfile
import threading
from collections.abc import Generator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from bot.app.app import build_app
from bot.cli.running.play_command import in_the_playground
from bot.environment.settings import load_settings
from bot.playground.furnishing.sample_guild import furnished
from bot.playground.page_process import Child, answers, free_port
from bot.playground.server import LocalDiscord
from troupe.core.clock import SystemClock
from troupe.core.ids import system_ids


@contextmanager
def empty_server() -> Generator[str]:
    """The address of its page, for as long as it is open."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    stack = AsyncExitStack()
    try:
        yield asyncio.run_coroutine_threadsafe(_open(stack), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _open(stack: AsyncExitStack) -> str:
    clock = SystemClock()
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    discord = LocalDiscord(clock)
    await discord.start()
    stack.push_async_callback(discord.stop)
    sample = furnished(discord)
    settings = in_the_playground(load_settings({"TROUPE_MODEL": "understudy"}), discord, sample, folder)
    app = build_app(settings, clock=clock, ids=system_ids)
    await app.start()
    stack.push_async_callback(app.stop)
    port = free_port(8500)
    tokens = ("--token", sample.member_token, "--admin-token", sample.runner_token)
    arguments = ("--api", discord.api_base, *tokens, "--port", str(port), "--note", "Nobody lives here yet.")
    page = await Child.start("bot.playground.page", arguments, "the page")
    stack.push_async_callback(page.stop)
    address = f"http://127.0.0.1:{port}"
    await answers(address, clock)
    return address
