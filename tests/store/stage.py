"""What store tests are made of: small people, messages, floor rules that do as told, outcomes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from troupe.core.clock import ManualClock
from troupe.core.usage import Estimate, Usage
from troupe.people.persona.persona import Persona, PersonaRef, content_hash
from troupe.ports import Budgets, Cap, Claimed, Database, ModelCall, NewWorld, Posted, Stores
from troupe.worlds.action import Action, Done, FloorChoice, SpeechAction, Talk, Think
from troupe.worlds.floor_view import FloorDecision, FloorView, Grant
from troupe.worlds.mind_state import MindState
from troupe.worlds.outbox import OutboxRow, Sent
from troupe.worlds.scene import Scene
from troupe.worlds.stop_request import Stop
from troupe.worlds.transcript import Event, HumanAuthor, HumanMessage
from troupe.worlds.turn import Committed, Outcome, Provenance, Turn
from troupe.worlds.world import Caps, Mode, Person, World

TENANT = "guild:1"
CHANNEL = "100"
ANA = HumanAuthor(id="7", name="Ana")
BEN = HumanAuthor(id="8", name="Ben")
USAGE = Usage(calls=1, tokens_in=100, tokens_out=20, usd=0.01, latency=0.5)


def persona(name: str) -> tuple[Persona, PersonaRef]:
    made = Persona.model_validate({"name": name, "nicknames": [name[:3]], "preferences": {"interests": ["tea"]}})
    return made, PersonaRef(slug=name.lower(), hash=content_hash(made))


def never_stops(_message: HumanMessage, _people: Sequence[Person]) -> Stop | None:
    return None


def stops_on_stop(message: HumanMessage, _people: Sequence[Person]) -> Stop | None:
    return Stop(everyone=True, notice="All quiet.") if message.text == "stop" else None


def always_adds(_first: Event, _second: Event, _people: Sequence[Person]) -> bool:
    return True


def never_adds(_first: Event, _second: Event, _people: Sequence[Person]) -> bool:
    return False


def costs(tokens: int, usd: float | None = None) -> Callable[[Scene], Estimate]:
    return lambda _scene: Estimate(tokens=tokens, usd=usd)


def grant_unread(view: FloorView) -> FloorDecision:
    """The floor for everyone who is free and has something unread, in order of seat."""
    return FloorDecision(grants=_grants(view), reason="whoever has something unread")


def together(view: FloorView) -> FloorDecision:
    """As a roundtable, unless one is open."""
    if view.round_open:
        return FloorDecision(reason="a round is open")
    return FloorDecision(grants=_grants(view), together=True, reason="everyone at once")


def _grants(view: FloorView) -> tuple[Grant, ...]:
    by_heard = {event.heard: event.id for event in view.recent}
    return tuple(
        Grant(person_id=member.id, trigger=by_heard[member.unread[-1]], obliged=False, reason="unread")
        for member in view.members
        if member.unread and not member.busy and not member.quiet and member.unread[-1] in by_heard
    )


def nobody(_view: FloorView) -> FloorDecision:
    return FloorDecision(reason="nobody")


@dataclass
class CountingFloor:
    """Counts how often the floor is asked, and keeps what it was shown."""

    rule: Callable[[FloorView], FloorDecision] = grant_unread
    views: list[FloorView] = field(default_factory=list[FloorView])

    def __call__(self, view: FloorView) -> FloorDecision:
        self.views.append(view)
        return self.rule(view)


def outcome(*actions: Action, floor: FloorChoice | None = None, mood: str = "", usage: Usage = USAGE) -> Outcome:
    if floor is None:
        said = any(isinstance(action, SpeechAction) for action in actions)
        seen = any(not action.facets.goes_unseen for action in actions)
        floor = FloorChoice.SPEAK if said else FloorChoice.REACT if seen else FloorChoice.SILENT
    return Outcome(
        floor=floor,
        actions=(*actions, Done()),
        state=MindState(emotions=mood),
        usage=usage,
        provenance=Provenance(model="test", prompts_hash="p", request_hash="r", stand_in=True),
    )


def says(text: str, mood: str = "") -> Outcome:
    return outcome(Talk(content=text), mood=mood)


def thinks(text: str) -> Outcome:
    return outcome(Think(content=text))


async def spend(budgets: Budgets, usage: Usage) -> None:
    """As one call outside of turns would."""
    call = ModelCall(purpose="test", model="test", estimate=Estimate(tokens=0))
    reservation = await budgets.reserve(call, Cap(), 60)
    assert reservation is not None
    await budgets.settle(reservation, usage)


@dataclass
class Stage:
    """One world and the shortest words for what happens in it."""

    database: Database
    stores: Stores
    clock: ManualClock
    world: World
    people: tuple[Person, ...]
    counter: int = 0

    @property
    def id(self) -> str:
        return self.world.id

    async def hear(
        self,
        text: str,
        author: HumanAuthor = ANA,
        *,
        place: str = CHANNEL,
        message_id: str | None = None,
        reply_to: str | None = None,
        replaces: str | None = None,
        hold: float = 0.0,
        whispered_to: tuple[str, ...] = (),
        read_stop: Callable[[HumanMessage, Sequence[Person]], Stop | None] = never_stops,
    ) -> Posted:
        self.counter += 1
        message = HumanMessage(
            channel_id=CHANNEL,
            place=place,
            message_id=message_id or f"m{self.counter}",
            order=self.counter,
            author=author,
            text=text,
            at=self.clock.now(),
            reply_to=reply_to,
            replaces=replaces,
            hold=hold,
            addressed=whispered_to,
            private=bool(whispered_to),
        )
        return await self.stores.mailbox.post(self.id, message, read_stop)

    async def claim(
        self,
        rule: Callable[[FloorView], FloorDecision] = grant_unread,
        *,
        cap: Cap | None = None,
        tokens: int = 1000,
        usd: float | None = None,
        lease: float = 60.0,
    ) -> Claimed:
        return await self.stores.turns.claim(self.id, rule, costs(tokens, usd), cap or Cap(), lease)

    async def commit(
        self,
        turn: Turn,
        decided: Outcome,
        adds_to: Callable[[Event, Event, Sequence[Person]], bool] = never_adds,
    ) -> Committed:
        return await self.stores.turns.commit(turn, decided, adds_to)

    async def one_turn(self, text: str = "Hello?") -> Turn:
        """A human speaks and the first person gets a turn."""
        await self.hear(text)
        return (await self.claim(only(self.people[0].id))).turns[0]

    async def send_head(self, message_id: str) -> OutboxRow:
        row = await self.stores.outbox.head(self.id)
        assert row is not None
        marked = await self.stores.outbox.mark(row.id, "test", 30.0)
        assert marked is not None
        await self.stores.outbox.settle(row.id, Sent(message_id=message_id, webhook_id="w1"))
        return marked

    async def events(self) -> tuple[Event, ...]:
        return await self.stores.transcripts.read(self.id)

    async def said(self) -> list[tuple[str, str]]:
        """Who said what, by the order of appending."""
        return [
            (event.author.name, event.text)
            for event in await self.events()
            if event.kind == "said" and event.author.kind != "system"
        ]


def only(*person_ids: str, trigger: str | None = None) -> Callable[[FloorView], FloorDecision]:
    """The floor for these people alone, answering the newest line (or the one given)."""

    def rule(view: FloorView) -> FloorDecision:
        busy = {member.id for member in view.members if member.busy}
        answered = trigger or view.recent[-1].id
        return FloorDecision(
            grants=tuple(
                Grant(person_id=person_id, trigger=answered, obliged=True, reason="named")
                for person_id in person_ids
                if person_id not in busy
            ),
            reason="named",
        )

    return rule


async def open_stage(
    database: Database,
    clock: ManualClock,
    *names: str,
    channel_id: str | None = CHANNEL,
    caps: Caps | None = None,
    mode: Mode = Mode.AMBIENT,
) -> Stage:
    stores = database.tenant(TENANT)
    new = NewWorld(name="lounge", channel_id=channel_id, mode=mode, seed=3)
    if caps is not None:
        new = new.model_copy(update={"caps": caps})
    world = await stores.worlds.open(new, [persona(name) for name in names])
    return Stage(database, stores, clock, world, await stores.casts.of(world.id))
