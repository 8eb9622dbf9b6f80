"""The discussion guide of a study: sections of steps, each a question, something shown, or a ballot."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from troupe.core.frozen import Frozen

LONGEST_TEXT = 4_000
"""Characters of a question; more is a document, and is shown."""
MOST_STEPS = 100


def _word(key: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", key):
        raise ValueError("must be one word of small letters, digits and _, at most 30")
    return key


StepKey = Annotated[str, AfterValidator(_word)]
"""The word by which reports, exports and skip rules speak of a step; unique in its guide."""
StepText = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class StudyKind(StrEnum):
    """The form of a study: all in one room, each alone, in pairs, or about something that is shown."""

    DISCUSSION = "discussion"
    INTERVIEWS = "interviews"
    DYADS = "dyads"
    REVIEW = "review"
    BRAINSTORM = "brainstorm"
    DEBATE = "debate"
    POLL = "poll"


class AnswerOrder(StrEnum):
    """The manner in which people answer a question. TOGETHER: unseen by the others until all are in, then
    revealed in seat order. POPCORN: one after the other, each having heard those before; the seed draws the
    order."""

    TOGETHER = "together"
    POPCORN = "popcorn"


class SkipRule(Frozen):
    """The condition under which a step is left out: so many of the people gave this answer in an earlier
    ballot."""

    ballot: StepKey
    option: str
    at_least: Annotated[float, Field(ge=0, le=1)] | None = None
    at_most: Annotated[float, Field(ge=0, le=1)] | None = None


class Exhibit(Frozen):
    """Something that is shown to everyone: a text, a document as text, or a picture told in words. `variants`
    are concepts of which each replicate, and each person in interviews, sees all, in an order that the seed
    rotates."""

    kind: Literal["exhibit"] = "exhibit"
    key: StepKey
    title: str = ""
    text: StepText | None = None
    file: str | None = None
    """The name of the file it was read from; its words stand in `text`."""
    variants: tuple["Exhibit", ...] = ()
    skip: SkipRule | None = None

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if bool(self.variants) == (self.text is not None):
            raise ValueError("needs either a text or variants")
        return self


class GuideQuestion(Frozen):
    """A question to everyone. `probes` are fixed follow-ups, put to everybody in these words; `free_probes` is
    how many more a moderator person may ask of their own in each room, of one person or of everyone."""

    kind: Literal["question"] = "question"
    key: StepKey
    text: StepText
    order: AnswerOrder = AnswerOrder.TOGETHER
    probes: tuple[StepText, ...] = ()
    free_probes: Annotated[int, Field(ge=0, le=10)] = 0
    minutes: Annotated[float, Field(gt=0, le=240)] | None = None
    skip: SkipRule | None = None


class BallotForm(StrEnum):
    """The form of an answer to a ballot. LIKERT: from strongly disagree to strongly agree, in `points` steps.
    RATING: a number from 1 to `points`. BEST_WORST: the best and the worst of `options`, which gives a ranking.
    PRICE: at what price too cheap, cheap, dear, too dear (van Westendorp). OPEN: words."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    LIKERT = "likert"
    RATING = "rating"
    BEST_WORST = "best_worst"
    PRICE = "price"
    OPEN = "open"


class Ballot(Frozen):
    """A private vote: nobody sees the others'. Options are shuffled for each person, where their order means
    nothing. `talk_first`: people say it in prose first, which is then mapped to the scale, beside a direct
    rating."""

    kind: Literal["ballot"] = "ballot"
    key: StepKey
    text: StepText
    form: BallotForm = BallotForm.SINGLE
    options: tuple[str, ...] = ()
    points: Annotated[int, Field(ge=2, le=11)] = 5
    low: str = ""
    high: str = ""
    """The words at both ends of a scale."""
    currency: str = ""
    talk_first: bool = False
    skip: SkipRule | None = None

    @model_validator(mode="after")
    def _options_fit(self) -> Self:
        choosing = self.form in (BallotForm.SINGLE, BallotForm.MULTIPLE, BallotForm.BEST_WORST)
        least = 3 if self.form is BallotForm.BEST_WORST else 2
        if choosing and len(self.options) < least:
            raise ValueError(f"options: at least {least} are needed to choose from")
        if not choosing and self.options:
            raise ValueError(f"options: a ballot of form {self.form.value} has none")
        if len({option.casefold().strip() for option in self.options}) != len(self.options):
            raise ValueError("options: two of them are the same")
        return self


GuideStep = Annotated[Exhibit | GuideQuestion | Ballot, Field(discriminator="kind")]


class GuideSection(Frozen):
    """A part of the guide, such as a warm-up, with the time meant for it."""

    title: str
    minutes: Annotated[float, Field(gt=0, le=480)] | None = None
    steps: tuple[GuideStep, ...] = ()


class Guide(Frozen):
    """A whole discussion guide. `decision` says what will be decided with the results, `would_change` which
    result would change it. `language` is the one in which questions are written, as a code such as `de`."""

    title: Annotated[str, Field(min_length=1, max_length=120)]
    study: StudyKind = StudyKind.DISCUSSION
    about: str = ""
    decision: str = ""
    would_change: str = ""
    language: str = "en"
    sections: Annotated[tuple[GuideSection, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _keys_fit(self) -> Self:
        keys: set[str] = set()
        ballots: dict[str, Ballot] = {}
        count = 0
        for step in self.steps:
            count += 1
            if step.skip is not None:
                _check_skip(step.key, step.skip, ballots)
            for key in (step.key, *(part.key for part in (step.variants if isinstance(step, Exhibit) else ()))):
                if key in keys:
                    raise ValueError(f"two steps have the key {key}")
                keys.add(key)
            if isinstance(step, Ballot):
                ballots[step.key] = step
        if not 1 <= count <= MOST_STEPS:
            raise ValueError(f"needs 1 to {MOST_STEPS} steps, and has {count}")
        return self

    @property
    def steps(self) -> "Iterator[Exhibit | GuideQuestion | Ballot]":
        """All steps, in order."""
        for section in self.sections:
            yield from section.steps

    def step(self, key: str) -> "Exhibit | GuideQuestion | Ballot | None":
        """The step of this key."""
        return next((step for step in self.steps if step.key == key), None)


def _check_skip(key: str, skip: SkipRule, ballots: dict[str, Ballot]) -> None:
    ballot = ballots.get(skip.ballot)
    if ballot is None:
        raise ValueError(f"{key}: skip speaks of {skip.ballot}, which is no ballot before it")
    if ballot.options and skip.option not in ballot.options:
        raise ValueError(f"{key}: skip speaks of {skip.option!r}, which {skip.ballot} does not offer")
