"""Having people remember, in another world, what they witnessed before: a job, so that a panel brought with its
memories gets them whichever process dies."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from troupe.core.errors import ModelError
from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.minds.briefing_summary import brief, estimate_briefing, length_to_tell, to_tell
from troupe.minds.gate.output_gate import Guard
from troupe.minds.gate.secrets import Secrets
from troupe.ports import FormerLife, Stores
from troupe.worlds.briefing import Briefing


class Remembering(Frozen):
    """Somebody new to a world, and who they were before. `length` is what there is to tell of that, in characters,
    when it is asked for: the words themselves are read from the record when they are needed."""

    person_id: str
    former_id: str
    length: int = 0


class RecallAsked(Frozen):
    """The people of one world who are to remember."""

    people: tuple[Remembering, ...]


class Recalled(Frozen):
    """The count of those who were told a summary, and those for whom there is none, each with the reason."""

    told: int
    missing: tuple[str, ...] = ()


async def remembering(stores: Stores, person_id: str, former_id: str) -> Remembering:
    """Somebody as they are asked for. Raises NotFound for a former life that the tenant does not have."""
    life = await stores.casts.former_life(former_id)
    return Remembering(person_id=person_id, former_id=former_id, length=length_to_tell(life.said))


class RecallJob(JobKind[RecallAsked, Recalled]):
    """A model call for everyone who has something to be told, all at once; then each gets their former state of
    mind and the summary. The `secrets` of whoever runs it are told to nobody."""

    word: ClassVar[str] = "recall"
    urgency: ClassVar[Urgency] = Urgency.AWAITED
    request = RecallAsked
    result = Recalled

    def __init__(self, secrets: Secrets) -> None:
        self._guard = Guard(secrets)

    def quote(self, llm: PricedModel, asked: RecallAsked) -> JobQuote:
        costs = [estimate_briefing(llm, person.length) for person in asked.people if person.length]
        prices = [cost.usd for cost in costs if cost.usd is not None]
        usd = sum(prices) if len(prices) == len(costs) else None
        return JobQuote(len(costs), Estimate(tokens=sum(cost.tokens for cost in costs), usd=usd))

    async def work(self, asked: RecallAsked, tools: JobTools) -> Recalled:
        """Whoever cannot be given a summary comes without one. Raises NotFound where a former life is gone, and
        Conflict where something that a summary was made from was erased meanwhile."""
        casts = tools.stores.casts
        lives = [await casts.former_life(person.former_id) for person in asked.people]
        sources = [event.id for life in lives for event in to_tell(life.said)]
        if sources:
            await tools.made_from(list(dict.fromkeys(sources)))
        missing: list[str] = []
        briefings = await self._briefings(lives, tools, missing)
        for person, briefing in zip(asked.people, briefings, strict=True):
            await casts.carry_over(person.person_id, person.former_id, briefing)
        return Recalled(told=sum(briefing is not None for briefing in briefings), missing=tuple(missing))

    async def _briefings(
        self, lives: Sequence[FormerLife], tools: JobTools, missing: list[str]
    ) -> Sequence[Briefing | None]:
        tasks = [asyncio.ensure_future(self._briefing(life, tools, missing)) for life in lives]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:  # where one has lost the claim, the others go no further either
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _briefing(self, life: FormerLife, tools: JobTools, missing: list[str]) -> Briefing | None:
        if not to_tell(life.said):
            return None
        try:
            return await brief(
                tools.llm,
                life.said,
                life.person,
                life.world,
                now=tools.job.created_at,
                seed=life.world.seed,
                muted=await tools.stores.mutes.of(life.world.id),
                guard=self._guard,
            )
        except ModelError as error:
            missing.append(f"{life.person.name}: {error}")
            return None
