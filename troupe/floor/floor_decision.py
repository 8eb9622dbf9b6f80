"""The decision who may act now: a pure function from what the world shows to a logged decision."""

from typing import assert_never

from troupe.floor.ambient_floor import ambient
from troupe.floor.beat_choice import begin
from troupe.floor.decision_draft import Choosing
from troupe.floor.roundtable_floor import called_by_name, roundtable, to_everyone
from troupe.worlds.floor_view import FloorDecision, FloorView, Grant, Redo
from troupe.worlds.world import Mode, WorldStatus


def decide_floor(view: FloorView) -> FloorDecision:
    """Who may act now, in the world's mode, in seeded order; the same view always gives the same decision.

    A beat of the rhythm lets one person begin. Ambient: those called, within the caps, and one person who is asked
    about a message that calls nobody. Roundtable: everyone, for each new human message, or those alone whom the
    platform names (a reply, /ask); in a session a few, for what members say between the moderator's questions.
    Manual: those a human calls. Quiet people act only when asked with /ask; messages older than `stale_after` (but
    for what a pause kept from being answered), and those before a stop, cause nothing. Whoever was asked to give a
    turn again has the floor in every mode, for whatever was said."""
    if view.world.status is not WorldStatus.OPEN:
        return FloorDecision(reason=f"the world is {view.world.status}")
    if view.beat is not None:
        return begin(view, view.beat)
    decision = _by_mode(view)
    return decision if view.redo is None else _once_more(decision, view, view.redo)


def _by_mode(view: FloorView) -> FloorDecision:
    match view.world.mode:
        case Mode.AMBIENT:
            return _decision(*ambient(view))
        case Mode.ROUNDTABLE:
            return _decided(*roundtable(view))
        case Mode.MANUAL:
            return _decided(*called_by_name(view))
    assert_never(view.world.mode)


def _once_more(decision: FloorDecision, view: FloorView, redo: Redo) -> FloorDecision:
    """The decision with the floor for whoever gives a turn again, unless they have it anyway."""
    member = next((m for m in view.members if m.id == redo.person_id and not m.busy), None)
    if member is None or any(grant.person_id == member.id for grant in decision.grants):
        return decision
    reason = f"{member.name} was asked to decide again"
    grant = Grant(person_id=member.id, trigger=redo.trigger, obliged=redo.obliged, reason="asked to decide again")
    notes = {person_id: note for person_id, note in decision.notes.items() if person_id != member.id}
    return decision.model_copy(
        update={
            "grants": (*decision.grants, grant),
            "notes": notes,
            "reason": f"{reason}; {decision.reason}" if decision.grants else reason,
        }
    )


def _decided(choosing: Choosing, reason: str, otherwise: str, together: bool) -> FloorDecision:
    return _decision(choosing, reason, otherwise, together=together)


def _decision(
    choosing: Choosing, reason: str, otherwise: str = "not called", *, together: bool = False
) -> FloorDecision:
    for member in choosing.view.members:
        choosing.note(member, "was told to be quiet" if member.quiet else otherwise)
    grants = tuple(
        Grant(person_id=c.member.id, trigger=c.trigger.id, obliged=c.obliged, reason=c.reason)
        for c in choosing.in_order()
    )
    return FloorDecision(
        grants=grants,
        together=together and bool(grants),
        notes=choosing.notes,
        reason=reason,
        wake_at=choosing.wake_at,
        called=_said_to(choosing),
        verdict=choosing.verdict,
        candidates=choosing.candidates,
    )


def _said_to(choosing: Choosing) -> dict[str, tuple[str, ...]]:
    """Whom the unread lines are said to. In a roundtable a human speaks to everyone."""
    view = choosing.view
    unread = {heard for member in view.members for heard in member.unread}
    table = view.world.mode is Mode.ROUNDTABLE
    everyone = tuple(member.id for member in view.members)
    meant: dict[str, tuple[str, ...]] = {}
    for event in choosing.live:
        if event.heard in unread:
            to_all = table and to_everyone(event, view)
            meant[event.id] = everyone if to_all else tuple(choosing.called(event))
    return {event_id: people for event_id, people in meant.items() if people}
