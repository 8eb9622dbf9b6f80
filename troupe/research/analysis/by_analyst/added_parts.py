"""A reading with what a model has added for an analyst: a table of fields, the coded answers to a question."""

from troupe.research.analysis.analysis import StudyAnalysis
from troupe.research.analysis.by_model.answer_coding import Coding
from troupe.research.analysis.by_model.field_extraction import Extraction


def with_table(reading: StudyAnalysis, made: Extraction) -> StudyAnalysis:
    """The reading with one more table."""
    parts = {"tables": (*reading.tables, made.table), "usage": reading.usage + made.usage}
    return reading.model_copy(update=parts)


def with_coding(reading: StudyAnalysis, step: str, made: Coding) -> StudyAnalysis:
    """The reading with the answers to this question coded, in place of how they were coded before."""
    others = tuple(answer for answer in reading.coded if answer.step != step)
    parts = {"codes": made.codes, "coded": (*others, *made.coded), "usage": reading.usage + made.usage}
    return reading.model_copy(update=parts)
