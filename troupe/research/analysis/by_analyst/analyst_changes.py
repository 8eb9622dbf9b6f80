"""The changes that analysts make in a reading, as they are kept: each is made again, in their order, whenever the
reading is shown."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from troupe.core.errors import NotFound
from troupe.core.frozen import Frozen
from troupe.research.analysis.analysis import StudyAnalysis
from troupe.research.analysis.by_analyst.added_parts import with_coding, with_table
from troupe.research.analysis.by_analyst.analyst_edits import AnalystDesk
from troupe.research.analysis.by_model.answer_coding import Coding
from troupe.research.analysis.by_model.field_extraction import Extraction
from troupe.research.analysis.reading_check import checked
from troupe.research.sessions.study import Study


class ThemeRenamed(Frozen):
    kind: Literal["renamed"] = "renamed"
    theme: str
    name: str
    summary: str


class ThemesJoined(Frozen):
    kind: Literal["joined"] = "joined"
    themes: tuple[str, ...]
    name: str


class ThemeRejected(Frozen):
    kind: Literal["rejected"] = "rejected"
    theme: str
    why: str


class AnswerRecoded(Frozen):
    kind: Literal["recoded"] = "recoded"
    step: str
    participant: str
    codes: tuple[str, ...]


class AnswersCoded(Frozen):
    """The coding of a question's answers, which a job with this id makes."""

    kind: Literal["coded"] = "coded"
    step: str
    job: str


class FieldsTaken(Frozen):
    """A table of fields, which a job with this id makes."""

    kind: Literal["taken"] = "taken"
    job: str


Change = Annotated[
    ThemeRenamed | ThemesJoined | ThemeRejected | AnswerRecoded | AnswersCoded | FieldsTaken,
    Field(discriminator="kind"),
]


class AnalystChange(Frozen):
    """A change of one reading, by the id of the job that made it."""

    reading: str
    change: Change


Made = Mapping[str, Coding | Extraction]
"""What jobs have made, by their ids; nothing of one that is under way, came to nothing, or is kept no more."""

_CHANGES = TypeAdapter(AnalystChange)


def change_in(text: str) -> AnalystChange:
    """A change as it is kept."""
    return _CHANGES.validate_json(text)


def with_changes(
    study: Study, reading: StudyAnalysis, changes: Iterable[tuple[str, Change]], made: Made
) -> StudyAnalysis:
    """The reading after all changes, each by the name of whoever made it, and checked. A change of a theme or an
    answer that is gone since, erased say, changes nothing."""
    for analyst, change in changes:
        try:
            reading = _changed(AnalystDesk(study, reading, analyst), reading, change, made)
        except NotFound:
            continue
    return checked(study, reading)


def _changed(desk: AnalystDesk, reading: StudyAnalysis, change: Change, made: Made) -> StudyAnalysis:
    match change:
        case ThemeRenamed():
            return desk.rename_theme(change.theme, change.name, change.summary)
        case ThemesJoined():
            return desk.merge_themes(change.themes, change.name)
        case ThemeRejected():
            return desk.reject_theme(change.theme, change.why)
        case AnswerRecoded():
            return desk.recode(change.step, change.participant, change.codes)
        case AnswersCoded():
            coding = made.get(change.job)
            return with_coding(reading, change.step, coding) if isinstance(coding, Coding) else reading
        case FieldsTaken():
            table = made.get(change.job)
            return with_table(reading, table) if isinstance(table, Extraction) else reading
