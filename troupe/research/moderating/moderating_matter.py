"""The matter that a moderator person decides from: the guide, where the session stands, and what was said."""

from troupe.core.frozen import Frozen
from troupe.llm.port.composed_matter import ComposedMatter
from troupe.research.guides.guide import GuideQuestion
from troupe.research.moderating.moderator_wish import ModeratorWish
from troupe.research.moderating.session_lines import SessionLine
from troupe.research.moderating.stand_in_moderator import RoomAnswers, stand_in_wish
from troupe.research.moves.decision_point import DecisionPoint
from troupe.research.sessions.asked_words import asked_words
from troupe.research.sessions.guide_agenda import present
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.moderator_decision import DecisionKind
from troupe.worlds.sessions.session_view import SessionView

_SHOWN = 12_000
"""Characters of what was said that a prompt holds: the newest."""


class ModeratedPerson(Frozen):
    """Somebody who may be probed, a human guest among them. `probed`: was asked by name after this question
    already; `free`: their room has a probe of the moderator's own left."""

    id: str
    name: str
    human: bool
    probed: bool
    free: bool
    world: int = 0


class GuideMark(Frozen):
    """A step of the guide, in its words, and how far it has come."""

    text: str
    mark: str


class ModeratingMatter(ComposedMatter):
    """All that stands in the prompt. `asked` are the words in which the question that is open was put, and its
    probes; `lines` what was said, numbered from 1 as they stand here, those after the question last.
    `contrasted`: a probe of the moderator's own went to everyone there."""

    title: str
    about: str
    decision: str
    language: str
    steps: tuple[GuideMark, ...]
    people: tuple[ModeratedPerson, ...]
    lines: tuple[SessionLine, ...]
    open: str = ""
    asked: tuple[str, ...] = ()
    probes_left: int = 0
    ahead: str = ""
    minutes_left: float | None = None
    may_close: bool = False
    contrasted: bool = False

    def composed(self, seed: int) -> ModeratorWish:
        heard = tuple(
            RoomAnswers(
                name=person.name,
                said=tuple(line.text for line in self.lines if (line.person, line.step) == (person.id, self.open)),
                earlier=tuple(
                    (number, line.text)
                    for number, line in enumerate(self.lines, start=1)
                    if line.person == person.id
                ),
                probed=person.probed,
                free=person.free,
            )
            for person in self.people
        )
        return stand_in_wish(
            self.language,
            heard,
            may_probe=bool(self.probes_left),
            ahead=self.ahead,
            may_close=self.may_close,
            contrasted=self.contrasted,
            seed=seed,
        )


def moderating_matter(
    plan: SessionPlan, view: SessionView, point: DecisionPoint, lines: tuple[SessionLine, ...]
) -> ModeratingMatter:
    """The matter at this point."""
    guide, key = plan.played, "" if point.open is None else point.open.key
    left = point.probes_left or {}
    return ModeratingMatter(
        title=guide.title,
        about=guide.about,
        decision=guide.decision,
        language=guide.language,
        steps=tuple(
            GuideMark(text=_named(step.text, step.key), mark=_mark(view, step.key, point)) for step in guide.steps
        ),
        people=_people(view, point, key),
        lines=_newest(lines),
        open=key,
        asked=() if point.open is None else _asked(plan, view, point.open),
        probes_left=max(left.values(), default=0) if point.may_probe else 0,
        ahead="" if point.ahead is None else point.ahead.text,
        minutes_left=point.minutes_left,
        may_close=point.time_is_over and bool(point.left_out),
        contrasted=any(
            one.kind is DecisionKind.PROBE and one.step == key and one.person is None for one in view.decisions
        ),
    )


def _named(text: str | None, key: str) -> str:
    return " ".join((text or key).split())[:300]


def _mark(view: SessionView, key: str, point: DecisionPoint) -> str:
    if point.open is not None and key == point.open.key:
        return "just answered"
    if point.ahead is not None and key == point.ahead.key:
        return "next"
    return "done" if any(move.step == key for move in view.moves) else "to come"


def _people(view: SessionView, point: DecisionPoint, key: str) -> tuple[ModeratedPerson, ...]:
    probed = {one.person for one in view.decisions if one.kind is DecisionKind.PROBE and one.step == key}
    left = point.probes_left or {}
    return tuple(
        ModeratedPerson(
            id=id,
            name=name,
            human=human,
            probed=id in probed,
            free=bool(left.get(world.number)),
            world=world.number,
        )
        for world in view.worlds
        for id, name, human in (
            *((person.id, person.name, False) for person in present(world)),
            *((guest.id, guest.name, True) for guest in world.guests),
        )
    )


def _asked(plan: SessionPlan, view: SessionView, question: GuideQuestion) -> tuple[str, ...]:
    probes = dict.fromkeys(move.probe for move in view.moves if move.step == question.key)
    return tuple(asked_words(plan.played, view, question.key, probe) for probe in probes)


def _newest(lines: tuple[SessionLine, ...]) -> tuple[SessionLine, ...]:
    length, first = 0, len(lines)
    while first and length + len(lines[first - 1].text) <= _SHOWN:
        first -= 1
        length += len(lines[first].text)
    return lines[first:]
