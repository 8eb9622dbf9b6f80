"""The language model behind any OpenAI-compatible endpoint. The only module that imports `openai`."""

import asyncio
import random
from collections.abc import Mapping
from math import ceil
from urllib.parse import urlsplit

from pydantic import JsonValue

from troupe.core.clock import Clock
from troupe.core.errors import Misconfigured, ModelError, ModelTimeout
from troupe.core.usage import Estimate
from troupe.llm.openai.endpoint_call import CHARS_PER_TOKEN, Asking, CallTally
from troupe.llm.openai.endpoint_dialect import Dialect
from troupe.llm.openai.endpoint_fault import UNREACHABLE, EndpointFault, error_for
from troupe.llm.openai.http_answer import Completion, read_answer
from troupe.llm.openai.retry_pauses import within
from troupe.llm.port.llm import Reply, Request, T
from troupe.llm.port.prices import Price, price_of
from troupe.llm.port.request_fingerprint import request_hash

OPENAI = "https://api.openai.com/v1"
_CONNECT = 10.0
_LONG_ANSWER = 1_000
"""Tokens. A call that may be answered by more may take longer in proportion: a whole person is written in minutes
where a turn takes seconds."""
"""Seconds to wait for a connection; an answer may take as long as the limit of the whole call."""


class OpenAIModel:
    """An LLM at any endpoint that speaks chat completions: OpenAI, Azure, Ollama, vLLM, llama.cpp, a router.

    What the endpoint cannot do (strict schemas, seeds, a system role, …) is learnt from its answers and
    remembered. `limit` is the most seconds one call of usual length may take, retries included, once it has one of
    the `at_once` places. Pauses are drawn from `rng`; without one, from the seed of each request. `prices` are
    those of whoever runs us, by model; they come before the published ones.

    Raises Misconfigured if the address makes no sense. A server at home needs no key.
    """

    def __init__(
        self,
        model: str,
        *,
        clock: Clock,
        api_key: str | None = None,
        base_url: str | None = None,
        limit: float = 60.0,
        at_once: int = 16,
        rng: random.Random | None = None,
        prices: Mapping[str, Price] | None = None,
    ) -> None:
        import openai  # here, not above: it takes a second, which nobody without a model should wait for

        base = normal_base_url(base_url)
        self._model = model
        self._secret = api_key or ""
        self._host = urlsplit(base).netloc.rpartition("@")[2]
        self._clock = clock
        self._limit = limit
        self._rng = rng
        self._price = price_of(model, base, clock.now(), prices or {})
        self._places = asyncio.Semaphore(at_once)
        self._dialect = Dialect()
        self._proven = False
        self._client = openai.AsyncOpenAI(
            api_key=api_key or "none",  # the library insists on one
            base_url=base,
            max_retries=0,
            timeout=openai.Timeout(None, connect=_CONNECT),
        )

    @property
    def name(self) -> str:
        return self._model

    @property
    def stand_in(self) -> bool:
        return False

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        tokens_in = ceil(prompt_chars / CHARS_PER_TOKEN)
        usd = None if self._price is None else self._price.usd(tokens_in, 0, max_tokens)
        return Estimate(tokens=tokens_in + max_tokens, usd=usd)

    async def close(self) -> None:
        await self._client.close()

    async def complete(self, request: Request[T]) -> Reply[T]:
        async with self._places:
            asking = self._asking(request)
            tally = asking.tally
            try:
                value = await within(self._clock, self._patience(request), asking.answer(request))
            except TimeoutError:
                told = f"no answer from the model endpoint at {self._host} within {self._patience(request):g} s"
                raise ModelTimeout(told, usage=tally.usage) from None
            except ModelError as error:
                error.usage = tally.usage
                raise
        self._dialect = self._dialect.meet(asking.dialect)
        self._proven = True
        return Reply(
            value=value,
            usage=tally.usage,
            model=self._model,
            request_hash=request_hash(self._model, request),
            attempts=tally.usage.calls,
            notes=tuple(tally.notes),
        )

    def _patience(self, request: Request[T]) -> float:
        """Seconds this call may take."""
        return self._limit * max(1.0, request.max_tokens / _LONG_ANSWER)

    def _asking(self, request: Request[T]) -> Asking:
        def explain(fault: EndpointFault) -> ModelError:
            prompt = "\n".join(" ".join(message.content.split()) for message in request.messages)
            return error_for(fault, model=self._model, host=self._host, secret=self._secret, prompt=prompt)

        return Asking(
            model=self._model,
            post=self._post,
            explain=explain,
            clock=self._clock,
            rng=self._rng or random.Random(request.seed),  # noqa: S311 - spreads retries, guards nothing
            until=self._clock.monotonic() + self._patience(request),
            dialect=self._dialect,
            proven=self._proven,
            tally=CallTally(self._price),
        )

    async def _post(self, body: dict[str, JsonValue]) -> Completion | EndpointFault:
        """One HTTP request. The answer is read by us, since the library trusts what it is sent."""
        import httpx2
        import openai

        try:
            response = await self._client.post("/chat/completions", cast_to=httpx2.Response, body=body)
        except openai.APIStatusError as error:
            response = error.response
        except openai.APIError:
            return EndpointFault(UNREACHABLE)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return read_answer(response.status_code, headers, response.text, self._clock.now())


def normal_base_url(given: str | None) -> str:
    """The address up to and including the version, from what people write: with or without a scheme, `/v1`, the
    path of the chat completions or a trailing slash. None or nothing is OpenAI's own."""
    text = (given or "").strip().strip("'\"").rstrip("/")
    if not text:
        return OPENAI
    if "://" not in text:
        near = text.startswith(("localhost", "127.", "[::1]", "0.0.0.0", "192.168.", "10."))  # noqa: S104 - no bind
        text = f"{'http' if near else 'https'}://{text}"
    text = text.removesuffix("/chat/completions").rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Misconfigured("OPENAI_BASE_URL: not an address; it looks like http://127.0.0.1:8080/v1")
    if parts.path in {"", "/"}:
        text += "/openai/v1" if parts.hostname.endswith(".openai.azure.com") else "/v1"
    return text
