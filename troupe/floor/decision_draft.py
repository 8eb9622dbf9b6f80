"""A floor decision in the making: who is free, who is obliged, who is chosen and why the others are not."""

from dataclasses import dataclass, field
from datetime import datetime

from troupe.floor.addressing.addressees import Addressed
from troupe.floor.addressing.message_addressing import address, addressed_by_words
from troupe.floor.addressing.names.name_ways import RoomName, Who
from troupe.floor.addressing.stop_phrases import StopRequestKind, read_ask
from troupe.floor.interest_match import most_relevant
from troupe.floor.seeded_chance import chance_of
from troupe.worlds.floor_view import FloorVerdict, FloorView, RoomMember
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor, SystemAuthor


@dataclass(frozen=True, slots=True)
class Chosen:
    """One person to be granted the floor, and why."""

    member: RoomMember
    trigger: Event
    obliged: bool
    reason: str


@dataclass(slots=True)
class Choosing:
    """The decision as far as it has come. `wakes` are the times at which something put off becomes possible;
    `verdict` and `candidates` are about the newest message that calls nobody."""

    view: FloorView
    chosen: dict[str, Chosen] = field(default_factory=dict[str, Chosen])
    notes: dict[str, str] = field(default_factory=dict[str, str])
    wakes: list[datetime] = field(default_factory=list[datetime])
    verdict: FloorVerdict | None = None
    candidates: tuple[str, ...] = ()
    _called: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    _live: "tuple[Event, ...] | None" = None

    @property
    def live(self) -> tuple[Event, ...]:
        """See `live`; found once."""
        if self._live is None:
            self._live = live(self.view)
        return self._live

    def choose(self, member: RoomMember, trigger: Event, reason: str, *, obliged: bool) -> None:
        self.chosen[member.id] = Chosen(member, trigger, obliged, reason)
        self.notes.pop(member.id, None)

    def called(self, event: Event) -> dict[str, str]:
        """Whom an event calls, each with how; read once."""
        if event.id not in self._called:
            self._called[event.id] = _called(event, self.view)
        return self._called[event.id]

    def note(self, member: RoomMember, why: str) -> None:
        """Say why someone is not granted, unless they are or it is said already."""
        if member.id not in self.chosen:
            self.notes.setdefault(member.id, why)

    def in_order(self) -> list[Chosen]:
        """In the order in which they commit: a shuffle seeded by the world's seed and the newest thing heard."""
        world, through = self.view.world, self.view.through

        def key(chosen: Chosen) -> tuple[float, int]:
            m = chosen.member
            return (chance_of(world.seed, through, "order", str(m.seat), m.name), m.seat)

        return sorted(self.chosen.values(), key=key)

    @property
    def wake_at(self) -> datetime | None:
        """The first moment in the future at which to look again."""
        return min((at for at in self.wakes if at > self.view.now), default=None)


@dataclass(frozen=True, slots=True)
class Obligation:
    """The newest unanswered message that calls a person, and how it does."""

    member: RoomMember
    event: Event
    how: str

    @property
    def by_person(self) -> bool:
        return isinstance(self.event.author, PersonAuthor)


def live(view: FloorView) -> tuple[Event, ...]:
    """The speech that may still cause a turn: not stale, not a stop, and heard after the latest stop; what waits
    from before the recent speech comes first."""
    entries = tuple(RoomName(Who(m.id), m.name, m.nicknames) for m in view.members)
    waiting = {line.event.id: line.event for line in view.waiting}
    events = [event for event in waiting.values() if view.may_call(event)]
    for event in view.recent:
        human = isinstance(event.author, HumanAuthor)
        asked = read_ask(event.text, entries, to_bot=event.mentions_bot) if human else None
        if asked is not None and (asked.people or event.addressed) and not asked.everyone:
            continue
        if asked is not None and (asked.ask is StopRequestKind.HALT or asked.everyone or event.mentions_bot):
            events.clear()
        elif view.may_call(event) and event.heard is not None and not isinstance(event.author, SystemAuthor):
            events.append(event)
    return tuple(events)


def obligations(choosing: Choosing, events: tuple[Event, ...], *, by_people: bool) -> tuple[Obligation, ...]:
    """Who is called by a message they have not answered, one each. With `by_people`, calls by persons count too.

    Quiet people are called only by /ask, which is an address by the platform without a message replied to; those
    who were asked for a pause by their name, too."""
    view = choosing.view
    waiting: dict[str, dict[str, str]] = {}
    for line in view.waiting:
        waiting.setdefault(line.event.id, {})[line.person_id] = "has been waited for"
    unread = {heard for member in view.members for heard in member.unread}
    asking = [e for e in events if e.id in waiting or e.heard in unread]
    asking = [e for e in asking if by_people or isinstance(e.author, HumanAuthor)]
    meant = {e.id: waiting[e.id] if e.id in waiting else choosing.called(e) for e in asking}
    calls: list[Obligation] = []
    for member in view.members:
        calling = [e for e in asking if member.id in meant[e.id] and (e.id in waiting or e.heard in member.unread)]
        if member.quiet:
            calling = [e for e in calling if asked_by_platform(e, member) or _ends_pause(e, member, view)]
        if calling:
            calls.append(Obligation(member, calling[-1], meant[calling[-1].id][member.id]))
    return tuple(calls)


def asked_by_platform(event: Event, member: RoomMember) -> bool:
    """Whether the event is an /ask of this person."""
    return member.id in event.addressed and event.target is None


def _ends_pause(event: Event, member: RoomMember, view: FloorView) -> bool:
    """Whether a human calls somebody by name who was asked for a pause before."""
    after = member.hushed_after
    if after is None or (event.heard or 0) <= after or not isinstance(event.author, HumanAuthor):
        return False
    return member.id in addressed_by_words(event, view).people


def _called(event: Event, view: FloorView) -> dict[str, str]:
    """Whom an event calls, each with how. A person calling everyone calls nobody in particular."""
    meant: Addressed = address(event, view)
    human = isinstance(event.author, HumanAuthor)
    called = dict.fromkeys(meant.people, meant.how)
    if meant.everyone and human:
        called = {m.id: called.get(m.id, "everyone was called") for m in view.members}
    if human and event.mentions_bot and not called and not meant.everyone:
        relevant = most_relevant(event, view, [m for m in view.members if not m.quiet])
        if relevant is not None:
            called = {relevant.id: "the bot was mentioned and they are the most relevant"}
    return called
