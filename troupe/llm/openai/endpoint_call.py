"""One call to an endpoint: its attempts, pauses, lesser dialects and the one repair, until a typed answer."""

import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from math import ceil

from pydantic import JsonValue, ValidationError

from troupe.core.clock import Clock
from troupe.core.errors import ModelError, ModelMalformed, ModelRefused
from troupe.core.urgency import Urgency
from troupe.core.usage import Usage
from troupe.llm.openai.answer_watch import AnswerWatch
from troupe.llm.openai.endpoint_dialect import Dialect, Rung
from troupe.llm.openai.endpoint_fault import Cause, EndpointFault
from troupe.llm.openai.endpoint_pace import AnswerTiming
from troupe.llm.openai.http_answer import Completion, Tokens, goes_round
from troupe.llm.openai.retry_pauses import ATTEMPTS, pause
from troupe.llm.port.llm import Message, Request, T
from troupe.llm.port.prices import Price
from troupe.llm.port.tolerant_json import objects, without_reasoning

CHARS_PER_TOKEN = 3.5
"""For estimates only: English has about 4.3 in the common tokenizers, most other languages fewer."""
UNFINISHED = "the model came to no end: what it had written by then was taken"
"""The note of a reply that was cut off."""
ESTIMATED = "usage estimated"
"""The note of a reply whose endpoint did not say what it used."""
_ROOM = 4
"""How many times more room an answer gets after it was cut off."""
_PATIENT = 60.0
"""Seconds that such an answer may take of somebody who is spoken to."""
_QUOTED = 4000
"""Characters of an unusable answer that are shown to the model again."""
_REFUSAL = re.compile(
    r"\A\W*(?:(?:i[’']?m|i am) (?:very |really |so )?sorry|sorry|i apologi[sz]e|unfortunately)?[\s,.:;—-]*"
    r"(?:but )?(?:as an ai[^,.]*, )?i (?:can(?:no|[’'])t|am (?:not able|unable)|won[’']?t|must decline)"
    r"|\A\W*i[’']?m (?:not able|unable)",
    re.IGNORECASE,
)
"""How prose begins that declines to answer."""

Post = Callable[[dict[str, JsonValue], AnswerWatch], Awaitable[Completion | EndpointFault]]
Explain = Callable[[EndpointFault], ModelError]


class _Unusable(Exception):
    """A completion that holds no answer of the asked form. The text says in what way."""


@dataclass
class CallTally:
    """The cost of one call's attempts so far, and notes of what was not as asked."""

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
    shown to; `proven` says that this way of asking has worked before, `wrote_json` that the model has ever written
    an object of the asked form; `until` is the end of our patience with pauses, on the clock's monotonic scale.
    `served` is the model that the endpoint says it used, `cut` that the answer taken was cut off."""

    model: str
    post: Post
    explain: Explain
    clock: Clock
    rng: random.Random
    until: float
    watch: AnswerWatch
    dialect: Dialect
    proven: bool
    wrote_json: bool
    tally: CallTally
    served: str = ""
    cut: bool = False

    async def answer(self, request: Request[T]) -> T:
        """The answer; if the first is not of the asked form, from one more request that says so.

        Raises ModelError of the class that fits; what it cost is in the tally.
        """
        first = await self._completion(request)
        try:
            value = self._read(first, request)
        except _Unusable as unusable:
            plain = self._plain(first, request) if self.dialect.rung is Rung.PLAIN else None
            value = await self._repaired(request, first, str(unusable)) if plain is None else plain
        if self.dialect.rung is not Rung.SCHEMA:
            self.tally.note(f"form asked for as {self.dialect.rung.name.lower()}")
        return value

    async def _repaired(self, request: Request[T], first: Completion, fault: str) -> T:
        prose = without_reasoning(first.text)
        cut = first.finish == "length"
        time = self._time_for_more(request)
        if cut and not time and (begun := self._begun(first, request)) is not None:
            return begun
        self.tally.note("asked twice")
        if cut and time and not goes_round(first.text) and ("{" in prose or not prose):
            again = replace(request, max_tokens=request.max_tokens * _ROOM)
        else:
            if self.dialect.rung < Rung.TEXT and not cut:
                # The endpoint did not hold its model to the schema, so the schema goes into the prompt.
                self.dialect = replace(self.dialect, rung=Rung.TEXT)
            again = replace(request, messages=(*request.messages, *_correction(first, fault)))
        second = await self._completion(again)
        try:
            return self._read(second, again)
        except _Unusable as unusable:
            for completion in (second, first):
                if (plain := self._plain(completion, request)) is not None:
                    if not self.wrote_json:
                        self.dialect = replace(self.dialect, rung=Rung.PLAIN)
                    return plain
            raise ModelMalformed(f"the model {self.model!r} gave no usable answer, twice: {unusable}") from None

    def _time_for_more(self, request: Request[T]) -> bool:
        """Whether an answer that was cut off may be asked for with more room: not where somebody who is spoken to
        would keep people waiting for minutes. A small model that found no end within its room had nothing to say
        in four times as much either, and took twelve minutes for it."""
        seconds = self.watch.pace.expected(self.watch.tokens_in, request.max_tokens * _ROOM)
        return request.purpose.urgency is not Urgency.SPOKEN_TO or seconds is None or seconds <= _PATIENT

    def _begun(self, completion: Completion, request: Request[T]) -> T | None:
        """What was said by the time that the room was used up, in whole sentences; None if that is no answer."""
        try:
            return self._read(completion, request, sentences=True)
        except _Unusable:
            return None

    def unfinished(self, request: Request[T]) -> T | None:
        """The answer as far as it was written, where the call came to no end; None if that is no answer."""
        if not self.watch.text:
            return None
        cut = Completion(self.watch.text, "length", "", None)
        try:
            return self._read(cut, request)
        except (_Unusable, ModelRefused):
            return None

    def _read(self, completion: Completion, request: Request[T], *, sentences: bool = False) -> T:
        value = _read(completion, request, sentences=sentences)
        self.wrote_json = True
        self.cut = completion.finish == "length"
        if self.cut:
            self.tally.note(UNFINISHED)
        return value

    def _plain(self, completion: Completion, request: Request[T]) -> T | None:
        """The value of a reply in plain words, where the request says how to read one."""
        prose = without_reasoning(completion.text)
        if request.from_text is None or not prose:
            return None
        value = request.from_text(prose)
        if value is not None:
            self.tally.note("read as plain text")
        return value

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
        body = self.dialect.body(self.model, request)
        began = self.clock.monotonic()
        self.watch.attempt()
        answer: Completion | EndpointFault | None = None
        try:
            answer = await self.post(body, self.watch)
            if isinstance(answer, Completion):
                self._learn(request, answer, began)
            return answer
        finally:
            self.tally.add(self._tokens(request, answer), self.clock.monotonic() - began)

    def _learn(self, request: Request[T], answer: Completion, began: float) -> None:
        """What this answer says of the endpoint: the model it used, and how fast it is."""
        self.served = answer.model
        now, first = self.clock.monotonic(), self.watch.first
        tokens = self._tokens(request, answer)
        told = answer.timings
        # Without timings, an answer in one piece counts whole for both: too slow, never too fast.
        reading = (now if first is None else first) - began
        writing = now - (began if first is None else first)
        silence = reading
        if told is not None:
            reading, writing = told.reading, told.writing
        timing = AnswerTiming(
            read=told.read if told else tokens.input - tokens.cached,
            reading=reading,
            written=tokens.output,
            writing=writing,
            whole=now - began,
            streamed=answer.streamed,
            prompt=tokens.input,
            silence=silence,
        )
        self.watch.pace.add(timing, request.max_tokens)

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


def _read(completion: Completion, request: Request[T], *, sentences: bool = False) -> T:
    """The answer in a completion: the last object in it that fits, since drafts come first. Of a text that was cut
    off the whole `sentences` count if this is set."""
    if completion.refusal or completion.finish == "content_filter":
        raise ModelRefused("the model declined to answer")
    cut = completion.finish == "length"
    fitting: T | None = None
    fault = ""
    for candidate in objects(completion.text, cut=cut, sentences=sentences):
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
        f"{'.'.join(str(part) for part in fault['loc']) or 'the object'}: {fault['msg']}" for fault in faults
    )
