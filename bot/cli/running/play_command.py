"""`troupe play`: the local Discord, the bot and the page, together from start to end."""

import asyncio
import shlex
import webbrowser
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.cli.running.serve_command import until_over, until_signal
from bot.cli.terminal.command_edge import say, start_logs
from bot.environment.chosen_model import ChosenModel, read_choice
from bot.environment.local_models import find_local, models_there
from bot.environment.settings import UNDERSTUDY, Settings
from bot.features.shared.world_opening import ModelNote, choose_people, open_world
from bot.playground.furnishing.channel_residents import residents_of, silence_at
from bot.playground.furnishing.playground_model import DeskPlace, PlaygroundModel, playing
from bot.playground.furnishing.sample_guild import SampleGuild, furnished
from bot.playground.model_desk import PlayingModel
from bot.playground.page_process import Child, answers, free_port
from bot.playground.server import LocalDiscord
from troupe.core.clock import Clock, SystemClock
from troupe.core.errors import BadInput
from troupe.core.ids import system_ids
from troupe.worlds.world import Mode

if TYPE_CHECKING:
    from bot.app.app import App

MODEL_VARIABLES = "TROUPE_MODEL (and OPENAI_API_KEY or OPENAI_BASE_URL)"


def run(settings: Settings, *, port: int, browser: bool, data: Path | None) -> None:
    """Play until Ctrl-C; with `data` everything is kept in that folder, and found again at the next start.

    Raises BadInput, Misconfigured, AlreadyServed, and PageDied if a part ends by itself.
    """
    blot = start_logs(settings, quiet=True)
    with suppress(KeyboardInterrupt):
        if data is None:
            with TemporaryDirectory(prefix="troupe-play-") as folder:
                asyncio.run(_play(settings, _Start(port, browser, Path(folder), keep=False, blot=blot)))
        else:
            asyncio.run(_play(settings, _Start(port, browser, _made(data), keep=True, blot=blot)))


@dataclass(frozen=True, slots=True)
class _Start:
    """How the playground is started: the page's port, whether a browser opens, the folder of everything and
    whether it is kept, and what keeps a secret out of the log."""

    port: int
    browser: bool
    folder: Path
    keep: bool
    blot: Callable[[str], None]

    @property
    def kept_in(self) -> Path | None:
        return self.folder if self.keep else None


async def _play(settings: Settings, start: _Start) -> None:
    clock = SystemClock()
    ended = asyncio.ensure_future(until_signal())
    async with AsyncExitStack() as stack:
        stack.callback(ended.cancel)
        choice = _choice(settings, start)
        discord = await stack.enter_async_context(LocalDiscord(clock, keep_in=start.kept_in))
        sample = furnished(discord)
        await discord.keep()  # before the database names anything that is in it
        model = playing(settings, choice)
        note = ModelNote(name=model.name, stand_in=model.stand_in)
        free = free_port(start.port)
        page = await stack.enter_async_context(_page(discord, sample, free, model))
        from bot.app.app import build_app  # here: while it is read, which takes a second, the page starts as well
        from bot.app.model_switch import ModelSwitch

        app = build_app(
            in_the_playground(settings, discord, sample, start.folder), clock=clock, ids=system_ids, choice=choice
        )
        stack.push_async_callback(app.stop)
        died = asyncio.ensure_future(page.died())
        stack.callback(died.cancel)
        address = f"http://127.0.0.1:{free}"
        if await until_over(_ready(app, sample, note, address, clock), ended, died):
            return
        discord.tell_people(residents_of(app, sample.guild_id), silence_at(app, sample.guild_id))
        stack.callback(discord.tell_people, None)
        place = DeskPlace(sample.guild_id, sample.runner_id, start.kept_in, start.blot)
        discord.tell_model(PlaygroundModel(place, settings, ModelSwitch(app), choice))
        stack.callback(discord.tell_model, None)
        if model.stand_in and not model.fixed:
            await _tell_ignored(settings)
        await _welcome(address, await _who_lives_here(app, sample), model, start.browser, moved=free != start.port)
        await until_over(_served(app, sample, note), ended, died)
    say("\nThe playground is closed.")


def _choice(settings: Settings, start: _Start) -> ChosenModel | None:
    """The model chosen at an earlier start, unless the settings name one. Raises BadInput for a damaged file."""
    choice = read_choice(start.folder) if start.keep and not settings.has_model else None
    if choice is not None and choice.key is not None:
        start.blot(choice.key.get_secret_value())
    return choice


def in_the_playground(settings: Settings, discord: LocalDiscord, sample: SampleGuild, folder: Path) -> Settings:
    """The same settings, with the local Discord for Discord, the folder for the database and, where no model
    was named, the understudy."""
    return settings.model_copy(
        update={
            "discord_token": SecretStr(sample.bot_token),
            "discord_api_base": discord.api_base,
            "discord_cdn_base": discord.cdn_base,
            "database_url": f"sqlite:///{folder / 'troupe.sqlite3'}",
            "model": settings.model or UNDERSTUDY,
        }
    )


@asynccontextmanager
async def _page(
    discord: LocalDiscord, sample: SampleGuild, port: int, model: PlayingModel
) -> AsyncGenerator[Child]:
    arguments = (
        *("--api", discord.api_base),
        *("--token", sample.member_token, "--admin-token", sample.runner_token),
        *("--port", str(port), "--note", model.line, "--ask-name"),
    )
    page = await Child.start("bot.playground.page", arguments, "the page")
    try:
        yield page
    finally:
        await page.stop()


async def _ready(app: "App", sample: SampleGuild, note: ModelNote, address: str, clock: Clock) -> None:
    """The world is open, the bot is on the local Discord, and the page answers; all at once."""
    page = asyncio.ensure_future(answers(address, clock))
    try:
        await curtain_up(app, sample, note)
        await page
    finally:
        page.cancel()


async def curtain_up(app: "App", sample: SampleGuild, note: ModelNote) -> None:
    """The bot is on the local Discord; in a new one a world is open before anybody comes."""
    await app.open()
    stores = app.stores(f"guild:{sample.guild_id}")
    if sample.fresh or not await stores.worlds.all(closed=True):
        await open_world(
            stores,
            app.ids,
            name=sample.world_name,
            channel_id=sample.world_channel_id,
            guild_id=sample.guild_id,
            people=choose_people(app.library, ()),
            mode=Mode.AMBIENT,
            model=note,
        )
    await app.start()


async def _served(app: "App", sample: SampleGuild, note: ModelNote) -> None:
    """Serve until the bot is stopped. In a new playground the desk of a study is laid out first: by now the page
    is there, and nobody waits for it."""
    if sample.fresh:
        from bot.playground.furnishing.study_desk import lay_out_desk  # here: it brings the rooms of studies

        await lay_out_desk(app, sample, note)
    await app.wait()


async def _who_lives_here(app: "App", sample: SampleGuild) -> list[str]:
    """A line for each channel with people: who they are."""
    stores = app.stores(f"guild:{sample.guild_id}")
    casts = [(world.name, await stores.casts.of(world.id)) for world in await stores.worlds.all()]
    return [f"#{name}: {', '.join(person.persona.name for person in cast)}" for name, cast in casts if cast]


async def _welcome(
    address: str, people: Sequence[str], model: PlayingModel, browser: bool, *, moved: bool
) -> None:
    if moved:
        say("That port is taken, so the page is at the next free one.")
    say(f"The Green Room is open: {address}   (Ctrl-C closes it)")
    for line in people:
        say(f"  {line}")
    say(f"They are {model.words[0].lower()}{model.words[1:]}")
    if model.stand_in and model.fixed:
        say(f"To use a real model, set {MODEL_VARIABLES}.")
    elif model.stand_in:
        say(f"To use a real model, press “Use a real model” at the top of the page, or set {MODEL_VARIABLES}.")
        for program in await find_local():
            say(f"{program}. To play with it: {program.variables} troupe play")
    if browser:
        await asyncio.to_thread(webbrowser.open, address)


async def _tell_ignored(settings: Settings) -> None:
    """Say that the address of an endpoint is not used without the name of a model, and which it offers."""
    if settings.openai_base_url is None:
        return
    there = await models_there(settings)
    offer = f"; {there}. To play with it: TROUPE_MODEL={shlex.quote(there.models[0])}" if there else ""
    say(f"OPENAI_BASE_URL is not used, because TROUPE_MODEL names no model{offer}")


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder} cannot be used: {error.strerror}", field="--data") from None
    return folder.resolve()
