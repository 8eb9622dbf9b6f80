"""The form in which a language model writes a guide, and the guide that is made of it."""

from enum import StrEnum

from pydantic import BaseModel, Field, ValidationError

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


class WrittenStepKind(StrEnum):
    """What a step is."""

    QUESTION = "question"
    POLL = "poll"
    RATING = "rating"
    SHOW = "show"


class WrittenStep(BaseModel):
    """A step as a model writes it; what does not belong to its kind is left empty."""

    kind: WrittenStepKind
    text: str = Field(description="The question, or for show the whole text that people are to read.")
    title: str = Field(default="", description="For show: what it is called.")
    probes: list[str] = Field(
        default_factory=list[str], description="For a question: follow-ups, put to everybody."
    )
    options: list[str] = Field(default_factory=list[str], description="For a poll: what to choose from.")
    low: str = Field(default="", description="For a rating: what 1 means.")
    high: str = Field(default="", description="For a rating: what 5 means.")
    in_turn: bool = Field(default=False, description="For a question: each answers having heard those before.")


class WrittenSection(BaseModel):
    """A section as a model writes it."""

    title: str
    minutes: int = Field(ge=1, le=120)
    steps: list[WrittenStep] = Field(min_length=1)


class WrittenGuide(BaseModel):
    """A guide as a model writes it."""

    title: str
    study: StudyKind
    decision: str
    would_change: str
    language: str = Field(description="The code of the language of the questions, such as en or de.")
    sections: list[WrittenSection] = Field(min_length=1)


def guide_of(written: WrittenGuide, about: str) -> Guide:
    """The guide. Raises ValueError, in one line, where it can be none."""
    keys = dict.fromkeys(WrittenStepKind, 0)
    try:
        sections = tuple(
            GuideSection(
                title=" ".join(section.title.split()),
                minutes=section.minutes,
                steps=tuple(_step(step, keys) for step in section.steps),
            )
            for section in written.sections
        )
        return Guide(
            title=" ".join(written.title.split())[:120],
            study=written.study,
            about=about,
            decision=written.decision.strip(),
            would_change=written.would_change.strip(),
            language=written.language.strip().casefold()[:10] or "en",
            sections=sections,
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{place}: {first['msg'].removeprefix('Value error, ')}") from error


def _step(step: WrittenStep, keys: dict[WrittenStepKind, int]) -> Exhibit | GuideQuestion | Ballot:
    word = {WrittenStepKind.QUESTION: "q", WrittenStepKind.SHOW: "show"}.get(step.kind, "vote")
    counted = WrittenStepKind.POLL if word == "vote" else step.kind
    keys[counted] += 1
    key, text = f"{word}{keys[counted]}", step.text.strip()
    match step.kind:
        case WrittenStepKind.SHOW:
            return Exhibit(key=key, title=" ".join(step.title.split()), text=text)
        case WrittenStepKind.POLL:
            return Ballot(
                key=key, text=text, options=tuple(" ".join(o.split()) for o in step.options if o.strip())
            )
        case WrittenStepKind.RATING:
            return Ballot(key=key, text=text, form=BallotForm.RATING, low=step.low.strip(), high=step.high.strip())
        case WrittenStepKind.QUESTION:
            order = AnswerOrder.POPCORN if step.in_turn else AnswerOrder.TOGETHER
            probes = tuple(probe.strip() for probe in step.probes if probe.strip())
            return GuideQuestion(key=key, text=text, order=order, probes=probes)
