"""The floor's decision put into effect: what it grants becomes turns, as far as the day's budget goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, update

from db.budgets import fits, lock_day, notice_due, reserve
from db.floorview import floor_view, keep_decision
from db.record import home, post_notice
from db.rows import DecisionRow, PersonRow, RoundRow, StimulusRow, TurnRow, TurnStatus, WorldRow
from db.scenes import scene_of, turn_of, turn_seed
from db.transaction import Tx
from db.waking import set_wake
from troupe.ports import Cap, DecideFloor, EstimateTurn
from troupe.worlds.floor import FloorDecision, Grant
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Estimate, Turn


@dataclass(frozen=True, slots=True)
class Terms:
    """What a claim is made under; see troupe.ports.Turns.claim."""

    decide: DecideFloor
    estimate: EstimateTurn
    cap: Cap
    lease: float


@dataclass(frozen=True, slots=True)
class _Planned:
    """A turn about to be made."""

    grant: Grant
    person: PersonRow
    scene: Scene
    estimate: Estimate


def decide_and_grant(
    tx: Tx, world: WorldRow, cast: Sequence[PersonRow], cause: str, terms: Terms
) -> tuple[FloorDecision, list[Turn]]:
    """Ask the floor, keep its decision with what became of each grant, and make the turns."""
    view = floor_view(tx, world, cast)
    asked = terms.decide(view)
    set_wake(world, asked.wake_at)
    notes = dict(asked.notes)
    busy = {member.id for member in view.members if member.busy}
    planned = _plan(tx, world, cast, asked, busy, notes, terms.estimate)
    affordable = _affordable(tx, world, planned, notes, terms.cap)
    decision = asked.model_copy(update={"grants": tuple(plan.grant for plan in affordable), "notes": notes})
    row = keep_decision(tx, world, cause, decision)
    world.decided = world.heard
    table = _open_round(tx, world, affordable) if decision.together and affordable else None
    turns = [
        _make_turn(tx, world, row, table, position, plan, terms.lease) for position, plan in enumerate(affordable)
    ]
    return decision, turns


def _plan(
    tx: Tx,
    world: WorldRow,
    cast: Sequence[PersonRow],
    decision: FloorDecision,
    busy: set[str],
    notes: dict[str, str],
    estimate: EstimateTurn,
) -> list[_Planned]:
    """The grants that can be carried out, with their scenes; the others get a note."""
    present = {person.id: person for person in cast}
    planned: list[_Planned] = []
    for grant in decision.grants:
        person = present.get(grant.person_id)
        if person is None or person.id in busy:
            notes[grant.person_id] = "not here" if person is None else "has a turn already"
            continue
        busy.add(person.id)
        person.fence += 1
        scene = scene_of(
            tx,
            world,
            person,
            cast,
            claimed_by=None,
            trigger_id=grant.trigger,
            obliged=grant.obliged,
            together=decision.together,
        )
        planned.append(_Planned(grant, person, scene, estimate(scene)))
    return planned


def _affordable(
    tx: Tx, world: WorldRow, planned: list[_Planned], notes: dict[str, str], cap: Cap
) -> list[_Planned]:
    """As many as fit under the tenant's cap, in order; their estimates are reserved. At the cap all the rest
    stay silent, and the tenant is told once a day."""
    if not planned:
        return []
    day = lock_day(tx, tx.today)
    affordable: list[_Planned] = []
    for plan in planned:
        if not fits(day, cap, plan.estimate):
            break
        reserve(day, plan.estimate)
        affordable.append(plan)
    refused = planned[len(affordable) :]
    for plan in refused:
        notes[plan.person.id] = "the day's budget is spent"
    if refused and notice_due(tx, cap):
        trigger = refused[0].scene.trigger
        post_notice(tx, world, cap.notice, place=None if trigger is None else trigger.place)
    return affordable


def _open_round(tx: Tx, world: WorldRow, planned: list[_Planned]) -> RoundRow:
    seated = sorted(planned, key=lambda plan: plan.person.seat)
    table = RoundRow(
        id=tx.ids(),
        tenant=tx.tenant,
        world_id=world.id,
        members=tuple(plan.person.id for plan in seated),
        opened_at=tx.now,
        deadline=tx.now + timedelta(seconds=world.caps.round_limit),
    )
    tx.add(table)
    return table


def _make_turn(
    tx: Tx,
    world: WorldRow,
    decision: DecisionRow,
    table: RoundRow | None,
    position: int,
    plan: _Planned,
    lease: float,
) -> Turn:
    """Insert the turn and claim for it all that the person has not read."""
    world.calls_since_human += 1
    trigger = plan.scene.trigger
    row = TurnRow(
        id=tx.ids(),
        tenant=tx.tenant,
        world_id=world.id,
        person_id=plan.person.id,
        round_id=None if table is None else table.id,
        decision_id=decision.id,
        position=position,
        fence=plan.person.fence,
        epoch=world.epoch,
        lease=lease,
        lease_until=tx.now + timedelta(seconds=lease),
        place=home(world) if trigger is None else trigger.place,
        through=world.heard,
        seed=turn_seed(world, world.heard, plan.person),
        trigger_id=None if trigger is None else trigger.id,
        obliged=plan.grant.obliged,
        status=TurnStatus.OPEN.value,
        claimed_at=tx.now,
        reserved_tokens=plan.estimate.tokens,
        reserved_usd=plan.estimate.usd,
        reserved_on=tx.today,
        ref=plan.person.ref,
    )
    tx.add(row)
    claim_stimuli = (
        update(StimulusRow)
        .where(
            col(StimulusRow.tenant) == tx.tenant,
            col(StimulusRow.world_id) == world.id,
            col(StimulusRow.person_id) == plan.person.id,
            col(StimulusRow.read_at).is_(None),
            col(StimulusRow.withdrawn_at).is_(None),
            col(StimulusRow.turn_id).is_(None),
        )
        .values(turn_id=row.id)
    )
    tx.db_session.exec(claim_stimuli)
    return turn_of(row, plan.scene)
