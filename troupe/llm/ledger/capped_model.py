"""A language model under a daily cap: each call is reserved in the ledger before it is made, and settled after."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar, final

from troupe.core.errors import ModelError, OverBudget
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.kept_answer import CallJournal, KeptAnswer, answer_of, fault_of, reply_of
from troupe.llm.port.llm import LLM, Reply, Request, T, prompt_chars
from troupe.llm.port.prompt_fit import PromptFit
from troupe.ports import Cap, Ledger, ModelCall, Reservation

LEASE = 7_200.0
"""Seconds after which a call that was never settled holds nothing any more: longer than any call may take, its
wait for a free place at the endpoint included."""

Result = TypeVar("Result")


@final
class Capped:
    """The model as everyone outside of turns gets it: no call is made without a reservation.

    `asked_for` is the id of the human on whose behalf it is asked, if there is one. With a `journal`, a call whose
    answer is kept there is not made again. Does not close the model, which is another's.
    """

    def __init__(
        self,
        llm: LLM,
        ledger: Ledger,
        cap: Cap,
        asked_for: str | None = None,
        journal: CallJournal | None = None,
    ) -> None:
        self._llm = llm
        self._ledger = ledger
        self._cap = cap
        self._asked_for = asked_for
        self._journal = journal

    @property
    def name(self) -> str:
        return self._llm.name

    @property
    def stand_in(self) -> bool:
        return self._llm.stand_in

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        return self._llm.estimate(prompt_chars, max_tokens)

    @property
    def manner(self) -> str:
        return self._llm.manner

    @property
    def fit(self) -> PromptFit:
        return self._llm.fit

    def expected_seconds(self, prompt_chars: int, max_tokens: int) -> float | None:
        return self._llm.expected_seconds(prompt_chars, max_tokens)

    def patience(self, prompt_chars: int, max_tokens: int) -> float:
        return self._llm.patience(prompt_chars, max_tokens)

    async def complete(self, request: Request[T]) -> Reply[T]:
        """The model's reply. Raises OverBudget where the day's budget has no room beside all that is under way.

        A call that was cut off, or ended by an error that does not say what it cost, has cost its estimate: the
        most that it can have.
        """
        key = "" if self._journal is None else self._journal.key(request)
        if self._journal is not None and (kept := self._journal.kept(key)) is not None:
            return reply_of(kept, request)
        estimate = self._llm.estimate(prompt_chars(request), request.max_tokens)
        reservation = await self._reserved(request, estimate)
        usage, answer = Usage(calls=1, tokens_in=estimate.tokens, usd=estimate.usd), None
        try:
            reply = await self._llm.complete(request)
            usage, answer = reply.usage, answer_of(reply) if key else None
        except ModelError as error:
            usage, answer = error.usage or Usage(), fault_of(error)
            raise
        finally:
            await _whole(self._settled(reservation, usage, key, answer))
        return reply

    async def _settled(self, reservation: Reservation, usage: Usage, key: str, answer: KeptAnswer | None) -> None:
        if self._journal is not None and answer is not None:
            await self._journal.keep(reservation, usage, key, answer)
        else:
            await self._ledger.settle(reservation, usage)

    async def _reserved(self, request: Request[T], estimate: Estimate) -> Reservation:
        call = ModelCall(
            purpose=str(request.purpose), model=self._llm.name, estimate=estimate, asked_for=self._asked_for
        )
        reserving = asyncio.ensure_future(self._ledger.reserve(call, self._cap, LEASE))
        try:
            reservation = await _whole(reserving)
        except asyncio.CancelledError:
            if not reserving.cancelled() and reserving.exception() is None and (claim := reserving.result()):
                await _whole(self._ledger.settle(claim, Usage()))
            raise
        if reservation is None:
            raise OverBudget("today's budget of this server has no room left")
        return reservation


async def _whole(work: "Coroutine[Any, Any, Result] | asyncio.Future[Result]") -> Result:
    """The work's result. Whoever is cancelled meanwhile waits for its end first: a booking half awaited would be
    lost, and with it what a call has cost."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
