"""The scripted language model, for tests: says what it is told to, remembers what it was asked, misses nothing."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from types import TracebackType
from typing import Any

from pydantic import BaseModel, JsonValue
from typing_extensions import override

from troupe.core.usage import Estimate, Usage
from troupe.llm.port.instant_model import InstantModel
from troupe.llm.port.llm import Reply, Request, T
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.port.request_fingerprint import request_hash
from troupe.llm.port.tolerant_json import objects


@dataclass(frozen=True, slots=True)
class CutShort:
    """An answer that breaks off: what was written of it by then."""

    written: Mapping[str, JsonValue]


Line = BaseModel | Mapping[str, JsonValue] | str | CutShort | Exception
"""One reply: the answer itself, as a model, as a mapping or as text, or what is raised instead."""

ScriptedReply = Line | Callable[[Request[Any]], Line]
"""A reply, or what makes one of the request."""

CHARS_PER_TOKEN = 4


class OffScript(AssertionError):
    """A request came that the script has no reply for, or replies were left over."""


class Scripted(InstantModel):
    """An LLM whose replies are given beforehand, in order, for each (person's slug, purpose).

    `otherwise` answers, as often as it takes, whoever has no replies of their own (left). While `gate` is there
    and not set, requests wait at it. `fit` says which prompts it is given. As a context manager it asserts at the
    end that all went by the script.

        with Scripted({("lisa", "turn"): [{"floor": "silent", "actions": []}]}) as llm: …
    """

    def __init__(
        self,
        replies: Mapping[tuple[str, str], Iterable[ScriptedReply]] | None = None,
        *,
        otherwise: ScriptedReply | None = None,
        gate: asyncio.Event | None = None,
        name: str = "scripted",
        fit: PromptFit = PromptFit(),  # noqa: B008 - frozen
    ) -> None:
        self.requests: list[Request[Any]] = []
        self._left = {key: list(script) for key, script in (replies or {}).items()}
        self._otherwise = otherwise
        self._gate = gate
        self._name = name
        self._fit = fit
        self._unknown: list[str] = []
        self._asked = asyncio.Condition()

    @property
    def name(self) -> str:
        return self._name

    @property
    def stand_in(self) -> bool:
        return False

    @property
    @override
    def fit(self) -> PromptFit:
        """What the test says fits it."""
        return self._fit

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        return Estimate(tokens=ceil(prompt_chars / CHARS_PER_TOKEN) + max_tokens, usd=0.0)

    def add(self, person: str, purpose: str, *replies: ScriptedReply) -> None:
        """More replies, after those that are left."""
        self._left.setdefault((person, purpose), []).extend(replies)

    async def asked(self, count: int) -> None:
        """Wait until so many requests have come in all."""
        async with self._asked:
            await self._asked.wait_for(lambda: len(self.requests) >= count)

    async def complete(self, request: Request[T]) -> Reply[T]:
        async with self._asked:
            self.requests.append(request)
            self._asked.notify_all()
            reply = self._next(request)
        if self._gate is not None:
            await self._gate.wait()
        line = reply(request) if callable(reply) else reply
        if isinstance(line, Exception):
            raise line
        value = self._value(line.written if isinstance(line, CutShort) else line, request)
        prompt = sum(len(message.content) for message in request.messages)
        length = len(value.model_dump_json())
        return Reply(
            value=value,
            usage=Usage(
                calls=1,
                tokens_in=ceil(prompt / CHARS_PER_TOKEN),
                tokens_out=ceil(length / CHARS_PER_TOKEN),
                usd=0.0,
            ),
            model=self._name,
            request_hash=request_hash(self._name, request),
            unfinished=isinstance(line, CutShort),
        )

    def assert_exhausted(self) -> None:
        """Raise OffScript unless every reply was used and every request had one."""
        leftovers = [
            f"{person or '-'}/{purpose}: {len(script)}"
            for (person, purpose), script in self._left.items()
            if script
        ]
        faults = [f"no reply for {', '.join(self._unknown)}"] if self._unknown else []
        faults += [f"replies left over for {', '.join(leftovers)}"] if leftovers else []
        if faults:
            raise OffScript("; ".join(faults))

    def __enter__(self) -> "Scripted":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.assert_exhausted()

    def _next(self, request: Request[T]) -> ScriptedReply:
        script = self._left.get((request.person, request.purpose))
        if script:
            return script.pop(0)
        if self._otherwise is not None:
            return self._otherwise
        self._unknown.append(f"{request.person or '-'}/{request.purpose}")
        raise OffScript(f"no reply left for {self._unknown[-1]}")

    def _value(self, line: BaseModel | Mapping[str, JsonValue] | str, request: Request[T]) -> T:
        if isinstance(line, request.output):
            return line
        if isinstance(line, str):
            plain = request.from_text(line) if request.from_text is not None and "{" not in line else None
            if plain is not None:
                return plain
            return request.output.model_validate(next(objects(line), line))
        members = line.model_dump() if isinstance(line, BaseModel) else dict(line)
        return request.output.model_validate(members)
