"""The composition root: builds every part of the bot and starts and stops them in order."""

import asyncio
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TypeVar

import structlog
from pydantic import SecretStr
from yarl import URL

import db
from bot.app.connection import DiscordConnection
from bot.delivery.channel_history import History
from bot.delivery.delivery_reconciliation import Doubts
from bot.delivery.outbox_drain import OutboxDrain
from bot.delivery.row_sending import Sending
from bot.delivery.single_request import SingleRequests
from bot.delivery.test_message import Rehearsal
from bot.delivery.typing_sign import TypingSign
from bot.delivery.webhook_pacing import Pacing
from bot.delivery.webhooks import Webhooks
from bot.environment.chosen_model import ChosenModel, with_choice
from bot.environment.language_models import build_model, build_others, status_of
from bot.environment.settings import Settings
from bot.faces.avatars import FacePublisher
from bot.faces.speaker_faces import Portraits
from bot.features.command_tree import JOB_FACES, add_commands
from bot.features.focusgroup.session.session_card import SessionCards
from bot.features.setup.arrival_card import Arrivals
from bot.features.shared.job_answers import JobEnds
from bot.gateway.catch_up import CatchUp
from bot.gateway.direct_messages import DirectMessages
from bot.gateway.gateway_client import TroupeClient
from bot.gateway.inbox import Inbox
from bot.gateway.listening import Listening
from bot.gateway.unheard_members import UnheardMembers
from bot.waking.memory_watch import MemoryWatch
from bot.waking.session_watch import SessionWatch
from bot.waking.wake_clock import Clockwork
from bot.waking.world_runners import Pokes
from troupe.core.clock import Clock
from troupe.core.errors import Misconfigured, StoreUnavailable
from troupe.core.ids import Ids
from troupe.core.usage import Estimate
from troupe.engine.job_runner import JobRunner
from troupe.engine.memory_maker import MemoryMaker
from troupe.engine.turn_cycle import SHORTEST, TurnCycle
from troupe.llm.ledger.metered_model import Metered
from troupe.llm.port.llm import LLM
from troupe.minds.gate.secrets import Secrets
from troupe.minds.mind import Mind
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona
from troupe.ports import Cap, Database, Stores
from troupe.research.conducting.session_runner import SessionRunner
from troupe.research.job_kinds import job_kinds
from troupe.worlds.outbox import OutboxRow
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Turn
from troupe.worlds.world import World, WorldKey

log = structlog.get_logger("troupe")

T = TypeVar("T")

PROBLEMS_KEPT = 20
_SHOWN_AGAIN = timedelta(days=1)
"""The time for which a process looks back at focus groups that have ended, when it starts: another may have died
before their boards told of it."""


class App:
    """The whole bot. Nothing is opened before `open` (database and engine) or `start` (also Discord)."""

    def __init__(self, settings: Settings, *, clock: Clock, ids: Ids, llm: LLM, others: Mapping[str, LLM]) -> None:
        self.settings = settings
        self.clock = clock
        self.ids = ids
        self.mind = Mind(
            llm,
            others,
            Secrets(settings.secrets),
            reserve=self._reserve,
            recall=self._recollect,
            correction=settings.correction_seconds,
        )
        self.pokes = Pokes(self.trouble, self._retry)
        self.inbox = Inbox(self.trouble, self.clock)
        shard = (settings.shard.index, settings.shard.count) if settings.shard.count > 1 else None
        self.client = TroupeClient(status=status_of(llm), problem=self.problem, shard=shard)
        self.cards = SessionCards(self.client, self, self.problem)
        self._llms = (llm, *others.values())
        self._library: Mapping[str, Persona] | None = None
        self._problems: deque[str] = deque(maxlen=PROBLEMS_KEPT)
        self._undo = AsyncExitStack()
        self._database: Database | None = None
        self._engine: TurnCycle | None = None
        self._jobs: JobRunner | None = None
        self._clockwork: Clockwork | None = None
        self._rehearsal: Rehearsal | None = None
        self._portraits: Portraits | None = None
        self._sign: TypingSign | None = None
        self._drain: OutboxDrain | None = None
        self._connection = DiscordConnection(self.client, settings, clock, self.problem)

    @property
    def library(self) -> Mapping[str, Persona]:
        """The personas that ship with Troupe, by slug; known once the app is open."""
        return _opened(self._library)

    @property
    def database(self) -> Database:
        return _opened(self._database)

    @property
    def engine(self) -> TurnCycle:
        return _opened(self._engine)

    @property
    def jobs(self) -> JobRunner:
        return _opened(self._jobs)

    @property
    def clockwork(self) -> Clockwork:
        return _opened(self._clockwork)

    @property
    def problems(self) -> Sequence[str]:
        """What went wrong lately, newest last, in words for whoever runs the bot."""
        return tuple(self._problems)

    def stores(self, tenant: str) -> Stores:
        """The stores of one tenant, such as `guild:123`."""
        return self.database.tenant(tenant)

    def cap(self, tenant: str) -> Cap:
        """The most this tenant may spend in a day."""
        return Cap(
            tokens=self.settings.budget_tokens_per_day,
            usd=self.settings.budget_usd_per_day,
            notice="Today's budget of this server is spent; the people here fall silent until midnight UTC.",
        )

    async def rehearse(self, tenant: str, channel_id: str, slug: str, persona: Persona) -> str:
        """Let a persona say a test line in a channel; returns what went wrong, empty if nothing did."""
        return await _opened(self._rehearsal).speak(tenant, channel_id, slug, persona)

    async def play_by(self, llm: Metered) -> None:
        """From now on the people are played by this model, unless their community chose another."""
        self._undo.push_async_callback(llm.close)
        self.mind.play_by(llm)
        await self.client.tell_status(status_of(llm))

    def faces_changed(self) -> None:
        """Someone looks different from now on."""
        if self._portraits is not None:
            self._portraits.forget()

    @property
    def deciding(self) -> Mapping[str, str]:
        """Who is deciding what to answer, and was called: the place where, by the person's id."""
        return self._sign.deciding if self._sign is not None else {}

    def problem(self, text: str) -> None:
        """Note something that went wrong and that someone should mend."""
        log.warning(text)
        self._problems.append(text)

    def trouble(self, what: str, error: Exception) -> None:
        """Note an error that nobody expected, with its traceback in the log.

        A database that cannot be used is expected now and then: the log tells when that begins and ends, not what
        each world, message and look at the clock met meanwhile.
        """
        if isinstance(error, StoreUnavailable):
            log.debug(what, reason=str(error))
        else:
            log.error(what, exc_info=error)
        problem = f"{what}: {type(error).__name__}"
        if problem not in self._problems:
            self._problems.append(problem)

    def _turn_limit(self, turn: Turn) -> float:
        return self.settings.turn_seconds or max(SHORTEST, self.mind.patience(turn.scene))

    def _expect(self, row: OutboxRow) -> None:
        if self._drain is not None:
            self._drain.expect(row)

    async def _reserve(self, turn: Turn, estimate: Estimate) -> bool:
        return await self.stores(turn.tenant).turns.reserve(turn, estimate, self.cap(turn.tenant))

    async def _recollect(self, turn: Turn, question: str) -> Scene | None:
        return await self.stores(turn.tenant).turns.recall(turn, question)

    async def open(self) -> None:
        """Read the library, open the database, make the engine: enough for commands from a shell. Idempotent."""
        if self._database is not None:
            return
        # Parsing takes a second or more, too long for the loop once commands may come.
        self._library = await asyncio.to_thread(library)
        self._database = await db.open(self.settings.database_url, clock=self.clock, ids=self.ids)
        self._undo.push_async_callback(self._database.close)
        for llm in self._llms:
            self._undo.push_async_callback(llm.close)
        self._jobs = JobRunner(
            self._database,
            job_kinds(self.mind.secrets),
            self.mind,
            self.clock,
            cap=self.cap,
            poke=self.pokes.poke_jobs,
        )
        self._engine = TurnCycle(
            self._database,
            self.mind,
            self.clock,
            cap=self.cap,
            poke=self.pokes.poke,
            limit=self._turn_limit,
            on_queued=self._expect,
        )

    async def start(self) -> None:
        """Open, log in to Discord and serve; a Discord that cannot be reached is waited for.

        Raises Misconfigured, in one line, without a token or with one that Discord refuses, and AlreadyServed
        when another process serves this database.
        """
        token = self.settings.discord_token
        if token is None:
            raise Misconfigured("DISCORD_TOKEN is not set: copy the bot's token from Discord's developer portal")
        try:
            await self.open()
            self._undo.push_async_callback(await self.database.hold(self.settings.shard.role))
            await self._serve(token)
        except BaseException:
            await self.stop()
            raise

    async def wait(self) -> None:
        """Until the bot is stopped. Raises Misconfigured when Discord turns it away for good."""
        await self._connection.wait()

    async def stop(self) -> None:
        """Stop serving and close everything, last opened first. May be called in any state, and again."""
        await self._undo.aclose()

    async def _serve(self, token: SecretStr) -> None:
        """Wire the parts to Discord and set them going, each with its undoing."""
        rest = SingleRequests(self.settings.discord_api_base, token)
        await rest.open()
        self._undo.push_async_callback(rest.close)
        clockwork = self._clockwork = Clockwork(
            self.database, self.clock, self.pokes, self.trouble, serves=self.settings.shard.serves
        )
        delivery = self._attach(rest)
        self._undo.push_async_callback(self.client.close)
        await self._connection.log_in(token)
        self._undo.push_async_callback(self.inbox.close)
        self._sign = TypingSign(rest, self.clock)
        ends = JobEnds(self.client, self, JOB_FACES, self.problem)
        runner = SessionRunner(self.database, self.jobs, poke=self.pokes.poke)
        memories = MemoryWatch(MemoryMaker(self.database, self.jobs, self.mind.secrets), ends)
        watch = SessionWatch(self.database, runner, memories, self.cards.show)
        self.pokes.serve(
            self.engine,
            delivery,
            clockwork.later,
            self._sign.over,
            watch,
            lambda key: self.pokes.poke_jobs(key.tenant) if watch.concerns(key.tenant) else None,
        )
        self._undo.push_async_callback(self.cards.close)
        self._undo.push_async_callback(self.pokes.stop)
        self._undo.push_async_callback(self.jobs.close)
        self._undo.push_async_callback(clockwork.stop)
        await clockwork.start()
        for tenant in filter(self.settings.shard.serves, await watch.recall(self.clock.now() - _SHOWN_AGAIN)):
            self.pokes.poke_jobs(tenant)
        self._connection.begin()
        self._undo.push_async_callback(self._connection.end)

    def _attach(self, rest: SingleRequests) -> OutboxDrain:
        """Build what listens and what speaks."""
        site = str(URL(self.settings.discord_api_base).origin())
        webhooks = Webhooks(rest, lambda: str(self.client.application_id), lambda: str(self._bot_id()))
        pacing = Pacing(self.clock)
        doubts = Doubts(History(rest), webhooks, self.clock, site=site, bot_id=lambda: str(self._bot_id()))
        faces = self._faces()
        self._portraits = Portraits(self.stores, faces, self.clock)
        sending = Sending(rest, webhooks, pacing, site=site, faces=self._portraits.of)
        self._rehearsal = Rehearsal(sending, webhooks, pacing, faces, self.ids)
        listening = Listening(
            self.stores,
            self.engine,
            doubts,
            self.clock,
            bot_id=self._bot_id,
            proxies=self.settings.proxy_webhooks,
            poke=self.pokes.poke,
            unheard=UnheardMembers(self.problem).tell,
        )
        catch_up = CatchUp(self.client, self.stores, listening, self.problem)
        arrivals = Arrivals(self.stores, lambda: self.library, self.clock, self.problem)
        direct = DirectMessages(self.client, self._worlds_of, self.clock)
        self.client.attach(self.inbox, listening, catch_up, webhooks, self._worlds_of, arrivals, direct)
        add_commands(self.client.tree, self)
        self._drain = OutboxDrain(
            self.stores,
            sending,
            webhooks,
            doubts,
            pacing,
            self.clock,
            owner=self.ids(),
            heard=self.pokes.heard,
            problem=self.problem,
        )
        return self._drain

    def _faces(self) -> FacePublisher:
        return FacePublisher(
            self.client.fetch_application_emojis,
            self.client.create_application_emoji,
            cdn=self.settings.discord_cdn_base,
            clock=self.clock,
        )

    async def _worlds_of(self, guild_id: int) -> Collection[World]:
        return await self.stores(f"guild:{guild_id}").worlds.all()

    def _bot_id(self) -> int:
        return self.client.user.id if self.client.user is not None else 0

    def _retry(self, key: WorldKey, seconds: float) -> None:
        if self._clockwork is not None:
            self._clockwork.after(key, seconds)


def _opened(part: T | None) -> T:
    if part is None:
        raise RuntimeError("the app is not open")
    return part


def build_app(
    settings: Settings, *, clock: Clock, ids: Ids, llm: LLM | None = None, choice: ChosenModel | None = None
) -> App:
    """Put the parts together, without any I/O. `llm` None takes the model that was chosen, or that of the
    settings; raises Misconfigured when they name none."""
    if llm is None:
        llm = build_model(settings if choice is None else with_choice(settings, choice), clock)
    app = App(settings, clock=clock, ids=ids, llm=llm, others=build_others(settings, clock))
    if choice is not None and choice.key is not None:
        app.mind.secrets.add(choice.key.get_secret_value())
    return app
