"""The lines of a session as its moderator has them: who said what, in the course of which step."""

from collections.abc import Iterator

from troupe.core.frozen import Frozen
from troupe.ports import Stores
from troupe.worlds.events.exhibited import Exhibited
from troupe.worlds.sessions.session_view import SessionView, SessionWorld
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor

_PAGE = 1000


class SessionLine(Frozen):
    """A line that was heard, by the id of its event. `person` is the person or guest who said it, by id; empty
    for a line of whoever moderates."""

    id: str
    person: str
    name: str
    text: str
    step: str
    world: int


async def session_lines(stores: Stores, view: SessionView) -> tuple[SessionLine, ...]:
    """All lines in the order of rooms and of the record, thoughts left out."""
    lines: list[SessionLine] = []
    for world in view.worlds:
        events: list[Event] = []
        while page := await stores.transcripts.read(world.world_id, events[-1].seq if events else 0, _PAGE):
            events += page
        lines += _lines_of(view, world, events)
    return tuple(lines)


def _lines_of(view: SessionView, world: SessionWorld, events: list[Event]) -> Iterator[SessionLine]:
    posted = {line.event: line.step for move in view.moves for line in move.posted if line.world == world.number}
    guests = {guest.author.id: guest.id for guest in view.guests if guest.present}
    step = ""
    for event in events:
        step = posted.get(event.id, step)
        told = event.facets.spoken or isinstance(event, Exhibited)
        if not told or not event.text or event.erased or event.heard is None:
            continue
        match event.author:
            case PersonAuthor(id=person):
                pass
            case HumanAuthor(id=author):
                person = guests.get(author, "")
            case _:
                continue
        yield SessionLine(
            id=event.id, person=person, name=event.author.name, text=event.text, step=step, world=world.number
        )
