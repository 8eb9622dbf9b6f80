"""The view that the next move of a session is decided from."""

from enum import StrEnum

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen
from troupe.worlds.sessions.session_move import KeptMove, MoveAnswer
from troupe.worlds.sessions.study_session import StudySession
from troupe.worlds.sessions.vote import Vote
from troupe.worlds.world import WorldStatus


class Standing(StrEnum):
    """The standing of somebody who was asked. WAITING: the question is unread, a turn is under way, or a line is
    on its way. SETTLED: answered, or missing for good. REFUSED: the budget had no room for the turn."""

    WAITING = "waiting"
    SETTLED = "settled"
    REFUSED = "refused"


class AskedPerson(Frozen):
    """Somebody who was asked in the last move, and how they stand to it."""

    standing: Standing
    answer: MoveAnswer


class SeatedPerson(Frozen):
    """Somebody who sits in a session's world. `slug` is their word in the panel."""

    id: str
    slug: str
    name: str
    seat: int
    present: bool = True


class SessionWorld(Frozen):
    """A world of a session, by its number in it. `busy`: somebody answers there, or is about to answer, what was
    said."""

    number: int
    world_id: str
    status: WorldStatus
    people: tuple[SeatedPerson, ...]
    busy: bool = False


class SessionView(Frozen):
    """All of a session at one moment. `plan` is empty once its words were erased; `extras` are steps that the
    moderator put in between, as JSON, in the order of asking. `asked` is about the last move, if that is a
    question; `votes` have the ids of people as participants."""

    session: StudySession
    plan: str
    extras: tuple[str, ...] = ()
    worlds: tuple[SessionWorld, ...] = ()
    moves: tuple[KeptMove, ...] = ()
    asked: tuple[AskedPerson, ...] = ()
    votes: tuple[Vote, ...] = ()
    now: AwareDatetime

    @property
    def people(self) -> dict[str, SeatedPerson]:
        """Everyone who sits in any of the worlds, by id, in the order of worlds and seats."""
        return {person.id: person for world in self.worlds for person in world.people}

    @property
    def last(self) -> KeptMove | None:
        return self.moves[-1] if self.moves else None
