"""Character cards, V1, V2 and V3: which one a document is, and our document from it.

What has a place of its own with us moves there, raw (`MOVES`); the rest stays in our field `card`, so that nothing
is kept twice and the very card can be written again. What we derive besides (`voice` from `mes_example`, …) is
recognised as derived when the card is written. See docs/decisions/013-character-cards.md.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from troupe.people.cards.card_voice import voice_notes, voice_of
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, NotJson, child, is_object, object_in
from troupe.people.documents.lenient_reading import shown
from troupe.people.persona.lore_entries import MAX_ENTRIES

EXTENSION = "troupe"
"""Our member of a card's `extensions`: what the card has no place for."""


class CardVersion(StrEnum):
    """The forms of a card. V1 has its fields at the top, the others in `data`."""

    V1 = "card-v1"
    V2 = "card-v2"
    V3 = "card-v3"

    @property
    def spec(self) -> tuple[str, str]:
        """The card's `spec` and `spec_version`."""
        return ("chara_card_v2", "2.0") if self is CardVersion.V2 else ("chara_card_v3", "3.0")


class Shape(StrEnum):
    """The form in which a card writes a field that moves into ours."""

    TEXT = "text"
    """Text, and text with us."""
    LINE = "line"
    """Text, and the one line of a list with us."""
    LINES = "lines"
    """A list of texts, and the same with us."""
    BOOK = "book"
    """A lorebook, and our lore."""


@dataclass(frozen=True, slots=True)
class Move:
    """A field of a card and where it stands with us: a field, or a member of one."""

    key: str
    field: str
    member: str
    shape: Shape


MOVES = (
    Move("description", "description", "", Shape.TEXT),
    Move("personality", "personality", "traits", Shape.LINE),
    Move("scenario", "scenario", "", Shape.TEXT),
    Move("first_mes", "sayings", "greeting", Shape.LINE),
    Move("alternate_greetings", "sayings", "other_greeting", Shape.LINES),
    Move("group_only_greetings", "sayings", "group_greeting", Shape.LINES),
    Move("creator_notes", "creator_notes", "", Shape.TEXT),
    Move("tags", "tags", "", Shape.LINES),
    Move("character_book", "lore", "", Shape.BOOK),
)
CARD_TEXTS = (
    *("description", "personality", "scenario", "first_mes", "mes_example", "creator_notes", "system_prompt"),
    *("post_history_instructions", "creator", "nickname"),
)
_V1_MARKS = frozenset({"first_mes", "mes_example"})
"""Members that nothing but a card has."""


def card_version(document: Mapping[str, object]) -> CardVersion | None:
    """Which card this is; None if it is none. Raises NotJson for a card of a kind that holds no person."""
    spec = document.get("spec")
    if isinstance(spec, str) and spec.startswith("lorebook"):
        raise NotJson("spec", "is a lorebook, not a person")
    if isinstance(spec, str) and spec.startswith("chara_card"):
        if "data" not in document and "name" in document:
            return CardVersion.V1
        return CardVersion.V2 if spec == "chara_card_v2" else CardVersion.V3
    data = document.get("data")
    if "name" not in document and is_object(data) and "name" in data and "first_mes" in data:
        return CardVersion.V2
    if "name" in document and not _V1_MARKS.isdisjoint(document):
        return CardVersion.V1
    return None


def document_of(card: Mapping[str, FrozenJson], version: CardVersion) -> FrozenDict[FrozenJson]:
    """Our document of a card, without what our own extension may add to it.

    Raises NotJson, with the path in the card, for a field that is not what it must be.
    """
    data = data_of(card, version)
    _check(data, "" if version is CardVersion.V1 else "data")
    ours: dict[str, FrozenJson] = {"name": data["name"]}
    absent = {"name"}
    for move in MOVES:
        value = data.get(move.key)
        if _moves(value, move.shape):
            absent.add(move.key)
            _put(ours, move, (value,) if move.shape is Shape.LINE else value)
    ours.update(derived(data))
    ours["card"] = _kept(card, data, absent, version)
    return FrozenDict(ours)


def data_of(card: Mapping[str, FrozenJson], version: CardVersion) -> Mapping[str, FrozenJson]:
    """Where the fields of a card stand. Raises NotJson if they do not."""
    if version is CardVersion.V1:
        return card
    data = card.get("data")
    if not isinstance(data, FrozenDict):
        raise NotJson("data", "is missing" if data is None else f"must be an object, not {shown(data)}")
    return data


def derived(data: Mapping[str, FrozenJson]) -> dict[str, FrozenJson]:
    """Our fields that only repeat, in our way, what stays in the card."""
    fields: dict[str, FrozenJson] = {}
    nickname = data.get("nickname")
    if voice := tuple(voice_of(data)):
        fields["voice"] = voice
    if isinstance(nickname, str) and nickname.strip():
        fields["nicknames"] = (nickname,)
    creator, version = data.get("creator"), data.get("character_version")
    if isinstance(creator, str) and creator.strip():
        edition = f", version {version.strip()}" if isinstance(version, str) and version.strip() else ""
        fields["provenance"] = f"A character card by {creator.strip()}{edition}."
    talkative = object_in(data.get("extensions")).get("talkativeness")
    if (share := _share(talkative)) is not None:
        fields["talkativeness"] = share
    return fields


def notes_of(data: Mapping[str, FrozenJson]) -> Iterator[str]:
    """What of the card is kept but has no effect here, in lines for people."""
    for key in ("system_prompt", "post_history_instructions"):
        value = data.get(key)
        if isinstance(value, str) and value.strip():
            yield f"{key}: kept, but not followed: a card gives no orders here"
    yield from voice_notes(data)
    for move in MOVES:
        value = data.get(move.key)
        if value and not _moves(value, move.shape):
            yield f"{move.key}: kept, but not used: it is {shown(value)}"


def _moves(value: FrozenJson, shape: Shape) -> bool:
    """Whether the value is such that it can stand with us and be written back exactly."""
    match shape:
        case Shape.TEXT | Shape.LINE:
            return isinstance(value, str) and bool(value.strip())
        case Shape.LINES:
            return isinstance(value, tuple) and bool(value) and all(isinstance(item, str) for item in value)
        case Shape.BOOK:
            return isinstance(value, FrozenDict) and isinstance(value.get("entries"), tuple)


def _put(ours: dict[str, FrozenJson], move: Move, value: FrozenJson) -> None:
    if not move.member:
        ours[move.field] = value
        return
    ours[move.field] = FrozenDict({**object_in(ours.get(move.field)), move.member: value})


def _kept(
    card: Mapping[str, FrozenJson], data: Mapping[str, FrozenJson], absent: set[str], version: CardVersion
) -> FrozenDict[FrozenJson]:
    members = FrozenDict({key: value for key, value in data.items() if key not in absent})
    if version is CardVersion.V1:
        return FrozenDict({"rest": members})
    mirrored = tuple(sorted(key for key in absent if key in card and _equal(card[key], data[key])))
    beside = {key: value for key, value in card.items() if key != "data" and key not in mirrored}
    carried: dict[str, FrozenJson] = {"rest": FrozenDict({**beside, "data": members})}
    return FrozenDict({**carried, "mirrored": mirrored} if mirrored else carried)


def _equal(first: FrozenJson, second: FrozenJson) -> bool:
    return type(first) is type(second) and first == second


def _check(data: Mapping[str, FrozenJson], path: str) -> None:
    name = data.get("name")
    if not isinstance(name, str):
        fault = f"must be text, not {shown(name)}" if "name" in data else "is missing"
        raise NotJson(child(path, "name"), fault)
    if not name.strip():
        raise NotJson(child(path, "name"), "must not be empty")
    for key in CARD_TEXTS:
        value = data.get(key)
        if value is not None and not isinstance(value, str):
            raise NotJson(child(path, key), f"must be text, not {shown(value)}")
    entries = object_in(data.get("character_book")).get("entries")
    if isinstance(entries, tuple):
        place = child(child(path, "character_book"), "entries")
        if len(entries) > MAX_ENTRIES:
            raise NotJson(place, f"has more than {MAX_ENTRIES} entries")
        for at, entry in enumerate(entries):
            if not is_object(entry):
                raise NotJson(child(place, at), f"must be an object, not {shown(entry)}")


def _share(value: FrozenJson) -> float | None:
    """SillyTavern's talkativeness: a number from 0 to 1, or its text."""
    if isinstance(value, str) and re.fullmatch(r"[01]?(?:\.\d{1,8})?|[01]", value.strip()):
        text = value.strip()
        value = float(text) if text not in ("", ".") else None
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    return None
