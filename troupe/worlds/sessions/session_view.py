"""The view that the next move of a session is decided from."""

from enum import StrEnum

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen
from troupe.worlds.sessions.moderator_decision import ModeratorDecision
from troupe.worlds.sessions.session_guest import GuestAnswer, SessionGuest
from troupe.worlds.sessions.session_move import KeptMove, MoveAnswer, MoveKind
from troupe.worlds.sessions.study_session import StudySession
from troupe.worlds.sessions.vote import Vote
from troupe.worlds.world import WorldStatus


class Standing(StrEnum):
    """The standing of somebody who was asked. WAITING: the question is unread, a turn is under way, or a line is
    on its way. HELD: decided, and kept for the reveal. SETTLED: answered, or missing for good. REFUSED: the
    budget had no room for the turn."""

    WAITING = "waiting"
    HELD = "held"
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


class Spoken(Frozen):
    """How much somebody has said aloud in a session, lines taken back left out."""

    lines: int = 0
    characters: int = 0


class SessionWorld(Frozen):
    """A world of a session, by its number in it. `busy`: somebody answers there, or is about to answer, what was
    said. `guests` are the humans who take part there now; `held`: the answers of a question wait for theirs."""

    number: int
    world_id: str
    status: WorldStatus
    people: tuple[SeatedPerson, ...]
    busy: bool = False
    guests: tuple[SessionGuest, ...] = ()
    held: bool = False


class SessionView(Frozen):
    """All of a session at one moment. `plan` is empty once its words were erased; `extras` are steps that the
    moderator put in between, as JSON, in the order of asking. `asked` is about the last move, if that is a
    question; `votes` have the ids of people as participants. `guests` are all humans who ever joined; their
    answers and votes (by their ids) stand apart from those of simulated people, so that nobody counts both as
    one. `decisions` are those of the moderator person, by the number of the move that each was made for."""

    session: StudySession
    plan: str
    extras: tuple[str, ...] = ()
    worlds: tuple[SessionWorld, ...] = ()
    moves: tuple[KeptMove, ...] = ()
    asked: tuple[AskedPerson, ...] = ()
    votes: tuple[Vote, ...] = ()
    guests: tuple[SessionGuest, ...] = ()
    guest_answers: tuple[GuestAnswer, ...] = ()
    guest_votes: tuple[Vote, ...] = ()
    decisions: tuple[ModeratorDecision, ...] = ()
    now: AwareDatetime

    @property
    def people(self) -> dict[str, SeatedPerson]:
        """Everyone who sits in any of the worlds, by id, in the order of worlds and seats."""
        return {person.id: person for world in self.worlds for person in world.people}

    @property
    def awaited(self) -> tuple[SessionGuest, ...]:
        """The guests whose answer or vote is still waited for: asked in the last move, here, and in time."""
        last = self.last
        if last is None or last.closed or (last.due_at is not None and last.due_at <= self.now):
            return ()
        if last.kind is MoveKind.POLL:
            done = {vote.participant for vote in self.guest_votes if vote.ballot == last.step}
        else:
            done = {one.guest for one in self.guest_answers if (one.step, one.probe) == (last.step, last.probe)}
        return tuple(
            guest for guest in self.guests if guest.present and guest.id in last.guests and guest.id not in done
        )

    def decision(self, number: int) -> ModeratorDecision | None:
        """What the moderator person has decided for the move of this number."""
        return next((one for one in self.decisions if one.number == number), None)

    @property
    def last(self) -> KeptMove | None:
        return self.moves[-1] if self.moves else None
