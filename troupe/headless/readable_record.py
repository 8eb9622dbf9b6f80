"""The record of a world as a programmer reads it: lines of its transcript, answers to a question, a pandas frame
of both."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from typing import Any, Literal

from troupe.core.errors import Misconfigured
from troupe.worlds.transcript import EVENT_KINDS, Audience, Event, EventFacets


class LineKind(StrEnum):
    """The kind of a line of a transcript: the words of the kinds of events, as an enumeration to compare with."""

    _ignore_ = "word"
    for word in EVENT_KINDS:
        vars()[word.upper()] = word


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. `str(line)` is for reading.

    `seq` orders the record. `kind` is `said`, `thought`, `reacted`, `turn_failed`, … `target` is the `id` of the
    line answered, reacted to or corrected. `stand_in` says that the understudy made the words, and no model.
    """

    seq: int
    at: datetime
    kind: LineKind
    role: Literal["human", "person", "system"]
    speaker: str
    text: str
    id: str
    speaker_id: str
    target: str | None = None
    stand_in: bool = False
    erased: bool = False

    def __str__(self) -> str:
        who = f"{self.speaker} [understudy]" if self.stand_in else self.speaker
        text = "(deleted)" if self.erased else self.text
        return self.facets.transcript.format(who=who, text=text)

    @property
    def facets(self) -> EventFacets:
        """What holds of a line of this kind."""
        return EVENT_KINDS[self.kind].facets


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one person who was asked. Without words `text` is empty and `unanswered` says why."""

    person: str
    text: str
    unanswered: str = ""
    stand_in: bool = False

    def __str__(self) -> str:
        who = f"{self.person} [understudy]" if self.stand_in else self.person
        return f"{who}: {self.text}" if self.text else f"· {who}: {self.unanswered}"


def line_of(event: Event) -> Line:
    author = event.author
    return Line(
        seq=event.seq,
        at=event.at,
        kind=LineKind(event.kind),
        role=author.kind,
        speaker=author.name,
        text=event.text,
        id=event.id,
        speaker_id=author.id,
        target=event.target,
        stand_in=event.stand_in,
        erased=event.erased,
    )


def answer_of(name: str, question: Line, theirs: Sequence[Line], otherwise: str) -> Answer:
    """What a person made of a question, out of all that they did since. `otherwise` says why they did nothing."""
    answers = [line for line in theirs if line.facets.spoken and line.target == question.id]
    if answers:
        text = "\n".join(line.text for line in answers)
        return Answer(name, text, stand_in=any(line.stand_in for line in answers))
    failed = [line.text for line in theirs if line.facets.trouble]
    reacted = [line for line in theirs if line.facets.audience is Audience.WITNESSES]
    if failed:
        return Answer(name, "", f"could not answer: {failed[-1]}")
    if reacted:
        marks = " ".join(line.text for line in reacted)
        return Answer(name, "", f"reacted with {marks}", stand_in=any(line.stand_in for line in reacted))
    return Answer(name, "", otherwise)


def frame_of(lines: Sequence[Line]) -> Any:
    """The lines as a pandas DataFrame, a column a field. Raises Misconfigured without pandas."""
    try:
        pandas: Any = import_module("pandas")
    except ImportError as error:
        raise Misconfigured("a frame needs pandas: pip install pandas (transcript() does without)") from error
    rows = [{**asdict(line), "kind": line.kind.value} for line in lines]
    return pandas.DataFrame(rows, columns=[field.name for field in fields(Line)])
