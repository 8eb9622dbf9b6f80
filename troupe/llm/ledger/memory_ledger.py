"""The ledger of a process without a database: it counts, and keeps caps, as long as it lives."""

from collections import defaultdict
from datetime import date

from troupe.core.clock import Clock
from troupe.core.usage import Usage
from troupe.ports import Cap, ModelCall, Reservation


class MemoryLedger:
    """See troupe.ports.Ledger. `usage` is what all calls settled so far have cost."""

    def __init__(self, clock: Clock) -> None:
        self.usage = Usage()
        self._clock = clock
        self._spent: dict[date, Usage] = defaultdict(Usage)
        self._held: dict[str, Reservation] = {}
        self._made = 0

    async def reserve(self, call: ModelCall, cap: Cap, lease: float) -> Reservation | None:
        """The lease goes unused: a reservation held here dies with the process."""
        day = self._clock.now().date()
        spent = self._spent[day]
        estimates = [amount.estimate for amount in self._held.values() if amount.day == day]
        tokens = spent.tokens + sum(amount.tokens for amount in estimates)
        usd = (spent.usd or 0.0) + sum(amount.usd or 0.0 for amount in estimates)
        if not cap.fits(tokens, usd, call.estimate):
            return None
        self._made += 1
        reservation = Reservation(id=str(self._made), day=day, estimate=call.estimate)
        self._held[reservation.id] = reservation
        return reservation

    async def settle(self, reservation: Reservation, usage: Usage) -> None:
        if self._held.pop(reservation.id, None) is not None:
            self._spent[reservation.day] += usage
            self.usage += usage
