"""Prose mapped to a scale: what somebody said first, read by a judge who sees nothing but these words."""

import re
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, Field, create_model

from troupe.core.prompt_folder import PromptFolder
from troupe.core.urgency import Urgency
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.composed_matter import ComposedMatter
from troupe.llm.port.llm import Message, Request
from troupe.llm.port.purpose import Purpose
from troupe.llm.understudy.hearing.word_stems import mood_of
from troupe.research.ballots.ballot_paper import ends
from troupe.research.guides.guide import Ballot

PURPOSE = Purpose("judgement", Urgency.AWAITED)
PROMPTS = PromptFolder("troupe.research.ballots", ("scale.md", "spoken.md"))
MAX_TOKENS = 60
_FOR = re.compile(r"\b(?:i am for it|love|great|yes|gladly|definitely|agree)\b", re.IGNORECASE)
_AGAINST = re.compile(r"\b(?:not for me|hate|never|no way|against|disagree|refuse)\b", re.IGNORECASE)


class SpokenAnswer(ComposedMatter):
    """What was said to a ballot with a scale."""

    ballot: Ballot
    words: str

    def composed(self, seed: int) -> BaseModel:
        """By words for and against, which is all that a rule can tell."""
        del seed
        stand = leaning_of(self.words)
        number = 1 + round((stand + 1) / 2 * (self.ballot.points - 1))
        return _form(self.ballot.points).model_validate({"number": number})


def leaning_of(words: str) -> float:
    """1 for words that are for it, −1 for words against it, 0 for neither or both, by a list of each."""
    mood = mood_of(words) + bool(_FOR.search(words)) - bool(_AGAINST.search(words))
    return max(-1.0, min(1.0, float(mood)))


async def mapped(llm: Capped, ballot: Ballot, words: str, *, seed: int) -> float:
    """The number on the ballot's scale that these words stand for. Raises ModelError."""
    reply = await llm.complete(mapping_request(ballot, words, seed))
    return float(reply.value.model_dump()["number"])


def mapping_request(ballot: Ballot, words: str, seed: int) -> Request[BaseModel]:
    low, high = ends(ballot)
    spoken = PROMPTS.template("spoken.md").render(
        text=ballot.text, low=low, high=high, points=ballot.points, words=words
    )
    return Request(
        messages=(Message("system", PROMPTS.text("scale.md")), Message("user", spoken)),
        output=_form(ballot.points),
        purpose=PURPOSE,
        seed=seed,
        max_tokens=MAX_TOKENS,
        temperature=0.0,
        matter=SpokenAnswer(ballot=ballot, words=words),
    )


@lru_cache(maxsize=16)
def _form(points: int) -> type[BaseModel]:
    return create_model("Mapped", number=(Annotated[int, Field(ge=1, le=points)], ...))
