"""The floor's decision put into effect: what it grants becomes turns, as far as the day's budget goes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from db.cycle.budgets import afford, lock_day, notice_due
from db.cycle.floor_reading import FloorOutlook, floor_view, keep_decision, look, read_backlog
from db.cycle.turn_scene import Part, scene_of, turn_seed
from db.cycle.world_wakeup import set_wake
from db.memory.recalled_memories import shown_memories
from db.perception.floor_window import Window
from db.perception.line_taking import find_calls, keep_calls, take
from db.perception.prompt_range import PromptRange
from db.perception.turn_claims import answering, places_of
from db.perception.unread_lines import Reading, Unanswered, to_be_read, waiting_of
from db.record.event_appending import home, post_notice
from db.record.event_reading import event_of
from db.schema.tables.turn_tables import RoundRow, TurnRow, TurnStatus
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.transaction import Tx
from troupe.core.usage import Estimate
from troupe.ports import Cap, DecideFloor, EstimateTurn
from troupe.worlds.floor_view import FloorDecision, Grant
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Turn


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a claim; see troupe.ports.Turns.claim."""

    decide: DecideFloor
    estimate: EstimateTurn
    cap: Cap
    lease: float


@dataclass(frozen=True, slots=True)
class _Planned:
    """A turn about to be made."""

    grant: Grant
    person: PersonRow
    reading: Reading
    fresh: Collection[int]
    """The places of lines that were just found to be said to the person."""
    scene: Scene
    shown: PromptRange
    estimate: Estimate


def decide_and_grant(
    tx: Tx, world: WorldRow, outlook: FloorOutlook, cause: str, terms: Terms
) -> tuple[FloorDecision, list[Turn]]:
    """Ask the floor, keep its decision with what became of each grant, and make the turns."""
    outlook = read_backlog(tx, world, terms.decide, outlook)
    window = look(tx, world, outlook)
    verdict = terms.decide(floor_view(tx, world, outlook, window))
    calls = find_calls(tx, world, window, _said_to(verdict), outlook.claims)
    set_wake(world, verdict.wake_at)
    world.decided = world.heard
    notes = dict(verdict.notes)
    planned = _plan(tx, world, _Sight(outlook, window, calls), verdict, notes, terms.estimate)
    affordable = _affordable(tx, world, planned, notes, terms.cap, quietly=outlook.beat is not None)
    grants = tuple(plan.grant for plan in affordable)
    decision = verdict.model_copy(update={"grants": grants, "notes": notes, "called": {}})
    decision_id = keep_decision(tx, world, cause, decision)
    world.redo = None
    table = _open_round(tx, world, affordable) if decision.together and affordable else None
    turns = [
        _make_turn(tx, world, decision_id, table, position, plan, terms.lease)
        for position, plan in enumerate(affordable)
    ]
    keep_calls(tx, world, _left_over(calls, affordable))
    return decision, turns


@dataclass(frozen=True, slots=True)
class _Sight:
    """What the floor saw, and whom it found lines to be said to: by person, the places of lines without a row."""

    outlook: FloorOutlook
    window: Window
    calls: Mapping[str, Sequence[int]]

    def unanswered(self, tx: Tx, person: PersonRow) -> Unanswered:
        waiting = waiting_of(tx, person) if self.outlook.anything_waits else {}
        return Unanswered(self.window, waiting, self.calls.get(person.id, ()))


def _left_over(calls: Mapping[str, Sequence[int]], planned: Iterable[_Planned]) -> dict[str, list[int]]:
    """The lines said to people that no turn of theirs has taken at once."""
    taken = {
        (plan.person.id, event.heard)
        for plan in planned
        for event in plan.reading.matter.own
        if event.id in plan.reading.matter.called
    }
    return {
        person_id: [heard for heard in places if (person_id, heard) not in taken]
        for person_id, places in calls.items()
    }


def _plan(
    tx: Tx,
    world: WorldRow,
    sight: _Sight,
    decision: FloorDecision,
    notes: dict[str, str],
    estimate: EstimateTurn,
) -> list[_Planned]:
    """The grants that can be carried out, with their scenes; the others get a note."""
    cast = sight.outlook.cast
    present = {person.id: person for person in cast}
    busy = set(sight.outlook.busy)
    if decision.grants:
        lock_day(tx, tx.today)  # before the people, as everywhere
        tx.lock_people(grant.person_id for grant in decision.grants if grant.person_id in present)
    taking: list[tuple[Grant, PersonRow, Unanswered, Reading]] = []
    for grant in decision.grants:
        person = present.get(grant.person_id)
        if person is None or person.id in busy:
            notes[grant.person_id] = "not here" if person is None else "has a turn already"
            continue
        busy.add(person.id)
        trigger = sight.window.line(grant.trigger) or event_of(tx, grant.trigger)
        place = home(world) if trigger is None else trigger.place
        lines = sight.unanswered(tx, person)
        taking.append((grant, person, lines, to_be_read(tx, world, person, place, grant.trigger, lines)))
    claims = sight.outlook.claims
    under_way = answering(tx, world, claims) if claims else []
    if not decision.together:
        under_way += [
            (call_id, person.id) for _, person, _, reading in taking for call_id in reading.matter.called
        ]
    planned: list[_Planned] = []
    for grant, person, lines, reading in taking:
        part = _part(world, person, grant, reading, (*lines.waiting, *lines.calls), together=decision.together)
        scene, shown = scene_of(tx, world, person, cast, part, under_way)
        planned.append(_Planned(grant, person, reading, lines.calls, scene, shown, estimate(scene)))
    return planned


def _part(
    world: WorldRow, person: PersonRow, grant: Grant, reading: Reading, waiting: Sequence[int], *, together: bool
) -> Part:
    """The part a grant gives to its person. Where the line it is granted for has to wait, older ones being many,
    the newest of those is answered."""
    own, call_ids = reading.matter.own, reading.matter.called
    mine = [event.id for event in own if event.id in call_ids]
    waits = grant.obliged and mine and all(event.id != grant.trigger for event in own)
    return Part(
        trigger_id=mine[-1] if waits else grant.trigger,
        obliged=grant.obliged,
        together=together,
        fence=person.fence + 1,
        through=world.heard,
        own=own,
        called=call_ids,
        waiting=waiting,
        passed=reading.passed,
        spans=reading.spans,
    )


def _said_to(decision: FloorDecision) -> dict[str, set[str]]:
    """Whom lines are said to, as the floor read them; who is obliged to answer one is meant by it."""
    callees = {event_id: set(people) for event_id, people in decision.called.items()}
    for grant in decision.grants:
        if grant.obliged:
            callees.setdefault(grant.trigger, set()).add(grant.person_id)
    return callees


def _affordable(
    tx: Tx, world: WorldRow, planned: list[_Planned], notes: dict[str, str], cap: Cap, *, quietly: bool
) -> list[_Planned]:
    """The planned turns, in order, as many as fit under the tenant's cap; their estimates are reserved. At
    the cap all the rest stay silent, and the tenant is told once a day (not `quietly`: where nobody has asked,
    nobody waits)."""
    affordable: list[_Planned] = []
    for plan in planned:
        if not afford(tx, world.id, cap, plan.estimate):
            break
        affordable.append(plan)
    refused = planned[len(affordable) :]
    for plan in refused:
        notes[plan.person.id] = "the day's budget is spent"
    if refused and not quietly and notice_due(tx, cap):
        trigger = refused[0].scene.trigger
        post_notice(tx, world, cap.notice, place=None if trigger is None else trigger.place)
    return affordable


def _end_pause(plan: _Planned) -> None:
    """Whoever was asked for a pause is called again: it is over."""
    after, trigger = plan.person.hushed_after, plan.scene.trigger
    if plan.grant.obliged and after is not None and trigger is not None and (trigger.heard or 0) > after:
        plan.person.hushed_after = None


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
    return tx.add(table)


def _make_turn(
    tx: Tx,
    world: WorldRow,
    decision_id: str,
    table: RoundRow | None,
    position: int,
    plan: _Planned,
    lease: float,
) -> Turn:
    """Insert the turn and give it what it is to read."""
    world.calls_since_human += 1
    _end_pause(plan)
    fence = tx.raise_fence(plan.person)
    trigger, passed, matter = plan.scene.trigger, plan.reading.passed, plan.reading.matter
    turn = Turn(
        id=tx.ids(),
        tenant=tx.tenant,
        world_id=world.id,
        person_id=plan.person.id,
        fence=fence,
        epoch=world.epoch,
        lease_until=tx.lease_now + timedelta(seconds=lease),
        place=home(world) if trigger is None else trigger.place,
        through=world.heard,
        seed=turn_seed(world, world.heard, plan.person),
        round_id=None if table is None else table.id,
        scene=plan.scene,
    )
    tx.insert(
        TurnRow,
        {
            **turn.model_dump(exclude={"scene"}),
            "decision_id": decision_id,
            "position": position,
            "claims": 1,
            "lease": lease,
            "trigger_id": None if trigger is None else trigger.id,
            "obliged": plan.grant.obliged,
            "status": TurnStatus.OPEN.value,
            "shown_from": plan.shown.since,
            "shown_through": world.heard,
            "unshown": plan.shown.unshown,
            "recalled": places_of(plan.scene.recalled),
            "remembered": tuple(memory.id for memory in shown_memories(plan.scene.memories)),
            "passed": 0 if passed is None else passed.count,
            "passed_through": 0 if passed is None else passed.through,
            "claimed": places_of(matter.own),
            "calls": places_of(event for event in matter.own if event.id in matter.called),
            "read_before": plan.person.read_through,
            "reason": "",
            "claimed_at": tx.now,
            "ended_at": None,
            "reserved_tokens": plan.estimate.tokens,
            "reserved_usd": plan.estimate.usd,
            "reserved_on": tx.today,
            "ref": plan.person.ref,
            "choice": None,
            "provenance": None,
            "outcome": None,
        },
    )
    take(tx, plan.person, turn.id, plan.reading, plan.fresh)
    plan.person.read_through = world.heard  # all that was unread is the turn's now, was passed over, or waits
    return turn
