"""The sums that a day holds reserved, put up and down. The day's row is locked by whoever does so."""

from db.schema.tables.ledger_tables import DayRow
from troupe.core.usage import Estimate


def hold(day: DayRow, estimate: Estimate) -> None:
    """Reserve so much."""
    day.reserved_tokens += estimate.tokens
    if estimate.usd is not None:
        day.reserved_usd = (day.reserved_usd or 0.0) + estimate.usd


def give_back(day: DayRow, tokens: int, usd: float | None) -> None:
    """End a reservation of so much."""
    day.reserved_tokens -= tokens
    if usd is not None:
        day.reserved_usd = max(0.0, round((day.reserved_usd or 0.0) - usd, 9))
