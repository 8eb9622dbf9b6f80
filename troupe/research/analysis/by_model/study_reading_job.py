"""Having a study read, as a job: finished calls are never made again, whichever process dies."""

from typing import ClassVar

from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.research.analysis.analysis import StudyAnalysis
from troupe.research.analysis.by_model.model_reading import ReadingSize, quote_reading, read_study
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study_gathering import gather_study


class ReadingAsked(Frozen):
    """The session whose study is to be read, and how long that is. Its words are read from the record when the
    work begins: what was erased by then is in no prompt."""

    session: str
    size: ReadingSize
    seed: int = 0


class StudyReadingJob(JobKind[ReadingAsked, StudyAnalysis]):
    """Themes and findings; by rule where the understudy reads."""

    word: ClassVar[str] = "reading"
    urgency: ClassVar[Urgency] = Urgency.BACKGROUND
    request = ReadingAsked
    result = StudyAnalysis

    def quote(self, llm: PricedModel, asked: ReadingAsked) -> JobQuote:
        return JobQuote(*quote_reading(llm, asked.size))

    async def work(self, asked: ReadingAsked, tools: JobTools) -> StudyAnalysis:
        study = await gather_study(tools.stores, asked.session, lambda _: tools.llm)
        await tools.made_from(list(StudyRecord(study).evidence))
        return await read_study(tools.llm, study, seed=asked.seed)
