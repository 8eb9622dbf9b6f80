"""A study as rows for a program: answers and votes with condition and replicate, the transcript, the cost."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from troupe.research.analysis.study_record import StudyRecord
from troupe.research.guides.guide import Ballot
from troupe.research.sessions.study import SpeakerRole, Study, StudyRun

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Signs by which a spreadsheet takes a cell for a formula."""
_RUN = ("condition", "replicate", "seed")
_ANSWER = (
    *_RUN,
    "step",
    "probe",
    "question",
    "participant",
    "name",
    "answer",
    "lines",
    "missing",
    "stand_in",
    "beyond_guide",
)
_BALLOT = (
    *(*_RUN, "ballot", "question", "form", "participant", "name", "chosen", "number", "best", "worst"),
    *("too_cheap", "cheap", "dear", "too_dear", "words", "mapped", "reason", "missing", "stand_in"),
)
_RUNS = (*_RUN, "model", "calls", "tokens_in", "tokens_cached", "tokens_out", "usd")


def answers_csv(study: Study) -> bytes:
    """A row for each run, person and question or probe; what is missing has its reason."""
    return csv_table(_ANSWER, (row for run in study.runs for row in _answers(study, run)))


def ballots_csv(study: Study) -> bytes:
    """A row for each run, person and ballot."""
    return csv_table(_BALLOT, (row for run in study.runs for row in _votes(study, run)))


def runs_csv(study: Study) -> bytes:
    """A row a run: what it cost."""
    rows = [
        (*_run(run), run.model, u.calls, u.tokens_in, u.tokens_cached, u.tokens_out, _number(u.usd))
        for run in study.runs
        for u in (run.usage,)
    ]
    return csv_table(_RUNS, rows)


def transcript_jsonl(study: Study) -> bytes:
    """A line of the record a line, of every run, marked as synthetic unless a human said it."""
    lines: list[dict[str, object]] = []
    for run in study.runs:
        where = {"condition": run.condition, "replicate": run.replicate}
        for line in run.lines:
            lines.append(
                {**where, "synthetic": line.role is not SpeakerRole.HUMAN, **line.model_dump(mode="json")}
            )
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode("utf-8", "replace")


def _answers(study: Study, run: StudyRun) -> Iterator[Sequence[object]]:
    record = StudyRecord(study, run)
    asked = {
        (line.step, line.probe): line.text
        for line in reversed(tuple(record.lines.values()))
        if line.role is SpeakerRole.MODERATOR
    }
    for answer in run.answers:
        lines = [record.lines[id] for id in answer.lines if id in record.lines]
        question = asked.get((answer.step, answer.probe)) or record.question(answer.step, answer.probe)
        yield (
            *(
                *_run(run),
                answer.step,
                answer.probe,
                question,
                answer.participant,
                record.name(answer.participant),
            ),
            *(
                "\n".join(line.text for line in lines),
                " ".join(line.id for line in lines),
                record.why_missing(answer),
            ),
            any(line.stand_in for line in lines),
            record.beyond_guide(answer.step, answer.probe),
        )


def _votes(study: Study, run: StudyRun) -> Iterator[Sequence[object]]:
    record = StudyRecord(study, run)
    for vote in run.votes:
        step = study.guide.step(vote.ballot)
        asked = (step.text, step.form.value) if isinstance(step, Ballot) else ("", "")
        yield (
            *(*_run(run), vote.ballot, *asked, vote.participant, record.name(vote.participant)),
            *("; ".join(vote.chosen), _number(vote.number), vote.best, vote.worst),
            *(*[*map(_number, vote.prices), *[""] * 4][:4], vote.words, _number(vote.mapped)),
            *(vote.reason, vote.missing, run.stand_in),
        )


def _run(run: StudyRun) -> tuple[object, ...]:
    return run.condition, run.replicate, run.seed


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def csv_table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A table with its columns' names and the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> object:
    """Words that would be read as a formula get an apostrophe, as spreadsheets themselves write them."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
