"""The next move where a moderator person leads: what they have decided, carried out as far as it still can be."""

import re
from dataclasses import dataclass

from troupe.research.guides.guide import GuideQuestion
from troupe.research.moves.decision_point import decision_point, own_probes, probes_left
from troupe.research.moves.move_making import ask, made, time_for
from troupe.research.moves.section_time import section_of
from troupe.research.sessions.guide_agenda import AgendaPiece, present
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.moderator_decision import DecisionKind, ModeratorDecision
from troupe.worlds.sessions.session_move import MoveKind, MoveLine, NewMove
from troupe.worlds.sessions.session_view import SessionView, SessionWorld

ANSWERED = "answered already, as the moderator saw it"
TIME_OVER = "the time of its section was over"


@dataclass(frozen=True, slots=True)
class Deciding:
    """The moderator person has to decide on the move of this number."""

    number: int


def chaired_move(plan: SessionPlan, view: SessionView, piece: AgendaPiece | None) -> NewMove | Deciding | None:
    """The move that a moderator person wants where this piece is what the guide has next; None where the guide
    goes on as it stands."""
    if plan.moderator is None or not view.session.chaired:
        return None
    if piece is not None and _closed(plan, view, piece):
        return made(view, kind=MoveKind.SKIP, step=piece.step.key, note=TIME_OVER)
    point = decision_point(plan, view, piece)
    if point is None:
        return None
    decision = view.decision(point.number)
    if decision is None:
        return Deciding(point.number)
    subject = point.open if decision.kind is DecisionKind.PROBE else point.ahead
    if subject is None or decision.step != subject.key:
        return None  # something else has come in between
    match decision.kind:
        case DecisionKind.PROBE if point.may_probe:
            return own_probe(plan, view, subject, decision)
        case DecisionKind.REFRAME if decision.text:
            move = ask(plan, view, AgendaPiece(subject, words=decision.text))
            lines = tuple(line.model_copy(update={"stand_in": decision.stand_in}) for line in move.lines)
            return move.model_copy(update={"lines": lines})
        case DecisionKind.SKIP:
            return made(view, kind=MoveKind.SKIP, step=subject.key, note=ANSWERED)
        case _:
            return None


def own_probe(
    plan: SessionPlan, view: SessionView, question: GuideQuestion, decision: ModeratorDecision
) -> NewMove | None:
    """A probe in the moderator's own words, to one person or guest by name, or to everyone; None where they are
    not here any more, or its words are gone."""
    left = probes_left(view, question)
    worlds = [world for world in view.worlds if left[world.number] and _hears(world, decision.person)]
    if not decision.text or not worlds:
        return None
    probe = len(question.probes) + own_probes(view.moves, question) + 1
    asked = [p.id for world in worlds for p in present(world) if decision.person in (None, p.id)]
    guests = [g.id for world in worlds for g in world.guests if decision.person in (None, g.id)]
    lines = tuple(_line(world, question, decision) for world in worlds)
    move = made(view, kind=MoveKind.ASK, step=question.key, probe=probe, asked=tuple(asked), lines=lines)
    if not guests:
        return move
    seconds = time_for(plan, view, AgendaPiece(question, probe, words=decision.text), len(guests))
    held = decision.person is None
    return move.model_copy(update={"guests": tuple(guests), "seconds": seconds, "held": held})


def _closed(plan: SessionPlan, view: SessionView, piece: AgendaPiece) -> bool:
    """Whether it is a new question of a section that was closed."""
    step = piece.step
    if not isinstance(step, GuideQuestion) or any(move.step == step.key for move in view.moves):
        return False
    section = section_of(plan.played, step.key)
    closed = [one.step for one in view.decisions if one.kind is DecisionKind.CLOSE]
    return section is not None and any(other.key in closed for other in section.steps)


def _hears(world: SessionWorld, person: str | None) -> bool:
    people = [*(p.id for p in present(world)), *(g.id for g in world.guests)]
    return bool(people) if person is None else person in people


def _line(world: SessionWorld, question: GuideQuestion, decision: ModeratorDecision) -> MoveLine:
    """The line of a probe. Whoever is asked alone is called by name: nothing else in the channel tells."""
    line = MoveLine(world=world.number, text=decision.text, step=question.key, stand_in=decision.stand_in)
    names = {p.id: (p.name, p.id) for p in present(world)} | {g.id: (g.name, g.author.id) for g in world.guests}
    if decision.person is None:
        return line
    name, author = names[decision.person]
    text = decision.text if _calls(decision.text, name) else f"{name}: {decision.text}"
    return line.model_copy(update={"text": text, "addressed": (author,)})


def _calls(text: str, name: str) -> bool:
    """Whether a line calls somebody by their name, or its first part."""
    called = "|".join(re.escape(each) for each in (name, name.split()[0]))
    return re.search(rf"(?<!\w)(?:{called})(?!\w)", text, re.IGNORECASE) is not None
