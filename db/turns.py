"""The turn cycle as a store: see db.claims and db.commits for what each transaction does."""

from db.claims import claim
from db.commits import commit, fail, give_back, renew
from db.grants import Terms
from db.transaction import Tenancy
from troupe.ports import AddsTo, Cap, Claimed, DecideFloor, EstimateTurn
from troupe.worlds.turn import Committed, Outcome, Turn, Usage


class SqlTurns:
    """See troupe.ports.Turns."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def claim(
        self, world_id: str, decide: DecideFloor, estimate: EstimateTurn, cap: Cap, lease: float
    ) -> Claimed:
        terms = Terms(decide, estimate, cap, lease)
        return await self._tenancy.write(lambda tx: claim(tx, world_id, terms))

    async def renew(self, turn: Turn, lease: float) -> bool:
        return await self._tenancy.write(lambda tx: renew(tx, turn, lease))

    async def commit(self, turn: Turn, outcome: Outcome, adds_to: AddsTo) -> Committed:
        return await self._tenancy.write(lambda tx: commit(tx, turn, outcome, adds_to))

    async def fail(self, turn: Turn, reason: str, usage: Usage, notice: str = "") -> None:
        await self._tenancy.write(lambda tx: fail(tx, turn, reason, usage, notice))

    async def give_back(self, turn: Turn, usage: Usage) -> None:
        await self._tenancy.write(lambda tx: give_back(tx, turn, usage))
