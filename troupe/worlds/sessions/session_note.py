"""A note on a session: something that those who watch it have put down beside what is said in front."""

from enum import StrEnum

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen
from troupe.worlds.events.author import HumanAuthor


class NoteKind(StrEnum):
    """The kind of a note. MODERATOR: whose lines in front are heard as the moderator's. OBSERVER: who may read
    backstage. PREDICTION: what somebody expects, written before the start. SUGGESTION: a question that an observer
    would like to be asked. QUOTE: a line that is to stand in the report. THOUGHT, GOAL: what was put into one
    person's mind. EDIT: what an analyst changed in a reading."""

    MODERATOR = "moderator"
    OBSERVER = "observer"
    PREDICTION = "prediction"
    SUGGESTION = "suggestion"
    QUOTE = "quote"
    THOUGHT = "thought"
    GOAL = "goal"
    EDIT = "edit"


class NewNote(Frozen):
    """A note to be kept. `by` is whose it is (of an observer: themselves); `event` the line it is about, `person`
    the id of the person of the session it is about."""

    kind: NoteKind
    by: HumanAuthor
    text: str = ""
    event: str | None = None
    person: str | None = None


class SessionNote(NewNote):
    """A note as it is kept. `settled`: a suggestion was asked, an observer was let go."""

    id: str
    session_id: str
    at: AwareDatetime
    settled: bool = False
