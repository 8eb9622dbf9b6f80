"""A run of a study, read back from the rows: who took part, what was asked, said and voted, what is missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from troupe.core.usage import Usage
from troupe.ports import Stores
from troupe.research.sessions.note_reading import given, interventions, predictions, quoted
from troupe.research.sessions.session_plan import SessionPlan
from troupe.research.sessions.study import (
    Participant,
    RunFork,
    SpeakerRole,
    StudyAnswer,
    StudyLine,
    StudyRun,
)
from troupe.research.sessions.study_deviations import deviations, moderators
from troupe.research.sessions.study_guests import StudyGuests
from troupe.worlds.events.exhibited import Exhibited
from troupe.worlds.sessions.moderator import MODERATOR
from troupe.worlds.sessions.session_guest import is_guest
from troupe.worlds.sessions.session_move import KeptMove, MissingReason, MoveAnswer, MoveKind
from troupe.worlds.sessions.session_view import SessionView, SessionWorld, Standing
from troupe.worlds.sessions.study_session import PauseReason
from troupe.worlds.sessions.vote import Vote
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor, SystemAuthor

_PAGE = 1000
NOT_YET = "the session had not come so far"
_PAUSED = {
    PauseReason.ASKED: "paused by the moderator",
    PauseReason.STOPPED: "stopped in its channel",
    PauseReason.BUDGET: "paused at the budget's cap",
    PauseReason.CAP: "paused at what the study may cost",
}
_MISSING = {
    MissingReason.SILENT: "chose to say nothing",
    MissingReason.REACTED: "answered with a mark, without words",
    MissingReason.FAILED: "could not answer",
    MissingReason.UNPOSTED: "question or answer did not reach the channel",
    MissingReason.INTERRUPTED: "was interrupted by a stop",
    MissingReason.HUSHED: "had been asked to be quiet",
    MissingReason.TAKEN_BACK: "the question was taken back",
    MissingReason.GONE: "was not there any more",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where in the guide a line of the moderator belongs."""

    step: str
    probe: int


async def read_run(stores: Stores, session_id: str, *, model: str, stand_in: bool, usage: Usage) -> StudyRun:
    """The session as a run; one under way, or paused, as far as it has come. Raises NotFound, and ValueError
    once its plan was erased."""
    view = await stores.sessions.view(session_id)
    plan = SessionPlan.model_validate_json(view.plan)
    events = {world.number: await _record(stores, world) for world in view.worlds}
    notes = await stores.notes.of(session_id)
    whispers = given(notes)
    heard = {number: [event for event in lines if event.id not in whispers] for number, lines in events.items()}
    reading = _Reading(view, plan, heard)
    session = view.session
    return StudyRun(
        id=session.id,
        condition=session.condition,
        replicate=session.replicate,
        unchanged=plan.unchanged,
        change=plan.change,
        fork=_fork(plan),
        seed=session.seed,
        participants=reading.participants(),
        lines=reading.lines(),
        answers=reading.answers(),
        votes=reading.votes(),
        skipped={move.step: move.note for move in view.moves if move.kind is MoveKind.SKIP},
        model=model,
        stand_in=stand_in,
        began_at=session.began_at or session.created_at,
        ended_at=session.ended_at,
        ended_early=session.ended_early or (_PAUSED[session.pause] if session.pause is not None else ""),
        usage=usage,
        faults=reading.faults(),
        predictions=predictions(notes),
        quoted=quoted(notes, reading.by_id),
        interventions=interventions(notes, reading.slugs),
        moderators=moderators(view),
        deviations=deviations(plan.played, view, reading.slugs | reading.guest_slugs),
        taken_back=reading.taken_back(),
        withdrawn=reading.guests.withdrawn,
    )


def _fork(plan: SessionPlan) -> RunFork | None:
    point = plan.fork
    if point is None:
        return None
    return RunFork(run=point.session, step=point.step, line=point.line, kept=point.kept)


async def _record(stores: Stores, world: SessionWorld) -> tuple[Event, ...]:
    events: list[Event] = []
    while page := await stores.transcripts.read(world.world_id, events[-1].seq if events else 0, _PAGE):
        events += page
    return tuple(events)


class _Reading:
    """One session being read."""

    def __init__(self, view: SessionView, plan: SessionPlan, events: Mapping[int, Sequence[Event]]) -> None:
        self._view = view
        self._plan = plan
        self._events = events
        self.slugs = {person_id: person.slug for person_id, person in view.people.items()}
        self.by_id = {event.id: event for events_of in events.values() for event in events_of}
        self.guests = StudyGuests(view, self.by_id)
        self.guest_slugs = {guest.id: guest.slug for guest in view.guests if guest.present}
        self._others: dict[str, int] = {}

    def participants(self) -> tuple[Participant, ...]:
        people = [(world, person) for world in self._view.worlds for person in world.people]
        seated = [self._participant(person.slug, person.name, seat) for seat, (_, person) in enumerate(people)]
        return (*seated, *self.guests.participants(len(seated)))

    def _participant(self, slug: str, name: str, seat: int) -> Participant:
        member = self._plan.members.get(slug)
        if member is None:
            return Participant(id=slug, name=name, seat=seat)
        return Participant(
            id=slug,
            name=name,
            slug=member.ref.slug,
            persona=member.persona.shared,
            persona_hash=member.ref.hash,
            seat=seat,
        )

    def lines(self) -> tuple[StudyLine, ...]:
        lines = [line for world in self._view.worlds for line in self._lines_of(world.number)]
        lines.sort(key=lambda line: line.at)  # stable: in one world they stand in their order already
        return tuple(line.model_copy(update={"seq": seq}) for seq, line in enumerate(lines, start=1))

    def _lines_of(self, world: int) -> Iterator[StudyLine]:
        posted: dict[str, _Asked] = {
            line.event: _Asked(line.step, move.probe)
            for move in self._view.moves
            for line in move.posted
            if line.world == world
        }
        asked: _Asked | None = None
        for event in self._events[world]:
            if event.id in posted:
                asked = posted[event.id]
            told = event.facets.spoken or event.facets.inner or isinstance(event, Exhibited)
            if told and event.text and not event.erased and event.heard is not None:
                yield self._line(event, asked)

    def _line(self, event: Event, asked: _Asked | None) -> StudyLine:
        role, speaker_id = self._speaker(event)
        return StudyLine(
            id=event.id,
            seq=event.seq,
            at=event.at,
            role=role,
            speaker_id=speaker_id,
            speaker=self._name(event, role, speaker_id),
            text=event.text,
            step=None if asked is None else asked.step,
            probe=0 if asked is None else asked.probe,
            inner=event.facets.inner,
            target=event.target,
            link=event.message_id,
            stand_in=event.stand_in,
        )

    def _name(self, event: Event, role: SpeakerRole, speaker_id: str) -> str:
        """What a speaker is called: humans by the name that the people know them by, or by none. In a fork nobody
        asks a human again: what they had said by then is marked as replayed."""
        if self._replayed(event):
            return f"{event.author.name} (replayed as said)"
        known = role is not SpeakerRole.HUMAN or speaker_id in self.guests.slugs.values()
        return event.author.name if known else speaker_id.replace("_", " ").capitalize()

    def _replayed(self, event: Event) -> bool:
        return self._plan.fork is not None and is_guest(event.author.id)

    def _speaker(self, event: Event) -> tuple[SpeakerRole, str]:
        match event.author:
            case PersonAuthor(id=person_id):
                return SpeakerRole.PERSON, self.slugs.get(person_id, person_id)
            case HumanAuthor() as author:
                return self._human(author)
            case SystemAuthor():
                return SpeakerRole.HOUSE, ""

    def _human(self, author: HumanAuthor) -> tuple[SpeakerRole, str]:
        """A guest, whoever runs the session, or a member of an earlier time, when everyone in front was heard.
        None of them is told by their id on the platform."""
        if author.id in self.guests.slugs:
            return SpeakerRole.HUMAN, self.guests.slugs[author.id]
        moderates = author.id in (MODERATOR.id, self._view.session.asked_for) or author.name == MODERATOR.name
        if moderates:
            return SpeakerRole.MODERATOR, MODERATOR.id
        return SpeakerRole.HUMAN, f"member_{self._others.setdefault(author.id, len(self._others) + 1)}"

    def answers(self) -> tuple[StudyAnswer, ...]:
        """One for each question, probe and person asked; where it was put again, what came of all of it."""
        found: dict[tuple[str, int, str], list[MoveAnswer]] = {}
        for move in self._view.moves:
            if move.kind is MoveKind.ASK:
                for answer in self._settled(move):
                    found.setdefault((move.step, move.probe, self.slugs[answer.person_id]), []).append(answer)
        people = (self._answer(*key, answers) for key, answers in found.items())
        return (*people, *self.guests.answers())

    def _settled(self, move: KeptMove) -> tuple[MoveAnswer, ...]:
        if move.answers or move is not self._view.last:
            return move.answers
        by_id = {one.answer.person_id: one for one in self._view.asked}
        return tuple(
            by_id[person_id].answer
            if person_id in by_id and by_id[person_id].standing is Standing.SETTLED
            else MoveAnswer(person_id=person_id)
            for person_id in move.asked
        )

    def _answer(self, step: str, probe: int, slug: str, answers: Sequence[MoveAnswer]) -> StudyAnswer:
        lines = tuple(
            event_id
            for answer in answers
            for event_id in answer.events
            if (event := self.by_id.get(event_id)) is not None and not event.erased
        )
        missing = "" if lines else self._why(answers[-1])
        return StudyAnswer(step=step, probe=probe, participant=slug, lines=lines, missing=missing)

    def _why(self, answer: MoveAnswer) -> str:
        if answer.events:
            return "the answer was taken back"
        if answer.missing is None:
            return NOT_YET
        fault = self.by_id.get(answer.fault or "")
        words = f": {fault.text}" if fault is not None and fault.text else ""
        return f"{_MISSING[answer.missing]}{words}"

    def votes(self) -> tuple[Vote, ...]:
        """Those that were cast, and as missing those that a ballot still waits for; by ballot, then by seat."""
        cast = [vote.model_copy(update={"participant": self.slugs[vote.participant]}) for vote in self._view.votes]
        last = self._view.last
        if last is not None and last.kind is MoveKind.POLL:
            voters = {vote.participant for vote in cast if vote.ballot == last.step}
            left = [slug for person_id in last.asked if (slug := self.slugs[person_id]) not in voters]
            cast += [Vote(ballot=last.step, participant=slug, missing=NOT_YET) for slug in left]
        ballots = [move.step for move in self._view.moves if move.kind is MoveKind.POLL]
        cast += self.guests.votes()
        seats = [person.id for person in self.participants()]
        return tuple(sorted(cast, key=lambda vote: (ballots.index(vote.ballot), seats.index(vote.participant))))

    def taken_back(self) -> int:
        """How many lines of the moderator are gone."""
        posted = [line.event for move in self._view.moves for line in move.posted]
        return sum(event_id in self.by_id and self.by_id[event_id].erased for event_id in posted)

    def faults(self) -> tuple[str, ...]:
        """What went wrong, in words."""
        turns = [
            f"{event.author.name}: {event.text}"
            for world in self._view.worlds
            for event in self._events[world.number]
            if event.facets.trouble and event.text
        ]
        votes = [f"{self.slugs[v.participant]}, {v.ballot}: {v.missing}" for v in self._view.votes if v.missing]
        return (*turns, *votes)
