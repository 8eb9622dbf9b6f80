"""What a programmer reads of a world: lines of its transcript, answers to a question, a pandas frame of both."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from importlib import import_module
from typing import Any, Literal, assert_never

from troupe.core.errors import Misconfigured
from troupe.worlds.transcript import Event, EventKind, SystemAuthor


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. `str(line)` is for reading.

    `seq` orders the record. `kind` is `said`, `thought`, `reacted`, `turn_failed`, … `target` is the `id` of the
    line answered, reacted to or corrected. `stand_in` says that the understudy made the words, and no model.
    """

    seq: int
    at: datetime
    kind: EventKind
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
        match self.kind:
            case EventKind.SAID:
                return f"{who}: {text}"
            case EventKind.THOUGHT:
                return f"{who} thinks: {text}"
            case EventKind.REACTED:
                return f"{who} reacts with {text}"
            case EventKind.REVISED:
                return f"{who} corrects: {text}"
            case EventKind.JOINED | EventKind.LEFT:
                return f"· {who} {self.kind.value}"
            case EventKind.EDITED:
                return f"· {who} lives on as {text}"
            case EventKind.TURN_FAILED:
                return f"· {who} could not act: {text}"
            case EventKind.NO_ANSWER:
                return f"· {who} gave no answer"
            case EventKind.BEAT:
                return f"· somebody's turn: {text}"
            case EventKind.BRIEFED:
                return f"· {who} was told: {text}"
            case EventKind.REMOVED | EventKind.REPORTED:
                return f"· {who} had a line {self.kind.value}"
            case EventKind.REDONE:
                return f"· {who} asked for another answer"
            case EventKind.HALTED | EventKind.RESUMED | EventKind.PAUSED | EventKind.SETTING | EventKind.NOTICE:
                return f"· {text}"
        assert_never(self.kind)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person answered when asked. Without words `text` is empty and `unanswered` says why."""

    person: str
    text: str
    unanswered: str = ""
    stand_in: bool = False

    def __str__(self) -> str:
        who = f"{self.person} [understudy]" if self.stand_in else self.person
        return f"{who}: {self.text}" if self.text else f"· {who}: {self.unanswered}"


def line_of(event: Event) -> Line:
    author = event.author
    system = isinstance(author, SystemAuthor)
    return Line(
        seq=event.seq,
        at=event.at,
        kind=event.kind,
        role=author.kind,
        speaker="" if system else author.name,
        text=event.text,
        id=event.id,
        speaker_id="" if system else author.id,
        target=event.target,
        stand_in=event.stand_in,
        erased=event.erased,
    )


def answer_of(name: str, question: Line, theirs: Sequence[Line], otherwise: str) -> Answer:
    """What a person made of a question, out of all that they did since. `otherwise` says why they did nothing."""
    answers = [line for line in theirs if line.kind is EventKind.SAID and line.target == question.id]
    if answers:
        text = "\n".join(line.text for line in answers)
        return Answer(name, text, stand_in=any(line.stand_in for line in answers))
    failed = [line.text for line in theirs if line.kind is EventKind.TURN_FAILED]
    reacted = [line for line in theirs if line.kind is EventKind.REACTED]
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
