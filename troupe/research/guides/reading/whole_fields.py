"""The fields of the whole guide, above its first section: title, kind, topic, decision, language."""

from troupe.research.guides.guide import StudyKind
from troupe.research.guides.reading.guide_draft import GuideDraft
from troupe.research.guides.reading.lines.written_line import LineMark, WrittenLine
from troupe.research.guides.reading.words.asking_words import asks
from troupe.research.guides.reading.words.line_labels import OF_THE_WHOLE, Label, LineRole
from troupe.research.guides.reading.words.study_words import kind_of, language_code

LONG_FIELDS = (LineRole.ABOUT, LineRole.DECISION, LineRole.WOULD_CHANGE)
_OF_SEVERAL_MEANINGS = ("format", "type", "art", "tipo", "formato")
"""Labels that tell the kind of study only where a kind stands behind them."""


class WholeFields:
    """The field of the whole guide that is open, if one is, and the draft that it is kept in."""

    def __init__(self, draft: GuideDraft) -> None:
        self._draft = draft
        self._open: LineRole | None = None
        self._indent = 0
        self._empty = False

    def close(self) -> None:
        """No line goes on with a field."""
        self._open = None

    def begin(self, role: LineRole, indent: int, *, empty: bool) -> None:
        """The lines that follow belong to this field."""
        self._open, self._indent, self._empty = role, indent, empty

    def goes_on(self, line: WrittenLine) -> bool:
        """The line belongs to the field that is open: an item of its list, or what is wrapped."""
        if self._open not in LONG_FIELDS or (line.mark is LineMark.NUMBER and line.after_gap and asks(line.text)):
            return False
        return line.indent > self._indent or (self._empty if line.listed else not line.after_gap)

    def take(self, line: WrittenLine, label: Label) -> bool:
        """Take a labelled line; False where it is no field of the whole guide at this place."""
        draft = self._draft
        if label.role not in OF_THE_WHOLE:
            return False
        if draft.sections and label.role in (LineRole.ABOUT, LineRole.KIND, LineRole.TITLE):
            return False
        if label.role is LineRole.KIND and label.word in _OF_SEVERAL_MEANINGS and not kind_of(label.rest):
            return False
        self.begin(label.role, line.indent, empty=not label.rest)
        if label.rest:
            self.keep(line.model_copy(update={"text": label.rest}))
        return True

    def keep(self, line: WrittenLine) -> None:
        """Add a line to the field that is open."""
        text, draft = line.text, self._draft
        match self._open:
            case LineRole.TITLE:
                draft.title = f"{draft.title} {text}".strip()
            case LineRole.ABOUT:
                draft.about = f"{draft.about}\n{text}".strip()
            case LineRole.DECISION:
                draft.decision = f"{draft.decision}\n{text}".strip()
            case LineRole.WOULD_CHANGE:
                draft.would_change = f"{draft.would_change}\n{text}".strip()
            case LineRole.LANGUAGE:
                draft.language = language_code(text)
                if not draft.language:
                    message = f"{text!r} is no code; write one such as en, de, es or fr"
                    draft.fault(line.number, "language", message)
            case _:
                self._kind(line.number, text)

    def _kind(self, number: int, text: str) -> None:
        kind = kind_of(text)
        if kind is None:
            known = ", ".join(StudyKind)
            self._draft.fault(number, "study", f"{text!r} is no kind of study; write one of {known}")
        else:
            self._draft.study = kind
