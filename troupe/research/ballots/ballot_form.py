"""The form in which a ballot is answered, one a kind: what a model has to fill in, and nothing else."""

import re
from functools import lru_cache
from types import GenericAlias
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, create_model, model_validator

from troupe.people.persona.questionnaire import one_of
from troupe.research.guides.guide import Ballot, BallotForm

_FROZEN = ConfigDict(frozen=True)


class _Ranked(BaseModel):
    """Answers that name a best and a worst."""

    model_config = _FROZEN

    @model_validator(mode="after")
    def _apart(self) -> "_Ranked":
        if getattr(self, "best", None) == getattr(self, "worst", None):
            raise ValueError("best and worst: must be two different ones")
        return self


class _Prices(BaseModel):
    """Answers that name four prices, each no lower than the one before."""

    model_config = _FROZEN

    @model_validator(mode="after")
    def _rise(self) -> "_Prices":
        prices = [getattr(self, name) for name in PRICE_NAMES]
        if prices != sorted(prices):
            raise ValueError(f"{', '.join(PRICE_NAMES)}: must not fall from one to the next")
        return self


PRICE_NAMES = ("too_cheap", "cheap", "dear", "too_dear")
"""At which price it is so cheap that one doubts it, a good buy, dear but thinkable, too dear (van Westendorp)."""
_LONGEST_REASON = 400
"""Characters of a reason, where an endpoint holds its model to them: a small one went round in circles until it
had no room left to choose."""
_WHOLE = re.compile(r".*[.!?…。！？]", re.DOTALL)


def _in_whole_sentences(reason: str) -> str:
    """A reason without the sentence in which the form has cut it off; a longer one had no such form."""
    whole = _WHOLE.match(reason) if len(reason) == _LONGEST_REASON else None
    return reason if whole is None else whole[0]


_REASON = Annotated[
    str,
    AfterValidator(_in_whole_sentences),
    WithJsonSchema({"type": "string", "maxLength": _LONGEST_REASON}),
]
_PRICE = Annotated[float, Field(ge=0, le=1e9)]


def form_of(ballot: Ballot, options: tuple[str, ...]) -> type[BaseModel]:
    """The form for one person, to whom the options stand in this order. Words come first, so that what is chosen
    follows from them."""
    return _made(ballot.form, ballot.points, options, talk_first=ballot.talk_first)


@lru_cache(maxsize=512)
def _made(form: BallotForm, points: int, options: tuple[str, ...], *, talk_first: bool) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    base: type[BaseModel] = BaseModel
    if talk_first or form is BallotForm.OPEN:
        fields["words"] = (Annotated[str, Field(min_length=1)], ...)
    if form is not BallotForm.OPEN:
        fields["reason"] = (_REASON, ...)
    match form:
        case BallotForm.SINGLE:
            fields["choice"] = (one_of(options), ...)
        case BallotForm.MULTIPLE:
            fields["choices"] = (GenericAlias(list, (one_of(options),)), Field(min_length=1))
        case BallotForm.LIKERT | BallotForm.RATING:
            fields["number"] = (Annotated[int, Field(ge=1, le=points)], ...)
        case BallotForm.BEST_WORST:
            base = _Ranked
            fields |= {"best": (one_of(options), ...), "worst": (one_of(options), ...)}
        case BallotForm.PRICE:
            base = _Prices
            fields |= dict.fromkeys(PRICE_NAMES, (_PRICE, ...))
        case BallotForm.OPEN:
            pass
    return create_model("BallotAnswer", __base__=base, **fields)
