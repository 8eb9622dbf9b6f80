"""What `troupe report` has a model do for an analyst: fields taken out of what people said, open answers coded."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.terminal.command_edge import read_settings
from bot.cli.terminal.spending_consent import agree
from troupe.core.errors import BadInput

if TYPE_CHECKING:
    from bot.environment.language_models import Counted
    from troupe.core.usage import Estimate
    from troupe.research.analysis.analysis import StudyAnalysis
    from troupe.research.analysis.extracted_table import TableRows, WantedField
    from troupe.research.sessions.study import Study

    Work = Callable[[Counted], Awaitable[StudyAnalysis]]


def wanted_fields(text: str) -> "tuple[WantedField, ...]":
    """The fields in these words, or in the file of this name."""
    from troupe.research.analysis.by_analyst.field_words import fields_in_file, fields_in_words

    path = Path(text)
    if path.suffix.lower() in (".yaml", ".yml", ".json"):
        try:
            return fields_in_file(path.read_bytes(), text)
        except OSError as error:
            raise BadInput(f"{text}: cannot be read ({error.strerror})", field="--extract") from error
    return fields_in_words(text)


def _rows(per: str) -> "TableRows":
    """The rows by their word."""
    from troupe.research.analysis.extracted_table import TableRows

    try:
        return TableRows(per)
    except ValueError as error:
        raise BadInput(f"{per}: must be one of {', '.join(TableRows)}", field="--per") from error


def with_table(
    study: "Study", reading: "StudyAnalysis", text: str, per: str, model: str, seed: int, *, yes: bool
) -> "StudyAnalysis":
    """The reading with one more table: these fields, taken out per person or per session."""
    from troupe.research.analysis.by_analyst import added_parts
    from troupe.research.analysis.by_model.field_extraction import MAX_TOKENS, extract_fields, extraction_chars

    fields, rows = wanted_fields(text), _rows(per)

    async def extracted(asked: "Counted") -> "StudyAnalysis":
        made = await extract_fields(asked.llm, study, fields, seed=seed, rows=rows)
        return added_parts.with_table(reading, made)

    sizes = [(chars, MAX_TOKENS) for chars in extraction_chars(study, fields, rows)]
    return _done(model, sizes, extracted, yes=yes)


def with_codes(
    study: "Study", reading: "StudyAnalysis", step: str, model: str, seed: int, *, yes: bool
) -> "StudyAnalysis":
    """The reading with the answers to a question coded, by the code book that there is, or by one made of them."""
    from troupe.research.analysis.by_analyst import added_parts
    from troupe.research.analysis.by_model.answer_coding import code_answers, coding_chars
    from troupe.research.analysis.by_model.model_reading import MAX_TOKENS

    async def coded(asked: "Counted") -> "StudyAnalysis":
        made = await code_answers(asked.llm, study, step, reading.codes, seed=seed)
        return added_parts.with_coding(reading, step, made)

    return _done(model, [(coding_chars(study, step, reading.codes), MAX_TOKENS)], coded, yes=yes)


def _done(model: str, sizes: list[tuple[int, int]], work: "Work", *, yes: bool) -> "StudyAnalysis":
    """The work, once its cost is agreed to."""
    from bot.environment.language_models import build_model, counted
    from troupe.core.clock import SystemClock
    from troupe.research.analysis.by_model.answer_coding import require_reader
    from troupe.research.analysis.by_model.model_reading import together

    clock = SystemClock()
    asked = counted(build_model(read_settings(TROUPE_MODEL=model), clock), clock)
    require_reader(asked.llm)
    _tell_cost(len(sizes), asked.llm.name, together([asked.llm.estimate(*size) for size in sizes]))
    agree("Have it read?", yes=yes)

    async def whole() -> "StudyAnalysis":
        try:
            return await work(asked)
        finally:
            await asked.close()

    return asyncio.run(whole())


def _tell_cost(calls: int, model: str, cost: "Estimate") -> None:
    price = f", ${cost.usd:.2f}" if cost.usd is not None else ", at a price that is not known"
    typer.echo(f"{calls} calls of {model}: at most {cost.tokens} tokens{price}.", err=True)
