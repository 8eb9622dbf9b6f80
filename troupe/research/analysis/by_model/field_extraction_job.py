"""Having fields taken out of what people said, as a job."""

from typing import ClassVar

from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.research.analysis.by_model.field_extraction import MAX_TOKENS, Extraction, extract_fields
from troupe.research.analysis.by_model.model_reading import together
from troupe.research.analysis.extracted_table import TableRows, WantedField
from troupe.research.analysis.table_rows import table_rows
from troupe.research.sessions.study_gathering import gather_study


class ExtractionAsked(Frozen):
    """The fields to be taken out of a session's study; `chars` is how long each prompt is."""

    session: str
    fields: tuple[WantedField, ...]
    chars: tuple[int, ...]
    rows: TableRows = TableRows.PERSON
    seed: int = 0


class FieldExtractionJob(JobKind[ExtractionAsked, Extraction]):
    """A model call a person, or a part of a session."""

    word: ClassVar[str] = "extraction"
    urgency: ClassVar[Urgency] = Urgency.BACKGROUND
    request = ExtractionAsked
    result = Extraction

    def quote(self, llm: PricedModel, asked: ExtractionAsked) -> JobQuote:
        costs = [llm.estimate(chars, MAX_TOKENS) for chars in asked.chars]
        return JobQuote(len(costs), together(costs))

    async def work(self, asked: ExtractionAsked, tools: JobTools) -> Extraction:
        study = await gather_study(tools.stores, asked.session, lambda _: tools.llm)
        await tools.made_from([line for row in table_rows(study, asked.rows) for line in row.lines])
        return await extract_fields(tools.llm, study, asked.fields, seed=asked.seed, rows=asked.rows)
