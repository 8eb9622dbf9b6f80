"""Having fields taken out of what people said, as a job."""

from typing import ClassVar

from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.research.analysis.by_model.field_extraction import Extraction, extract_fields, quote_extraction
from troupe.research.analysis.extracted_table import WantedField
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study import Study


class ExtractionAsked(Frozen):
    """What is to be taken out, of which study."""

    study: Study
    fields: tuple[WantedField, ...]
    seed: int = 0


class FieldExtractionJob(JobKind[ExtractionAsked, Extraction]):
    """A model call a person."""

    word: ClassVar[str] = "extraction"
    urgency: ClassVar[Urgency] = Urgency.BACKGROUND
    request = ExtractionAsked
    result = Extraction

    def quote(self, llm: PricedModel, asked: ExtractionAsked) -> JobQuote:
        return JobQuote(*quote_extraction(llm, asked.study, asked.fields))

    async def work(self, asked: ExtractionAsked, tools: JobTools) -> Extraction:
        await tools.made_from(list(StudyRecord(asked.study).evidence))
        return await extract_fields(tools.llm, asked.study, asked.fields, seed=asked.seed)
