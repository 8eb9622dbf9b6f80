"""The slow model of perception: a state for each person and line, changed as plainly as it can be said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.store.perceived import CLAIMED, PASSED, READ, UNREAD
from troupe.worlds.transcript import Audience, Event
from troupe.worlds.turn import Turn

Key = tuple[str, str]
"""The ids of a person and an event."""


@dataclass
class PerceptionModel:
    """Who was there, what they were told of, and how far they have come with it."""

    lines: dict[str, Event] = field(default_factory=dict[str, Event])
    present: set[str] = field(default_factory=set[str])
    state: dict[Key, str] = field(default_factory=dict[Key, str])
    turn: dict[Key, str] = field(default_factory=dict[Key, str])
    addressed: set[Key] = field(default_factory=set[Key])
    open: dict[str, str] = field(default_factory=dict[str, str])
    own: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def joins(self, person_id: str, *, everything: bool = False) -> None:
        self.present.add(person_id)
        self.own[person_id] = set()
        if everything:
            told = [event_id for event_id, event in self.lines.items() if not event.facets.private]
            self.state |= {(person_id, event_id): READ for event_id in told}

    def leaves(self, person_id: str) -> None:
        self.present.discard(person_id)

    def sees(self, events: Sequence[Event], readers: Iterable[str] = ()) -> None:
        """What is in the record now; `readers` have read the newest line in another version."""
        for event in sorted((one for one in events if one.heard is not None), key=lambda one: one.heard or 0):
            new = event.id not in self.lines and event.facets.audience.has_others
            if new or event.id in self.lines:
                self.lines[event.id] = event
            author = event.author.id if event.author.kind == "person" else None
            if author in self.own:
                self.own[author].add(event.id)
            for person_id in self.present if new else ():
                if person_id != author and (person_id in event.addressed or not event.facets.private):
                    noticed = event.facets.audience is Audience.WITNESSES or person_id in readers
                    self.state[person_id, event.id] = READ if noticed else UNREAD
                    if person_id in event.addressed:
                        self.addressed.add((person_id, event.id))

    def called(self, calls: Iterable[Key]) -> None:
        self.addressed |= {key for key in calls if self.state.get(key) in (UNREAD, CLAIMED)}

    def claims(self, turn: Turn, through: int | None = None) -> None:
        """A turn takes its lines, and passes over what was not said to its person, as far as `through`."""
        self.open[turn.id] = turn.person_id
        for event_id in turn.scene.unread:
            key = turn.person_id, event_id
            assert self.state[key] == UNREAD or self.turn.get(key) == turn.id, "taken, but not unread"
            self.state[key], self.turn[key] = CLAIMED, turn.id
        for key, state in self.state.items():
            if key[0] == turn.person_id and state == UNREAD and key not in self.addressed:
                event = self.lines[key[1]]
                if not event.erased and (through is None or (event.heard or 0) <= through):
                    self.state[key], self.turn[key] = PASSED, turn.id

    def settles(self, statuses: Mapping[str, str]) -> None:
        """Turns that have ended meanwhile, by how."""
        for turn_id in [turn_id for turn_id in self.open if statuses[turn_id] not in ("open", "held")]:
            del self.open[turn_id]
            if statuses[turn_id] == "void":
                self.gives_back(turn_id)
            for key in self._of(turn_id):
                if self.state[key] == CLAIMED:
                    self.state[key] = READ

    def gives_back(self, turn_id: str) -> None:
        for key in self._of(turn_id):
            self.state[key] = UNREAD
            del self.turn[key]

    def answer_lost(self, turn_id: str) -> None:
        """What humans said to its person waits again."""
        for key in self._of(turn_id):
            line = self.lines[key[1]]
            if (
                key in self.addressed
                and self.state[key] == READ
                and line.author.kind == "human"
                and not line.erased
            ):
                self.state[key] = UNREAD
                del self.turn[key]

    def nobody_answers(self, event_ids: Iterable[str]) -> None:
        ids = set(event_ids)
        self.state |= {key: READ for key, state in self.state.items() if key[1] in ids and state == UNREAD}

    def all_read(self) -> None:
        self.nobody_answers(self.lines)

    def readers(self, event_id: str) -> set[str]:
        return {key[0] for key, state in self.state.items() if key[1] == event_id and state == READ}

    def in_state(self, person_id: str, *states: str) -> set[str]:
        """The lines, erased ones left out, that are in one of these states for a person."""
        return {
            event_id
            for (hearer, event_id), state in self.state.items()
            if hearer == person_id and state in states and not self.lines[event_id].erased
        }

    def passed_by(self, turn_id: str) -> int:
        return sum(self.state[key] == PASSED for key in self._of(turn_id))

    def _of(self, turn_id: str) -> list[Key]:
        return [key for key, taker in self.turn.items() if taker == turn_id]
