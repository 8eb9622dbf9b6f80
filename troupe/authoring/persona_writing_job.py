"""Having somebody written from a human's words, as a job."""

from typing import ClassVar

from troupe.authoring.persona_writing import WritingResult, estimated_cost, write_persona
from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.people.persona.writing_brief import Brief


class WritingAsked(Frozen):
    """The person to write, and the seed by which another try gives another person."""

    brief: Brief
    seed: int


class PersonaWritingJob(JobKind[WritingAsked, WritingResult]):
    """One model call, then made sound. Nothing is saved: who asked looks at it first."""

    word: ClassVar[str] = "persona"
    urgency: ClassVar[Urgency] = Urgency.AWAITED
    request = WritingAsked
    result = WritingResult

    def quote(self, llm: PricedModel, asked: WritingAsked) -> JobQuote:
        return JobQuote(1, estimated_cost(llm, asked.brief))

    async def work(self, asked: WritingAsked, tools: JobTools) -> WritingResult:
        return await write_persona(tools.llm, asked.brief, seed=asked.seed)
