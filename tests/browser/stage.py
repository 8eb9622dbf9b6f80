"""A stage for the page's tests: a local Discord, a small real bot, the page's process and a browser.

Everything asynchronous runs on one loop in one thread of its own, so that it is set up once for the whole session;
so is the browser, whose one context keeps what every visit loads.
"""

import asyncio
import contextlib
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Generator
from typing import TypeVar

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from bot.playground.server import DiscordChannel, DiscordGuild, LocalDiscord
from bot.playground.server.state.timers import Timers
from tests.browser import showcase
from troupe.core.clock import Clock, SystemClock

Result = TypeVar("Result")
PATIENCE = 40.0
WIDE, AS_MEMBER = 1280, "?as=member"
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DROP = """async (bytes) => {
    const given = new DataTransfer();
    given.items.add(new File([new Uint8Array(bytes)], "sea.png", { type: "image/png" }));
    const main = document.querySelector(".main");
    main.dispatchEvent(new DragEvent("dragover", { dataTransfer: given, bubbles: true, cancelable: true }));
    const invited = document.body.classList.contains("dragging");
    main.dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
    return invited;
}"""
"""Drops a picture on the page; whether the page had invited it."""
FRUIT = ("apple", "apricot", "banana", "cherry")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextlib.contextmanager
def pointed_at(server: LocalDiscord) -> Generator[None]:
    """discord.py speaks to this server instead of Discord."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("discord.http.Route.BASE", server.api_base)
        patch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        patch.setattr("discord.asset.Asset.BASE", server.cdn_base)
        yield


def small_bot() -> discord.Client:
    """A bot with a few commands, each for one thing the page must handle."""
    client = discord.Client(intents=discord.Intents.default())
    tree = app_commands.CommandTree(client)

    @tree.command(description="Say what you like to eat")
    @app_commands.describe(fruit="A fruit", times="How many")
    async def eat(interaction: discord.Interaction, fruit: str, times: int = 1) -> None:
        await interaction.response.send_message(f"{times} × {fruit}")

    @eat.autocomplete("fruit")
    async def fruits(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f.title(), value=f) for f in FRUIT if f.startswith(current.lower())]

    @tree.command(description="Something for you alone")
    async def whisper(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Just between us.", ephemeral=True)

    @tree.command(description="Never answers")
    async def sleep(interaction: discord.Interaction) -> None:
        return

    @tree.command(description="A message with buttons")
    async def card(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Pick one.", view=Card(timeout=None))

    group = app_commands.Group(name="world", description="This channel's world")

    @group.command(name="status", description="How it goes")
    async def status(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.followup.send("All is well.")

    tree.add_command(group)
    showcase.add_to(tree)

    async def setup() -> None:
        await tree.sync()

    client.setup_hook = setup
    return client


class Form(discord.ui.Modal, title="About you"):
    name: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Your name")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Hello {self.name.value}.")


class Card(discord.ui.View):
    @discord.ui.button(label="Press me", style=discord.ButtonStyle.primary)
    async def press(self, interaction: discord.Interaction, button: discord.ui.Button["Card"]) -> None:
        await interaction.response.edit_message(content="Pressed.")

    @discord.ui.button(label="Open a form")
    async def form(self, interaction: discord.Interaction, button: discord.ui.Button["Card"]) -> None:
        await interaction.response.send_modal(Form(timeout=None))

    @discord.ui.select(options=[discord.SelectOption(label="Red", value="r"), discord.SelectOption(label="Blue")])
    async def colour(self, interaction: discord.Interaction, select: discord.ui.Select["Card"]) -> None:
        await interaction.response.send_message(f"You chose {select.values[0]}.")


class Screen:
    """A loop in a thread of its own, and a browser; `play` runs a coroutine on the loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="stage", daemon=True)
        self._last_steps = contextlib.AsyncExitStack()
        self.context: BrowserContext

    def play(self, story: Coroutine[None, None, Result]) -> Result:
        """Run a coroutine on the loop; raises what it raises, or TimeoutError."""
        return asyncio.run_coroutine_threadsafe(story, self._loop).result(PATIENCE)

    def open(self) -> None:
        self._thread.start()
        self.play(self._set_up())

    def close(self) -> None:
        try:
            self.play(self._last_steps.aclose())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(PATIENCE)
            self._loop.close()

    async def _set_up(self) -> None:
        play = await self._last_steps.enter_async_context(async_playwright())
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        self._last_steps.push_async_callback(browser.close)
        self.context = await browser.new_context()
        self.context.set_default_timeout(15_000)
        expect.set_options(timeout=15_000)  # five seconds are too few where every core is taken
        await self.context.grant_permissions(["clipboard-read", "clipboard-write"])


class Patient(Timers):
    """Timers that can be told not to wait."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._actions: list[Callable[[], None]] = []

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        self._actions.append(action)
        super().after(seconds, action)

    def hurry(self) -> None:
        """Let everything happen that was to happen later."""
        actions, self._actions = self._actions, []
        for action in actions:
            action()


class Stage:
    """Set up by `open`, taken down by `close`; `play` runs a coroutine on the screen's loop."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._last_steps = contextlib.AsyncExitStack()
        self.discord: LocalDiscord
        self.guild: DiscordGuild
        self.robin: str
        self.ada: str
        self.ben: str
        self.client: discord.Client
        self.address: str
        self.http: aiohttp.ClientSession
        self.timers: Patient
        self.failures: list[str] = []
        self._spare: Page | None = None

    def play(self, story: Coroutine[None, None, Result]) -> Result:
        """Run a coroutine on the screen's loop; raises what it raises, or TimeoutError."""
        return self._screen.play(story)

    def open(self) -> None:
        self.play(self._set_up())

    def close(self) -> None:
        self.play(self._last_steps.aclose())

    async def _set_up(self) -> None:
        later = self._last_steps
        self.discord = LocalDiscord(SystemClock())
        self.timers = self.discord.realm.timers = Patient(SystemClock())
        await self.discord.start()
        later.push_async_callback(self.discord.stop)
        self.guild = self.discord.create_guild("The Green Room")
        self.discord.create_text_channel(self.guild, "lounge", topic="A place to talk")
        self.robin = self.discord.create_member("robin", display_name="Robin", owner=True)
        self.ada = self.discord.create_member("ada", display_name="Ada")
        self.ben = self.discord.create_member("ben", display_name="Ben Okafor")
        await self._start_bot(self.discord.create_bot("Helper"))
        self.http = await later.enter_async_context(aiohttp.ClientSession())
        await self._start_page()

    async def _start_bot(self, token: str) -> None:
        later = self._last_steps
        later.enter_context(pointed_at(self.discord))
        self.client = small_bot()
        ready = asyncio.Event()

        async def on_ready() -> None:
            ready.set()

        self.client.event(on_ready)
        running = asyncio.create_task(self.client.start(token))

        async def stop() -> None:
            await self.client.close()
            await running

        later.push_async_callback(stop)
        await asyncio.wait_for(ready.wait(), PATIENCE)

    async def _start_page(self) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}/"
        arguments = ["bot.playground.page", "--api", self.discord.api_base, "--token", self.ada]
        arguments += ["--admin-token", self.robin, "--port", str(port), "--note", "The understudy plays"]
        await self._start_process(arguments, "page ready at")

    async def _start_process(self, arguments: list[str], ready: str) -> None:
        """Start a module of ours as a process and wait until it says a line that begins so."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *arguments, stdout=asyncio.subprocess.PIPE
        )

        async def stop() -> None:
            if process.returncode is None:
                process.terminate()
            await process.wait()

        self._last_steps.push_async_callback(stop)
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
        assert line.startswith(ready), f"the process said {line!r}"

    async def visit(self, *, width: int = WIDE, height: int = 860, path: str = AS_MEMBER) -> Page:
        """A tab at the page, its messages drawn: the one last left in order, if it will do, or a fresh one. Errors
        of its script are kept in `failures`."""
        if self._spare is not None and (width, path) == (WIDE, AS_MEMBER):
            spare, self._spare = self._spare, None
            return spare
        page = await self._screen.context.new_page()
        await page.set_viewport_size({"width": width, "height": height})
        page.on("pageerror", self._script_failed)
        await page.goto(self.address + path)
        await page.wait_for_selector(".start .beginning, .start .older")
        return page

    async def leave(self, page: Page) -> None:
        """Put the tab in order for the next visit, or close it. A test that fails does not come to this."""
        size = page.viewport_size
        if self._spare is not None or AS_MEMBER not in page.url or size is None or size["width"] != WIDE:
            await page.close()
            return
        await page.evaluate("troupe.setDraft('')")
        await page.keyboard.press("Escape")
        await page.emulate_media(color_scheme="light")
        self._spare = page

    def _script_failed(self, error: Exception) -> None:
        self.failures.append(str(error))

    async def room(self, page: Page, name: str) -> DiscordChannel:
        """A new channel, opened in the tab."""
        channel = self.discord.create_text_channel(self.guild, name)
        await page.click(f".side .channel:has-text('{name}')")
        await page.wait_for_selector(f".header h1:has-text('{name}')")
        await page.wait_for_selector(".start .beginning")
        return channel

    async def says(self, token: str, channel: DiscordChannel, text: str, **more: object) -> str:
        """A member says something over HTTP; the message's id."""
        url = f"{self.discord.api_base}/channels/{channel.id}/messages"
        async with self.http.post(url, json={"content": text, **more}, headers={"Authorization": token}) as answer:
            body: dict[str, str] = await answer.json()
            assert answer.status == 200, body
            return body["id"]

    async def asks(self, method: str, path: str, token: str) -> None:
        """A request of a member that needs no answer."""
        async with self.http.request(
            method, self.discord.api_base + path, headers={"Authorization": token}
        ) as answer:
            assert answer.status < 300, await answer.text()


class Theatre(Stage):
    """The whole playground, as `troupe play` starts it, with a browser before it."""

    async def _set_up(self) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}/"
        arguments = ["bot.cli.troupe_command", "play", "--no-browser", "--port", str(port)]
        await self._start_process(arguments, "The Green Room is open")
