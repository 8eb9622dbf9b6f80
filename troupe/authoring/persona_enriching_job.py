"""Having completed what a persona lacks, as a job."""

from typing import ClassVar

from troupe.authoring.persona_enriching import Enriched, enrich, estimated_cost
from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.people.persona.persona import Persona


class EnrichingAsked(Frozen):
    """The person to complete, and the seed by which another try gives other words. Either known here by `slug`, or
    a draft that was begun from these `words`."""

    persona: Persona
    slug: str = ""
    words: str = ""
    seed: int


class PersonaEnrichingJob(JobKind[EnrichingAsked, Enriched]):
    """One model call, or none for somebody who lacks nothing. Nothing is saved: who asked looks at it first."""

    word: ClassVar[str] = "enriching"
    urgency: ClassVar[Urgency] = Urgency.AWAITED
    request = EnrichingAsked
    result = Enriched

    def quote(self, llm: PricedModel, asked: EnrichingAsked) -> JobQuote:
        estimate = estimated_cost(llm, asked.persona)
        return JobQuote(1 if estimate.tokens else 0, estimate)

    async def work(self, asked: EnrichingAsked, tools: JobTools) -> Enriched:
        return await enrich(tools.llm, asked.persona, seed=asked.seed)
