"""What is made of a moment: by the floor as it stands, and by the two plain ways it is compared with."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.floor_moments import Individual, Line, Moment
from troupe.core.word_tokens import phrase, spaceless
from troupe.floor.addressing.message_addressing import address
from troupe.floor.ask_candidates import candidates
from troupe.floor.floor_decision import decide_floor
from troupe.floor.message_verdict import verdict_on
from troupe.floor.stop_reading import read_stop
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.events.said import Said
from troupe.worlds.floor_view import FloorVerdict, FloorView, RoomMember
from troupe.worlds.transcript import Author, Event, HumanAuthor, HumanMessage, PersonAuthor
from troupe.worlds.world import Caps, Person, World, WorldStatus

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
GAP = 20.0
"""Seconds between two lines of a history that does not tell its times."""
_BOT = re.compile(r"(?<!\w)@(?:troupe|bot)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """Whom the message addresses, who is granted the floor (by full name), and whether the world halts; what the
    rules are certain of, and whom they would ask where they are not, in order."""

    addressed: frozenset[str] = frozenset()
    granted: frozenset[str] = frozenset()
    halt: bool = False
    certain: FloorVerdict = FloorVerdict.NOBODY
    candidates: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether the rules are not certain."""
        return self.certain is FloorVerdict.ASK

    @property
    def reached(self) -> frozenset[str]:
        """Those obliged, or the first two who would be asked."""
        return frozenset(self.candidates[:2]) if self.asks else self.granted


Judge = Callable[[Moment], Verdict]


def troupe_judge(seed: int) -> Judge:
    """The floor of an ambient world of this seed, with the default caps."""
    return lambda moment: _judge(moment, seed)


def mention_only(moment: Moment) -> Verdict:
    """Who is named anywhere in the text or replied to answers; the word "stop" alone halts."""
    if _foreign(moment) or _says_stop(moment):
        return Verdict(halt=_says_stop(moment) and not _foreign(moment))
    said = phrase(moment.message.text)
    named = {p.name for p in moment.people if any(_within(w, said) for w in _ways(p.name, p.nicknames))}
    replied = {line.speaker for line in moment.history if line.id and line.id == moment.message.reply_to}
    meant = frozenset(named | {p for p in map(moment.person_called, replied) if p}) - {moment.message.author}
    return Verdict(meant, meant)


def respond_all(moment: Moment) -> Verdict:
    """Everyone answers every message; the word "stop" alone halts."""
    if _foreign(moment) or _says_stop(moment):
        return Verdict(halt=_says_stop(moment) and not _foreign(moment))
    everyone = frozenset(p.name for p in moment.people) - {moment.message.author}
    return Verdict(everyone, everyone)


def _judge(moment: Moment, seed: int) -> Verdict:
    if _foreign(moment):
        return Verdict()
    people, events = people_of(moment), events_of(moment)
    status, quiet = WorldStatus.OPEN, set[str]()
    halt, stops = False, False
    for event in events:
        stop = read_stop(_as_message(event), people) if isinstance(event.author, HumanAuthor) else None
        stops = stop is not None
        halt = stop is not None and stop.everyone
        if halt:
            status = WorldStatus.STOPPED
        elif stop is not None:
            quiet |= set(stop.people)
    view = _view(moment, events, quiet, status, seed)
    meant = address(events[-1], view)
    names = {m.id: m.name for m in view.members}
    addressed = names.keys() if meant.everyone else {*meant.people, *meant.loosely}
    silent = stops or status is not WorldStatus.OPEN
    certain = FloorVerdict.NOBODY if silent else verdict_on(events[-1], view)
    asked = candidates(events[-1], view) if certain is FloorVerdict.ASK else ()
    return Verdict(
        frozenset(names[i] for i in addressed if not halt) - {moment.message.author},
        frozenset(names[grant.person_id] for grant in decide_floor(view).grants),
        halt,
        certain,
        tuple(names[candidate.member.id] for candidate in asked),
    )


def _view(moment: Moment, events: Sequence[Event], quiet: set[str], status: WorldStatus, seed: int) -> FloorView:
    """The room when the message has just been heard: everything before it is read and decided."""
    last = events[-1]
    caps = Caps()  # pyright: ignore[reportCallIssue]
    humans = [h.name for h in moment.humans] + [e.author.name for e in events if isinstance(e.author, HumanAuthor)]
    spoken = next((i for i, e in enumerate(reversed(events)) if isinstance(e.author, HumanAuthor)), len(events))
    return FloorView(
        world=World(
            tenant="headless:bench", id="w", name="bench", status=status, seed=seed, caps=caps, opened_at=NOW
        ),
        members=tuple(
            RoomMember(
                id=_id(seat),
                seat=seat,
                name=p.name,
                nicknames=p.nicknames,
                interests=p.interests,
                talkativeness=p.talkativeness,
                quiet=_id(seat) in quiet,
                unread=() if last.author == PersonAuthor(id=_id(seat), name=p.name) else (len(events),),
            )
            for seat, p in enumerate(moment.people)
        ),
        humans=tuple(dict.fromkeys(humans)),
        recent=tuple(events),
        through=len(events),
        decided=len(events) - 1,
        calls_since_human=spoken,
        now=NOW + timedelta(seconds=1),
    )


def events_of(moment: Moment) -> tuple[Event, ...]:
    """The history and the message as heard: what foreign bots said never reached the people."""
    lines = [line for line in moment.history if not _is_foreign(line, moment)]
    message = moment.message
    said = Line(id="", speaker=message.author, text=message.text, reply_to=message.reply_to, ago=0.0)
    places = {line.id: f"e{i}" for i, line in enumerate(lines, 1) if line.id}
    authors = {f"e{i}": _author(line.speaker, moment) for i, line in enumerate(lines, 1)}
    mentions = bool(_BOT.search(message.text)) if message.mentions_bot is None else message.mentions_bot
    events: list[Event] = []
    for heard, line in enumerate((*lines, said), 1):
        ago = GAP * (len(lines) + 1 - heard) if line.ago is None else line.ago
        target = places.get(line.reply_to) if line.reply_to else None
        replied = authors.get(target or "")
        human = line is not said or message.author_kind != "person"
        author = _author(line.speaker, moment) if line is not said or not human else _said_by(moment)
        events.append(
            Said(
                id=f"e{heard}",
                world_id="w",
                seq=heard,
                heard=heard,
                at=NOW - timedelta(seconds=ago),
                author=author,
                place="channel",
                text=line.text,
                target=target,
                addressed=(replied.id,) if isinstance(replied, PersonAuthor) else (),
                mentions_bot=mentions and line is said,
            )
        )
    return tuple(events)


def _said_by(moment: Moment) -> Author:
    """A human who bears a person's name is still a human, if the moment says so."""
    name = moment.message.author
    return HumanAuthor(id=name, name=name) if moment.message.author_kind == "human" else _author(name, moment)


def _author(speaker: str, moment: Moment) -> PersonAuthor | HumanAuthor:
    name = None if any(h.name == speaker for h in moment.humans) else moment.person_called(speaker)
    if name is None:
        kind = moment.message.author_kind if speaker == moment.message.author else "human"
        return (
            PersonAuthor(id=speaker, name=speaker) if kind == "person" else HumanAuthor(id=speaker, name=speaker)
        )
    return PersonAuthor(id=_id(next(i for i, p in enumerate(moment.people) if p.name == name)), name=name)


def _is_foreign(line: Line, moment: Moment) -> bool:
    """Whether a speaker of the history is neither of the people nor, where they are listed, of the humans."""
    if not moment.humans or moment.person_called(line.speaker):
        return False
    return line.speaker not in {moment.message.author, *(h.name for h in moment.humans)}


def _foreign(moment: Moment) -> bool:
    return moment.message.author_kind in ("bot", "webhook")


def people_of(moment: Moment) -> tuple[Person, ...]:
    ref = PersonaRef(slug="bench", hash="0")
    return tuple(
        Person(id=_id(i), world_id="w", seat=i, persona=_persona(p), ref=ref) for i, p in enumerate(moment.people)
    )


def _persona(person: Individual) -> Persona:
    preferences = {"interests": person.interests}
    return Persona.model_validate(
        {
            "name": person.name,
            "nicknames": person.nicknames,
            "preferences": preferences,
            "talkativeness": person.talkativeness,
        }
    )


def _as_message(event: Event) -> HumanMessage:
    author = event.author
    assert isinstance(author, HumanAuthor)
    return HumanMessage(
        channel_id="channel",
        place=event.place,
        message_id=event.id,
        order=event.seq,
        author=author,
        text=event.text,
        at=event.at,
        addressed=event.addressed,
        mentions_bot=event.mentions_bot,
    )


def _id(seat: int) -> str:
    return f"p{seat}"


def _ways(name: str, nicknames: Sequence[str]) -> list[tuple[str, ...]]:
    full = phrase(name)
    first = phrase(name.split()[0]) if name.split() else full
    return [way for way in (full, first, *map(phrase, nicknames)) if way]


def _within(way: tuple[str, ...], said: tuple[str, ...]) -> bool:
    if spaceless(way[0][0]):
        return "".join(way) in "".join(said)
    return any(said[i : i + len(way)] == way for i in range(len(said)))


def _says_stop(moment: Moment) -> bool:
    return phrase(moment.message.text) == ("stop",)
