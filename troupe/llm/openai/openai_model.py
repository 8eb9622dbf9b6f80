"""The language model behind any OpenAI-compatible endpoint. The only module that imports `openai`."""

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import JsonValue

from troupe.core.clock import Clock
from troupe.core.errors import Misconfigured, ModelError, ModelRejected, ModelTimeout, ModelUnavailable
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.llm.openai.answer_watch import AnswerWatch, watched
from troupe.llm.openai.endpoint_call import CHARS_PER_TOKEN, Asking, CallTally
from troupe.llm.openai.endpoint_dialect import Dialect
from troupe.llm.openai.endpoint_fault import UNREACHABLE, EndpointFault, error_for
from troupe.llm.openai.endpoint_pace import USUAL_LENGTH, EndpointPace
from troupe.llm.openai.endpoint_places import EndpointPlaces, GaveWay
from troupe.llm.openai.endpoint_survey import (
    EndpointSurvey,
    is_loopback,
    is_near,
    list_models,
    offer,
    read_capacity,
    same_model,
    shown_model,
)
from troupe.llm.openai.http_answer import Completion, StreamedAnswer, read_answer
from troupe.llm.openai.prompt_thrift import PromptThrift
from troupe.llm.openai.server_events import EventReader
from troupe.llm.port.llm import Reply, Request, T, prompt_chars
from troupe.llm.port.prices import Price, price_of
from troupe.llm.port.prompt_fit import PortraitLength, PromptFit
from troupe.llm.port.request_fingerprint import request_hash

if TYPE_CHECKING:
    import httpx2

OPENAI = "https://api.openai.com/v1"
AT_ONCE = 16
"""Calls at once where neither a setting nor the endpoint says how many."""
GIVES_WAY = 3
"""Times that one call gives way: then it has waited long enough."""
_CONNECT = 10.0
"""Seconds to wait for a connection; an answer may take as long as the limit of the whole call."""


class OpenAIModel:
    """An LLM at any endpoint that speaks chat completions: OpenAI, Azure, Ollama, vLLM, llama.cpp, a router.

    What the endpoint cannot do (strict schemas, seeds, a system role, streaming, …) is learnt from its answers and
    remembered, and so is how fast it is. `limit` is the most seconds one call of usual length may take, retries
    included, once it has one of the `at_once` places; without it silence is borne as long as that speed asks for
    (see EndpointPace), and without `at_once` a server at home is asked how many calls it works on. Pauses are
    drawn from `rng`; without one, from the seed of each request. `portraits` is set instead of what its speed and
    room ask for (see PromptThrift). `prices` are those of whoever runs us, by model;
    they come before the published ones.

    Raises Misconfigured if the address makes no sense. A server at home needs no key.
    """

    def __init__(
        self,
        model: str,
        *,
        clock: Clock,
        api_key: str | None = None,
        base_url: str | None = None,
        limit: float | None = None,
        at_once: int | None = None,
        rng: random.Random | None = None,
        prices: Mapping[str, Price] | None = None,
        portraits: PortraitLength = PortraitLength.AUTO,
    ) -> None:
        import openai  # here, not above: it takes a second, which nobody without a model should wait for

        base = normal_base_url(base_url)
        address = urlsplit(base)
        near = is_near(address.hostname or "")
        self._model = model
        self._base = base
        self._secret = api_key or ""
        self._host = address.netloc.rpartition("@")[2]
        self._home = is_loopback(address.hostname or "")
        self._clock = clock
        self._limit = limit
        self._at_once = at_once
        self._rng = rng
        self._price = price_of(model, base, clock.now(), prices or {})
        self._pace = EndpointPace(near=near)
        self._thrift = PromptThrift(portraits, near)
        self._places = EndpointPlaces(at_once or AT_ONCE)
        self._survey: EndpointSurvey | None = None
        self._surveying = asyncio.Lock()
        self._dialect = Dialect(counts=near)
        self._proven = False
        self._wrote_json = False
        self._served = ""
        self._watch: AnswerWatch | None = None
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

    @property
    def manner(self) -> str:
        if not self._proven:
            return ""
        seconds = self._pace.usual_seconds
        speed = f", about {max(1, round(seconds))} s an answer" if seconds is not None else ""
        served = shown_model(self._served) if self._served and self._served != self._model else ""
        name = f"; the endpoint calls it {served}" if served else ""
        return f"answers as {self._dialect.rung.words}{speed}{name}"

    @property
    def writing(self) -> str:
        """What the latest call has written so far."""
        return self._watch.text if self._watch else ""

    @property
    def fit(self) -> PromptFit:
        return self._thrift.fit

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        tokens_in = ceil(prompt_chars / CHARS_PER_TOKEN)
        usd = None if self._price is None else self._price.usd(tokens_in, 0, max_tokens)
        return Estimate(tokens=tokens_in + max_tokens, usd=usd)

    def expected_seconds(self, prompt_chars: int, max_tokens: int) -> float | None:
        return self._pace.expected(ceil(prompt_chars / CHARS_PER_TOKEN), max_tokens)

    def patience(self, prompt_chars: int, max_tokens: int) -> float:
        tokens_in = ceil(prompt_chars / CHARS_PER_TOKEN)
        duration = self._fixed(max_tokens) or self._pace.whole(tokens_in, max_tokens)
        return duration * self._places.rounds

    async def close(self) -> None:
        await self._client.close()

    async def complete(self, request: Request[T]) -> Reply[T]:
        await self._get_acquainted()
        asking, value = await self._placed(request)
        self._dialect = self._dialect.meet(asking.dialect)
        self._proven = True
        self._thrift.learn(self._pace.reading_speed)
        self._wrote_json = self._wrote_json or asking.wrote_json
        self._served = asking.served or self._served
        return Reply(
            value=value,
            usage=asking.tally.usage,
            model=shown_model(asking.served) or self._model,
            request_hash=request_hash(self._model, request),
            attempts=asking.tally.usage.calls,
            notes=tuple(asking.tally.notes),
            unfinished=asking.cut,
        )

    async def _placed(self, request: Request[T]) -> tuple[Asking, T]:
        """The answer, once it is this call's turn. At a server at home a call that nobody was spoken to for gives
        way to those who were, a few times: with one slot they would wait for minutes, and only its time is
        lost."""
        urgency, times = request.purpose.urgency, 0
        while True:
            gives_way = self._home and urgency is not Urgency.SPOKEN_TO and times < GIVES_WAY
            async with self._places.held(urgency, gives_way=gives_way) as place:
                asking = self._asking(request)
                if not gives_way:
                    return asking, await self._answer(asking, request)
                with suppress(GaveWay):
                    return asking, await place.used(self._answer(asking, request))
            times += 1

    async def _answer(self, asking: Asking, request: Request[T]) -> T:
        """The answer of this call, or what was written of it until it was given up."""
        watch, tally = asking.watch, asking.tally
        try:
            value = await watched(watch, asking.answer(request))
            await self._check_served(asking.served)
            return value
        except TimeoutError:
            if (value := asking.unfinished(request)) is not None:
                return value
            if watch.first is None:
                self._pace.waited(watch.tokens_in, watch.elapsed)
                self._thrift.learn(self._pace.reading_speed)
            raise ModelTimeout(self._silence(watch), usage=tally.usage) from None
        except ModelUnavailable as error:
            if (value := asking.unfinished(request)) is not None:
                return value
            error.usage = tally.usage
            raise
        except ModelError as error:
            error.usage = tally.usage
            raise

    def _silence(self, watch: AnswerWatch) -> str:
        at = f"the model endpoint at {self._host}"
        seconds = watch.elapsed
        if watch.text:
            return f"{at} came to no end with its answer within {seconds:.0f} s"
        return f"no answer from {at} within {seconds:.0f} s"

    def _fixed(self, max_tokens: int) -> float | None:
        """Seconds this call may take by the setting; a whole person is written in minutes where a turn takes
        seconds."""
        return None if self._limit is None else self._limit * max(1.0, max_tokens / USUAL_LENGTH)

    def _asking(self, request: Request[T]) -> Asking:
        def explain(fault: EndpointFault) -> ModelError:
            prompt = "\n".join(" ".join(message.content.split()) for message in request.messages)
            return error_for(fault, model=self._model, host=self._host, secret=self._secret, prompt=prompt)

        tokens_in = ceil(prompt_chars(request) / CHARS_PER_TOKEN)
        watch = AnswerWatch(
            self._clock, self._pace, tokens_in, request.max_tokens, self._fixed(request.max_tokens)
        )
        self._watch = watch
        return Asking(
            model=self._model,
            post=self._post,
            explain=explain,
            clock=self._clock,
            rng=self._rng or random.Random(request.seed),  # noqa: S311 - spreads retries, guards nothing
            until=watch.due,
            watch=watch,
            dialect=self._dialect,
            proven=self._proven,
            wrote_json=self._wrote_json,
            tally=CallTally(self._price),
        )

    async def _get_acquainted(self) -> None:
        """Before the first call of all, ask a server at home how many calls it works on and which models it has:
        it would take a second call beside the first for the same processor, and any name for its own."""
        if self._survey is None and self._home:
            async with self._surveying:
                if self._survey is None:
                    capacity = await read_capacity(self._client, self._base)
                    if capacity.slots is not None and not self._at_once:
                        self._places = EndpointPlaces(capacity.slots)
                    survey = await list_models(self._client)
                    self._thrift.context = capacity.context or survey.context_of(self._model)
                    self._survey = survey
        if self._survey is not None and not self._survey.has(self._model):
            raise self._missing(self._survey)

    async def _check_served(self, served: str) -> None:
        """Raise ModelRejected where another model has answered than was asked for, and the endpoint's own list
        does not have the one asked for. (A deployment or an alias is on the list, or there is none.)"""
        if not served or same_model(served, self._model) or self._host.endswith(".azure.com"):
            return
        if self._survey is None:
            self._survey = await list_models(self._client)
        if not self._survey.has(self._model):
            raise self._missing(self._survey)

    def _missing(self, survey: EndpointSurvey) -> ModelRejected:
        return ModelRejected(
            f"the model endpoint at {self._host} has no model {self._model!r}: check TROUPE_MODEL "
            f"(it offers {offer(survey.models)})"
        )

    async def _post(self, body: dict[str, JsonValue], watch: AnswerWatch) -> Completion | EndpointFault:
        """One HTTP request. The answer is read by us, since the library trusts what it is sent. However this ends,
        the connection of an answer that is not complete is closed, so that the server stops writing it."""
        import httpx2
        import openai

        try:
            stream = await self._client.post(
                "/chat/completions", cast_to=object, body=body, stream=True, stream_cls=openai.AsyncStream[object]
            )
            try:
                return await self._read(stream.response, watch)
            finally:
                await stream.close()
        except openai.APIStatusError as error:
            response = error.response
            headers = {name.lower(): value for name, value in response.headers.items()}
            return read_answer(response.status_code, headers, response.text, self._clock.now())
        except (openai.APIError, httpx2.HTTPError):
            return EndpointFault(UNREACHABLE)

    async def _read(self, response: "httpx2.Response", watch: AnswerWatch) -> Completion | EndpointFault:
        """The answer, whole or from a stream; each piece of it is a sign of life."""
        headers = {name.lower(): value for name, value in response.headers.items()}
        if "text/event-stream" not in headers.get("content-type", "").lower():
            pieces: list[bytes] = []
            async for piece in response.aiter_bytes():
                watch.sign()
                pieces.append(piece)
            text = b"".join(pieces).decode("utf-8", "replace")
            return read_answer(response.status_code, headers, text, self._clock.now())
        reader, answer = EventReader(), StreamedAnswer()
        async for piece in response.aiter_bytes():
            watch.sign()
            for event in reader.feed(piece):
                if (text := answer.add(event)) is not None:
                    watch.wrote(text)
            if answer.runs_blank:
                return answer.broken_off()
        for event in reader.end():
            if (text := answer.add(event)) is not None:
                watch.wrote(text)
        return answer.result()


def normal_base_url(given: str | None) -> str:
    """The address up to and including the version, from what people write: with or without a scheme, `/v1`, the
    path of the chat completions or a trailing slash. None or nothing is OpenAI's own."""
    text = (given or "").strip().strip("'\"").rstrip("/")
    if not text:
        return OPENAI
    if "://" not in text and text not in {"http:", "https:"}:
        near = text.startswith(("localhost", "127.", "[::1]", "0.0.0.0", "192.168.", "10."))  # noqa: S104 - no bind
        text = f"{'http' if near else 'https'}://{text}"
    text = text.removesuffix("/chat/completions").rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Misconfigured("OPENAI_BASE_URL: not an address; it looks like http://127.0.0.1:8080/v1")
    if parts.path in {"", "/"}:
        text += "/openai/v1" if parts.hostname.endswith(".openai.azure.com") else "/v1"
    return text
