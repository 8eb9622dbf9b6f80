"""The plan of a session: which guide is played with whom. All that a session needs to be carried out, as kept."""

import random

from pydantic import Field

from troupe.core.errors import BadInput, NotFound
from troupe.core.frozen import Frozen
from troupe.people.persona.panel import PanelMember, check_names
from troupe.research.guides.guide import Guide, StudyKind
from troupe.research.sessions.run_change import (
    AskedAfterwards,
    FirstSpeaker,
    OrderReversed,
    PersonExchanged,
    PersonLeftOut,
    RunChange,
)
from troupe.worlds.sessions.session_fork import ForkPoint


class DrawnOrder(Frozen):
    """The order in which the seed puts people, things shown and options: as drawn, or the reverse of it, with
    somebody `first`, by their word in the panel."""

    seed: int
    reverse: bool = False
    first: str = ""


class SessionPlan(Frozen):
    """The `guide` as the study has it, the people by their word in the panel, and the one change of this run, if
    it has one. `fork`: it goes on from a point of another session. `unchanged` is the condition of the runs that
    are like it but for its change. `panel` says in words how the people were found. `max_usd` is the most that all
    of it may cost, `usd_per_call` what one answer or vote was quoted at; `notice` what the channel in front is
    told when the people sit down, `room_notices` the threads of several rooms; `drawn_by` the word by which as
    many others can be drawn, such as `germany:8`, empty where nobody was. `moderator` is the person who leads it
    wherever no human does."""

    version: int = 1
    guide: Guide
    panel: str
    members: dict[str, PanelMember] = Field(min_length=1)
    seed: int = 0
    change: RunChange | None = None
    fork: ForkPoint | None = None
    unchanged: str = ""
    max_usd: float | None = None
    usd_per_call: float | None = None
    notice: str = ""
    room_notices: tuple[str, ...] = ()
    drawn_by: str = ""
    moderator: PanelMember | None = None

    @property
    def played(self) -> Guide:
        """The guide of this run."""
        return self.guide if self.change is None else self.change.applied(self.guide)

    @property
    def order(self) -> DrawnOrder:
        """The order of this run."""
        first = self.change.slug if isinstance(self.change, FirstSpeaker) else ""
        return DrawnOrder(seed=self.seed, reverse=isinstance(self.change, OrderReversed), first=first)


def with_change(plan: SessionPlan, change: RunChange) -> SessionPlan:
    """The plan with this change. Raises NotFound for somebody who is not of the panel, and BadInput where nobody
    would be left, or the change does not go together with the guide."""
    members = dict(plan.members)
    if (
        isinstance(change, PersonLeftOut | PersonExchanged | FirstSpeaker | AskedAfterwards)
        and change.slug not in members
    ):
        raise NotFound(
            f"{change.slug}: nobody of the panel is called so; it has {', '.join(members)}", field="change"
        )
    match change:
        case PersonLeftOut() if plan.fork is None:
            members.pop(change.slug)
        case PersonExchanged() if change.by in members:
            raise BadInput(f"{change.by} is of the panel already", field="change")
        case PersonExchanged() if plan.fork is None:
            seats = {change.by if slug == change.slug else slug: member for slug, member in members.items()}
            members = {**seats, change.by: change.member}
        case PersonExchanged():
            members[change.by] = change.member
        case _:
            pass
    if not members or (isinstance(change, PersonLeftOut) and len(plan.members) == 1):
        raise BadInput(f"without {change.condition.removeprefix('without ')} nobody is left", field="change")
    changed = plan.model_copy(update={"members": members, "change": change})
    _require_ahead(changed)
    return changed


def _require_ahead(plan: SessionPlan) -> None:
    """Raises BadInput where what is changed in the guide was over before the run begins."""
    steps = {step.key: step for step in plan.guide.steps}
    changed = [step.key for step in plan.played.steps if steps.get(step.key) != step]
    if plan.fork is not None and changed and set(changed) <= set(plan.fork.kept):
        raise BadInput(f"{', '.join(changed)}: it was over before the rest begins", field="change")


def groups(plan: SessionPlan) -> tuple[tuple[str, ...], ...]:
    """Who sits together, by their words in the panel, in the order of seats that the seed draws: all in one
    room, pairs (with one of three where the number is odd), or each alone. Raises BadInput for two of one name
    in a room, the moderator person among them."""
    slugs = list(plan.members)
    random.Random(f"{plan.seed}:seats").shuffle(slugs)  # noqa: S311 - to be repeated, not secret
    if plan.order.reverse:
        slugs.reverse()
    slugs.sort(key=lambda slug: slug != plan.order.first)
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
    led_by = [] if plan.moderator is None else [plan.moderator.persona.name]
    for room in rooms:
        check_names([*(plan.members[slug].persona.name for slug in room), *led_by])
    return tuple(rooms)
