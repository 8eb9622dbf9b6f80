"""The moves of a session in the making: worlds opened, something shown, a question put, a ballot begun."""

import random
from collections.abc import Iterator

from troupe.research.guides.guide import AnswerOrder, Ballot, Exhibit, GuideQuestion
from troupe.research.guides.guide_minutes import step_minutes
from troupe.research.moves.time_boxes import seconds_for
from troupe.research.sessions.guide_agenda import AgendaPiece, Speaker, next_speaker, present, shown_variant
from troupe.research.sessions.run_change import AskedAfterwards, PersonExchanged, PersonLeftOut
from troupe.research.sessions.session_plan import SessionPlan, groups
from troupe.worlds.sessions.moderator import hands_over_words
from troupe.worlds.sessions.session_fork import ForkPoint
from troupe.worlds.sessions.session_guest import SessionGuest
from troupe.worlds.sessions.session_move import (
    MoveAnswer,
    MoveKind,
    MoveLine,
    NewFork,
    NewMove,
    NewSessionWorld,
    SessionSeat,
)
from troupe.worlds.sessions.session_view import SeatedPerson, SessionView, SessionWorld
from troupe.worlds.world import Caps

LINE_ANSWERS = 3
"""How many people answer what a member says in front, if it names nobody."""
_LEAST_MINUTES = 2.0
_PATIENT = 30 * 24 * 3600.0
"""Seconds that a round waits for its last answer, since simulated people are never late (a turn ends by itself);
and that a question may wait for a process that plays them."""


def new_worlds(plan: SessionPlan, *, chaired: bool) -> Iterator[NewSessionWorld]:
    """The worlds that a session opens, a room of its people each."""
    rooms = groups(plan)
    for number, slugs in enumerate(rooms):
        seats = tuple(
            SessionSeat(slug=slug, persona=plan.members[slug].persona, ref=plan.members[slug].ref)
            for slug in slugs
        )
        alone = f" · {', '.join(seat.persona.name for seat in seats)}" if len(rooms) > 1 else ""
        yield NewSessionWorld(
            number=number,
            name=f"{plan.guide.title}{alone}",
            seed=_world_seed(plan, number),
            seats=seats,
            caps=Caps(  # pyright: ignore[reportCallIssue]
                round_limit=_PATIENT,
                stale_after=_PATIENT,
                in_a_row=max(8, 2 * len(seats)),
                line_answers=LINE_ANSWERS,
            ),
            in_front=len(rooms) == 1,
            notice=_told(
                plan,
                plan.notice if len(rooms) == 1 else "".join(plan.room_notices[number : number + 1]),
                chaired=chaired,
            ),
        )


def _told(plan: SessionPlan, notice: str, *, chaired: bool) -> str:
    """What a channel is told at the opening, and who moderates."""
    if not notice or plan.moderator is None or not chaired:
        return notice
    return f"{notice}\n{hands_over_words(plan.moderator.persona.name)}"


def new_fork(plan: SessionPlan, point: ForkPoint) -> NewFork:
    """The copy of what another session had come to, with the one change among its people. Humans who took part
    there are not asked again: nobody is in two rooms."""
    change = plan.change
    leaving = (change.slug,) if isinstance(change, PersonLeftOut | PersonExchanged) else ()
    if isinstance(change, AskedAfterwards):
        leaving = tuple(slug for slug in plan.members if slug != change.slug)
    joining: tuple[SessionSeat, ...] = ()
    if isinstance(change, PersonExchanged):
        joining = (SessionSeat(slug=change.by, persona=change.member.persona, ref=change.member.ref),)
    return NewFork(
        session=point.session,
        moves=point.moves,
        extras=point.extras,
        answers=point.answers,
        seeds=tuple(_world_seed(plan, number) for number in range(point.worlds)),
        leaving=leaving,
        joining=joining,
    )


def _world_seed(plan: SessionPlan, number: int) -> int:
    return random.Random(f"{plan.seed}:world:{number}").getrandbits(31)  # noqa: S311 - to be repeated


def poll(plan: SessionPlan, view: SessionView, piece: AgendaPiece, ballot: Ballot) -> NewMove:
    """A ballot begun: everyone there votes, and guests of the session where there are any."""
    asked = tuple(person.id for world in view.worlds for person in present(world))
    move = made(view, kind=MoveKind.POLL, step=ballot.key, asked=asked)
    guests = _guests(view)
    if not guests:
        return move
    seconds = time_for(plan, view, piece, len(guests))
    return move.model_copy(update={"guests": guests, "seconds": seconds, "paper": f"🗳️ {ballot.text}"})


def time_for(plan: SessionPlan, view: SessionView, piece: AgendaPiece, guests: int) -> float | None:
    """The seconds that humans have for a piece. Where the guide sets none, a human moderator goes on by hand; a
    moderator person gives them as much as such a step commonly takes."""
    seconds = seconds_for(plan.played, piece, guests)
    if seconds is not None or not view.session.chaired:
        return seconds
    parts = 1 + len(piece.step.probes) + piece.step.free_probes if isinstance(piece.step, GuideQuestion) else 1
    return 60 * max(_LEAST_MINUTES, step_minutes(piece.step) / parts)


def _guests(view: SessionView) -> tuple[str, ...]:
    return tuple(guest.id for world in view.worlds for guest in world.guests)


def show(plan: SessionPlan, view: SessionView, piece: AgendaPiece, exhibit: Exhibit) -> NewMove:
    """Something shown to everyone."""
    lines = tuple(
        _shown(shown_variant(exhibit, plan.order, world.number, piece.part), world) for world in view.worlds
    )
    return made(view, kind=MoveKind.SHOW, step=exhibit.key, part=piece.part, lines=lines)


def _shown(exhibit: Exhibit, world: SessionWorld) -> MoveLine:
    text = exhibit.text or ""
    if exhibit.title and not text.startswith(exhibit.title):
        text = f"{exhibit.title}\n{text}"
    return MoveLine(world=world.number, text=text, step=exhibit.key, shown=True)


def ask(plan: SessionPlan, view: SessionView, piece: AgendaPiece, only: frozenset[str] | None = None) -> NewMove:
    """A question put to everyone, to whoever is called next, or to `only` these people once more."""
    asked: list[str] = []
    guests: list[str] = []
    lines: list[MoveLine] = []
    together = not (isinstance(piece.step, GuideQuestion) and piece.step.order is AnswerOrder.POPCORN)
    for world in view.worlds:
        people = [person.id for person in present(world)]
        line = MoveLine(world=world.number, text=piece.text, step=piece.step.key)
        if only is not None:
            people = [person_id for person_id in people if person_id in only]
            line = line.model_copy(update={"addressed": tuple(people)})
        elif together:
            guests += [guest.id for guest in world.guests]
        else:
            speaker = next_speaker(world, view.moves, piece, plan.order)
            people = [speaker.id] if isinstance(speaker, SeatedPerson) else []
            guests += [speaker.id] if isinstance(speaker, SessionGuest) else []
            line = _call(line, speaker, None if piece.part == 0 else _question_of(view, piece, world))
        if people or guests:
            asked += people
            lines.append(line)
    move = made(
        view,
        kind=MoveKind.ASK,
        step=piece.step.key,
        probe=piece.probe,
        part=piece.part,
        asked=tuple(asked),
        lines=tuple(lines),
    )
    if not guests:
        return move
    seconds = time_for(plan, view, piece, len(_guests(view)))
    return move.model_copy(update={"guests": tuple(guests), "seconds": seconds, "held": together})


def _call(line: MoveLine, speaker: Speaker | None, question: str | None) -> MoveLine:
    """The line said to one person; after the first, who have heard the question, their name is enough. A human
    is called by name in any case: nothing else in the channel tells whom a line is for."""
    if speaker is None:
        return line
    if isinstance(speaker, SessionGuest):
        text = f"{speaker.name}: {line.text}" if question is None else f"{speaker.name}?"
        return line.model_copy(update={"addressed": (speaker.author.id,), "text": text, "target": question})
    said_to = line.model_copy(update={"addressed": (speaker.id,)})
    return (
        said_to
        if question is None
        else said_to.model_copy(update={"text": f"{speaker.name}?", "target": question})
    )


def _question_of(view: SessionView, piece: AgendaPiece, world: SessionWorld) -> str | None:
    """The line in which everyone heard the question of which this is a later call."""
    for move in view.moves:
        if (move.step, move.probe, move.part) == (piece.step.key, piece.probe, 0):
            return next((line.event for line in move.posted if line.world == world.number), None)
    return None


def made(
    view: SessionView,
    *,
    kind: MoveKind,
    step: str = "",
    probe: int = 0,
    part: int = 0,
    asked: tuple[str, ...] = (),
    lines: tuple[MoveLine, ...] = (),
    note: str = "",
) -> NewMove:
    """The move that comes next, with how the question before it was settled."""
    answers: tuple[MoveAnswer, ...] = tuple(one.answer for one in view.asked)
    return NewMove(
        number=view.session.moves,
        kind=kind,
        step=step,
        probe=probe,
        part=part,
        asked=asked,
        lines=lines,
        answers=answers,
        note=note,
    )
