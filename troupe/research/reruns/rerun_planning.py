"""Runs of a study beside the first one: unchanged twins, and runs with one change, from its beginning or from
a point of it. The same order always plans the same runs, so that whoever carries it out again finds them."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.people.persona.panel import PanelMember
from troupe.ports import Stores
from troupe.research.reruns.other_people import by_demographics, without_persona
from troupe.research.sessions.run_change import AskedAfterwards, OtherKind, PeopleExchanged, RunChange
from troupe.research.sessions.session_plan import SessionPlan, groups, with_change
from troupe.worlds.sessions.session_fork import ForkPoint
from troupe.worlds.sessions.study_session import NewSession

MOST_RUNS = 100
Redraw = Callable[[int], Mapping[str, PanelMember]]
"""Other people who fit the same words, by a seed. Raises BadInput where the words name people one by one."""


_UNTOLD: dict[str, object] = {"notice": "", "room_notices": ()}
"""Runs beside the first one have no channel that is told of them."""


class RerunOrder(Frozen):
    """What is run beside a study's first run, for each of these replicates: its unchanged twins, and with each
    change a run more. `fork`: they go on from there."""

    replicates: tuple[int, ...]
    changes: tuple[RunChange, ...] = ()
    fork: ForkPoint | None = None


class PlannedRun(Frozen):
    """A run of a study that is planned, or was: what is particular to it."""

    condition: str
    plan: SessionPlan


async def runs_there(stores: Stores, study_id: str) -> tuple[PlannedRun, ...]:
    """The runs of a study that were planned before."""
    sessions = await stores.sessions.of_study(study_id)
    plans = [SessionPlan.model_validate_json((await stores.sessions.view(each.id)).plan) for each in sessions]
    return tuple(
        PlannedRun(condition=each.condition, plan=plan) for each, plan in zip(sessions, plans, strict=True)
    )


def planned_runs(
    first: SessionPlan,
    study_id: str,
    order: RerunOrder,
    there: Sequence[PlannedRun] = (),
    redraw: Redraw | None = None,
) -> list[NewSession]:
    """The runs of an order, twins before changes. `there` are those that the study has: one that is ordered
    again is the same. Raises BadInput or NotFound where a change does not go together with the study."""
    if not 1 <= len(order.replicates) <= MOST_RUNS:
        raise BadInput(f"from 1 to {MOST_RUNS}, not {len(order.replicates)}", field="replicates")
    known = list(there)
    unchanged = (
        "" if order.fork is None else _name(f"from {order.fork.step or 'the end'} on", None, order.fork, known)
    )
    sessions: list[NewSession] = []
    for change in (None, *order.changes):
        condition = unchanged
        if change is not None:
            prefix = f"{unchanged}: " if unchanged else ""
            condition = _name(f"{prefix}{change.condition}", change, order.fork, known)
        for replicate in order.replicates:
            plan = _plan(first, order, unchanged, change, replicate, redraw)
            known.append(PlannedRun(condition=condition, plan=plan))
            sessions.append(
                NewSession(
                    plan=plan.model_dump_json(),
                    study_id=study_id,
                    condition=condition,
                    replicate=replicate,
                    seed=plan.seed,
                    chaired=plan.moderator is not None,
                )
            )
    return sessions


def asked_afterwards(
    first: SessionPlan, study_id: str, point: ForkPoint, change: AskedAfterwards, there: Sequence[PlannedRun]
) -> NewSession:
    """The run in which one person is asked when the study is over, from its end on."""
    plan = with_change(first.model_copy(update={"fork": point, "moderator": None, **_UNTOLD}), change)
    condition = _name(change.condition, change, point, there)
    return NewSession(plan=plan.model_dump_json(), study_id=study_id, condition=condition, seed=plan.seed)


def _name(name: str, change: RunChange | None, fork: ForkPoint | None, known: Sequence[PlannedRun]) -> str:
    """The condition of these runs: that of others that are like them, else one that no others have."""
    taken = {run.condition: run.plan for run in known}
    for candidate in _numbered(name):
        plan = taken.get(candidate)
        if plan is None or (plan.change == change and _same_place(plan.fork, fork)):
            return candidate
    raise AssertionError("numbers do not end")


def _same_place(one: ForkPoint | None, other: ForkPoint | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.session, one.moves) == (other.session, other.moves)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} ({number})"
        number += 1


def _plan(
    first: SessionPlan,
    order: RerunOrder,
    unchanged: str,
    change: RunChange | None,
    replicate: int,
    redraw: Redraw | None,
) -> SessionPlan:
    seed = first.seed
    if replicate or order.fork is not None:
        what = "twin" if order.fork is None else "fork"
        seed = random.Random(f"{first.seed}:{what}:{replicate}").getrandbits(31)  # noqa: S311 - to be repeated
    plan = first.model_copy(
        update={"seed": seed, "fork": order.fork, "unchanged": unchanged, "change": None, **_UNTOLD}
    )
    if isinstance(change, PeopleExchanged):
        if order.fork is not None:
            raise BadInput("other people can only be there from the beginning", field="change")
        plan = plan.model_copy(update={"members": _others(plan, change.people, redraw)})
    if change is not None:
        plan = with_change(plan, change)
    groups(plan)  # two of one name are told of before anything is spent
    return plan


def _others(plan: SessionPlan, people: OtherKind, redraw: Redraw | None) -> dict[str, PanelMember]:
    match people:
        case OtherKind.DEMOGRAPHICS:
            return by_demographics(plan.members)
        case OtherKind.NOBODY:
            return without_persona(len(plan.members))
        case OtherKind.FRESH:
            if redraw is None:
                raise BadInput(f"{plan.panel}: there is nobody else of the same kind to draw", field="change")
            return dict(redraw(random.Random(f"{plan.seed}:others").getrandbits(31)))  # noqa: S311 - to be repeated
