"""The walk over the lines of a guide: each becomes a section, a step, a part of one, or a note that it was left
out. Nothing is dropped in silence."""

import re
from collections.abc import Sequence

from troupe.research.guides.reading.guide_draft import (
    BallotDraft,
    ExhibitDraft,
    GuideDraft,
    PieceDraft,
    QuestionDraft,
    SectionDraft,
    StepDraft,
)
from troupe.research.guides.reading.line_places import (
    goes_on_as_title,
    is_below,
    is_counted_part,
    is_section,
    is_title,
    stands_apart,
)
from troupe.research.guides.reading.lines.page_marks import is_page_number
from troupe.research.guides.reading.lines.written_line import LineMark, WrittenLine
from troupe.research.guides.reading.shaped_ballots import shape_ballots
from troupe.research.guides.reading.step_parts import add_below, ballot_of, exhibit_of, take_marks
from troupe.research.guides.reading.whole_fields import LONG_FIELDS, WholeFields
from troupe.research.guides.reading.words.asking_words import asks, directs, split_direction
from troupe.research.guides.reading.words.ballot_words import lettered_behind
from troupe.research.guides.reading.words.inline_parts import announces, in_brackets, probes_behind, unquoted
from troupe.research.guides.reading.words.line_labels import Label, LineRole, label_of
from troupe.research.guides.reading.words.line_marks import LineMarks, is_condition, marks_of, minutes_in

UNTITLED = "Questions"
_ORDINAL = re.compile(r"^(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,4}|[A-Z])[.):]\s+")
_LEAST_SPOKEN = 3
"""Lines of whoever moderates that make a text a script."""
_DIRECTION = "a direction for the moderator, left out"


def read_outline(lines: Sequence[WrittenLine]) -> GuideDraft:
    """The draft of a guide; its faults and notes tell what could not be read, and what was left out."""
    reader = _OutlineReader(lines)
    first = 0
    if goes_on_as_title(lines):
        reader.draft.title, first = f"{lines[0].text.rstrip(':')}: {lines[1].text}", 2
    for at in range(first, len(lines)):
        reader.read(at)
    shape_ballots(reader.draft)
    return reader.draft


class _OutlineReader:
    """What is open while lines are read: the section, the step, or a field of the whole guide."""

    def __init__(self, lines: Sequence[WrittenLine]) -> None:
        self.draft = GuideDraft()
        self._lines = lines
        self._whole = WholeFields(self.draft)
        self._step: StepDraft | None = None
        spoken = [label for line in lines if (label := label_of(line.text)) and label.role is LineRole.SPEAKER]
        self._is_script = len(spoken) >= _LEAST_SPOKEN

    def read(self, at: int) -> None:
        line = self._lines[at]
        if line.heading:
            self._heading(at, line)
            return
        if line.role is None and (inner := in_brackets(line.text)) and self._bracketed(at, line, inner):
            return
        label = label_of(line.text) if line.role is None else Label(line.role, line.text)
        if label is not None and self._labelled(at, line, label):
            return
        step = self._step
        if step is not None and is_below(step, line, label) and not is_counted_part(self._lines, at, step):
            self._below(step, line)
        elif is_condition(line.text):
            self._condition(line.number, line.text)
        elif self._whole.goes_on(line):
            self._whole.keep(line)
        else:
            self._free(at, line)

    # headings

    def _heading(self, at: int, line: WrittenLine) -> None:
        label = label_of(line.text)
        if label is not None and label.role is not LineRole.SECTION and self._labelled(at, line, label):
            return
        text = label.rest if label is not None and label.role is LineRole.SECTION else line.text
        text = _ORDINAL.sub("", text, count=1)
        if "?" in text:
            self._question(line.model_copy(update={"indent": -1}), text)
        elif not self.draft.title and not self.draft.sections and is_title(self._lines, at):
            self.draft.title = marks_of(text).text
        elif (whole := label_of(f"{text}:")) is not None and whole.role in LONG_FIELDS and not self.draft.sections:
            self._whole.begin(whole.role, 0, empty=True)
        else:
            self._section(line.number, text)

    def _section(self, line: int, text: str) -> None:
        marks = marks_of(text.rstrip(":： "))
        section = SectionDraft(line, marks.text.rstrip(":： ") or UNTITLED, marks.minutes)
        section.skip, section.skip_line = marks.skip, line
        self.draft.sections.append(section)
        self._step = None
        self._whole.close()

    # directions and labels

    def _bracketed(self, at: int, line: WrittenLine, inner: str) -> bool:
        """Take a line that stands wholly in brackets; False where it is a mark of a step, such as `(popcorn)`."""
        label = label_of(inner)
        if label is not None:
            return self._labelled(at, line.model_copy(update={"text": inner, "mark": LineMark.NONE}), label)
        if marks_of(f"x {line.text}").text == "x":
            return False
        if "?" in inner and not directs(inner):
            if self._step is None:
                return False
            probe = Label(LineRole.PROBE, inner)
            self._replace(add_below(self.draft, self._step, line, probe))
        elif announces(inner) and self._shows_next(at):
            self._open(ExhibitDraft(line.number, "", line.indent, awaits=True), LineMarks(""))
        elif announces(inner) and not self._labelled_next(at):
            self.draft.note(line.number, f"{_DIRECTION}; what people are to see goes below `Show:`", line.text)
        else:
            self.draft.note(line.number, _DIRECTION, line.text)
        return True

    def _shows_next(self, at: int) -> bool:
        """The next line is what a direction tells to show."""
        after = self._lines[at + 1] if at + 1 < len(self._lines) else None
        if after is None or after.heading or after.role is not None:
            return False
        if after.mark is LineMark.QUOTED:
            return True
        plain = (
            (not after.listed or unquoted(after.text) != after.text)
            and not asks(after.text)
            and not in_brackets(after.text)
        )
        return plain and label_of(after.text) is None and not is_section(self._lines, at + 1, after.text)

    def _labelled_next(self, at: int) -> bool:
        """The next line says by its own label that it is shown."""
        after = label_of(self._lines[at + 1].text) if at + 1 < len(self._lines) else None
        return after is not None and after.role in (LineRole.SHOW, LineRole.CONCEPTS)

    def _labelled(self, at: int, line: WrittenLine, label: Label) -> bool:
        """Take a line by its label; False where the label has no meaning at this place."""
        step = self._step
        match label.role:
            case LineRole.SECTION:
                self._section(line.number, label.rest)
            case LineRole.QUESTION:
                if not label.rest:
                    return False
                self._question(line, label.rest, label.marks)
            case LineRole.BALLOT:
                self._open(*ballot_of(self.draft, line, label))
            case LineRole.SHOW | LineRole.CONCEPTS:
                self._open(*exhibit_of(line, label))
            case LineRole.SPEAKER:
                self._spoken(at, line, label)
            case LineRole.ASIDE:
                page = line.role is not None and is_page_number(line.text)
                message = "the number of a page, left out" if page else "a note for the moderator, left out"
                self.draft.note(line.number, message, line.text)
            case LineRole.MINUTES:
                return self._minutes(line, label.rest)
            case LineRole.PROBE | LineRole.FREE_PROBES | LineRole.OPTIONS | LineRole.SCALE:
                if step is None:
                    self.draft.note(line.number, "stands below no question, left out", line.text)
                else:
                    self._replace(add_below(self.draft, step, line, label))
            case _:
                return step is None and self._whole.take(line, label)
        return True

    def _spoken(self, at: int, line: WrittenLine, label: Label) -> None:
        """What whoever moderates says is a question where it asks something."""
        inner = label_of(label.rest)
        rest = line.model_copy(update={"text": label.rest, "mark": LineMark.NUMBER})
        known = self._is_script and inner is not None and inner.role is not LineRole.SPEAKER
        if known and inner is not None and self._labelled(at, rest, inner):
            return
        if "?" in label.rest or (self._is_script and asks(label.rest)):
            self._question(rest, label.rest)
        else:
            self.draft.note(line.number, "a note for the moderator, left out", line.text)

    def _minutes(self, line: WrittenLine, text: str) -> bool:
        minutes = minutes_in(text)
        if minutes is None and line.role is None:
            return False
        if minutes is None:
            self.draft.note(line.number, "no minutes, left out", line.text)
        elif not self.draft.sections:
            self.draft.note(line.number, "the time of the whole is that of its sections; left out", line.text)
        elif isinstance(self._step, QuestionDraft):
            self._step.minutes = minutes
        elif self._step is None:
            self.draft.sections[-1].minutes = minutes
        elif line.role is None:
            return False
        else:
            self.draft.note(line.number, "minutes are of questions; left out here", line.text)
        return True

    # what stands below a step

    def _below(self, step: StepDraft, line: WrittenLine) -> None:
        if is_condition(line.text):
            self._condition(line.number, line.text)
        else:
            self._replace(add_below(self.draft, step, line, None))

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
        if minutes_in(text) is not None and self._minutes(line, text):
            return
        if is_section(self._lines, at, text):
            if at == 0 and not line.listed and not self.draft.title and stands_apart(self._lines[1]):
                self.draft.title = marks_of(text).text.rstrip(":")
            else:
                self._section(line.number, text)
        elif directs(text) and not asks(split_direction(text)[1]):
            self.draft.note(line.number, _DIRECTION, text)
        elif line.listed or asks(text):
            self._question(line, text)
        elif not self.draft.sections and self._step is None:
            self._whole.begin(LineRole.ABOUT, line.indent, empty=False)
            self._whole.keep(line)
        else:
            self.draft.note(line.number, "asks nothing, left out", line.text)

    # opening a step

    def _question(self, line: WrittenLine, words: str, beside: str = "") -> None:
        """Open the question that a line asks, with what else stands on it. One that was given its key is set in
        our own form, and means what it says."""
        marks = marks_of(words, beside)
        if marks.key:
            self._open(QuestionDraft(line.number, marks.text, line.indent, line.mark), marks)
            return
        direction, text = split_direction(words)
        if direction and text:
            self.draft.note(line.number, _DIRECTION, direction)
        text, probes = probes_behind(text or words)
        text, options = lettered_behind(text)
        marks = marks_of(text, beside)
        if options:
            ballot = BallotDraft(line.number, marks.text, line.indent, line.mark)
            ballot.options = [PieceDraft(line.number, option) for option in options]
            self._open(ballot, marks)
            return
        question = QuestionDraft(line.number, marks.text, line.indent, line.mark)
        question.probes = [PieceDraft(line.number, probe) for probe in probes]
        self._open(question, marks)

    def _open(self, step: StepDraft, marks: LineMarks) -> None:
        if not self.draft.sections:
            self.draft.sections.append(SectionDraft(step.line, UNTITLED))
        take_marks(self.draft, step, marks)
        self.draft.sections[-1].steps.append(step)
        self._step = step
        self._whole.close()

    def _replace(self, step: StepDraft) -> None:
        """Go on with this step: the same one, one that it turned into, or one that was added behind it."""
        steps = self.draft.sections[-1].steps
        if step is not self._step and step not in steps:
            if step.line == steps[-1].line:
                steps[-1] = step
            else:
                steps.append(step)
        self._step = step
