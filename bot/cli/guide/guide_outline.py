"""A guide as it was read, for whoever checks one: every section and step on a line, with its key."""

from collections import Counter
from collections.abc import Iterator

from troupe.research.guides.guide import (
    AnswerOrder,
    Ballot,
    BallotForm,
    Exhibit,
    Guide,
    GuideQuestion,
    GuideSection,
)
from troupe.research.guides.guide_minutes import minutes_of

_LONGEST = 90
_NAMES = {
    "question": ("question", "questions"),
    "ballot": ("vote", "votes"),
    "exhibit": ("thing to show", "things to show"),
}
_FORMS = {
    BallotForm.SINGLE: "vote, one of",
    BallotForm.MULTIPLE: "vote, any of",
    BallotForm.BEST_WORST: "vote, best and worst of",
    BallotForm.PRICE: "vote, four prices",
    BallotForm.OPEN: "vote, in words",
}


def headline(guide: Guide) -> str:
    """The guide in one line: title, kind, language, how much there is of everything, and how long it takes."""
    counts = Counter(step.kind for step in guide.steps)
    parts = [_many(len(guide.sections), "section", "sections")]
    parts += [_many(counts[kind], *names) for kind, names in _NAMES.items() if counts[kind]]
    minutes = _many(round(minutes_of(guide), 1), "minute", "minutes")
    return f"{guide.title} ({guide.study.value}, {guide.language}): {', '.join(parts)}. {minutes} at a human pace."


def outline(guide: Guide) -> Iterator[str]:
    """The lines below: sections, and each step behind its key."""
    for section in guide.sections:
        yield f"{section.title}{_time(section)}"
        width = max(len(step.key) for step in section.steps)
        for step in section.steps:
            yield from _of_step(step, width)


def _time(part: GuideSection | GuideQuestion) -> str:
    return f" ({part.minutes:g} min)" if part.minutes is not None else ""


def _of_step(step: Exhibit | GuideQuestion | Ballot, width: int) -> Iterator[str]:
    below = " " * (width + 4)
    match step:
        case GuideQuestion():
            order = " (popcorn)" if step.order is AnswerOrder.POPCORN else ""
            yield f"  {step.key:<{width}}  {_short(step.text)}{order}{_time(step)}"
            yield from (f"{below}probe: {_short(probe)}" for probe in step.probes)
            if step.free_probes:
                yield f"{below}and {_many(step.free_probes, 'free probe', 'free probes')}"
        case Ballot():
            yield f"  {step.key:<{width}}  {_short(step.text)}"
            yield f"{below}{_answers(step)}"
        case Exhibit():
            for part in step.variants or (step,):
                words = ": ".join(text for text in (part.title, part.text or "") if text)
                yield f"  {step.key:<{width}}  shown: {_short(words)}"
    if step.skip is not None:
        yield f"{below}left out, by the answers to {step.skip.ballot}"


def _answers(ballot: Ballot) -> str:
    if ballot.form in _FORMS:
        options = f": {_short(' / '.join(ballot.options))}" if ballot.options else ""
        return f"{_FORMS[ballot.form]}{options}"
    ends = f" ({ballot.low} … {ballot.high})" if ballot.low and ballot.high else ""
    return f"vote, 1 to {ballot.points}{ends}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def _many(count: float, one: str, several: str) -> str:
    return f"{count:g} {one if count == 1 else several}"
