"""The fields in which a human votes: radio buttons and checkboxes as far as Discord has room, menus beyond
that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from pydantic import JsonValue, ValidationError

from bot.features.shared.deferred_answers import clip
from troupe.core.errors import BadInput
from troupe.research.ballots.ballot_form import PRICE_NAMES, form_of
from troupe.research.ballots.ballot_paper import ends
from troupe.research.ballots.ballot_reading import vote_of
from troupe.research.guides.guide import Ballot, BallotForm
from troupe.worlds.sessions.vote import Vote

MOST_BOXES, MOST_CHOICES = 10, 25
"""Options that radio buttons or checkboxes, and those that a menu may have."""
_PRICES = {
    "too_cheap": "So cheap that you doubt it is any good",
    "cheap": "A good buy",
    "dear": "Getting expensive, still to be thought about",
    "too_dear": "Out of the question",
}
Control = (
    discord.ui.RadioGroup[Any] | discord.ui.CheckboxGroup[Any] | discord.ui.Select[Any] | discord.ui.TextInput[Any]
)


@dataclass(frozen=True, slots=True)
class BallotField:
    """A field of the form, for this key of the answer."""

    key: str
    label: str
    control: Control
    description: str = ""

    @property
    def given(self) -> tuple[str, ...]:
        """What was chosen or written."""
        match self.control:
            case discord.ui.TextInput(value=text):
                return (text.strip(),) if text.strip() else ()
            case discord.ui.RadioGroup(value=chosen):
                return () if chosen is None else (chosen,)
            case discord.ui.CheckboxGroup() | discord.ui.Select():
                return tuple(self.control.values)


def ballot_fields(ballot: Ballot, options: Sequence[str]) -> list[BallotField]:
    """All fields of a ballot, the options in this order."""
    fields: list[BallotField] = []
    if ballot.talk_first or ballot.form is BallotForm.OPEN:
        fields.append(_text("words", "In your own words", long=True))
    match ballot.form:
        case BallotForm.SINGLE:
            fields += _choice("choice", "Your choice", options)
        case BallotForm.MULTIPLE:
            fields += _choice("choices", "All that hold for you", options, several=True)
        case BallotForm.LIKERT | BallotForm.RATING:
            low, high = ends(ballot)
            points = [str(point) for point in range(1, ballot.points + 1)]
            told = {points[0]: f"1 · {low}", points[-1]: f"{points[-1]} · {high}"}
            fields += _choice("number", "Your answer", points, labels=[told.get(point, point) for point in points])
        case BallotForm.BEST_WORST:
            fields += _choice("best", "The best for you", options)
            fields += _choice("worst", "The worst for you", options)
        case BallotForm.PRICE:
            unit = f" ({ballot.currency})" if ballot.currency else ""
            fields += [_text(name, f"{_PRICES[name]}"[: 45 - len(unit)] + unit) for name in PRICE_NAMES]
        case BallotForm.OPEN:
            pass
    if ballot.form is not BallotForm.OPEN:
        fields.append(_text("reason", "Why? (if you like)", long=True, needed=False))
    return fields


def _text(key: str, label: str, *, long: bool = False, needed: bool = True) -> BallotField:
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=key, style=style, required=needed, max_length=1500 if long else 20
    )
    return BallotField(key, label, box)


def _choice(
    key: str, label: str, options: Sequence[str], *, several: bool = False, labels: Sequence[str] = ()
) -> Iterator[BallotField]:
    """One field, or where a menu has not enough room, several of which one is answered. Values are places in
    `options`, since an option may be longer than Discord takes."""
    shown = [clip(text, 100) for text in labels or options]
    places = range(len(options))
    if len(options) <= MOST_BOXES:
        if several:
            yield BallotField(key, label, _boxes(key, [(shown[at], str(at)) for at in places]))
        else:
            yield BallotField(key, label, _radio(key, [(shown[at], str(at)) for at in places]))
        return
    parts = [places[at : at + MOST_CHOICES] for at in range(0, len(places), MOST_CHOICES)]
    for number, part in enumerate(parts, start=1):
        menu: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"{key}-{number}",
            required=len(parts) == 1,
            min_values=1 if len(parts) == 1 else 0,
            max_values=len(part) if several else 1,
            options=[discord.SelectOption(label=shown[at], value=str(at)) for at in part],
        )
        yield BallotField(key, label if number == 1 else f"{label}, or one of these", menu)


def _radio(key: str, options: Sequence[tuple[str, str]]) -> discord.ui.RadioGroup[Any]:
    group: discord.ui.RadioGroup[Any] = discord.ui.RadioGroup(custom_id=key)
    for label, value in options:
        group.add_option(label=label, value=value)
    return group


def _boxes(key: str, options: Sequence[tuple[str, str]]) -> discord.ui.CheckboxGroup[Any]:
    group: discord.ui.CheckboxGroup[Any] = discord.ui.CheckboxGroup(
        custom_id=key, min_values=1, max_values=len(options)
    )
    for label, value in options:
        group.add_option(label=label, value=value)
    return group


def vote_in(ballot: Ballot, options: Sequence[str], given: Sequence[tuple[str, tuple[str, ...]]]) -> Vote:
    """The vote that fields hold, by their keys. Raises BadInput, in words for who filled them in."""
    answers: dict[str, list[str]] = {}
    for key, values in given:
        answers.setdefault(key, []).extend(values)
    fields: dict[str, JsonValue] = {}
    for key, values in answers.items():
        fields[key] = _value(ballot, options, key, values)
    fields.setdefault("reason", "")
    try:
        answer = form_of(ballot, tuple(options)).model_validate(fields)
    except ValidationError as error:
        raise BadInput(_FAULTS.get(ballot.form, "Answer each field once.")) from error
    return vote_of(ballot, "", answer)


_FAULTS = {
    BallotForm.SINGLE: "Choose one.",
    BallotForm.MULTIPLE: "Choose at least one.",
    BallotForm.BEST_WORST: "Name one as the best, and another one as the worst.",
    BallotForm.PRICE: "Give four prices as numbers, each no lower than the one before.",
    BallotForm.OPEN: "Write an answer.",
}


def _value(ballot: Ballot, options: Sequence[str], key: str, values: Sequence[str]) -> JsonValue:
    if key in ("words", "reason"):
        return " ".join(values)
    if key in PRICE_NAMES:
        return values[0].replace(",", ".").strip(f"€$£ {ballot.currency}") if values else ""
    if key == "number":
        return int(values[0]) + 1 if len(values) == 1 else None
    chosen = [options[int(at)] for at in values]
    if key == "choices":
        return list(chosen)
    return chosen[0] if len(chosen) == 1 else None
