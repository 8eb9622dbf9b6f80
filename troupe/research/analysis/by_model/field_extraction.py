"""Fields taken out of what each person said, by a model, a call a person: typed values with their lines."""

from collections.abc import Sequence

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.core.word_tokens import fold
from troupe.llm.ledger.capped_model import Capped
from troupe.research.analysis.by_model.answer_coding import require_reader
from troupe.research.analysis.by_model.model_reading import reading_request
from troupe.research.analysis.by_model.numbered_record import PROMPTS, NumberedRecord, shown_lines
from troupe.research.analysis.by_model.reading_forms import ReadFields
from troupe.research.analysis.extracted_table import ExtractedCell, ExtractedTable, WantedField, WantedKind
from troupe.research.analysis.number_claims import claimed_numbers
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study import Study

MOST_FIELDS = 20
MAX_TOKENS = 1_000
_YES = frozenset({"yes", "true", "ja", "si", "oui", "sim", "tak"})
_NO = frozenset({"no", "false", "nein", "non", "nao", "nie"})


class Extraction(Frozen):
    """The table, and what it cost."""

    table: ExtractedTable
    usage: Usage = Usage()


async def extract_fields(llm: Capped, study: Study, fields: Sequence[WantedField], *, seed: int) -> Extraction:
    """A row for each person who said something. A value that is not of its type, or names no line of that person,
    does not stand; a number must stand in one of its lines. Raises BadInput for fields that are none and for the
    understudy, and ModelError."""
    require_reader(llm)
    _check(fields)
    record, usage = StudyRecord(study), Usage()
    numbered = NumberedRecord(record)
    cells: list[ExtractedCell] = []
    for person in record.people.values():
        lines = record.said(person.id)
        if not lines:
            continue
        text = _prompt(record, person.id, fields)
        reply = await llm.complete(reading_request(text, ReadFields, seed))
        usage += reply.usage
        for wanted in fields:
            given = next((each for each in reply.value.fields if each.key == wanted.key), None)
            own = [] if given is None else [numbered.line(n) for n in given.lines]
            sound = [line for line in own if line is not None and line.speaker_id == person.id]
            value = None if given is None or not sound else _value(wanted, given.value)
            if wanted.kind is WantedKind.NUMBER and value not in {
                c.value for x in sound for c in claimed_numbers(x.text)
            }:
                value = None
            if value is not None:
                ids = tuple(line.id for line in sound)
                cells.append(ExtractedCell(participant=person.id, field=wanted.key, value=value, lines=ids))
    return Extraction(table=ExtractedTable(fields=tuple(fields), cells=tuple(cells)), usage=usage)


def extraction_chars(study: Study, fields: Sequence[WantedField]) -> tuple[int, ...]:
    """How long the prompt for each person is who said something."""
    record, system = StudyRecord(study), len(PROMPTS.text("reader.md"))
    return tuple(len(_prompt(record, id, fields)) + system for id in record.people if record.said(id))


def _check(fields: Sequence[WantedField]) -> None:
    if not 1 <= len(fields) <= MOST_FIELDS:
        raise BadInput(f"needs 1 to {MOST_FIELDS} fields, and has {len(fields)}", field="fields")
    if len({field.key for field in fields}) != len(fields):
        raise BadInput("two fields have the same key", field="fields")


def _prompt(record: StudyRecord, participant: str, fields: Sequence[WantedField]) -> str:
    lines = shown_lines(record, record.said(participant))
    return PROMPTS.template("fields.md").render(name=record.name(participant), lines=lines, fields=fields)


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
