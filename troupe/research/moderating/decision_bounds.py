"""The bounds of a moderator person: what a model wanted, held to what the guide leaves open. Whatever lies
beyond is not done, and a note says why."""

import re
from collections.abc import Callable

from troupe.core.meaning_stems import stems
from troupe.research.guides.guide import Guide, GuideQuestion
from troupe.research.guides.linting.guide_linter import lint
from troupe.research.guides.linting.lint_finding import UNKNOWABLE, LintRule
from troupe.research.moderating.moderating_matter import ModeratingMatter
from troupe.research.moderating.moderator_wish import EVERYONE, ModeratorWish
from troupe.research.moves.decision_point import DecisionPoint
from troupe.worlds.sessions.moderator_decision import DecisionKind, NewDecision
from troupe.worlds.text.quoted_words import stretches

LONGEST_REASON = 240
LONGEST_QUESTION = 600
_BARRED = frozenset({LintRule.LEADING, LintRule.DOUBLE_BARRELLED, *UNKNOWABLE})
_TAKEN_UP = re.compile(r"^(?:\w[\w .'-]*, )?(?:and|but|so|und|aber|y|pero|et|mais)\b,? ", re.IGNORECASE)
"""How a probe begins that goes on from what was said: "And what …" is one question, not a second one."""
_ALL = {"", EVERYONE, "all", "everybody", "the group", "alle", "todos", "tous"}


class _Beyond(Exception):
    """It may not be done; the message is the note."""


def bounded(
    wish: ModeratorWish, guide: Guide, point: DecisionPoint, matter: ModeratingMatter, by: str
) -> NewDecision:
    """The decision that is kept: what was wanted, or to go on with a note."""
    reason = _line(wish.reason)[:LONGEST_REASON]
    kept = NewDecision(number=point.number, by=by, reason=reason)
    try:
        return kept.model_copy(update=_BOUNDS[wish.move](wish, guide, point, matter))
    except _Beyond as note:
        return kept.model_copy(update={"note": str(note), "text": _line(wish.text)[:LONGEST_QUESTION]})


def _go_on(wish: ModeratorWish, guide: Guide, point: DecisionPoint, matter: ModeratingMatter) -> dict[str, object]:
    return {}


def _probe(wish: ModeratorWish, guide: Guide, point: DecisionPoint, matter: ModeratingMatter) -> dict[str, object]:
    if point.open is None or not point.may_probe:
        raise _Beyond("a probe: " + ("the time was over" if point.time_is_over else "the guide leaves none here"))
    text, person = _question(wish.text), _person(wish.to, matter)
    if text.casefold() in {asked.casefold() for asked in matter.asked}:
        raise _Beyond("a probe: the same was asked before")
    _require_sound(guide, point.open, text, "a probe")
    _require_own_room(text, person, matter)
    return {"kind": DecisionKind.PROBE, "step": point.open.key, "person": person, "text": text}


def _reframe(
    wish: ModeratorWish, guide: Guide, point: DecisionPoint, matter: ModeratingMatter
) -> dict[str, object]:
    ahead = _ahead(point, "other words")
    text = _question(wish.text)
    if text == _line(ahead.text):
        return {}
    known = stems(f"{ahead.text} {guide.about} {guide.title}")
    if known and not known & stems(text):
        raise _Beyond("other words: they ask something else")
    _require_sound(guide, ahead, text, "other words")
    return {"kind": DecisionKind.REFRAME, "step": ahead.key, "text": text}


def _skip(wish: ModeratorWish, guide: Guide, point: DecisionPoint, matter: ModeratingMatter) -> dict[str, object]:
    ahead = _ahead(point, "leaving a question out")
    if ahead.probes:
        raise _Beyond("leaving a question out: it has probes that are for everybody")
    lines = [matter.lines[number - 1] for number in dict.fromkeys(wish.lines) if 0 < number <= len(matter.lines)]
    people = {person.id for person in matter.people}
    answers = [line for line in lines if line.person in people]
    count = len({line.person for line in answers})
    if 2 * count <= len(people):
        raise _Beyond(f"leaving a question out: {count} of {len(people)} are said to have answered it")
    return {"kind": DecisionKind.SKIP, "step": ahead.key, "lines": tuple(line.id for line in answers)}


def _close(wish: ModeratorWish, guide: Guide, point: DecisionPoint, matter: ModeratingMatter) -> dict[str, object]:
    if not point.left_out:
        raise _Beyond("closing the section: nothing of it is left")
    if not point.time_is_over:
        raise _Beyond("closing the section: its time is not over")
    return {"kind": DecisionKind.CLOSE, "step": point.left_out[0]}


_Bound = Callable[[ModeratorWish, Guide, DecisionPoint, ModeratingMatter], dict[str, object]]
_BOUNDS: dict[DecisionKind, _Bound] = {
    DecisionKind.GO_ON: _go_on,
    DecisionKind.PROBE: _probe,
    DecisionKind.REFRAME: _reframe,
    DecisionKind.SKIP: _skip,
    DecisionKind.CLOSE: _close,
}


def _ahead(point: DecisionPoint, what: str) -> GuideQuestion:
    if point.ahead is None:
        raise _Beyond(f"{what}: no question of the guide is next")
    return point.ahead


def _line(text: str) -> str:
    return " ".join(text.split())


def _question(text: str) -> str:
    line = _line(text)
    if not any(char.isalpha() for char in line):
        raise _Beyond("a question without words")
    if len(line) > LONGEST_QUESTION:
        raise _Beyond("a question longer than anybody would ask")
    return line


def _person(to: str, matter: ModeratingMatter) -> str | None:
    """Whom a probe is for, by id; None for everyone. In several rooms that is everyone in rooms that have one
    left."""
    look = _line(to).casefold().strip(".:,")
    if look in _ALL:
        return None
    free = [person for person in matter.people if person.free]
    meant = [person for person in free if person.name.casefold() == look]
    meant = meant or [person for person in free if person.name.split()[0].casefold() == look.split()[0]]
    if len(meant) != 1:
        raise _Beyond("a probe: it was for nobody who can be asked")
    return meant[0].id


def _require_own_room(text: str, person: str | None, matter: ModeratingMatter) -> None:
    """Raises _Beyond where a probe carries names or words from one room into another: those there have not met."""
    room = next((one.world for one in matter.people if one.id == person), None)
    if len({one.world for one in matter.people}) < 2:
        return
    elsewhere = [one for one in matter.people if one.world != room]
    named = any(re.search(rf"(?<!\w){re.escape(one.name)}(?!\w)", text, re.IGNORECASE) for one in elsewhere)
    said = (line.text for line in matter.lines if line.person and line.world != room)
    if named or any(not stretches(text).isdisjoint(stretches(words)) for words in said):
        raise _Beyond("a probe: it carries what was said in one room into another")


def _require_sound(guide: Guide, question: GuideQuestion, text: str, what: str) -> None:
    """Raises _Beyond where the linter finds a fault in these words. Whoever wrote the guide answers for its
    own."""
    alone = GuideQuestion(key=question.key, text=_TAKEN_UP.sub("", text) or text, free_probes=1)
    section = guide.sections[0].model_copy(update={"steps": (alone,)})
    faults = [one for one in lint(guide.model_copy(update={"sections": (section,)})) if one.rule in _BARRED]
    if faults:
        raise _Beyond(f"{what}: {faults[0].why}")
