"""A language model whose replies are kept in a file: asked the same under the same seed in the same run, it is not
asked again. For headless runs alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from troupe.core.clock import Clock
from troupe.core.errors import BadInput, ModelError
from troupe.core.frozen import Frozen
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.kept_answer import KeptAnswer, answer_of, fault_of, reply_of
from troupe.llm.port.llm import LLM, Reply, Request, T
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.port.request_fingerprint import request_hash


class CachedReply(Frozen):
    """A reply as it is kept: of which run, to whom, for what, and what it cost."""

    key: str
    run: str
    purpose: str
    person: str
    at: AwareDatetime
    answer: KeptAnswer
    moment: int = 0
    """When in the run it was asked for, counted in moves."""
    short: bool = False
    """Whether prompts were short at that moment, since the model reads slowly."""


class ReplyCache:
    """Replies by the whole request, its seed and the run: a line of JSON each, written before the reply is handed
    on, so that a process that dies loses none that it was given. Without a `path` in memory alone. A last line
    that was cut off by such a death is taken out."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._replies: dict[str, CachedReply] = {}
        self._short: dict[tuple[str, int], bool] = {}
        for reply in _read(path) if path is not None and path.exists() else ():
            self._note(reply)

    def _note(self, reply: CachedReply) -> None:
        self._replies[reply.key] = reply
        self._short[reply.run, reply.moment] = reply.short

    @property
    def replies(self) -> tuple[CachedReply, ...]:
        """All of them, in the order in which they came."""
        return tuple(self._replies.values())

    def usage(self, run: str | None = None) -> Usage:
        """What all replies have cost, or those of one run."""
        return sum((one.answer.usage for one in self.replies if run in (None, one.run)), Usage())

    def short_at(self, run: str, moment: int, otherwise: bool) -> bool:
        """Whether prompts are short at a moment of a run: all of them, as the first was, so that whoever goes on
        asks what was asked."""
        return self._short.setdefault((run, moment), otherwise)

    @property
    def newest_short(self) -> bool | None:
        """Whether they were at the newest moment; None before the first one."""
        return next(reversed(self._short.values()), None)

    def get(self, key: str) -> KeptAnswer | None:
        kept = self._replies.get(key)
        return None if kept is None else kept.answer

    def put(self, reply: CachedReply) -> None:
        self._note(reply)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{reply.model_dump_json()}\n")


def _read(path: Path) -> Iterator[CachedReply]:
    text = path.read_text("utf-8", errors="replace")
    whole = text[: text.rfind("\n") + 1]
    if len(whole) < len(text):  # else what is added next would stand behind half a line
        path.write_text(whole, "utf-8")
    # Not `splitlines`: words may hold signs that it takes for the end of a line.
    for number, line in enumerate(whole.split("\n")[:-1], start=1):
        try:
            yield CachedReply.model_validate_json(line)
        except ValidationError as error:
            raise BadInput(f"{path}: line {number} is no reply that was kept") from error


class CachedModel:
    """The model, asked only what is not in the cache for this run. A reply out of the cache costs nothing.
    `moment` tells how far the run is."""

    def __init__(
        self,
        llm: LLM,
        cache: ReplyCache,
        run: str,
        clock: Clock,
        moment: Callable[[], int] = lambda: 0,
    ) -> None:
        self._llm = llm
        self._cache = cache
        self._run = run
        self._clock = clock
        self._moment = moment
        self._asked = False

    @property
    def name(self) -> str:
        return self._llm.name

    @property
    def stand_in(self) -> bool:
        return self._llm.stand_in

    @property
    def fit(self) -> PromptFit:
        """What the model shows of itself; as long as it was not asked in this process, what it showed in the one
        before. It stays the same for as long as a move takes."""
        fit, before = self._llm.fit, self._cache.newest_short
        short = fit.short if self._asked or before is None else before
        return replace(fit, short=self._cache.short_at(self._run, self._moment(), short))

    @property
    def manner(self) -> str:
        return self._llm.manner

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        return self._llm.estimate(prompt_chars, max_tokens)

    def expected_seconds(self, prompt_chars: int, max_tokens: int) -> float | None:
        return self._llm.expected_seconds(prompt_chars, max_tokens)

    def patience(self, prompt_chars: int, max_tokens: int) -> float:
        return self._llm.patience(prompt_chars, max_tokens)

    async def complete(self, request: Request[T]) -> Reply[T]:
        key = f"{self._run} {request_hash(self._llm.name, request)}"
        if (kept := self._cache.get(key)) is not None:
            return reply_of(kept.model_copy(update={"usage": Usage(usd=0.0)}), request)
        answer: KeptAnswer | None = None
        try:
            reply = await self._llm.complete(request)
            self._asked = True
            answer = answer_of(reply)
        except ModelError as error:
            answer = fault_of(error)
            raise
        finally:
            if answer is not None:
                self._cache.put(self._kept(key, request, answer))
        return reply

    def _kept(self, key: str, request: Request[T], answer: KeptAnswer) -> CachedReply:
        at: datetime = self._clock.now()
        purpose = str(request.purpose)
        return CachedReply(
            key=key,
            run=self._run,
            purpose=purpose,
            person=request.person,
            at=at,
            answer=answer,
            moment=self._moment(),
            short=self.fit.short,
        )

    async def close(self) -> None:
        await self._llm.close()
