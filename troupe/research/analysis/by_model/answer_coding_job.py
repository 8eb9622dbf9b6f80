"""Having the answers to a question coded, as a job."""

from typing import ClassVar

from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.research.analysis.analysis import Code
from troupe.research.analysis.by_model.answer_coding import Coding, answers_to, code_answers
from troupe.research.analysis.by_model.model_reading import MAX_TOKENS
from troupe.research.sessions.study_gathering import gather_study


class CodingAsked(Frozen):
    """The question of a session's study by its key, with the code book to code by; empty for one that is made of
    the answers. `chars` is how long the prompt is."""

    session: str
    step: str
    chars: int
    codes: tuple[Code, ...] = ()
    seed: int = 0


class AnswerCodingJob(JobKind[CodingAsked, Coding]):
    """One model call."""

    word: ClassVar[str] = "coding"
    urgency: ClassVar[Urgency] = Urgency.BACKGROUND
    request = CodingAsked
    result = Coding

    def quote(self, llm: PricedModel, asked: CodingAsked) -> JobQuote:
        return JobQuote(1, llm.estimate(asked.chars, MAX_TOKENS))

    async def work(self, asked: CodingAsked, tools: JobTools) -> Coding:
        study = await gather_study(tools.stores, asked.session, lambda _: tools.llm)
        await tools.made_from([line.id for line in answers_to(study, asked.step)])
        return await code_answers(tools.llm, study, asked.step, asked.codes, seed=asked.seed)
