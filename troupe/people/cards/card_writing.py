"""A persona as a character card, V2 or V3, from which the very same persona can be read again.

What came from a card goes back where it stood. What a card has no place for travels in its `extensions`, under
`troupe`: `persona` holds our fields that the card alone would not give, `without` names those it would add.
"""

from collections.abc import Mapping

from troupe.people.cards.card_reading import (
    CARD_TEXTS,
    EXTENSION,
    MOVES,
    CardVersion,
    Move,
    Shape,
    data_of,
    derived,
    document_of,
)
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, NotJson, child, object_in
from troupe.people.documents.lenient_reading import as_lines, as_text, shown
from troupe.people.fragments.merge_record import canonical
from troupe.people.persona.lore_entries import as_book

_ABOUT = (
    *("age", "gender", "pronouns", "nationality", "residence", "languages", "education", "occupation", "style"),
    *(
        "beliefs",
        "preferences",
        "skills",
        "behaviors",
        "long_term_goals",
        "relationships",
        "health",
        "other_facts",
    ),
)
"""Our fields that a card can tell only as prose, in this order."""
_DERIVED = {"mes_example": "voice", "nickname": "nicknames", "creator": "provenance"}
_EMPTY_TEXTS = (
    *("description", "personality", "scenario", "first_mes", "mes_example", "creator_notes", "system_prompt"),
    *("post_history_instructions", "creator", "character_version"),
)


def card_of(document: Mapping[str, FrozenJson], version: CardVersion) -> FrozenDict[FrozenJson]:
    """The card of a persona's document. Reading it gives this document again."""
    card = _plain_card(document, version)
    if _same(document_of(card, version), FrozenDict(document)):
        return card
    card = _with_extension(card, FrozenDict())
    bare = document_of(_with_extension(card, None), version)
    ours = {key: value for key, value in document.items() if key not in bare or not _same(bare[key], value)}
    without = tuple(key for key in bare if key not in document)
    extension: dict[str, FrozenJson] = {"persona": FrozenDict(ours)}
    if without:
        extension["without"] = without
    return _with_extension(card, FrozenDict(extension))


def document_from(card: Mapping[str, FrozenJson], version: CardVersion) -> FrozenDict[FrozenJson]:
    """Our document of a card, our own extension taken in. What another tool has changed in the card since stands.

    Raises NotJson, with the path in the card, for a field that is not what it must be.
    """
    data = data_of(card, version)
    extension = object_in(data.get("extensions")).get(EXTENSION)
    if version is CardVersion.V1 or extension is None:
        return document_of(card, version)
    place = child(child("data", "extensions"), EXTENSION)
    if not isinstance(extension, FrozenDict):
        raise NotJson(place, f"must be an object, not {shown(extension)}")
    ours, without = extension.get("persona"), extension.get("without", ())
    if not isinstance(ours, FrozenDict):
        raise NotJson(child(place, "persona"), f"must be an object, not {shown(ours)}")
    if not (isinstance(without, tuple) and all(isinstance(key, str) for key in without)):
        raise NotJson(child(place, "without"), "must be a list of field names")
    bare = document_of(_with_extension(card, None), version)
    whole = {**{key: value for key, value in bare.items() if key not in without}, **ours, "name": bare["name"]}
    return _with_changes(whole, bare, data, version)


def _with_changes(
    whole: dict[str, FrozenJson],
    bare: Mapping[str, FrozenJson],
    data: Mapping[str, FrozenJson],
    version: CardVersion,
) -> FrozenDict[FrozenJson]:
    """The card's own word for each field that does not say what we wrote into it."""
    plain_card = data_of(_plain_card(whole, version), version)
    fields = {**{move.key: move.field for move in MOVES}, **_DERIVED}
    changed = {f for key, f in fields.items() if not _same(plain_card.get(key) or None, data.get(key) or None)}
    for field in changed:
        members = [move.member for move in MOVES if move.field == field and move.member]
        had, now = whole.get(field), bare.get(field)
        if members and isinstance(had, FrozenDict):
            further = {key: value for key, value in had.items() if key not in members}
            now = FrozenDict({**further, **(now if isinstance(now, FrozenDict) else {})})
        if now:
            whole[field] = now
        else:
            whole.pop(field, None)
    return FrozenDict(whole)


def _plain_card(document: Mapping[str, FrozenJson], version: CardVersion) -> FrozenDict[FrozenJson]:
    """The card without our extension: what was kept of it, and our fields where they stood."""
    former_card = object_in(document.get("card"))
    card = dict(object_in(former_card.get("rest")))
    if not card:
        return _headed(_filled(_blank(version), document), {}, version)
    if "data" not in card:
        return _headed({**_blank(version), **_filled(card, document)}, {}, version)
    inner = object_in(card.pop("data"))
    data = _filled({key: value for key, value in inner.items() if _may_stand(key, value)}, document)
    spec = card.get("spec")
    foreign = (spec in (None, CardVersion.V2.spec[0])) != (version is CardVersion.V2)
    if foreign:
        data = {**_blank(version), **data}
        card.pop("spec", None)
        card.pop("spec_version", None)
    mirrored = former_card.get("mirrored")
    for key in mirrored if isinstance(mirrored, tuple) else ():
        if isinstance(key, str) and key in data:
            card[key] = data[key]
    return _headed(data, card, version) if foreign else FrozenDict({**card, "data": FrozenDict(data)})


def _may_stand(key: str, value: FrozenJson) -> bool:
    """Whether a field kept of a card can be in one. In a document written by hand it may be anything."""
    if key in CARD_TEXTS:
        return value is None or isinstance(value, str)
    return key != "character_book" or not isinstance(object_in(value).get("entries"), tuple)


def _headed(
    data: Mapping[str, FrozenJson], beside: Mapping[str, FrozenJson], version: CardVersion
) -> FrozenDict[FrozenJson]:
    spec, number = version.spec
    return FrozenDict({"spec": spec, "spec_version": number, **beside, "data": FrozenDict(data)})


def _blank(version: CardVersion) -> dict[str, FrozenJson]:
    """The fields that a card of this version must have."""
    blank: dict[str, FrozenJson] = {"name": "", **dict.fromkeys(_EMPTY_TEXTS, "")}
    blank |= {"alternate_greetings": (), "tags": (), "extensions": FrozenDict()}
    return blank | {"group_only_greetings": ()} if version is CardVersion.V3 else blank


def _filled(data: dict[str, FrozenJson], document: Mapping[str, FrozenJson]) -> dict[str, FrozenJson]:
    """The fields of a card with ours in their places."""
    data["name"] = document["name"]
    for move in MOVES:
        value = _value(document, move)
        if value is not None:
            data[move.key] = value
    derived_data = derived(data)
    lines = as_lines(document.get("voice"))
    if lines and derived_data.get("voice") != document.get("voice"):
        data["mes_example"] = "\n".join(f"<START>\n{{{{char}}}}: {line}" for line in lines)
    if "card" not in document and (prose := _prose(document)):
        data["description"] = prose
    return data


def _value(document: Mapping[str, FrozenJson], move: Move) -> FrozenJson:
    """Our field as a card writes it; None where we have none."""
    value = document.get(move.field)
    if move.member:
        value = object_in(value).get(move.member)
    if move.key == "alternate_greetings":
        more = object_in(document.get("sayings")).get("greeting")
        further = (*(more[1:] if isinstance(more, tuple) else ()), *(value if isinstance(value, tuple) else ()))
        value = further or None
    if value is None:
        return None
    match move.shape:
        case Shape.TEXT:
            return value if isinstance(value, str) else as_text(value)
        case Shape.LINE if move.key == "first_mes":
            first = value[0] if isinstance(value, tuple) and value else value
            return first if isinstance(first, str) else as_text(first)
        case Shape.LINE:
            lines = value if isinstance(value, tuple) else (value,)
            return "\n".join(line if isinstance(line, str) else as_text(line) for line in lines)
        case Shape.LINES:
            lines = value if isinstance(value, tuple) else (value,)
            return tuple(line if isinstance(line, str) else as_text(line) for line in lines)
        case Shape.BOOK:
            return as_book(value)


def _prose(document: Mapping[str, FrozenJson]) -> str:
    """What a card tells as prose: the description, then our fields, one a line."""
    lines = [as_text(document.get("description"))]
    for key in _ABOUT:
        if prose_line := " ".join(as_text(document.get(key)).split()):
            lines.append(f"{key.replace('_', ' ').capitalize()}: {prose_line}")
    return "\n".join(line for line in lines if line)


def _with_extension(card: Mapping[str, FrozenJson], ours: FrozenJson) -> FrozenDict[FrozenJson]:
    """The card with this as our extension; without any if it is None."""
    members = dict(object_in(card["data"]))
    further = dict(object_in(members.get("extensions")))
    further.pop(EXTENSION, None)
    members["extensions"] = FrozenDict({**further, EXTENSION: ours} if ours is not None else further)
    return FrozenDict({**card, "data": FrozenDict(members)})


def _same(first: FrozenJson, second: FrozenJson) -> bool:
    return first == second and canonical(first) == canonical(second)
