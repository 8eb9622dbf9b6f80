"""The humans in a study, under their pseudonyms: who took part, what they answered and voted, and what is
missing."""

from collections.abc import Iterator, Mapping

from troupe.research.sessions.study import Participant, StudyAnswer
from troupe.worlds.sessions.session_guest import SessionGuest
from troupe.worlds.sessions.session_move import KeptMove, MoveKind
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.sessions.vote import Vote
from troupe.worlds.transcript import Event

LATE = "had not answered when the time was over"
TAKEN_BACK = "the question was taken back"
NO_VOTE = "had not voted when the time was over"
AWAITED = "has not answered yet"
NOT_HERE = "joined when the vote had begun"


class StudyGuests:
    """The guests of one session. Who has withdrawn is none of them: only their number is told."""

    def __init__(self, view: SessionView, events: Mapping[str, Event]) -> None:
        self._view = view
        self._events = events
        self._present = {guest.id: guest for guest in view.guests if guest.present}
        self.slugs = {guest.author.id: guest.slug for guest in self._present.values()}

    @property
    def withdrawn(self) -> int:
        return len(self._view.guests) - len(self._present)

    def participants(self, seats: int) -> Iterator[Participant]:
        """After so many simulated people."""
        for seat, guest in enumerate(self._present.values(), start=seats):
            yield Participant(id=guest.slug, name=guest.name, seat=seat)

    def answers(self) -> Iterator[StudyAnswer]:
        """One for each question, probe and guest asked."""
        asked: dict[tuple[str, int, str], KeptMove] = {}
        for move in self._view.moves:
            if move.kind is MoveKind.ASK:
                asked |= {(move.step, move.probe, guest): move for guest in move.guests if guest in self._present}
        given = {(one.step, one.probe, one.guest): one for one in self._view.guest_answers}
        for (step, probe, guest_id), move in asked.items():
            answer = given.get((step, probe, guest_id))
            lines = () if answer is None else tuple(event for event in answer.events if self._is_there(event))
            guest = self._present[guest_id]
            missing = "" if lines else self._why(guest, move, kept=answer is not None)
            yield StudyAnswer(step=step, probe=probe, participant=guest.slug, lines=lines, missing=missing)

    def votes(self) -> Iterator[Vote]:
        """Those cast, and as missing those that are not: by ballot, then in the order of joining."""
        cast = {(vote.ballot, vote.participant): vote for vote in self._view.guest_votes}
        for move in self._view.moves:
            if move.kind is not MoveKind.POLL:
                continue
            for guest in self._present.values():
                vote = cast.get((move.step, guest.id), Vote(ballot=move.step, participant=guest.id))
                missing = "" if (move.step, guest.id) in cast else self._no_vote(guest, move)
                yield vote.model_copy(update={"participant": guest.slug, "missing": missing})

    def _is_there(self, event_id: str) -> bool:
        event = self._events.get(event_id)
        return event is not None and not event.erased and event.heard is not None

    def _why(self, guest: SessionGuest, move: KeptMove, *, kept: bool) -> str:
        if guest in self._view.awaited and move is self._view.last:
            return AWAITED
        if any((event := self._events.get(line.event)) is not None and event.erased for line in move.posted):
            return TAKEN_BACK
        return "the answer is not in the channel (any more)" if kept else LATE

    def _no_vote(self, guest: SessionGuest, move: KeptMove) -> str:
        if guest.id not in move.guests:
            return NOT_HERE
        return AWAITED if guest in self._view.awaited and move is self._view.last else NO_VOTE
