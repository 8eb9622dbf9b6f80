"""A language model whose use is counted, and whose estimates learn from what it reports."""

from math import ceil

from troupe.core.errors import ModelError
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.estimate_learning import Learned, Report
from troupe.llm.openai.endpoint_call import ESTIMATED
from troupe.llm.port.llm import LLM, PricedModel, Reply, Request, T, prompt_chars
from troupe.llm.port.prompt_fit import PromptFit


class Metered:
    """The model, with `usage` as the sum of all its calls, failed ones included. `model` is the one behind it, to
    be spoken of.

    An endpoint that counts twice the tokens we expect is believed from its first report on: an estimate is what
    the ledger reserves, and one that stays too low lets a day's cap be overrun by every call anew.
    """

    def __init__(self, llm: LLM) -> None:
        self.model: PricedModel = llm
        self._llm = llm
        self._learned = Learned()
        self.usage = Usage()

    @property
    def name(self) -> str:
        return self._llm.name

    @property
    def stand_in(self) -> bool:
        return self._llm.stand_in

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        """The model's own estimate, or more, if reports say so; money in proportion."""
        tokens_in = self._learned.tokens_in(prompt_chars, max_tokens)
        tokens_out = self._learned.tokens_out(max_tokens)
        usual = self._llm.estimate(prompt_chars, 0).tokens
        longer = ceil(prompt_chars * max(1.0, tokens_in / usual)) if usual else prompt_chars
        estimate = self._llm.estimate(longer, tokens_out)
        learned = tokens_in + tokens_out if tokens_in else 0
        return estimate.model_copy(update={"tokens": max(estimate.tokens, learned)})

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
        try:
            reply = await self._llm.complete(request)
        except ModelError as error:
            if error.usage is not None:
                self._count(request, error.usage)
            raise
        self._count(request, reply.usage, reported=ESTIMATED not in reply.notes)
        return reply

    async def close(self) -> None:
        await self._llm.close()

    def _count(self, request: Request[T], usage: Usage, *, reported: bool = True) -> None:
        self.usage += usage
        if reported and usage.tokens_in:
            report = Report(prompt_chars(request), usage.tokens_in, usage.tokens_out)
            self._learned.add(request.max_tokens, report)
