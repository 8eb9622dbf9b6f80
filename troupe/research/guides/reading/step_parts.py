"""The parts of a step: what its label, its brackets and the lines below it say."""

from troupe.research.guides.guide import BallotForm
from troupe.research.guides.reading.guide_draft import (
    BallotDraft,
    ExhibitDraft,
    GuideDraft,
    PieceDraft,
    QuestionDraft,
    StepDraft,
)
from troupe.research.guides.reading.lines.written_line import LineMark, WrittenLine
from troupe.research.guides.reading.words.ballot_words import (
    asks_by_scale,
    currency_in,
    form_of_scale,
    options_behind,
    options_in,
    scale_in,
    without_ends,
)
from troupe.research.guides.reading.words.inline_parts import unquoted
from troupe.research.guides.reading.words.line_labels import Label, LineRole, form_named
from troupe.research.guides.reading.words.line_marks import LineMarks, marks_of, order_in

_IN_TURN = ("rotate", "rotated", "in turn", "each", "one by one", "rotieren", "alternar")
_AGREEMENT = ("agree", "disagree", "stimme", "acuerdo", "accord")


def take_marks(draft: GuideDraft, step: StepDraft, marks: LineMarks) -> None:
    """What stood in brackets on the line of a step."""
    step.text = marks.text
    step.key = marks.key or step.key
    if marks.skip:
        step.skip, step.skip_line = marks.skip, step.line
    if isinstance(step, QuestionDraft):
        step.order = marks.order or step.order
        step.minutes = marks.minutes or step.minutes
        step.free_probes = step.free_probes if marks.free_probes is None else marks.free_probes
    elif marks.order is not None or marks.minutes is not None or marks.free_probes is not None:
        draft.note(step.line, "minutes, order and probes are of questions; left out here")
    if isinstance(step, BallotDraft):
        step.talk_first = step.talk_first or marks.talk_first
    elif marks.talk_first:
        draft.note(step.line, "`talk first` is of ballots; left out here")


def ballot_of(draft: GuideDraft, line: WrittenLine, label: Label) -> tuple[BallotDraft, LineMarks]:
    """The ballot of a labelled line, such as `Rate 1-5: How clear is it? (1 = not at all, 5 = fully)`."""
    marks = marks_of(label.rest, label.marks)
    ballot = BallotDraft(line.number, marks.text, line.indent, line.mark, form=label.form or BallotForm.SINGLE)
    written = f"{label.scale} {label.marks}"
    for part in marks.kept:
        if (form := form_named(part)) is not None:
            ballot.form = form
        elif ballot.form is BallotForm.SINGLE and scale_in(part) is not None:
            ballot.form = BallotForm.RATING
        elif scale_in(part) is None and not currency_in(part):
            draft.note(line.number, "says nothing known of a ballot, left out", part)
    if ballot.form is BallotForm.SINGLE and asks_by_scale(ballot.text):
        ballot.form = BallotForm.RATING
    if label.scale and not form_of_scale(ballot.form):
        ballot.form = BallotForm.RATING
    if form_of_scale(ballot.form):
        fit_scale(draft, ballot, written)
        ends = scale_in(ballot.text) if "=" in ballot.text or "(" in ballot.text else None
        if ends is not None:
            fit_scale(draft, ballot, ballot.text)
            ballot.text = without_ends(ballot.text)
    elif ballot.form is BallotForm.PRICE:
        ballot.currency = currency_in(written) or currency_in(ballot.text)
    elif ballot.form is not BallotForm.OPEN:
        ballot.text, options = options_behind(ballot.text)
        ballot.options = [PieceDraft(line.number, option) for option in options]
    marks.text = ballot.text
    return ballot, marks


def exhibit_of(line: WrittenLine, label: Label) -> tuple[ExhibitDraft, LineMarks]:
    """What is shown by a labelled line, such as `Show: Concept A`."""
    marks = marks_of(label.rest, label.marks)
    in_turn = label.role is LineRole.CONCEPTS or any(part.casefold() in _IN_TURN for part in marks.kept)
    text = unquoted(marks.text)
    return ExhibitDraft(line.number, text, line.indent, line.mark, in_turn=in_turn, awaits=not text), marks


def add_below(draft: GuideDraft, step: StepDraft, line: WrittenLine, label: Label | None) -> StepDraft:
    """Add a line to a step. Returns the step that further lines belong to: this one, what it turned into, or a
    question that had to be added behind it."""
    match step:
        case QuestionDraft():
            return _below_question(draft, step, line, label)
        case BallotDraft():
            return _below_ballot(draft, step, line, label)
        case ExhibitDraft():
            return _below_exhibit(draft, step, line, label)
        case _:
            return step


def _below_question(draft: GuideDraft, step: QuestionDraft, line: WrittenLine, label: Label | None) -> StepDraft:
    role = None if label is None else label.role
    text = line.text if label is None else label.rest
    if role is LineRole.OPTIONS or line.mark in (LineMark.ONE, LineMark.MANY):
        return _below_ballot(draft, _as_ballot(draft, step, line), line, label)
    if role is LineRole.FREE_PROBES:
        step.free_probes = int(text) if text.isdecimal() else step.free_probes
        if not text.isdecimal():
            draft.fault(line.number, "free_probes", f"{text!r} is no number; such as `Free probes: 2`")
    elif role is LineRole.SCALE:
        draft.note(line.number, "a question has no scale, left out", line.text)
    elif (order := order_in(text)) is not None:
        step.order = order
    elif role is LineRole.PROBE or line.listed:
        if text:
            mark = line.mark if role is None else LineMark.NONE
            step.probes.append(_piece(draft, step, line.number, text, mark))
    elif "?" in text and "?" not in step.text and not step.probes and line.indent <= step.indent:
        take_marks(draft, step, marks_of(f"{step.text} {text}"))
    elif step.probes and line.indent <= step.indent:
        draft.note(line.number, "asks nothing, left out", line.text)
    elif "?" in text and _complete(step):
        step.probes.append(_piece(draft, step, line.number, text))
    elif step.probes:
        step.probes[-1].text = f"{step.probes[-1].text} {text}"
    else:
        marks = marks_of(f"{step.text} {text}")
        take_marks(draft, step, marks)
    return step


def _piece(
    draft: GuideDraft, step: QuestionDraft, number: int, text: str, mark: LineMark = LineMark.NONE
) -> PieceDraft:
    marks = marks_of(text)
    if marks.free_probes is not None:
        step.free_probes = marks.free_probes
    if marks.minutes is not None or marks.key or marks.skip or marks.order is not None:
        draft.note(number, "a probe has no minutes, order, key or condition of its own; left out here")
    return PieceDraft(number, marks.text, mark)


def _complete(step: QuestionDraft) -> bool:
    last = step.probes[-1].text if step.probes else step.text
    return last.rstrip("\"'”’»)] ").endswith(("?", ".", "!", "…", "？", ":"))


def _as_ballot(draft: GuideDraft, step: QuestionDraft, line: WrittenLine) -> BallotDraft:
    """A question with boxes or options below it is a ballot."""
    for probe in step.probes:
        draft.note(probe.line, "a ballot has no probes, left out", probe.text)
    form = BallotForm.MULTIPLE if line.mark is LineMark.MANY else BallotForm.SINGLE
    ballot = BallotDraft(
        step.line, step.text, step.indent, step.mark, step.key, step.skip, step.skip_line, form=form
    )
    if step.minutes is not None:
        draft.note(step.line, "a ballot has no minutes; left out here")
    return ballot


def _below_ballot(draft: GuideDraft, step: BallotDraft, line: WrittenLine, label: Label | None) -> StepDraft:
    role = None if label is None else label.role
    text = line.text if label is None else label.rest
    if role in (LineRole.PROBE, LineRole.FREE_PROBES):
        if role is LineRole.PROBE and text:
            draft.note(line.number, "a probe of a ballot, read as a question of its own behind it")
            return QuestionDraft(line.number, text, step.indent, step.mark)
        draft.note(line.number, "a ballot has no probes, left out", line.text)
    elif role is LineRole.OPTIONS:
        step.options += [PieceDraft(line.number, option) for option in options_in(text)]
    elif form_of_scale(step.form) and scale_in(text) is not None:
        fit_scale(draft, step, text)
    elif role is LineRole.SCALE:
        ends = options_in(text)
        step.low, step.high = (ends[0], ends[-1]) if ends else ("", "")
    elif line.listed or (line.indent > step.indent and step.text.endswith("?")):
        step.option_mark = step.option_mark or line.mark
        step.options.append(PieceDraft(line.number, text))
    elif step.options:
        step.options[-1].text = f"{step.options[-1].text} {text}"
    elif step.text:
        step.text = f"{step.text} {text}"
    else:
        step.text = text
    return step


def _below_exhibit(draft: GuideDraft, step: ExhibitDraft, line: WrittenLine, label: Label | None) -> StepDraft:
    if label is not None and label.role in (LineRole.PROBE, LineRole.FREE_PROBES):
        if label.role is LineRole.PROBE and label.rest:
            draft.note(line.number, "a probe of what is shown, read as a question of its own behind it")
            return QuestionDraft(line.number, label.rest, step.indent, step.mark)
        draft.note(line.number, "what is shown has no probes, left out", line.text)
    else:
        step.below.append((PieceDraft(line.number, unquoted(line.text)), line.indent))
    return step


def fit_scale(draft: GuideDraft, ballot: BallotDraft, text: str) -> None:
    """Give a ballot the scale that a text names, and the words at its ends."""
    scale = scale_in(text)
    if scale is None:
        if any(word in ballot.text.casefold() for word in _AGREEMENT) and ballot.form is BallotForm.RATING:
            ballot.form = BallotForm.LIKERT
        return
    ballot.points = scale.points
    ballot.low, ballot.high = scale.low or ballot.low, scale.high or ballot.high
    if scale.least != 1:
        most = scale.least + scale.points - 1
        draft.note(ballot.line, f"{scale.least} to {most} is read as 1 to {scale.points}: scales begin at 1")
