"""A guide written out: YAML that reads back as the same guide, and text that a moderator can hold in the hand."""

from collections.abc import Iterator

from pydantic import BaseModel, JsonValue

from troupe.people.documents.yaml_writing import yaml_text
from troupe.research.guides.guide import (
    AnswerOrder,
    Ballot,
    BallotForm,
    Exhibit,
    Guide,
    GuideQuestion,
    GuideSection,
    StudyKind,
)
from troupe.research.guides.reading.words.skip_words import told

_LABELS = {
    BallotForm.SINGLE: "Poll",
    BallotForm.MULTIPLE: "Choose all",
    BallotForm.LIKERT: "Agree",
    BallotForm.RATING: "Rate",
    BallotForm.BEST_WORST: "Best-worst",
    BallotForm.PRICE: "Price",
    BallotForm.OPEN: "Open vote",
}


def guide_yaml(guide: Guide) -> str:
    """The guide in our own form; what is as it would be anyway is left out."""
    head = _without_defaults(guide)
    head["sections"] = [_section(section) for section in guide.sections]
    return yaml_text(head)


def guide_text(guide: Guide) -> str:
    """The guide as Markdown, in the words that are read again."""
    return "\n".join(_lines(guide)).rstrip() + "\n"


def _without_defaults(value: BaseModel) -> dict[str, JsonValue]:
    return value.model_dump(mode="json", exclude_defaults=True)


def _section(section: GuideSection) -> dict[str, JsonValue]:
    members = _without_defaults(section)
    members.setdefault("title", section.title)
    members["steps"] = [_step(step) for step in section.steps]
    return members


def _step(step: Exhibit | GuideQuestion | Ballot) -> dict[str, JsonValue]:
    members: dict[str, JsonValue] = {"kind": step.kind, **_without_defaults(step)}
    if isinstance(step, Exhibit) and step.variants:
        members["variants"] = [_step(variant) for variant in step.variants]
    return members


def _lines(guide: Guide) -> Iterator[str]:
    yield from (f"# {guide.title}", "")
    head = (
        ("Kind", "" if guide.study is StudyKind.DISCUSSION else guide.study.value),
        ("About", guide.about),
        ("Decision", guide.decision),
        ("Would change", guide.would_change),
        ("Language", "" if guide.language == "en" else guide.language),
    )
    for label, text in head:
        if text:
            yield from (f"{label}: {_one_line(text)}", "")
    number = 0
    for section in guide.sections:
        time = f" ({section.minutes:g} min)" if section.minutes is not None else ""
        yield from (f"## {section.title}{time}", "")
        for step in section.steps:
            number += isinstance(step, GuideQuestion)
            yield from _step_lines(step, number)
            if step.skip is not None:
                yield f"   {told(step.skip)}"
            yield ""


def _step_lines(step: Exhibit | GuideQuestion | Ballot, number: int) -> Iterator[str]:
    match step:
        case GuideQuestion():
            marks = ", ".join(_question_marks(step))
            yield f"{number}. [{step.key}] {_one_line(step.text)}{f' ({marks})' if marks else ''}"
            yield from (f"   - {_one_line(probe)}" for probe in step.probes)
        case Ballot():
            first = " (talk first)" if step.talk_first else ""
            yield f"{_LABELS[step.form]}{_scale(step)}: [{step.key}] {_one_line(step.text)}{first}"
            yield from (f"   - {option}" for option in step.options)
            if step.low or step.high:
                yield f"   Ends: {step.low} | {step.high}"
        case Exhibit():
            yield from _exhibit_lines(step)


def _question_marks(step: GuideQuestion) -> Iterator[str]:
    if step.order is AnswerOrder.POPCORN:
        yield "popcorn"
    if step.free_probes:
        yield f"{step.free_probes} free probes"
    if step.minutes is not None:
        yield f"{step.minutes:g} min"


def _scale(ballot: Ballot) -> str:
    if ballot.form in (BallotForm.LIKERT, BallotForm.RATING):
        return f" 1-{ballot.points}"
    return f" ({ballot.currency})" if ballot.currency else ""


def _exhibit_lines(step: Exhibit) -> Iterator[str]:
    if step.variants:
        yield f"Show in turn: [{step.key}] {_one_line(step.title)}".rstrip()
        for variant in step.variants:
            first, *more = (variant.text or "").splitlines() or [""]
            yield f"   - {f'{variant.title}: ' if variant.title else ''}{first}"
            yield from (f"     {line}" for line in more)
        return
    yield f"Show: [{step.key}] {_one_line(step.file or step.title)}".rstrip()
    yield from (f"   > {line}" for line in (step.text or "").splitlines())


def _one_line(text: str) -> str:
    return " ".join(text.split())
