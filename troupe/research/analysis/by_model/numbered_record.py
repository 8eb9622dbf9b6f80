"""The record as a model is shown it: lines under short numbers, in parts that fit into a prompt."""

from collections.abc import Iterable, Iterator, Sequence

from troupe.core.prompt_folder import PromptFolder
from troupe.research.analysis.analysis import Evidence
from troupe.research.analysis.by_model.reading_forms import ReadQuote
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study import StudyLine

PROMPTS = PromptFolder(
    "troupe.research.analysis.by_model",
    (
        *("codes.md", "fields.md", "findings.md", "merge.md", "reader.md", "reply.md", "session_fields.md"),
        "themes.md",
    ),
)
PART = 24_000
"""Characters of the record in one prompt: six to eight thousand tokens, which small models still hold."""
LONGEST_LINE = 2_000


class NumberedRecord:
    """The quotable lines of a study under their numbers in it."""

    def __init__(self, record: StudyRecord) -> None:
        self.record = record
        self._by_number = {line.seq: line for line in record.evidence.values()}

    def parts(self) -> tuple[str, ...]:
        """The lines with the questions they answer, cut into parts; empty where nobody said anything."""
        return tuple(_parts(self._told()))

    def _told(self) -> Iterator[str]:
        asked: tuple[str | None, int] | None = None
        for line in self.record.evidence.values():
            if (line.step, line.probe) != asked:
                asked = (line.step, line.probe)
                if question := self.record.question(line.step, line.probe):
                    yield f"\nAsked: {one_line(question)}"
            yield f"[{line.seq}] {self.record.name(line.speaker_id)}: {one_line(line.text)}"

    def evidence(self, quotes: Iterable[ReadQuote]) -> tuple[Evidence, ...]:
        """Quotes by the ids of their lines; a number that is none gives an id that the check throws out."""
        return tuple(Evidence(line=self.id_of(quote.line), quote=quote.quote) for quote in quotes)

    def id_of(self, number: int) -> str:
        line = self._by_number.get(number)
        return f"#{number}" if line is None else line.id

    def line(self, number: int) -> StudyLine | None:
        return self._by_number.get(number)


def one_line(text: str) -> str:
    """A line as a prompt shows it: whole, but for what is as long as a chapter."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]} […]"


def _parts(lines: Iterable[str]) -> Iterator[str]:
    part: list[str] = []
    for line in lines:
        if part and sum(map(len, part)) + len(line) > PART:
            yield "\n".join(part).strip()
            part = []
        part.append(line)
    if part:
        yield "\n".join(part).strip()


def shown_lines(record: StudyRecord, lines: Sequence[StudyLine]) -> list[dict[str, str | int]]:
    """Lines for a template."""
    return [
        {
            "number": line.seq,
            "who": record.name(line.speaker_id),
            "words": one_line(line.text),
            "question": one_line(record.question(line.step, line.probe)),
        }
        for line in lines
    ]
