"""The plan of a session: which guide is played with whom. All that a session needs to be carried out, as kept."""

import random
from collections.abc import Mapping

from pydantic import Field

from troupe.core.errors import BadInput, NotFound
from troupe.core.frozen import Frozen
from troupe.people.persona.panel import PanelMember, check_names
from troupe.research.guides.guide import Ballot, Exhibit, Guide, GuideQuestion, StudyKind


class SessionPlan(Frozen):
    """The `guide` as the study has it, the people by their word in the panel, and what is changed in this run:
    other words for steps, by key. `panel` says in words how the people were found. `max_usd` is the most that all
    of it may cost; `notice` what the channel in front is told when the people sit down, `room_notices` the
    threads of several rooms."""

    version: int = 1
    guide: Guide
    panel: str
    members: dict[str, PanelMember] = Field(min_length=1)
    seed: int = 0
    change: dict[str, str] = Field(default_factory=dict)
    max_usd: float | None = None
    notice: str = ""
    room_notices: tuple[str, ...] = ()

    @property
    def played(self) -> Guide:
        """The guide of this run."""
        return changed(self.guide, self.change)


def groups(plan: SessionPlan) -> tuple[tuple[str, ...], ...]:
    """Who sits together, by their words in the panel, in the order of seats that the seed draws: all in one room,
    pairs (with one of three where the number is odd), or each alone. Raises BadInput for two of one name in a
    room."""
    slugs = list(plan.members)
    random.Random(f"{plan.seed}:seats").shuffle(slugs)  # noqa: S311 - to be repeated, not secret
    match plan.guide.study:
        case StudyKind.INTERVIEWS | StudyKind.POLL:
            rooms = [(slug,) for slug in slugs]
        case StudyKind.DYADS:
            starts = range(0, max(1, len(slugs) - 1), 2)
            rooms = [tuple(slugs[at : at + 2]) for at in starts]
            if len(slugs) > 1 and len(slugs) % 2:
                rooms[-1] = (*rooms[-1], slugs[-1])
        case StudyKind.DISCUSSION | StudyKind.REVIEW | StudyKind.BRAINSTORM | StudyKind.DEBATE:
            rooms = [tuple(slugs)]
    for room in rooms:
        check_names(plan.members[slug].persona.name for slug in room)
    return tuple(rooms)


def changed(guide: Guide, change: Mapping[str, str]) -> Guide:
    """The guide with other words for some of its steps, by key. Raises NotFound for a key that it has not, and
    BadInput where words cannot stand for the step."""
    left = dict(change)
    sections = tuple(
        section.model_copy(update={"steps": tuple(_reworded(step, left) for step in section.steps)})
        for section in guide.sections
    )
    if left:
        keys = ", ".join(step.key for step in guide.steps)
        raise NotFound(f"{next(iter(left))}: the guide has no step of this key; it has {keys}", field="change")
    return guide.model_copy(update={"sections": sections})


def _reworded(step: Exhibit | GuideQuestion | Ballot, change: dict[str, str]) -> Exhibit | GuideQuestion | Ballot:
    if isinstance(step, Exhibit) and step.variants:
        variants = tuple(_reworded_exhibit(part, change) for part in step.variants)
        if step.key in change:
            raise BadInput(
                f"{step.key} shows several things; change one of {', '.join(part.key for part in variants)}",
                field="change",
            )
        return step.model_copy(update={"variants": variants})
    text = change.pop(step.key, None)
    if text is None:
        return step
    if not text.strip():
        raise BadInput(f"{step.key}: the new words are missing", field="change")
    return step.model_copy(update={"text": text.strip()})


def _reworded_exhibit(part: Exhibit, change: dict[str, str]) -> Exhibit:
    text = change.pop(part.key, "").strip()
    return part.model_copy(update={"text": text}) if text else part
