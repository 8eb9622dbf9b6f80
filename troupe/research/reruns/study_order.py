"""The order for a study: guide, people, how many unchanged twins, and what is changed, from its beginning or
from a point of it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from troupe.core.errors import BadInput
from troupe.people.persona.panel import PanelMember
from troupe.research.guides.guide import Guide
from troupe.research.reruns.rerun_planning import PlannedRun, Redraw, RerunOrder, planned_runs
from troupe.research.sessions.guide_changes import StepReworded
from troupe.research.sessions.run_change import RunChange
from troupe.research.sessions.session_plan import SessionPlan, groups
from troupe.research.sessions.study_gathering import guide_hash
from troupe.worlds.sessions.session_fork import ForkPoint
from troupe.worlds.sessions.study_session import NewSession

Changes = Mapping[str, str] | Iterable[RunChange]
"""Other words for steps, by key, or changes of any kind: a condition each."""


@dataclass(frozen=True, slots=True)
class StudyOrder:
    """What a study is asked to be; see `troupe.run_study`. `max_usd` is the most that all of it may cost, what
    was spent on it before included; `moderator` is the person who leads it, None where the guide goes on by
    itself; `redraw` finds other people who fit the words of `panel`."""

    guide: Guide
    panel: str
    members: Mapping[str, PanelMember]
    seed: int = 0
    moderator: PanelMember | None = None
    replicates: int = 1
    changes: tuple[RunChange, ...] = ()
    fork_at: str = ""
    max_usd: float | None = None
    redraw: Redraw | None = None

    @property
    def first(self) -> SessionPlan:
        """The plan of the first run."""
        return SessionPlan(
            guide=self.guide,
            panel=self.panel,
            members=dict(self.members),
            seed=self.seed,
            moderator=self.moderator,
        )

    def first_run(self) -> NewSession:
        """The study as planned."""
        return NewSession(
            plan=self.first.model_dump_json(),
            study_id=self.id,
            seed=self.seed,
            chaired=self.moderator is not None,
        )

    def runs(self, point: ForkPoint | None = None, there: Sequence[PlannedRun] = ()) -> list[NewSession]:
        """The sessions of the study: as planned, its unchanged twins, then those of each change, twin by twin.
        Of a fork whose point is not known yet, as it will be."""
        if self.fork_at and point is None:
            point = self._point_to_come()
        order = RerunOrder(replicates=tuple(range(self.replicates)), changes=self.changes, fork=point)
        planned = planned_runs(self.first, self.id, order, there, self.redraw)
        return planned if point is None else [self.first_run(), *planned]

    def _point_to_come(self) -> ForkPoint:
        keys = [step.key for step in self.guide.steps]
        if self.fork_at not in keys:
            raise BadInput(
                f"{self.fork_at}: the guide has no such step; it has {', '.join(keys)}", field="fork_at"
            )
        kept = tuple(keys[: keys.index(self.fork_at)])
        return ForkPoint(session="", moves=0, worlds=len(groups(self.first)), step=self.fork_at, kept=kept)

    @property
    def id(self) -> str:
        """The same for the same guide, people, moderator person and seed."""
        people = "".join(f"{slug}{member.ref.hash}" for slug, member in self.members.items())
        led_by = "" if self.moderator is None else f"led by {self.moderator.ref.hash}"
        return hashlib.sha256(f"{guide_hash(self.guide)}{people}{self.seed}{led_by}".encode()).hexdigest()[:16]


def changes_of(changes: Changes) -> tuple[RunChange, ...]:
    """The changes that are meant."""
    if isinstance(changes, Mapping):
        words = cast("Mapping[str, str]", changes)
        return tuple(StepReworded(key=key, text=text) for key, text in words.items())
    return tuple(changes)
