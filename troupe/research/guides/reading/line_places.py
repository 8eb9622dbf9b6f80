"""The place of a line in its guide, as its depth, its sign and its neighbours tell it: a heading, a part of the
step above it, or something of its own."""

import re
from collections.abc import Sequence

from troupe.research.guides.reading.guide_draft import (
    BallotDraft,
    ExhibitDraft,
    PieceDraft,
    QuestionDraft,
    StepDraft,
)
from troupe.research.guides.reading.lines.written_line import LineMark, WrittenLine
from troupe.research.guides.reading.words.asking_words import asks
from troupe.research.guides.reading.words.inline_parts import in_brackets, unquoted
from troupe.research.guides.reading.words.line_labels import OF_THE_WHOLE, Label, LineRole, label_of
from troupe.research.guides.reading.words.line_marks import is_condition, marks_of, minutes_in, order_in
from troupe.research.guides.reading.words.study_words import names_guide

_LONGEST_HEADING = 10
_LONGEST_UNMARKED = 4
"""Words of a heading that nothing sets apart but the question below it."""
_DEPTH = {LineMark.NONE: 0, LineMark.QUOTED: 9, LineMark.NUMBER: 1, LineMark.LETTER: 2}
_FINAL = re.compile(r"[.!?:…。？！][\"'”’»)\]]*$")
_ENDS_PROSE = re.compile(r"[.!;,…]$")


def is_title(lines: Sequence[WrittenLine], at: int) -> bool:
    """A heading that stands alone in its level, above others or above questions."""
    line, rest = lines[at], lines[at + 1 :]
    alone = all(other.heading != line.heading for other in rest)
    return (
        line.heading <= 2
        and alone
        and (line.heading == 1 or at == 0)
        and any(other.heading or asks(other.text) for other in rest)
    )


def is_section(lines: Sequence[WrittenLine], at: int, text: str) -> bool:
    """A short line that asks nothing and has questions below it is a heading."""
    line, marks = lines[at], marks_of(text)
    if asks(text) or len(marks.text.split()) > _LONGEST_HEADING or _ENDS_PROSE.search(marks.text):
        return False
    after = lines[at + 1] if at + 1 < len(lines) else None
    if after is None:
        return False
    if line.listed:
        numbered = line.mark in (LineMark.NUMBER, LineMark.LETTER)
        if not numbered:
            return line.mark is LineMark.BULLET and after.indent > line.indent and _may_open(after)
        return marks.minutes is not None or _holds(line, text, after)
    if not line.after_gap and not text.isupper() and not text.endswith(":") and marks.minutes is None:
        return len(text.split()) <= _LONGEST_UNMARKED and text[:1].isupper() and _begins_big(after)
    if (marks.minutes is not None or text.isupper()) and not after.after_gap:
        return True
    known = label_of(after.text) is not None or bool(in_brackets(after.text))
    return after.heading > 0 or after.listed or asks(after.text) or known or at == 0


def is_counted_part(lines: Sequence[WrittenLine], at: int, step: StepDraft) -> bool:
    """A counted line such as `B) Prices (10 min)`, apart from the questions above it, is a heading, though its
    letter stands deeper than their numbers."""
    line = lines[at]
    if _letters_those_below(lines, at):
        return is_section(lines, at, line.text)
    if not line.after_gap or line.indent > step.indent or line.mark not in (LineMark.NUMBER, LineMark.LETTER):
        return False
    capital = line.ordinal.isupper() or line.mark is LineMark.NUMBER
    return capital and is_section(lines, at, line.text)


def _letters_those_below(lines: Sequence[WrittenLine], at: int) -> bool:
    """The letter of the line stands before the numbers below it, as in `B) Prices` above `B1. …`."""
    line = lines[at]
    after = lines[at + 1].ordinal if at + 1 < len(lines) else ""
    return line.mark is LineMark.LETTER and line.ordinal.isupper() and after.startswith(line.ordinal)


def _may_open(after: WrittenLine) -> bool:
    """The line below a bulleted heading belongs to its part."""
    return asks(after.text) or bool(in_brackets(after.text)) or label_of(after.text) is not None


def _holds(line: WrittenLine, text: str, after: WrittenLine) -> bool:
    """A counted line with the questions of its part below it."""
    if text.isupper() and len(text) > 3:
        return after.heading == 0
    if line.ordinal.isupper() and after.ordinal[:-1].startswith(line.ordinal):
        return asks(after.text)
    deeper = after.indent > line.indent or depth(after.mark) > depth(line.mark) or "." in after.ordinal
    return asks(after.text) and ((deeper and after.listed) or after.mark is LineMark.NONE)


def stands_apart(after: WrittenLine) -> bool:
    """What follows a first line is no part of it."""
    label = label_of(after.text)
    return (
        after.after_gap
        or minutes_in(after.text) is not None
        or (label is not None and label.role in (*OF_THE_WHOLE, LineRole.MINUTES))
    )


def goes_on_as_title(lines: Sequence[WrittenLine]) -> bool:
    """The first line only says that it is a guide, and the second says of what."""
    if len(lines) < 3 or lines[0].mark is not LineMark.NONE or lines[0].heading or ":" in lines[0].text:
        return False
    second, third = lines[1], lines[2]
    if second.after_gap or second.mark is not LineMark.NONE or second.heading or asks(second.text):
        return False
    short = len(second.text.split()) <= _LONGEST_HEADING and label_of(second.text) is None
    short = short and not _ENDS_PROSE.search(second.text) and names_guide(lines[0].text)
    apart = third.after_gap or third.heading > 0 or (third.listed and not asks(third.text))
    timed = marks_of(second.text).minutes is not None or minutes_in(second.text) is not None
    return short and apart and not timed


def is_below(step: StepDraft, line: WrittenLine, label: Label | None) -> bool:
    """The line is a part of the step: deeper, or in the list that belongs to it, or the rest of its last words."""
    if line.mark is LineMark.QUOTED:
        return isinstance(step, ExhibitDraft)
    if isinstance(step, ExhibitDraft) and step.awaits and not step.below and _is_content(line, label):
        return True
    if isinstance(step, ExhibitDraft) and not step.in_turn and _asks_by_itself(line):
        return False
    if line.indent > step.indent:
        return not (step.indent == -1 and _begins_anew(step, line))
    if is_condition(line.text) or order_in(line.text) is not None:
        return True
    if not line.listed:
        if line.after_gap or label is not None:
            return False
        return _completes(step, line) or (not _begins_anew(step, line) and _may_wrap(step, line))
    if line.indent < step.indent:
        return False
    if isinstance(step, BallotDraft):
        return _is_option(step, line)
    if isinstance(step, ExhibitDraft):
        counted = line.mark is LineMark.NUMBER and (line.after_gap or asks(line.text))
        return step.mark is LineMark.NONE and not counted
    least = LineMark.LETTER if step.mark is LineMark.NONE else LineMark.NUMBER
    return depth(line.mark) > depth(step.mark) and depth(line.mark) >= depth(least)


def depth(mark: LineMark) -> int:
    """How deep a sign stands where nothing else tells: numbers above letters above bullets."""
    return _DEPTH.get(mark, 3 if mark is LineMark.BULLET else 4)


def _is_option(step: BallotDraft, line: WrittenLine) -> bool:
    if step.option_mark is None:
        apart = line.text.endswith("?") and (line.after_gap or bool(step.options))
        return depth(line.mark) > depth(step.mark) and not apart
    last = line.after_gap and line.text.endswith("?")
    return line.mark is step.option_mark and step.mark is not line.mark and not last


def _asks_by_itself(line: WrittenLine) -> bool:
    """A question below something that is shown is no part of it."""
    return asks(line.text) and (line.listed or line.text.rstrip("\"'”’»)] ").endswith(("?", "？")))


def _is_content(line: WrittenLine, label: Label | None) -> bool:
    if label is not None or asks(line.text) or in_brackets(line.text):
        return False
    return not line.listed or unquoted(line.text) != line.text


def _begins_anew(step: StepDraft, line: WrittenLine) -> bool:
    """A line without a sign of its own that is no continuation of the one before."""
    if line.listed:
        return True
    if step.indent == -1:
        return line.after_gap and asks(line.text)
    return _FINAL.search(_last_text(step)) is not None and not isinstance(step, ExhibitDraft)


def _completes(step: StepDraft, line: WrittenLine) -> bool:
    """The question of a counted step that set a scene first: `2. Imagine a shop.`, and below `What is in it?`."""
    return (
        isinstance(step, QuestionDraft)
        and step.mark in (LineMark.NUMBER, LineMark.LETTER)
        and not step.probes
        and "?" not in step.text
        and "?" in line.text
    )


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
