"""A language model under a community's daily cap: each call is counted, and at the cap none is made."""

from troupe.errors import ModelError
from troupe.llm.port import LLM, Reply, Request, T
from troupe.ports import Budgets, Cap
from troupe.worlds.turn import Estimate


class Capped:
    """For calls outside of any turn, several at once. Does not close the model, which is the house's."""

    def __init__(self, llm: LLM, budgets: Budgets, cap: Cap) -> None:
        self._llm = llm
        self._budgets = budgets
        self._cap = cap
        self._under_way: list[Estimate] = []

    @property
    def name(self) -> str:
        return self._llm.name

    @property
    def stand_in(self) -> bool:
        return self._llm.stand_in

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        return self._llm.estimate(prompt_chars, max_tokens)

    async def complete(self, request: Request[T]) -> Reply[T]:
        """As the model's own. Raises ModelError where the day's budget has no room beside the calls under way."""
        chars = sum(len(message.content) for message in request.messages)
        own = self._llm.estimate(chars, request.max_tokens)
        self._under_way.append(own)
        try:
            if not await self._budgets.allows(self._cap, self._all_under_way()):
                raise ModelError("today's budget of this server has no room left")
            try:
                reply = await self._llm.complete(request)
            except ModelError as error:
                if error.usage is not None:
                    await self._budgets.count(error.usage)
                raise
            await self._budgets.count(reply.usage)
        finally:
            self._under_way.remove(own)
        return reply

    async def close(self) -> None:
        """Nothing: the model lives on."""

    def _all_under_way(self) -> Estimate:
        usd = [one.usd for one in self._under_way if one.usd is not None]
        return Estimate(tokens=sum(one.tokens for one in self._under_way), usd=sum(usd) if usd else None)
