"""The code book of a study: its themes, codes and coded answers as a file that an analyst edits, and the reading
as it is after that."""

import yaml
from pydantic import Field, ValidationError

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.research.analysis.analysis import Code, StudyAnalysis
from troupe.research.analysis.by_analyst.analyst_edits import AnalystDesk
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study import Study

NAME = "code-book.yaml"
_HEAD = """\
# Edit, save, and run `troupe report` on this folder again: the report takes what you changed, checks it, and says
# that you did. `join` names keys of themes that become one with this one; `reject` says why a theme is left out. A
# code that you delete is taken from all answers; new ones may be added. `codes` of an answer are keys of codes.
"""


class BookTheme(Frozen):
    """A theme in the book."""

    key: str
    name: str
    summary: str = ""
    join: tuple[str, ...] = ()
    reject: str = ""


class BookAnswer(Frozen):
    """The codes of what somebody answered to a step; `words` remind of it, and are not read."""

    step: str
    who: str
    codes: tuple[str, ...] = ()
    words: str = ""


class CodeBook(Frozen):
    """The whole file. `analyst` is the name that stands beside each change."""

    analyst: str = ""
    themes: tuple[BookTheme, ...] = ()
    codes: tuple[Code, ...] | None = None
    answers: tuple[BookAnswer, ...] = Field(default=())


def written_book(study: Study, analysis: StudyAnalysis, analyst: str = "") -> str:
    """The file for this reading as it stands."""
    record = StudyRecord(study)
    book = CodeBook(
        analyst=analyst,
        themes=tuple(BookTheme(key=t.key, name=t.name, summary=t.summary) for t in analysis.themes),
        codes=analysis.codes,
        answers=tuple(
            BookAnswer(step=a.step, who=record.name(a.participant), codes=a.codes, words=a.evidence[0].quote)
            for a in analysis.coded
        ),
    )
    return _HEAD + yaml.safe_dump(book.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=110)


def read_book(raw: bytes) -> CodeBook:
    """The file read. Raises BadInput that names the place."""
    try:
        return CodeBook.model_validate(yaml.safe_load(raw.decode("utf-8-sig")) or {})
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{NAME}: cannot be read as YAML", field="study") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise BadInput(f"{NAME}: {where}: {first['msg']}", field="study") from error


def edited(study: Study, analysis: StudyAnalysis, book: CodeBook) -> StudyAnalysis:
    """The reading after what the book changes in it; the same one where it changes nothing. Raises NotFound for
    themes, codes and people that there are none of."""
    desk = AnalystDesk(study, analysis, book.analyst)
    known = {theme.key: theme for theme in analysis.themes}
    for theme in book.themes:
        before = known.get(theme.key)
        if theme.reject.strip():
            desk.reject_theme(theme.key, " ".join(theme.reject.split()))
        elif theme.join:
            desk.merge_themes((theme.key, *theme.join), theme.name)
        elif before is None or (before.name, before.summary) != (theme.name, theme.summary):
            desk.rename_theme(theme.key, theme.name, theme.summary)
    if book.codes is not None and book.codes != analysis.codes:
        desk.change_codes(book.codes)
    ids = {person.name: person.id for person in study.first.participants}
    given = {(answer.step, answer.participant): answer.codes for answer in analysis.coded}
    kept = {code.key for code in (analysis.codes if book.codes is None else book.codes)}
    for answer in book.answers:
        where = (answer.step, ids.get(answer.who, answer.who))
        if answer.codes != tuple(code for code in given.get(where, ()) if code in kept):
            desk.recode(*where, answer.codes)
    return desk.reading
