"""The dialect of chat completion requests that an endpoint understands, learnt from its complaints and
remembered."""

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from pydantic import JsonValue

from troupe.llm.openai.endpoint_fault import Cause, EndpointFault
from troupe.llm.openai.output_schema import instructions, strict_schema
from troupe.llm.port.llm import Message, Request, T

_LIMIT = re.compile(r"max_(?:completion_)?tokens", re.IGNORECASE)
_SEED = re.compile(r"\bseed\b", re.IGNORECASE)
_TEMPERATURE = re.compile(r"\btemperature\b", re.IGNORECASE)
_COUNTS = re.compile(r"\b(?:(?:min|max)Items|maxLength)\b", re.IGNORECASE)
_STREAM_USAGE = re.compile(r"stream_options|include_usage", re.IGNORECASE)
_STREAM = re.compile(r"\bstream(?:ing|ed|s)?\b", re.IGNORECASE)
_SYSTEM = re.compile(
    r"\bsystem\b.{0,40}\b(?:role|message|prompt|instruction)|\brole\b.{0,40}\bsystem\b|roles must alternate|"
    r"developer instruction",
    re.IGNORECASE | re.DOTALL,
)
_FORM = re.compile(
    r"response_?format|json_?schema|json_?object|json mode|structured.?output|grammar|schema|guided", re.IGNORECASE
)
_UNSUPPORTED = re.compile(
    r"unsupported|not support|unrecognized|unknown (?:name|field|param)|parameter|not permitted|not implemented",
    re.IGNORECASE,
)
PLAIN = (
    "Answer in plain words: only what you say aloud, in one to three sentences. No JSON, no name before it, no "
    "description of what you do."
)
"""What a model that cannot write JSON is told of the form."""
_COMPLAINTS = {400, 404, 405, 415, 422, 500, 501}


class Rung(IntEnum):
    """The way the form of the answer is asked for, from best to plainest."""

    SCHEMA = 0
    OBJECT = 1
    TEXT = 2
    PLAIN = 3

    @property
    def words(self) -> str:
        """How the answers come, for whoever runs it."""
        return ("JSON schema", "JSON object", "JSON asked for in words", "plain text")[self]


@dataclass(frozen=True, slots=True)
class Dialect:
    """The form of a request to send. `counts` says in the schema how long lists and texts are (Azure refuses it);
    `limit` names the parameter for the length of the answer, empty for none; `stream` asks for the answer in
    pieces, `stream_usage` for the count of its tokens with the last of them."""

    rung: Rung = Rung.SCHEMA
    counts: bool = False
    limit: str = "max_tokens"
    seed: bool = True
    temperature: bool = True
    system: bool = True
    stream: bool = True
    stream_usage: bool = True

    def body(self, model: str, request: Request[T]) -> dict[str, JsonValue]:
        """The body of the request."""
        messages, output = request.messages, request.output
        if self.rung is Rung.PLAIN and request.from_text is not None:
            messages = _with_last(messages, PLAIN) if request.plain is None else request.plain()
        elif self.rung is not Rung.SCHEMA:
            messages = _told(messages, instructions(output))
        if not self.system:
            messages = _merged(messages)
        body: dict[str, JsonValue] = {
            "model": model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
        }
        if self.rung is Rung.SCHEMA:
            schema = strict_schema(output, counts=self.counts)
            form: JsonValue = {"name": output.__name__, "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        elif self.rung is Rung.OBJECT:
            body["response_format"] = {"type": "json_object"}
        if self.limit:
            body[self.limit] = request.max_tokens
        if self.seed:
            body["seed"] = request.seed % 2**31  # local servers read a signed 32-bit integer
        if self.temperature:
            body["temperature"] = request.temperature
        if self.stream:
            body["stream"] = True
            if self.stream_usage:
                body["stream_options"] = {"include_usage": True}
        return body

    def simpler(self, fault: EndpointFault) -> "Dialect | None":
        """What to say instead after this complaint; None if it is not about how we ask."""
        if self.stream and fault.garbled and fault.streamed:
            return replace(self, stream=False)
        if fault.status not in _COMPLAINTS or fault.cause not in {Cause.REQUEST, Cause.PASSING}:
            return None
        told = f"{fault.param} {fault.says}"
        if (named := self._without_named(told)) is not None:
            return named
        if fault.status >= 500 or fault.status == 404:
            return self.stepped_down() if _UNSUPPORTED.search(told) else None
        return self.stepped_down() or self._bare()

    def _without_named(self, told: str) -> "Dialect | None":
        if self.counts and _COUNTS.search(told):
            return replace(self, counts=False)
        if self.limit and _LIMIT.search(told):
            return replace(self, limit="max_completion_tokens" if self.limit == "max_tokens" else "")
        if self.stream and self.stream_usage and _STREAM_USAGE.search(told):
            return replace(self, stream_usage=False)
        if self.stream and _STREAM.search(told):
            return replace(self, stream=False)
        if self.seed and _SEED.search(told):
            return replace(self, seed=False)
        if self.temperature and _TEMPERATURE.search(told):
            return replace(self, temperature=False)
        if self.system and _SYSTEM.search(told):
            return replace(self, system=False)
        return self.stepped_down() if _FORM.search(told) else None

    def stepped_down(self) -> "Dialect | None":
        """One rung lower, or None from the lowest."""
        return None if self.rung >= Rung.TEXT else replace(self, rung=Rung(self.rung + 1))

    def _bare(self) -> "Dialect | None":
        bare = replace(self, seed=False, temperature=False, stream=False)
        return None if bare == self else bare

    def meet(self, other: "Dialect") -> "Dialect":
        """What both know to work, so that calls side by side never unlearn for each other."""
        limits = ("max_tokens", "max_completion_tokens", "")
        return Dialect(
            rung=max(self.rung, other.rung),
            counts=self.counts and other.counts,
            limit=max(self.limit, other.limit, key=limits.index),
            seed=self.seed and other.seed,
            temperature=self.temperature and other.temperature,
            system=self.system and other.system,
            stream=self.stream and other.stream,
            stream_usage=self.stream_usage and other.stream_usage,
        )


def _told(messages: tuple[Message, ...], told: str) -> tuple[Message, ...]:
    """The instructions at the end of the system message, which stays the same from turn to turn."""
    first, *rest = messages
    if first.role == "system":
        return (replace(first, content=f"{first.content}\n\n{told}"), *rest)
    return (Message("system", told), *messages)


def _with_last(messages: tuple[Message, ...], told: str) -> tuple[Message, ...]:
    """The instructions at the very end, where a small model minds them most."""
    *rest, last = messages
    return (*rest, replace(last, content=f"{last.content}\n\n{told}"))


def _merged(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """System messages put before the first words of the user."""
    system = "\n\n".join(message.content for message in messages if message.role == "system")
    rest = [message for message in messages if message.role != "system"]
    if not system:
        return messages
    if rest and rest[0].role == "user":
        return (replace(rest[0], content=f"{system}\n\n{rest[0].content}"), *rest[1:])
    return (Message("user", system), *rest)
