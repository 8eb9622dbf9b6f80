"""One call to an endpoint: its attempts, pauses, lesser dialects and the one repair, until a typed answer."""

import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from math import ceil

from pydantic import JsonValue, ValidationError

from troupe.core.clock import Clock
from troupe.core.errors import ModelError, ModelMalformed, ModelRefused
from troupe.core.usage import Usage
from troupe.llm.openai.endpoint_dialect import Dialect, Rung
from troupe.llm.openai.endpoint_fault import Cause, EndpointFault
from troupe.llm.openai.http_answer import Completion, Tokens
from troupe.llm.openai.retry_pauses import ATTEMPTS, pause
from troupe.llm.port.llm import Message, Request, T
from troupe.llm.port.prices import Price
from troupe.llm.port.tolerant_json import objects, without_reasoning

CHARS_PER_TOKEN = 3.5
"""For estimates only: English has about 4.3 in the common tokenizers, most other languages fewer."""
ESTIMATED = "usage estimated"
"""The note of a reply whose endpoint did not say what it used."""
_ROOM = 4
"""How many times more room an answer gets after it was cut off."""
_QUOTED = 4000
"""Characters of an unusable answer that are shown to the model again."""
_REFUSAL = re.compile(
    r"\A\W*(?:(?:i[’']?m|i am) (?:very |really |so )?sorry|sorry|i apologi[sz]e|unfortunately)?[\s,.:;—-]*"
    r"(?:but )?(?:as an ai[^,.]*, )?i (?:can(?:no|[’'])t|am (?:not able|unable)|won[’']?t|must decline)"
    r"|\A\W*i[’']?m (?:not able|unable)",
    re.IGNORECASE,
)
"""How prose begins that declines to answer."""

Post = Callable[[dict[str, JsonValue]], Awaitable[Completion | EndpointFault]]
Explain = Callable[[EndpointFault], ModelError]


class _Unusable(Exception):
    """A completion that holds no answer of the asked form. The text says in what way."""


@dataclass
class CallTally:
    """What the attempts of one call have cost so far, and what was not as asked."""

    price: Price | None
    usage: Usage = field(default_factory=Usage)
    notes: list[str] = field(default_factory=list[str])

    def add(self, tokens: Tokens, latency: float) -> None:
        self.usage += Usage(
            calls=1,
            tokens_in=tokens.input,
            tokens_cached=tokens.cached,
            tokens_out=tokens.output,
            usd=self.price.usd(tokens.input, tokens.cached, tokens.output) if self.price else None,
            latency=latency,
        )

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


@dataclass
class Asking:
    """One call under way. `dialect` is what the endpoint is known to understand, and after the call what it has
    shown to; `proven` says that this way of asking has worked before; `until` is the end of our patience on the
    clock's monotonic scale."""

    model: str
    post: Post
    explain: Explain
    clock: Clock
    rng: random.Random
    until: float
    dialect: Dialect
    proven: bool
    tally: CallTally

    async def answer(self, request: Request[T]) -> T:
        """The answer; if the first is not of the asked form, from one more request that says so.

        Raises ModelError of the class that fits; what it cost is in the tally.
        """
        first = await self._completion(request)
        try:
            value = _read(first, request)
        except _Unusable as unusable:
            value = await self._repaired(request, first, str(unusable))
        if self.dialect.rung is not Rung.SCHEMA:
            self.tally.note(f"form asked for as {self.dialect.rung.name.lower()}")
        return value

    async def _repaired(self, request: Request[T], first: Completion, fault: str) -> T:
        self.tally.note("asked twice")
        if first.finish == "length":
            again = replace(request, max_tokens=request.max_tokens * _ROOM)
        else:
            if self.dialect.rung is Rung.SCHEMA:
                # The endpoint did not hold its model to the schema, so the schema goes into the prompt.
                self.dialect = replace(self.dialect, rung=Rung.TEXT)
            again = replace(request, messages=(*request.messages, *_correction(first, fault)))
        second = await self._completion(again)
        try:
            return _read(second, again)
        except _Unusable as unusable:
            raise ModelMalformed(f"the model {self.model!r} gave no usable answer, twice: {unusable}") from None

    async def _completion(self, request: Request[T]) -> Completion:
        """A completion, through as many attempts as it takes and the limits allow."""
        misses = 0
        while True:
            answer = await self._attempt(request)
            if isinstance(answer, Completion):
                return answer
            simpler = self.dialect.simpler(answer)
            if simpler is None and answer.status == 500 and misses > 0 and not self.proven:
                simpler = self.dialect.stepped_down()  # some servers just fall over at a form they do not know
            if simpler is not None:
                self.dialect = simpler
                continue
            misses += 1
            await self._wait(answer, misses)

    async def _attempt(self, request: Request[T]) -> Completion | EndpointFault:
        """One HTTP request, counted whatever becomes of it."""
        body = self.dialect.body(
            self.model,
            request.messages,
            request.output,
            seed=request.seed,
            max_tokens=request.max_tokens,
            temperature=request.temperature,
        )
        began = self.clock.monotonic()
        answer: Completion | EndpointFault | None = None
        try:
            answer = await self.post(body)
            return answer
        finally:
            self.tally.add(self._tokens(request, answer), self.clock.monotonic() - began)

    def _tokens(self, request: Request[T], answer: Completion | EndpointFault | None) -> Tokens:
        """What an attempt used. An endpoint that does not say is estimated, and so is an attempt that we broke
        off (`answer` None): its prompt was read all the same."""
        if isinstance(answer, EndpointFault):
            return Tokens(0, 0, 0)
        if answer is not None and answer.tokens is not None:
            return answer.tokens
        self.tally.note(ESTIMATED)
        prompt = sum(len(message.content) for message in request.messages)
        return Tokens(ceil(prompt / CHARS_PER_TOKEN), 0, ceil(len(answer.text) / CHARS_PER_TOKEN) if answer else 0)

    async def _wait(self, fault: EndpointFault, misses: int) -> None:
        """Pause before the next attempt, or raise if there is none."""
        if fault.cause is not Cause.PASSING or misses >= ATTEMPTS:
            raise self.explain(fault)
        seconds = pause(misses, self.rng)
        if fault.after is not None:
            seconds = fault.after + seconds / 10  # never before the time given, and not all at that very moment
        if self.clock.monotonic() + seconds >= self.until:
            raise self.explain(fault)
        await self.clock.sleep(seconds)


def _correction(first: Completion, fault: str) -> tuple[Message, ...]:
    told = Message("user", f"That could not be used: {fault}. Answer again, with the JSON object alone.")
    return (Message("assistant", first.text[:_QUOTED]), told) if first.text else ()


def _read(completion: Completion, request: Request[T]) -> T:
    """The answer in a completion: the last object in it that fits, since drafts come first."""
    if completion.refusal or completion.finish == "content_filter":
        raise ModelRefused("the model declined to answer")
    cut = completion.finish == "length"
    fitting: T | None = None
    fault = ""
    for candidate in objects(completion.text, cut=cut):
        try:
            fitting = request.output.model_validate(candidate)
        except ValidationError as error:
            fault = fault or _in_words(error)
    if fitting is not None:
        return fitting
    if cut:
        raise _Unusable(f"it was cut off after {request.max_tokens} tokens")
    prose = without_reasoning(completion.text)
    if not prose:
        raise _Unusable("it was empty")
    if not fault and _REFUSAL.match(prose):
        raise ModelRefused("the model declined to answer")
    raise _Unusable(fault or "it is not JSON")


def _in_words(error: ValidationError) -> str:
    """The first faults by field, without the values that were given."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)[:3]
    return "; ".join(
        f"{'.'.join(str(part) for part in one['loc']) or 'the object'}: {one['msg']}" for one in faults
    )
