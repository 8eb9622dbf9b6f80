"""The floor's decisions about a line that is being erased: who had the floor stays, the reasons in words go."""

from sqlmodel import col, select

from db.schema.tables.event_tables import EventRow
from db.schema.tables.turn_tables import DecisionRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.floor_view import FloorDecision

_SOON_AFTER = 16
"""So many decisions are looked through: a line is decided about when it is new, and once more if it was not for
whoever was asked first."""
_FOLLOWING = (
    select(DecisionRow)
    .where(
        DecisionRow.tenant == given("tenant"),
        DecisionRow.world_id == given("world"),
        DecisionRow.through >= given("heard"),
    )
    .order_by(col(DecisionRow.through), col(DecisionRow.number))
    .limit(_SOON_AFTER)
)


def erase_reasons(tx: Tx, event: EventRow) -> None:
    """Take the reasons from the decision that looked at this line first, and from later ones that name it."""
    if event.heard is None:
        return
    rows = tx.all(_FOLLOWING, world=event.world_id, heard=event.heard)
    for row in rows:
        if row.through == rows[0].through or _names(row.decision, event.id):
            row.decision = _without_reasons(row.decision)


def _names(decision: FloorDecision, event_id: str) -> bool:
    return event_id in decision.called or any(grant.trigger == event_id for grant in decision.grants)


def _without_reasons(decision: FloorDecision) -> FloorDecision:
    grants = tuple(grant.model_copy(update={"reason": ""}) for grant in decision.grants)
    return decision.model_copy(update={"grants": grants, "notes": {}, "reason": ""})
