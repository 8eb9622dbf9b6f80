"""Reading an endpoint's HTTP answer to a chat completion, whatever shape it has."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, JsonValue, ValidationError

from troupe.llm.openai.endpoint_fault import UNREACHABLE, EndpointFault, fault_of
from troupe.llm.openai.retry_pauses import retry_after


@dataclass(frozen=True, slots=True)
class Tokens:
    """Counts as the endpoint gives them; `cached` of `input` came from its prompt cache."""

    input: int
    cached: int
    output: int


@dataclass(frozen=True, slots=True)
class ServerTimings:
    """The speed that llama.cpp reports of itself: tokens of the prompt that it read, tokens it wrote, and the
    seconds of each."""

    read: int
    reading: float
    written: int
    writing: float


@dataclass(frozen=True, slots=True)
class Completion:
    """A successful answer. `text` may be empty; `tokens` is None where no usage, or nonsense, was sent. `model` is
    the one that the endpoint says it used; `streamed`, that it came in pieces."""

    text: str
    finish: str
    refusal: str
    tokens: Tokens | None
    model: str = ""
    timings: ServerTimings | None = None
    streamed: bool = False


MOST_BLANK = 200
"""Blanks in a row that an answer may have; no layout of JSON has so many. A small model that is held to a form and
has nothing to write goes on with blanks, which every form allows, until its room is used up."""


_ROUND = 100
"""Characters at the end of an answer that stood in it before: it goes round in circles."""


def goes_round(text: str) -> bool:
    """Whether an answer ends with what it has said already, word for word: it would go on so in any room."""
    tail = text[-_ROUND:]
    return len(text) >= 2 * _ROUND and tail in text[: -len(tail)]


class _Function(BaseModel):
    arguments: JsonValue = None


class _ToolCall(BaseModel):
    function: _Function = _Function()


class _Message(BaseModel):
    """A message, or the piece of one that a stream brings."""

    content: JsonValue = None
    refusal: JsonValue = None
    tool_calls: list[_ToolCall] | None = None
    reasoning_content: JsonValue = None
    reasoning: JsonValue = None


class _Choice(BaseModel):
    message: _Message | None = None
    delta: _Message | None = None
    text: JsonValue = None
    finish_reason: JsonValue = None


class _Details(BaseModel):
    cached_tokens: int | None = None


class _Usage(BaseModel):
    prompt_tokens: int
    completion_tokens: int = 0
    prompt_tokens_details: _Details | None = None


class _Timings(BaseModel):
    prompt_n: int
    prompt_ms: float
    predicted_n: int
    predicted_ms: float


class _Envelope(BaseModel):
    choices: list[_Choice] | None = None
    usage: JsonValue = None
    model: JsonValue = None
    timings: JsonValue = None


def read_answer(status: int, headers: Mapping[str, str], text: str, now: datetime) -> Completion | EndpointFault:
    """A completion, or what went wrong. Header names are in lower case."""
    after = retry_after(headers, now)
    try:
        body: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        if status >= 400:
            return fault_of(status, text, after)
        page = text.lstrip()[:1] == "<" or "text/html" in headers.get("content-type", "")
        return EndpointFault(status, page=page, garbled=not page)
    if status >= 400:
        return fault_of(status, body, after)
    if not isinstance(body, dict):
        return EndpointFault(status, garbled=True)
    if body.get("error"):
        return _hidden_fault(body, after)
    try:
        envelope = _Envelope.model_validate(body)
    except ValidationError:
        return EndpointFault(status, garbled=True)
    choice = envelope.choices[0] if envelope.choices else _Choice()
    message = choice.message or _Message(content=choice.text)
    words, refused = _content(message)
    finish = choice.finish_reason if isinstance(choice.finish_reason, str) else ""
    model = envelope.model if isinstance(envelope.model, str) else ""
    return Completion(words, finish, refused, _tokens(envelope.usage), model, _timings(envelope.timings))


class StreamedAnswer:
    """An answer put together from the events of a stream. `add` returns what was written with each: text, or ""
    for thoughts that come apart from it; None where nothing was."""

    def __init__(self) -> None:
        self.fault: EndpointFault | None = None
        self._text = ""
        self._arguments = ""
        self._refusal = ""
        self._finish = ""
        self._model = ""
        self._tokens: Tokens | None = None
        self._timings: ServerTimings | None = None
        self._ended = False
        self._events = 0

    def add(self, data: str) -> str | None:
        if data.strip() == "[DONE]":
            self._ended = True
            return None
        try:
            body: JsonValue = json.loads(data)
            envelope = _Envelope.model_validate(body)
        except (ValueError, RecursionError):  # a ValidationError is a ValueError
            return None
        self._events += 1
        if isinstance(body, dict) and body.get("error"):
            self.fault = self.fault or _hidden_fault(body, None)
            return None
        self._model = envelope.model if isinstance(envelope.model, str) and envelope.model else self._model
        self._tokens = _tokens(envelope.usage) or self._tokens
        self._timings = _timings(envelope.timings) or self._timings
        return self._choice(envelope.choices[0]) if envelope.choices else None

    @property
    def runs_blank(self) -> bool:
        """Whether nothing but blanks has come for so long that nothing else will."""
        return len(self._text) >= MOST_BLANK and not self._text[-MOST_BLANK:].strip()

    def broken_off(self) -> Completion:
        """What there is of an answer that nobody waited for any longer."""
        return Completion(
            self._text.rstrip(), "length", self._refusal, self._tokens, self._model, self._timings, streamed=True
        )

    def result(self) -> Completion | EndpointFault:
        """The whole, once the stream has come to its end; the fault that it told of, or is."""
        if self.fault is not None:
            return self.fault
        if not self._events:
            return EndpointFault(200, garbled=True, streamed=True)
        if not (self._ended or self._finish):
            return EndpointFault(UNREACHABLE)
        text = self._text or self._arguments
        return Completion(
            text, self._finish, self._refusal, self._tokens, self._model, self._timings, streamed=True
        )

    def _choice(self, choice: _Choice) -> str | None:
        if isinstance(choice.finish_reason, str):
            self._finish = choice.finish_reason
        piece = choice.delta or choice.message or _Message(content=choice.text)
        words, refused = _content(piece.model_copy(update={"tool_calls": None}))
        self._text += words
        self._refusal += refused
        if piece.tool_calls and isinstance(call := piece.tool_calls[0].function.arguments, str):
            self._arguments += call
            words = words or call
        thought = isinstance(piece.content, list) or piece.reasoning_content or piece.reasoning
        return words if words or refused or thought else None


def _hidden_fault(body: dict[str, JsonValue], after: float | None) -> EndpointFault:
    """An error sent under status 200, as some routers do; its code is the status if it can be one."""
    error = body["error"]
    code = error.get("code") if isinstance(error, dict) else None
    digits = str(code) if isinstance(code, int | str) else ""
    return fault_of(int(digits) if digits.isdigit() and 400 <= int(digits) < 600 else 502, body, after)


def _content(message: _Message) -> tuple[str, str]:
    """The words and the refusal of a message: content as text, a list of parts or an object; or, where an
    endpoint made a tool call of the schema, its arguments."""
    refusal = message.refusal if isinstance(message.refusal, str) else ""
    content = message.content
    if isinstance(content, list):
        parts = [part if isinstance(part, dict) else {"text": part} for part in content]
        texts = [
            text for part in parts if isinstance(text := part.get("text"), str) and part.get("type") != "thinking"
        ]
        refusals = [text for part in parts if isinstance(text := part.get("refusal"), str)]
        return "".join(texts), refusal or "".join(refusals)
    if content is None and message.tool_calls:
        content = message.tool_calls[0].function.arguments
    if isinstance(content, dict):
        return json.dumps(content, ensure_ascii=False), refusal
    return content if isinstance(content, str) else "", refusal


def _tokens(usage: JsonValue) -> Tokens | None:
    try:
        counts = _Usage.model_validate(usage)
    except ValidationError:
        return None
    cached = counts.prompt_tokens_details.cached_tokens if counts.prompt_tokens_details else 0
    if counts.prompt_tokens <= 0 or counts.completion_tokens < 0:
        return None
    return Tokens(counts.prompt_tokens, min(max(cached or 0, 0), counts.prompt_tokens), counts.completion_tokens)


def _timings(timings: JsonValue) -> ServerTimings | None:
    try:
        spans = _Timings.model_validate(timings)
    except ValidationError:
        return None
    if spans.prompt_n < 0 or spans.prompt_ms < 0 or spans.predicted_n < 0 or spans.predicted_ms < 0:
        return None
    return ServerTimings(spans.prompt_n, spans.prompt_ms / 1000, spans.predicted_n, spans.predicted_ms / 1000)
