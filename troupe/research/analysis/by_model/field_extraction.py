"""Fields taken out of what people said, by a model: a row a person, or a row a session. Typed values with their
lines."""

from collections.abc import Iterator, Sequence

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.core.word_tokens import fold
from troupe.llm.ledger.capped_model import Capped
from troupe.research.analysis.by_model.answer_coding import require_reader
from troupe.research.analysis.by_model.model_reading import reading_request
from troupe.research.analysis.by_model.numbered_record import PROMPTS, NumberedRecord, shown_lines
from troupe.research.analysis.by_model.reading_forms import ReadField, ReadFields
from troupe.research.analysis.extracted_table import (
    ExtractedCell,
    ExtractedTable,
    TableRows,
    WantedField,
    WantedKind,
)
from troupe.research.analysis.table_rows import TableRow, table_rows
from troupe.research.analysis.wording.number_claims import claimed_numbers
from troupe.research.sessions.study import Study

MOST_FIELDS = 20
MAX_TOKENS = 1_000
_YES = frozenset({"yes", "true", "ja", "si", "oui", "sim", "tak"})
_NO = frozenset({"no", "false", "nein", "non", "nao", "nie"})


class Extraction(Frozen):
    """The table, and what it cost."""

    table: ExtractedTable
    usage: Usage = Usage()


async def extract_fields(
    llm: Capped, study: Study, fields: Sequence[WantedField], *, seed: int, rows: TableRows = TableRows.PERSON
) -> Extraction:
    """A row for each person, or for each run, with anything said in it. A value that is not of its type, or names
    no line of its row, does not stand; a number must stand in one of its lines. Of a session that is read in
    parts, the last part that tells of a field has its value. Raises BadInput for fields that are none and for the
    understudy, and ModelError."""
    require_reader(llm)
    _check(fields)
    usage, cells = Usage(), dict[tuple[str, str], ExtractedCell]()
    for row, text in _prompts(study, fields, rows):
        reply = await llm.complete(reading_request(text, ReadFields, seed))
        usage += reply.usage
        numbered = NumberedRecord(row.record)
        for wanted in fields:
            given = next((each for each in reply.value.fields if each.key == wanted.key), None)
            cell = None if given is None else _cell(row, numbered, wanted, given)
            if cell is not None:
                cells[row.id, wanted.key] = cell
    table = ExtractedTable(rows=rows, fields=tuple(fields), cells=tuple(cells.values()))
    return Extraction(table=table, usage=usage)


def extraction_chars(
    study: Study, fields: Sequence[WantedField], rows: TableRows = TableRows.PERSON
) -> tuple[int, ...]:
    """How long each prompt is."""
    system = len(PROMPTS.text("reader.md"))
    return tuple(len(text) + system for _, text in _prompts(study, fields, rows))


def _prompts(study: Study, fields: Sequence[WantedField], rows: TableRows) -> Iterator[tuple[TableRow, str]]:
    """A prompt a person, or one for each part of a session's record."""
    for row in table_rows(study, rows):
        if not row.lines:
            continue
        if rows is TableRows.PERSON:
            lines = shown_lines(row.record, list(row.lines.values()))
            yield row, PROMPTS.template("fields.md").render(name=row.name, lines=lines, fields=fields)
            continue
        for part in NumberedRecord(row.record).parts():
            yield row, PROMPTS.template("session_fields.md").render(record=part, fields=fields)


def _cell(row: TableRow, numbered: NumberedRecord, wanted: WantedField, given: ReadField) -> ExtractedCell | None:
    named = (numbered.line(number) for number in given.lines)
    lines = [line for line in named if line is not None and line.id in row.lines]
    value = _value(wanted, given.value) if lines else None
    if wanted.kind is WantedKind.NUMBER:
        said = {claim.value for line in lines for claim in claimed_numbers(line.text)}
        value = value if value in said else None
    if value is None:
        return None
    return ExtractedCell(row=row.id, field=wanted.key, value=value, lines=tuple(line.id for line in lines))


def _check(fields: Sequence[WantedField]) -> None:
    if not 1 <= len(fields) <= MOST_FIELDS:
        raise BadInput(f"needs 1 to {MOST_FIELDS} fields, and has {len(fields)}", field="fields")
    if len({field.key for field in fields}) != len(fields):
        raise BadInput("two fields have the same key", field="fields")


def _value(wanted: WantedField, given: str) -> bool | float | str | None:
    """The value in its type; None for an empty one, or one that is not of it."""
    text = " ".join(given.split())
    match wanted.kind:
        case WantedKind.TEXT:
            return text or None
        case WantedKind.YES_NO:
            word = fold(text)
            return True if word in _YES else False if word in _NO else None
        case WantedKind.CHOICE:
            return next((choice for choice in wanted.choices if fold(choice) == fold(text)), None)
        case WantedKind.NUMBER:
            claims = claimed_numbers(text)
            return claims[0].value if len(claims) == 1 else None
