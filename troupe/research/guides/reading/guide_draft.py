"""A guide while its lines are read: steps with the line that each began on, made into a guide at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from troupe.research.guides.guide import (
    LONGEST_TEXT,
    MOST_STEPS,
    AnswerOrder,
    Ballot,
    BallotForm,
    Exhibit,
    Guide,
    GuideQuestion,
    GuideSection,
    SkipRule,
    StudyKind,
)
from troupe.research.guides.reading.guide_faults import GuideFault, GuideNote
from troupe.research.guides.reading.lines.written_line import LineMark
from troupe.research.guides.reading.words.asking_words import asks
from troupe.research.guides.reading.words.skip_words import FORM, rule_of, skip_in

LONGEST_TITLE = 120
_POINTS = range(2, 12)


@dataclass(slots=True)
class PieceDraft:
    """A text that grows by the lines that continue it. `mark` is the sign of the list that it stood in."""

    line: int
    text: str
    mark: LineMark = LineMark.NONE


@dataclass(slots=True)
class StepDraft:
    """A step as far as it was read. `indent` and `mark` say what stands below it."""

    line: int
    text: str
    indent: int = 0
    mark: LineMark = LineMark.NONE
    key: str = ""
    skip: str = ""
    skip_line: int = 0


@dataclass(slots=True)
class QuestionDraft(StepDraft):
    """A question with its probes."""

    order: AnswerOrder = AnswerOrder.TOGETHER
    minutes: float | None = None
    free_probes: int = 0
    probes: list[PieceDraft] = field(default_factory=list[PieceDraft])


@dataclass(slots=True)
class BallotDraft(StepDraft):
    """A ballot with its options."""

    form: BallotForm = BallotForm.SINGLE
    points: int = 5
    low: str = ""
    high: str = ""
    currency: str = ""
    talk_first: bool = False
    options: list[PieceDraft] = field(default_factory=list[PieceDraft])
    option_mark: LineMark | None = None


@dataclass(slots=True)
class ExhibitDraft(StepDraft):
    """Something to show: `text` is its title, or what is shown where nothing stands below it."""

    in_turn: bool = False
    awaits: bool = False
    """It was announced, and what is shown is still to come."""
    below: list[tuple[PieceDraft, int]] = field(default_factory=list[tuple[PieceDraft, int]])
    """Each line below, with its depth."""
    keys: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class SectionDraft:
    """A section with its steps."""

    line: int
    title: str
    minutes: float | None = None
    skip: str = ""
    skip_line: int = 0
    steps: list[StepDraft] = field(default_factory=list[StepDraft])


@dataclass(slots=True)
class GuideDraft:
    """All that was read of a guide, with what was wrong and what was left out."""

    title: str = ""
    study: StudyKind = StudyKind.DISCUSSION
    about: str = ""
    decision: str = ""
    would_change: str = ""
    language: str = ""
    sections: list[SectionDraft] = field(default_factory=list[SectionDraft])
    faults: list[GuideFault] = field(default_factory=list[GuideFault])
    notes: list[GuideNote] = field(default_factory=list[GuideNote])

    def fault(self, line: int, part: str, message: str) -> None:
        self.faults.append(GuideFault(line=line, field=part, message=message))

    def note(self, line: int, message: str, words: str = "") -> None:
        self.notes.append(GuideNote(line=line, message=message, words=words))

    @property
    def steps(self) -> Iterator[StepDraft]:
        for section in self.sections:
            yield from section.steps


def built(draft: GuideDraft, language: str, fallback_title: str) -> Guide | None:
    """The guide, or None where faults stand in the draft."""
    steps = list(draft.steps)
    if not steps:
        draft.fault(0, "questions", "none was found; write one a line, such as `1. How do you …?`")
    if len(steps) > MOST_STEPS:
        draft.fault(steps[MOST_STEPS].line, "steps", f"a guide has at most {MOST_STEPS}, and this is one more")
    _name_all(draft, steps)
    ballots: list[Ballot] = []
    sections: list[GuideSection] = []
    for section in draft.sections:
        made = [step for one in section.steps if (step := _built_step(draft, section, one, ballots)) is not None]
        if section.steps:
            sections.append(GuideSection(title=section.title, minutes=section.minutes, steps=tuple(made)))
        else:
            draft.note(section.line, "a heading without questions, left out", section.title)
    if draft.faults:
        draft.faults.sort(key=lambda fault: fault.line)
        return None
    title = draft.title or fallback_title
    if len(title) > LONGEST_TITLE:
        draft.note(0, f"the title is cut: it has at most {LONGEST_TITLE} characters", title)
    try:
        return Guide(
            title=title[:LONGEST_TITLE].strip(),
            study=draft.study,
            about=draft.about,
            decision=draft.decision,
            would_change=draft.would_change,
            language=draft.language or language,
            sections=tuple(sections),
        )
    except ValidationError as error:
        draft.fault(0, "", _plain(error))
        return None


def _name_all(draft: GuideDraft, steps: Sequence[StepDraft]) -> None:
    """A key for every step that was given none, counted by kind."""
    taken: set[str] = set()
    for step in steps:
        if step.key and step.key in taken:
            draft.fault(step.line, step.key, "two steps have this key; give one of them another")
        taken.add(step.key)
    counts = {"q": 0, "vote": 0, "show": 0}
    for step in steps:
        word = "q" if isinstance(step, QuestionDraft) else "vote" if isinstance(step, BallotDraft) else "show"
        counts[word] += 1
        while not step.key:
            name = f"{word}{counts[word]}"
            step.key, counts[word] = ("", counts[word] + 1) if name in taken else (name, counts[word])
        taken.add(step.key)


def _built_step(
    draft: GuideDraft, section: SectionDraft, step: StepDraft, ballots: list[Ballot]
) -> Exhibit | GuideQuestion | Ballot | None:
    skip = _skip(draft, section, step, ballots)
    count = len(draft.faults)
    try:
        match step:
            case QuestionDraft():
                return _question(draft, step, skip)
            case BallotDraft():
                ballot = _ballot(draft, step, skip)
                if ballot is not None:
                    ballots.append(ballot)
                return ballot
            case ExhibitDraft():
                return _exhibit(draft, step, skip)
            case _:
                return None
    except ValidationError as error:
        if len(draft.faults) == count:
            draft.fault(step.line, step.key, _plain(error))
        return None


def _skip(draft: GuideDraft, section: SectionDraft, step: StepDraft, ballots: Sequence[Ballot]) -> SkipRule | None:
    text, line = (step.skip, step.skip_line) if step.skip else (section.skip, section.skip_line)
    if not text:
        return None
    words = skip_in(text)
    rule = f"cannot be read; write it as: {FORM}" if words is None else rule_of(words, ballots)
    if isinstance(rule, str):
        if not any(fault.line == line and fault.field == "skip" for fault in draft.faults):
            draft.fault(line, "skip", rule)
        return None
    return rule


def _question(draft: GuideDraft, step: QuestionDraft, skip: SkipRule | None) -> GuideQuestion:
    if not asks(step.text):
        draft.note(step.line, "read as a question, though it asks nothing")
    for piece in (step, *step.probes):
        _bounded(draft, piece.line, step.key, piece.text)
    minutes = step.minutes if step.minutes is None or step.minutes <= 240 else 240
    return GuideQuestion(
        key=step.key,
        text=step.text,
        order=step.order,
        probes=tuple(probe.text for probe in step.probes),
        free_probes=min(step.free_probes, 10),
        minutes=minutes,
        skip=skip,
    )


def _ballot(draft: GuideDraft, step: BallotDraft, skip: SkipRule | None) -> Ballot | None:
    _bounded(draft, step.line, step.key, step.text)
    choosing = step.form in (BallotForm.SINGLE, BallotForm.MULTIPLE, BallotForm.BEST_WORST)
    least = 3 if step.form is BallotForm.BEST_WORST else 2
    if not step.text:
        draft.fault(step.line, f"{step.key}.text", "the ballot asks nothing; write its question behind the colon")
    elif choosing and len(step.options) < least:
        message = f"has {len(step.options)} of at least {least}; write them below, one a line with `-`"
        draft.fault(step.line, f"{step.key}.options", message)
    elif step.points not in _POINTS:
        draft.fault(step.line, f"{step.key}.points", f"a scale has 2 to 11 points, not {step.points}; such as 1-5")
    elif (double := _double(step.options)) is not None:
        draft.fault(double.line, f"{step.key}.options", f"{double.text!r} stands twice; leave one out")
    else:
        if not choosing:
            for option in step.options:
                draft.note(
                    option.line, f"a ballot of form {step.form.value} has no options, left out", option.text
                )
        return Ballot(
            key=step.key,
            text=step.text,
            form=step.form,
            options=tuple(option.text for option in step.options) if choosing else (),
            points=step.points,
            low=step.low,
            high=step.high,
            currency=step.currency,
            talk_first=step.talk_first,
            skip=skip,
        )
    return None


def _double(options: Sequence[PieceDraft]) -> PieceDraft | None:
    words: set[str] = set()
    return next(
        (o for o in options if o.text.casefold().strip() in words or words.add(o.text.casefold().strip())), None
    )


def _exhibit(draft: GuideDraft, step: ExhibitDraft, skip: SkipRule | None) -> Exhibit | None:
    file = step.text if _names_file(step.text) else None
    if not step.below:
        if file is not None or not step.text:
            draft.fault(
                step.line, f"{step.key}.text", "its words are not here; paste them below, each line with `>`"
            )
            return None
        _bounded(draft, step.line, step.key, step.text)
        return Exhibit(key=step.key, text=step.text, skip=skip)
    if not step.in_turn:
        text = "\n".join(piece.text for piece, _ in step.below)
        _bounded(draft, step.line, step.key, text)
        return Exhibit(key=step.key, title="" if file else step.text, file=file, text=text, skip=skip)
    variants = [_variant(step, number, lines) for number, lines in enumerate(_groups(step), start=1)]
    if len(variants) < 2:
        draft.fault(step.line, f"{step.key}.variants", "needs two or more; write each below, such as `- A: …`")
        return None
    return Exhibit(key=step.key, title=step.text, variants=tuple(variants), skip=skip)


def _groups(step: ExhibitDraft) -> list[list[str]]:
    """The lines below, a group for each variant: those at the least depth begin one."""
    least = min(depth for _, depth in step.below)
    groups: list[list[str]] = []
    for piece, depth in step.below:
        if depth == least or not groups:
            groups.append([])
        groups[-1].append(piece.text)
    return groups


def _variant(step: ExhibitDraft, number: int, lines: Sequence[str]) -> Exhibit:
    title, colon, rest = lines[0].partition(":")
    titled = bool(colon) and len(title.split()) <= 8
    body = [rest.strip() if titled else lines[0], *lines[1:]]
    text = "\n".join(line for line in body if line) or title
    if not titled and len(lines) > 1 and len(lines[0].split()) <= 8:
        title, titled, text = lines[0], True, "\n".join(lines[1:])
    return Exhibit(key=f"{step.key}_{number}"[:30], title=title.strip() if titled else "", text=text)


def _names_file(text: str) -> bool:
    name, dot, ending = text.strip("`\"' ").rpartition(".")
    return bool(dot and name) and " " not in ending and ending.lower() in _FILES


_FILES = frozenset(
    {"pdf", "png", "jpg", "jpeg", "gif", "webp", "svg", "doc", "docx", "ppt", "pptx", "txt", "md", "mp4"}
)


def _bounded(draft: GuideDraft, line: int, key: str, text: str) -> None:
    if len(text) > LONGEST_TEXT:
        message = (
            f"has {len(text):,} characters, and at most {LONGEST_TEXT:,} may be; show it as a document in parts"
        )
        draft.fault(line, f"{key}.text", message)


def _plain(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    return f"{path}: {message}" if path else message
