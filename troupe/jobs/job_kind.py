"""A kind of job: what it is asked, what it gives, what it costs, and how it is worked on."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel

from troupe.core.clock import Clock
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import PricedModel
from troupe.ports import Stores
from troupe.worlds.jobs.job import Job

Q = TypeVar("Q", bound=BaseModel)
R = TypeVar("R", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class JobQuote:
    """The most that a job takes: so many model calls, at this cost for all of them."""

    calls: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class JobTools:
    """The tools at hand while a job is worked on. Calls of `llm` are reserved out of what the job holds; one that
    was finished under a former claim is not made again. `made_from` notes events, by id, before a prompt shows
    them."""

    job: Job
    llm: Capped
    stores: Stores
    clock: Clock
    made_from: Callable[[Sequence[str]], Awaitable[None]]


class JobKind(ABC, Generic[Q, R]):
    """A kind of job. Made by a process that dies, it is worked on again from the start: `work` asks the same model
    calls in the same order of meaning, so that those which were finished are answered from what is kept. So it
    draws no dice but those of the request's seed, and what it does beside its calls may be done twice."""

    word: ClassVar[str]
    """By which the store knows it; never changed."""
    urgency: ClassVar[Urgency]
    request: type[Q]
    result: type[R]

    @abstractmethod
    def quote(self, llm: PricedModel, asked: Q) -> JobQuote:
        """What it takes at most, by this model."""

    @abstractmethod
    async def work(self, asked: Q, tools: JobTools) -> R:
        """What comes of it. Raises ModelError or BadInput where nothing does; these words are shown to who
        asked."""
