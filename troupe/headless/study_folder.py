"""The folder of a headless study: its database and replies while it runs, and the files that come of it."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from troupe.core.errors import BadInput, Misconfigured
from troupe.llm.cached_model import ReplyCache
from troupe.research.reports.forms.study_tables import answers_csv, ballots_csv, transcript_jsonl
from troupe.research.sessions.study import Study

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
_MARK = b"\xef\xbb\xbf"
"""By which spreadsheets know UTF-8; these files are for programs."""


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
        self._put(RUN, study.model_dump_json(indent=1).encode())
        self._put(TRANSCRIPT, transcript_jsonl(study))
        self._put(ANSWERS, answers_csv(study).removeprefix(_MARK))
        self._put(BALLOTS, ballots_csv(study).removeprefix(_MARK))
        self._put(USAGE, _usage_csv(cache))

    def _put(self, name: str, data: bytes) -> None:
        half = self.path / f".{name}.part"
        half.write_bytes(data)
        half.replace(self.path / name)


_USAGE_COLUMNS = (
    *("run", "at", "purpose", "person", "model", "calls", "tokens_in", "tokens_cached", "tokens_out", "usd"),
    *("seconds", "attempts", "fault"),
)


def _usage_csv(cache: ReplyCache) -> bytes:
    """A row a model call."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_USAGE_COLUMNS)
    writer.writerows(_usage(cache))
    return text.getvalue().encode()


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
