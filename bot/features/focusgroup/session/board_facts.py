"""The facts of a board that stand beside the session itself: what it cost, who spoke, what waits, who watches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from troupe.core.usage import Usage
from troupe.ports import Stores
from troupe.research.analysis.by_rule.open_questions import OpenQuestion, open_questions
from troupe.research.analysis.by_rule.spoken_stances import SpokenStance, spoken_stance
from troupe.research.guides.guide import Ballot
from troupe.research.sessions.guide_agenda import inserted
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_move import MoveKind
from troupe.worlds.sessions.session_note import NoteKind, SessionNote
from troupe.worlds.sessions.session_view import SessionView, Spoken
from troupe.worlds.sessions.vote import Vote
from troupe.worlds.transcript import Event

_NOTED = (NoteKind.SUGGESTION, NoteKind.OBSERVER)


@dataclass(frozen=True, slots=True)
class HeardVote:
    """Somebody's side as it was heard in front, beside their vote in the newest ballot."""

    ballot: Ballot
    vote: Vote
    stance: SpokenStance


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """All of them at one moment; nothing yet for a session that has not begun."""

    usage: Usage = field(default_factory=Usage)
    spoken: Mapping[str, Spoken] = field(default_factory=dict[str, Spoken])
    heard: Sequence[HeardVote] = ()
    questions: Sequence[OpenQuestion] = ()
    suggestions: Sequence[SessionNote] = ()
    watching: Sequence[str] = ()


async def board_facts(stores: Stores, view: SessionView, plan: SessionPlan) -> BoardFacts:
    """Read them."""
    session_id = view.session.id
    lines = [line for world in view.worlds for line in await stores.transcripts.said(world.world_id)]
    notes = await stores.notes.of(session_id, *_NOTED)
    waiting = [note for note in notes if not note.settled]
    return BoardFacts(
        usage=await stores.sessions.usage(session_id),
        spoken=await stores.sessions.spoken(session_id),
        heard=tuple(_heard(view, plan, lines)),
        questions=open_questions(lines),
        suggestions=[note for note in waiting if note.kind is NoteKind.SUGGESTION],
        watching=[note.by.name for note in waiting if note.kind is NoteKind.OBSERVER],
    )


def _heard(view: SessionView, plan: SessionPlan, lines: Sequence[Event]) -> Sequence[HeardVote]:
    """For the newest ballot, everybody who voted and took a side aloud."""
    polls = [move.step for move in view.moves if move.kind is MoveKind.POLL]
    steps = (*inserted(plan.played, view.extras), *plan.played.steps)
    ballot = next((step for step in steps if polls and step.key == polls[-1]), None)
    if not isinstance(ballot, Ballot):
        return ()
    heard: list[HeardVote] = []
    for vote in view.votes:
        if vote.ballot != ballot.key or vote.missing or vote.participant not in view.people:
            continue
        own = [(line.id, line.text) for line in lines if line.author.id == vote.participant]
        stance = spoken_stance(ballot, vote, own)
        if stance is not None:
            heard.append(HeardVote(ballot, vote, stance))
    return heard
