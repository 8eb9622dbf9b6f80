"""The folder of a headless study: its database and replies while it runs, and the files that come of it."""

import csv
import io
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from troupe.core.errors import BadInput, Misconfigured
from troupe.llm.cached_model import ReplyCache
from troupe.research.guides.guide import Ballot, GuideQuestion
from troupe.research.sessions.study import Study, StudyRun

DATABASE = "study.db"
REPLIES = "replies.jsonl"
RUN, TRANSCRIPT, ANSWERS, BALLOTS, USAGE = (
    "run.json",
    "transcript.jsonl",
    "answers.csv",
    "ballots.csv",
    "usage.csv",
)
WRITTEN = (RUN, TRANSCRIPT, ANSWERS, BALLOTS, USAGE)
_PRICES = ("too_cheap", "cheap", "dear", "too_dear")


class StudyFolder:
    """A folder with one study. Raises BadInput where there is one already that is not to be gone on with, or
    something else; Misconfigured where it cannot be written."""

    def __init__(self, path: Path, *, resume: bool) -> None:
        self.path = path
        there = (path / DATABASE).exists()
        if there and not resume:
            raise BadInput(f"{path} holds a study already: --resume goes on with it", field="out")
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Misconfigured(f"{path} cannot be written ({error.strerror})") from error
        if not there and any(path.iterdir()):
            raise BadInput(f"{path} is not empty, and no study of ours", field="out")

    @property
    def url(self) -> str:
        return f"sqlite:///{(self.path / DATABASE).resolve()}"

    @property
    def replies(self) -> Path:
        return self.path / REPLIES

    def write(self, study: Study, cache: ReplyCache) -> None:
        """Write all files anew from what the study holds by now; each is whole at any moment."""
        self._put(RUN, study.model_dump_json(indent=1))
        self._put(TRANSCRIPT, "".join(_transcript(study)))
        self._put(ANSWERS, _csv(_ANSWER_COLUMNS, _answers(study)))
        self._put(BALLOTS, _csv(_BALLOT_COLUMNS, _votes(study)))
        self._put(USAGE, _csv(_USAGE_COLUMNS, _usage(cache)))

    def _put(self, name: str, text: str) -> None:
        half = self.path / f".{name}.part"
        half.write_text(text, "utf-8")
        os.replace(half, self.path / name)


def _transcript(study: Study) -> Iterable[str]:
    for run in study.runs:
        for line in run.lines:
            document = {"condition": run.condition, "replicate": run.replicate, **line.model_dump(mode="json")}
            yield f"{json.dumps(document, ensure_ascii=False)}\n"


_ANSWER_COLUMNS = (
    *("condition", "replicate", "seed", "step", "probe", "question", "participant", "name", "answer"),
    *("lines", "missing", "stand_in"),
)


def _answers(study: Study) -> Iterable[Sequence[object]]:
    """A row for each run, person and question; probes are questions of their own."""
    for run in study.runs:
        texts = {line.id: line for line in run.lines}
        names = {person.id: person.name for person in run.participants}
        asked = _asked(run)
        for answer in run.answers:
            lines = [texts[line_id] for line_id in answer.lines if line_id in texts]
            question = asked.get((answer.step, answer.probe)) or _in_guide(study, answer.step, answer.probe)
            yield (
                *(run.condition, run.replicate, run.seed, answer.step, answer.probe, question),
                *(answer.participant, names.get(answer.participant, "")),
                *("\n".join(line.text for line in lines), " ".join(line.id for line in lines)),
                *(answer.missing, any(line.stand_in for line in lines)),
            )


def _asked(run: StudyRun) -> dict[tuple[str, int], str]:
    """The words in which a question was put, in this run."""
    words: dict[tuple[str, int], str] = {}
    for line in run.lines:
        if line.role.value == "moderator" and line.step is not None:
            words.setdefault((line.step, line.probe), line.text)
    return words


def _in_guide(study: Study, key: str, probe: int) -> str:
    step = study.guide.step(key)
    if not isinstance(step, GuideQuestion):
        return ""
    return step.text if probe == 0 else step.probes[probe - 1]


_BALLOT_COLUMNS = (
    *("condition", "replicate", "seed", "ballot", "question", "form", "participant", "name", "chosen", "number"),
    *("best", "worst", *_PRICES, "words", "mapped", "reason", "missing", "stand_in"),
)


def _votes(study: Study) -> Iterable[Sequence[object]]:
    for run in study.runs:
        names = {person.id: person.name for person in run.participants}
        for vote in run.votes:
            step = study.guide.step(vote.ballot)
            text, form = (step.text, step.form.value) if isinstance(step, Ballot) else ("", "")
            prices = vote.prices or ("",) * len(_PRICES)
            yield (
                *(run.condition, run.replicate, run.seed, vote.ballot, text, form),
                *(vote.participant, names.get(vote.participant, ""), "; ".join(vote.chosen)),
                *(_number(vote.number), vote.best, vote.worst, *prices, vote.words, _number(vote.mapped)),
                *(vote.reason, vote.missing, run.stand_in),
            )


_USAGE_COLUMNS = (
    *("run", "at", "purpose", "person", "model", "calls", "tokens_in", "tokens_cached", "tokens_out", "usd"),
    *("seconds", "attempts", "fault"),
)


def _usage(cache: ReplyCache) -> Iterable[Sequence[object]]:
    for one in cache.replies:
        usage = one.answer.usage
        yield (
            *(one.run, one.at.isoformat(), one.purpose, one.person, one.answer.model, usage.calls),
            *(usage.tokens_in, usage.tokens_cached, usage.tokens_out, _number(usage.usd)),
            *(round(usage.latency, 3), one.answer.attempts, one.answer.fault),
        )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
