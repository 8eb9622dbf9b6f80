"""The walk over the lines of a guide: each becomes a section, a step, a part of one, or a note that it was left
out. Nothing is dropped in silence."""

import re
from collections.abc import Sequence

from troupe.people.documents.slug import plain_letters
from troupe.research.guides.guide import StudyKind
from troupe.research.guides.reading.asking_words import asks
from troupe.research.guides.reading.guide_draft import (
    BallotDraft,
    ExhibitDraft,
    GuideDraft,
    PieceDraft,
    QuestionDraft,
    SectionDraft,
    StepDraft,
)
from troupe.research.guides.reading.line_labels import OF_THE_WHOLE, Label, LineRole, label_of
from troupe.research.guides.reading.line_marks import LineMarks, is_condition, marks_of, minutes_in, order_in
from troupe.research.guides.reading.step_parts import add_below, ballot_of, exhibit_of, take_marks
from troupe.research.guides.reading.written_line import LineMark, WrittenLine

UNTITLED = "Questions"
_LONGEST_HEADING = 10
_LONGEST_UNMARKED = 4
"""Words of a heading that nothing sets apart but the question below it."""
_LONG_FIELDS = (LineRole.ABOUT, LineRole.DECISION, LineRole.WOULD_CHANGE)
_DEPTH = {LineMark.NONE: 0, LineMark.QUOTED: 9, LineMark.NUMBER: 1, LineMark.LETTER: 2}
_FINAL = re.compile(r"[.!?:…。？！][\"'”’»)\]]*$")
_ENDS_PROSE = re.compile(r"[.!;,…]$")
_ORDINAL = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,4}|[A-Z])[.):]\s+")
_KINDS = (
    (
        StudyKind.INTERVIEWS,
        r"(?:in-?depth |tiefen)?interviews?|1:1.*|one[- ]on[- ]one.*|idis?|entrevistas?|entretiens?",
    ),
    (StudyKind.DYADS, r"dyads?|pairs?|paired interviews?|paare?|duos?|paarinterviews?"),
    (StudyKind.REVIEW, r"(?:concept|document|product|ad|message)?\s*(?:review|test|testing)|konzepttest|reviews?"),
    (StudyKind.BRAINSTORM, r"brainstorm(?:ing)?|ideation|lluvia de ideas|remue-meninges|workshop"),
    (StudyKind.DEBATE, r"debate|debatte|debat"),
    (StudyKind.POLL, r"(?:opinion )?(?:poll|survey)|umfrage|encuesta|sondage"),
    (
        StudyKind.DISCUSSION,
        r"(?:group )?discussion|focus ?groups?|mini ?groups?|gruppendiskussion|fokusgruppe|"
        r"grupo (?:focal|de discusion)|groupe de discussion",
    ),
)


def read_outline(lines: Sequence[WrittenLine]) -> GuideDraft:
    """The draft of a guide; its faults and notes tell what could not be read, and what was left out."""
    reader = _OutlineReader(lines)
    for at in range(len(lines)):
        reader.read(at)
    return reader.draft


class _OutlineReader:
    """What is open while lines are read: the section, the step, or a field of the whole guide."""

    def __init__(self, lines: Sequence[WrittenLine]) -> None:
        self.draft = GuideDraft()
        self._lines = lines
        self._field: LineRole | None = None
        self._field_indent = 0
        self._field_empty = False
        self._step: StepDraft | None = None

    def read(self, at: int) -> None:
        line = self._lines[at]
        if line.heading:
            self._heading(at, line)
            return
        label = label_of(line.text)
        if label is not None and self._labelled(line, label):
            return
        if self._step is not None and self._is_below(line, label):
            self._below(line)
        elif is_condition(line.text):
            self._condition(line.number, line.text)
        elif self._field is not None and self._goes_on(line):
            self._keep(self._field, line)
        else:
            self._free(at, line)

    def _goes_on(self, line: WrittenLine) -> bool:
        """The field of the whole guide that is open has more lines: a list below it, or what is wrapped."""
        if self._field not in _LONG_FIELDS:
            return False
        return line.indent > self._field_indent or (self._field_empty if line.listed else not line.after_gap)

    # headings

    def _heading(self, at: int, line: WrittenLine) -> None:
        label = label_of(line.text)
        if label is not None and label.role is not LineRole.SECTION and self._labelled(line, label):
            return
        text = label.rest if label is not None and label.role is LineRole.SECTION else line.text
        text = _ORDINAL.sub("", text, count=1)
        if "?" in text:
            self._open(QuestionDraft(line.number, text, -1), marks_of(text))
        elif self._is_title(at, line):
            self.draft.title = marks_of(text).text
        elif (
            (whole := label_of(f"{text}:")) is not None and whole.role in _LONG_FIELDS and not self.draft.sections
        ):
            self._field, self._field_indent, self._field_empty = whole.role, 0, True
        else:
            self._section(line.number, text)

    def _is_title(self, at: int, line: WrittenLine) -> bool:
        if self.draft.title or self.draft.sections or line.heading > 2:
            return False
        rest = self._lines[at + 1 :]
        alone = all(other.heading != line.heading for other in rest)
        return (
            alone and (line.heading == 1 or at == 0) and any(other.heading or asks(other.text) for other in rest)
        )

    def _section(self, line: int, text: str) -> None:
        marks = marks_of(text.rstrip(":： "))
        section = SectionDraft(line, marks.text.rstrip(":： ") or UNTITLED, marks.minutes)
        section.skip, section.skip_line = marks.skip, line
        self.draft.sections.append(section)
        self._step = self._field = None

    # labels

    def _labelled(self, line: WrittenLine, label: Label) -> bool:
        """Take a line by its label; False where the label has no meaning at this place."""
        step = self._step
        match label.role:
            case LineRole.SECTION:
                self._section(line.number, label.rest)
            case LineRole.QUESTION:
                if not label.rest:
                    return False
                marks = marks_of(label.rest, label.marks)
                self._open(QuestionDraft(line.number, marks.text, line.indent, line.mark), marks)
            case LineRole.BALLOT:
                self._open(*ballot_of(self.draft, line, label))
            case LineRole.SHOW | LineRole.CONCEPTS:
                self._open(*exhibit_of(line, label))
            case LineRole.ASIDE:
                self.draft.note(line.number, "a note for the moderator, left out", line.text)
            case LineRole.MINUTES:
                return self._minutes(label.rest)
            case LineRole.PROBE | LineRole.FREE_PROBES | LineRole.OPTIONS | LineRole.SCALE:
                if step is None:
                    self.draft.note(line.number, "stands below no question, left out", line.text)
                else:
                    self._replace(add_below(self.draft, step, line, label))
            case _:
                return self._of_the_whole(line, label)
        return True

    def _of_the_whole(self, line: WrittenLine, label: Label) -> bool:
        if self._step is not None or label.role not in OF_THE_WHOLE:
            return False
        if self.draft.sections and label.role in (LineRole.ABOUT, LineRole.KIND, LineRole.TITLE):
            return False
        if (
            label.role is LineRole.KIND
            and label.word in ("format", "type", "art", "tipo")
            and not _kind_of(label.rest)
        ):
            return False
        self._field, self._field_indent, self._field_empty = label.role, line.indent, not label.rest
        if label.rest:
            self._keep(label.role, line.model_copy(update={"text": label.rest}))
        return True

    def _keep(self, role: LineRole, line: WrittenLine) -> None:
        """Add a line to a field of the whole guide."""
        text, draft = line.text, self.draft
        match role:
            case LineRole.TITLE:
                draft.title = f"{draft.title} {text}".strip()
            case LineRole.ABOUT:
                draft.about = f"{draft.about}\n{text}".strip()
            case LineRole.DECISION:
                draft.decision = f"{draft.decision}\n{text}".strip()
            case LineRole.WOULD_CHANGE:
                draft.would_change = f"{draft.would_change}\n{text}".strip()
            case LineRole.LANGUAGE:
                draft.language = _language_code(text)
                if not draft.language:
                    draft.fault(
                        line.number, "language", f"{text!r} is no code; write one such as en, de, es or fr"
                    )
            case _:
                kind = _kind_of(text)
                if kind is None:
                    known = ", ".join(StudyKind)
                    draft.fault(line.number, "study", f"{text!r} is no kind of study; write one of {known}")
                else:
                    draft.study = kind

    def _minutes(self, text: str) -> bool:
        minutes = minutes_in(text)
        if minutes is None or not self.draft.sections:
            return False
        if isinstance(self._step, QuestionDraft):
            self._step.minutes = minutes
        elif self._step is None:
            self.draft.sections[-1].minutes = minutes
        else:
            return False
        return True

    # what stands below a step

    def _is_below(self, line: WrittenLine, label: Label | None) -> bool:
        step = self._step
        if step is None:
            return False
        if line.mark is LineMark.QUOTED:
            return isinstance(step, ExhibitDraft)
        if line.indent > step.indent:
            return not (step.indent == -1 and self._begins_anew(line))
        if is_condition(line.text) or order_in(line.text) is not None:
            return True
        if not line.listed:
            return not line.after_gap and label is None and not self._begins_anew(line) and _may_wrap(step, line)
        if line.indent < step.indent:
            return False
        if isinstance(step, BallotDraft):
            if step.option_mark is None:
                return _depth(line.mark) > _depth(step.mark) and not (
                    line.text.endswith("?") and (line.after_gap or bool(step.options))
                )
            last = line.after_gap and line.text.endswith("?")
            return line.mark is step.option_mark and step.mark is not line.mark and not last
        if isinstance(step, ExhibitDraft):
            return step.mark is LineMark.NONE and not (
                line.mark is LineMark.NUMBER and (line.after_gap or asks(line.text))
            )
        least = LineMark.LETTER if step.mark is LineMark.NONE else LineMark.NUMBER
        return _depth(line.mark) > _depth(step.mark) and _depth(line.mark) >= _depth(least)

    def _begins_anew(self, line: WrittenLine) -> bool:
        """A line without a sign of its own that is no continuation of the one before."""
        step = self._step
        if line.listed or step is None:
            return True
        last = _last_text(step)
        if step.indent == -1:
            return line.after_gap and asks(line.text)
        return _FINAL.search(last) is not None and not isinstance(step, ExhibitDraft)

    def _below(self, line: WrittenLine) -> None:
        if self._step is None:
            return
        if is_condition(line.text):
            self._condition(line.number, line.text)
        else:
            self._replace(add_below(self.draft, self._step, line, None))

    def _condition(self, number: int, text: str) -> None:
        if self._step is not None:
            self._step.skip, self._step.skip_line = text, number
        elif self.draft.sections:
            self.draft.sections[-1].skip, self.draft.sections[-1].skip_line = text, number
        else:
            self.draft.fault(number, "skip", "stands before every question; put it below the one it is about")

    # lines that stand for themselves

    def _free(self, at: int, line: WrittenLine) -> None:
        text = _ORDINAL.sub("", line.text, count=1) if not line.listed else line.text
        if text.startswith("|"):
            self.draft.note(line.number, "a table is not read; write each question on a line, left out", text)
        elif self._is_section(at, line, text):
            if at == 0 and not line.listed and not self.draft.title and self._next_apart(at):
                self.draft.title = marks_of(text).text.rstrip(":")
            else:
                self._section(line.number, text)
        elif line.listed or asks(text):
            marks = marks_of(text)
            self._open(QuestionDraft(line.number, marks.text, line.indent, line.mark), marks)
        elif not self.draft.sections and self._step is None:
            self._field, self._field_indent, self._field_empty = LineRole.ABOUT, line.indent, False
            self._keep(LineRole.ABOUT, line)
        else:
            self.draft.note(line.number, "asks nothing, left out", line.text)

    def _is_section(self, at: int, line: WrittenLine, text: str) -> bool:
        """A short line that asks nothing and has questions below it is a heading."""
        marks = marks_of(text)
        if asks(text) or len(marks.text.split()) > _LONGEST_HEADING or _ENDS_PROSE.search(marks.text):
            return False
        after = self._lines[at + 1] if at + 1 < len(self._lines) else None
        if after is None:
            return False
        if line.listed:
            deeper = after.indent > line.indent or _depth(after.mark) > _depth(line.mark) or "." in after.ordinal
            numbered = line.mark in (LineMark.NUMBER, LineMark.LETTER)
            return numbered and (marks.minutes is not None or (deeper and after.listed and asks(after.text)))
        if not line.after_gap and not text.isupper() and not text.endswith(":") and marks.minutes is None:
            return len(text.split()) <= _LONGEST_UNMARKED and text[:1].isupper() and _begins_big(after)
        return after.heading > 0 or after.listed or asks(after.text) or label_of(after.text) is not None or at == 0

    def _next_apart(self, at: int) -> bool:
        after = self._lines[at + 1]
        label = label_of(after.text)
        return after.after_gap or (label is not None and label.role in OF_THE_WHOLE)

    # opening a step

    def _open(self, step: StepDraft, marks: LineMarks) -> None:
        if not self.draft.sections:
            self.draft.sections.append(SectionDraft(step.line, UNTITLED))
        take_marks(self.draft, step, marks)
        self.draft.sections[-1].steps.append(step)
        self._step, self._field = step, None

    def _replace(self, step: StepDraft) -> None:
        """Go on with this step: the same one, one that it turned into, or one that was added behind it."""
        steps = self.draft.sections[-1].steps
        if step is not self._step and step not in steps:
            if step.line == steps[-1].line:
                steps[-1] = step
            else:
                steps.append(step)
        self._step = step


def _last_text(step: StepDraft) -> str:
    pieces: Sequence[PieceDraft] = ()
    if isinstance(step, QuestionDraft):
        pieces = step.probes
    elif isinstance(step, BallotDraft):
        pieces = step.options
    return pieces[-1].text if pieces else step.text


def _begins_big(line: WrittenLine) -> bool:
    return asks(line.text) and not line.text[:1].islower()


def _may_wrap(step: StepDraft, line: WrittenLine) -> bool:
    """A line may be the rest of an option only where it begins small: what comes after a poll is no part of it."""
    return not isinstance(step, BallotDraft) or not step.options or line.text[:1].islower()


def _depth(mark: LineMark) -> int:
    return _DEPTH.get(mark, 3 if mark is LineMark.BULLET else 4)


def _kind_of(text: str) -> StudyKind | None:
    plain = " ".join(plain_letters(text).split()).strip(" .")
    if plain in set(StudyKind):
        return StudyKind(plain)
    return next((kind for kind, words in _KINDS if re.fullmatch(words, plain)), None)


_LANGUAGES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "spanish": "es",
    "espanol": "es",
    "french": "fr",
    "francais": "fr",
    "italian": "it",
    "italiano": "it",
    "portuguese": "pt",
    "portugues": "pt",
}


def _language_code(text: str) -> str:
    plain = plain_letters(text).strip(" .")
    if plain in _LANGUAGES:
        return _LANGUAGES[plain]
    return plain if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?", plain) else ""
