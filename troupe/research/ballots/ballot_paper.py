"""The ballot as one person has it before them: the options in an order of their own, and how to answer."""

import random
import re

from pydantic import BaseModel, JsonValue

from troupe.llm.port.composed_matter import ComposedMatter
from troupe.people.persona.persona import Persona
from troupe.research.ballots.ballot_form import form_of
from troupe.research.ballots.stand_in_votes import stand_in_answer
from troupe.research.guides.guide import Ballot, BallotForm

_ENDS = re.compile(
    r"^(?:never|always|daily|none|not at all|very|strongly|completely|yes|no|less|more|low|high|often|rarely)\b",
    re.IGNORECASE,
)


class BallotPaper(ComposedMatter):
    """A ballot in the hands of a person. `options` stand in the order in which they are shown to them."""

    persona: Persona
    ballot: Ballot
    options: tuple[str, ...] = ()

    def composed(self, seed: int) -> BaseModel:
        fields: dict[str, JsonValue] = stand_in_answer(self.persona, self.ballot, seed)
        return form_of(self.ballot, self.options).model_validate(fields)

    @property
    def how(self) -> str:
        """How it is to be answered, in words."""
        ballot = self.ballot
        low, high = ends(ballot)
        told = {
            BallotForm.SINGLE: "Choose one of these.",
            BallotForm.MULTIPLE: "Choose all that hold for you, at least one.",
            BallotForm.LIKERT: f"Answer with a whole number from 1 ({low}) to {ballot.points} ({high}).",
            BallotForm.RATING: f"Answer with a whole number from 1 ({low}) to {ballot.points} ({high}).",
            BallotForm.BEST_WORST: "Name the one that is best for you, and the one that is worst.",
            BallotForm.PRICE: _PRICES.format(currency=f" in {ballot.currency}" if ballot.currency else ""),
            BallotForm.OPEN: "Answer in your own words, in a few sentences.",
        }[ballot.form]
        return f"Say first in a few sentences what you think of it. Then: {told}" if ballot.talk_first else told


_PRICES = (
    "Give four prices{currency}, each no lower than the one before: too_cheap, so cheap that you would doubt that "
    "it is any good; cheap, a good buy; dear, getting expensive but still to be thought about; too_dear, out of "
    "the question."
)


def ends(ballot: Ballot) -> tuple[str, str]:
    """The words at both ends of a scale."""
    usual = ("strongly disagree", "strongly agree") if ballot.form is BallotForm.LIKERT else ("lowest", "highest")
    return ballot.low or usual[0], ballot.high or usual[1]


def options_for(ballot: Ballot, person: str, seed: int) -> tuple[str, ...]:
    """The options as this person gets them, drawn by the seed: shuffled, or where their order means something
    from one end or from the other."""
    options = list(ballot.options)
    rng = random.Random(f"{seed}:{ballot.key}:{person}")  # noqa: S311 - to be repeated, not secret
    if _ordered(ballot.options):
        return tuple(options if rng.random() < 0.5 else reversed(options))
    rng.shuffle(options)
    return tuple(options)


def _ordered(options: tuple[str, ...]) -> bool:
    """Whether the order of options means something: numbers, or words that stand at the ends of scales."""
    if not options:
        return False
    numbers = all(re.search(r"\d", option) for option in options)
    return numbers or (len(options) > 2 and bool(_ENDS.match(options[0]) and _ENDS.match(options[-1])))
