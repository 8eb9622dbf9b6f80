"""Having the answers to a question coded, as a job."""

from typing import ClassVar

from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.research.analysis.analysis import Code
from troupe.research.analysis.by_model.answer_coding import Coding, answers_to, code_answers, quote_coding
from troupe.research.sessions.study import Study


class CodingAsked(Frozen):
    """The question by its key, and the code book to code by; empty for one that is made of the answers."""

    study: Study
    step: str
    codes: tuple[Code, ...] = ()
    seed: int = 0


class AnswerCodingJob(JobKind[CodingAsked, Coding]):
    """One model call."""

    word: ClassVar[str] = "coding"
    urgency: ClassVar[Urgency] = Urgency.BACKGROUND
    request = CodingAsked
    result = Coding

    def quote(self, llm: PricedModel, asked: CodingAsked) -> JobQuote:
        return JobQuote(1, quote_coding(llm, asked.study, asked.step, asked.codes))

    async def work(self, asked: CodingAsked, tools: JobTools) -> Coding:
        await tools.made_from([line.id for line in answers_to(asked.study, asked.step)])
        return await code_answers(tools.llm, asked.study, asked.step, asked.codes, seed=asked.seed)
