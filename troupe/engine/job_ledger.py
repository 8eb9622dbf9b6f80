"""The ledger of one claimed job: its calls, reserved out of what it holds, and the answers kept of them."""

from collections import defaultdict

from troupe.core.clock import Clock
from troupe.core.patience import patiently
from troupe.core.usage import Usage
from troupe.llm.ledger.kept_answer import KeptAnswer
from troupe.llm.port.llm import Request, T
from troupe.llm.port.request_fingerprint import request_hash
from troupe.ports import Cap, ModelCall, Reservation, Stores
from troupe.worlds.jobs.job import JobClaim


class JobLedger:
    """See troupe.ports.Ledger and troupe.llm.ledger.kept_answer.CallJournal."""

    def __init__(self, stores: Stores, claim: JobClaim, clock: Clock) -> None:
        self._stores = stores
        self._job = claim.job
        self._clock = clock
        self._answers = claim.answers
        self._asked: dict[str, int] = defaultdict(int)

    async def reserve(self, call: ModelCall, cap: Cap, lease: float) -> Reservation | None:
        """Raises JobLost if the job is no longer ours."""
        return await self._stores.jobs.reserve(self._job, call, cap, lease)

    async def settle(self, reservation: Reservation, usage: Usage) -> None:
        await patiently(lambda: self._stores.budgets.settle(reservation, usage), self._clock)

    def key(self, request: Request[T]) -> str:
        """The model is left out: one that the endpoint calls otherwise today need not answer again."""
        fingerprint = request_hash("", request)
        self._asked[fingerprint] += 1
        return f"{fingerprint} {self._asked[fingerprint]}"

    def kept(self, key: str) -> KeptAnswer | None:
        text = self._answers.get(key)
        return None if text is None else KeptAnswer.model_validate_json(text)

    async def keep(self, reservation: Reservation, usage: Usage, key: str, answer: KeptAnswer) -> None:
        """Paid for, so the store is waited for while it cannot be used."""
        text = answer.model_dump_json()
        await patiently(lambda: self._stores.jobs.keep(self._job, reservation, usage, key, text), self._clock)
