"""The turn cycle as a store: see db.cycle.turn_claim and db.cycle.turn_commit for what each transaction does."""

from db.cycle.turn_claim import claim
from db.cycle.turn_commit import Redoing, commit, fail, give_back, recall, renew, reserve_for
from db.cycle.turn_granting import Terms
from db.tx.transaction import Tenancy
from troupe.core.usage import Estimate, Usage
from troupe.ports import AddsTo, Cap, Claimed, DecideFloor, EstimateTurn
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Committed, Outcome, Turn


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

    async def reserve(self, turn: Turn, estimate: Estimate, cap: Cap) -> bool:
        return await self._tenancy.write(lambda tx: reserve_for(tx, turn, estimate, cap))

    async def recall(self, turn: Turn, question: str) -> Scene | None:
        return await self._tenancy.write(lambda tx: recall(tx, turn, question))

    async def commit(
        self,
        turn: Turn,
        outcome: Outcome,
        adds_to: AddsTo,
        estimate: EstimateTurn | None = None,
        cap: Cap = Cap(),  # noqa: B008 - frozen
    ) -> Committed:
        redoing = Redoing(adds_to, estimate, cap)
        return await self._tenancy.write(lambda tx: commit(tx, turn, outcome, redoing))

    async def fail(self, turn: Turn, reason: str, usage: Usage, notice: str = "") -> None:
        await self._tenancy.write(lambda tx: fail(tx, turn, reason, usage, notice))

    async def give_back(self, turn: Turn, usage: Usage) -> None:
        await self._tenancy.write(lambda tx: give_back(tx, turn, usage))
