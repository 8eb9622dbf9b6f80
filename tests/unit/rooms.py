"""Rooms for the tests of the floor: people, humans and what was said, in a line each."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from troupe.worlds.events.said import Said
from troupe.worlds.floor_view import FloorView, RoomMember
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor
from troupe.worlds.world import Caps, Mode, World

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
GAP = 10.0
"""Seconds between two lines."""


def person(
    name: str, seat: int = 0, *, nicknames: Sequence[str] = (), interests: Sequence[str] = ()
) -> RoomMember:
    return RoomMember(id=name, seat=seat, name=name, nicknames=tuple(nicknames), interests=tuple(interests))


def world(mode: Mode = Mode.AMBIENT, *, seed: int = 0, caps: Caps | None = None) -> World:
    caps = Caps() if caps is None else caps  # pyright: ignore[reportCallIssue]
    return World(tenant="headless:t", id="w", name="w", mode=mode, seed=seed, caps=caps, opened_at=START)


def room(
    people: Sequence[RoomMember],
    said: Sequence[tuple[str, str]],
    *,
    humans: Sequence[str] = ("Ann", "Ben"),
    of: World | None = None,
    decided: int | None = None,
    unread: int = 1,
) -> FloorView:
    """What was said, as (speaker, text), oldest first: people speak under their id, everyone else is human.
    All but the last `unread` lines are read and decided; `now` is a second after the last."""
    recent = tuple(line(i + 1, speaker, text, people) for i, (speaker, text) in enumerate(said))
    through = len(recent)
    fresh = tuple(range(through - unread + 1, through + 1))
    members = tuple(
        m.model_copy(update={"unread": tuple(h for h in fresh if recent[h - 1].author != _author(m.id, people))})
        for m in people
    )
    return FloorView(
        world=of or world(),
        members=members,
        humans=tuple(humans),
        recent=recent,
        through=through,
        decided=through - unread if decided is None else decided,
        now=(recent[-1].at if recent else START) + timedelta(seconds=1),
    )


def line(heard: int, speaker: str, text: str, people: Sequence[RoomMember]) -> Event:
    """One line of speech, heard as `heard`."""
    return Said(
        id=f"e{heard}",
        world_id="w",
        seq=heard,
        heard=heard,
        at=START + timedelta(seconds=GAP * heard),
        author=_author(speaker, people),
        place="c",
        text=text,
    )


def _author(speaker: str, people: Sequence[RoomMember]) -> HumanAuthor | PersonAuthor:
    found = next((m for m in people if speaker in (m.id, m.name)), None)
    return HumanAuthor(id=speaker, name=speaker) if found is None else PersonAuthor(id=found.id, name=found.name)
