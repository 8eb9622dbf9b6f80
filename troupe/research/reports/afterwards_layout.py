"""What people were asked when the study was over, as the record of the report shows it: behind it, and apart."""

from collections.abc import Iterator

from troupe.research.analysis.study_record import StudyRecord
from troupe.research.reports.report_view import ShownLine, TranscriptPart
from troupe.research.sessions.study import AfterAnswer

TITLE = "After the study: asked one by one, alone and as it had left them. No part of the findings"


def afterwards(record: StudyRecord) -> Iterator[TranscriptPart]:
    """One part for all of it, if there is any. Lines are numbered behind those of the study."""
    number = max((line.seq for line in record.lines.values()), default=0)
    lines: list[ShownLine] = []
    for answer in record.study.afterwards:
        lines += (
            _line(answer, number + len(lines) + 1, "Asked", "moderator", answer.question),
            _line(answer, number + len(lines) + 2, record.name(answer.participant), "person", _said(answer)),
        )
    if lines:
        yield TranscriptPart(TITLE, "question", tuple(lines))


def _said(answer: AfterAnswer) -> str:
    return answer.text or f"(no answer: {answer.missing})"


def _line(answer: AfterAnswer, number: int, who: str, role: str, words: str) -> ShownLine:
    return ShownLine(
        anchor=f"after-{number}",
        number=number,
        at=f"{answer.at:%H:%M}",
        who=who,
        role=role,
        words=words,
        inner=False,
        stand_in=answer.stand_in and role == "person",
        link="",
    )
