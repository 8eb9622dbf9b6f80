"""A stage for the command tests: the real commands, database and engine, on simcord's Discord."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import discord
import simcord
from discord import app_commands
from simcord.builders import ChannelHandle, GuildHandle

import db
from bot.features.command_tree import JOB_FACES, add_commands
from bot.features.shared.job_answers import JobEnds
from troupe.core.clock import ManualClock
from troupe.core.ids import Ids, seeded_ids
from troupe.engine.job_runner import JobRunner
from troupe.engine.turn_cycle import TurnCycle
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.ledger.kept_answer import CallJournal
from troupe.llm.port.llm import PricedModel
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy import Understudy
from troupe.minds.mind import Mind
from troupe.people.library.library import slug_of
from troupe.people.persona.persona import Persona
from troupe.ports import Cap, Database, Ledger, Stores
from troupe.research.job_kinds import job_kinds
from troupe.worlds.transcript import Event
from troupe.worlds.world import Work, World, WorldKey

PEOPLE = tuple(
    Persona.model_validate({"name": name, "age": age, "occupation": {"title": work}, "residence": town})
    for name, age, work, town in (
        ("Ana Sol", 31, "Baker", "Lisbon"),
        ("Ben Ray", 44, "Bus driver", "Leeds"),
        ("Cleo Vale", 27, "Diver", "Naxos"),
        ("Dora Finch", 68, "Retired judge", "Graz"),
        ("Ewan Moss", 19, "Student", "Oban"),
    )
)


def cap(_: str) -> Cap:
    return Cap(tokens=1000, usd=5.0)


class Pokes:
    """Keeps who was poked; jobs are looked at."""

    def __init__(self) -> None:
        self.poked: list[WorldKey] = []
        self.ends: JobEnds | None = None
        self.looks: set[asyncio.Task[None]] = set()

    def poke_jobs(self, tenant: str) -> None:
        if self.ends is not None:
            look = asyncio.create_task(self.ends.look(tenant))
            self.looks.add(look)
            look.add_done_callback(self.looks.discard)

    def poke(self, key: WorldKey, work: Work = Work.ALL) -> None:
        self.poked.append(key)


@dataclass
class House:
    """What the commands stand on."""

    clock: ManualClock
    ids: Ids
    database: Database
    mind: Mind
    engine: TurnCycle
    pokes: Pokes
    jobs: JobRunner
    library: Mapping[str, Persona] = field(default_factory=lambda: {slug_of(p.name): p for p in PEOPLE})
    problems: Sequence[str] = ()
    rehearsed: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    noted: list[str] = field(default_factory=list[str])
    """What somebody should mend."""
    wrong: str = ""
    """What a rehearsal is to answer."""
    changes_of_faces: int = 0
    limit: Cap = field(default_factory=lambda: cap(""))

    def stores(self, tenant: str) -> Stores:
        return self.database.tenant(tenant)

    def cap(self, tenant: str) -> Cap:
        return self.limit

    async def rehearse(self, tenant: str, channel_id: str, slug: str, persona: Persona) -> str:
        self.rehearsed.append((channel_id, persona.name))
        return self.wrong

    def faces_changed(self) -> None:
        self.changes_of_faces += 1


class PresentMind:
    """The mind of a house, whichever it has now."""

    def __init__(self) -> None:
        self.house: House | None = None

    @property
    def mind(self) -> Mind:
        assert self.house is not None
        return self.house.mind

    def cap(self, tenant: str) -> Cap:
        assert self.house is not None
        return self.house.cap(tenant)

    def player(self, model: str | None = None) -> PricedModel:
        return self.mind.player(model)

    def capped(
        self,
        ledger: Ledger,
        cap: Cap,
        *,
        model: str | None = None,
        asked_for: str | None = None,
        journal: CallJournal | None = None,
    ) -> Capped:
        return self.mind.capped(ledger, cap, model=model, asked_for=asked_for, journal=journal)


class Bot(discord.Client):
    """A bare client with our command tree."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True, message_content=True))
        self.tree: app_commands.CommandTree[Bot] = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()


def told(result: simcord.InteractionResult) -> discord.Embed:
    """The one embed of an ephemeral answer."""
    assert result.response is not None
    assert result.response.ephemeral
    assert len(result.response.embeds) == 1
    return result.response.embeds[0]


@dataclass
class Stage:
    """One guild, one channel, someone who runs it and someone who only talks."""

    env: simcord.Env
    house: House
    bot: Bot
    guild: GuildHandle
    channel: ChannelHandle
    runner: simcord.MemberActor
    talker: simcord.MemberActor
    refusals: int = 0
    """How many commands were refused on purpose; any other error fails the test."""

    def refused(self, result: simcord.InteractionResult) -> str:
        """What the one who asked was told, in private."""
        self.refusals += 1
        return told(result).description or ""

    @property
    def stores(self) -> Stores:
        return self.house.stores(f"guild:{self.guild.id}")

    async def open(self, people: str = "ana, ben", mode: str = "ambient") -> World:
        """A world in the channel, opened as a user would."""
        await self.runner.slash(self.channel, "world open", people=people, mode=mode)
        return await self.world()

    async def close(self) -> None:
        """The world of the channel closed as a user would: asked, and confirmed."""
        question = await self.runner.slash(self.channel, "world close")
        assert question.response is not None
        await self.runner.click(question.response, label="Close")

    async def world(self) -> World:
        world = await self.stores.worlds.at_channel(str(self.channel.id))
        assert world is not None
        return world

    async def record(self) -> tuple[Event, ...]:
        return await self.stores.transcripts.read((await self.world()).id)


@asynccontextmanager
async def raised_stage(folder: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    """Everything up; at the end everything closed again."""
    ids = seeded_ids(7)
    database = await db.open(f"sqlite:///{folder / 'commands.sqlite3'}", clock=clock, ids=ids)
    try:
        mind = Mind(Understudy(), {"grand": Scripted(name="grand")})
        pokes = Pokes()
        engine = TurnCycle(database, mind, clock, cap=cap, poke=pokes.poke)
        models = PresentMind()
        jobs = JobRunner(
            database,
            job_kinds(mind.secrets),
            models,
            clock,
            cap=models.cap,
            poke=pokes.poke_jobs,
        )
        models.house = house = House(clock, ids, database, mind, engine, pokes, jobs)
        bot = Bot()
        add_commands(bot.tree, house)
        pokes.ends = JobEnds(bot, house, JOB_FACES, house.noted.append)
        env = simcord.Env(bot)
        await env.start()
        try:
            guild = env.create_guild()
            runs = guild.create_role("runs", permissions=discord.Permissions(manage_channels=True))
            stage = Stage(
                env=env,
                house=house,
                bot=bot,
                guild=guild,
                channel=guild.create_text_channel("lounge"),
                runner=guild.add_member(env.create_user("Rita"), roles=[runs]),
                talker=guild.add_member(env.create_user("Tom")),
            )
            yield stage
            assert len(env.errors) == stage.refusals, env.errors
        finally:
            await jobs.close()
            await asyncio.gather(*pokes.looks, return_exceptions=True)
            await env.shutdown()
    finally:
        await database.close()
