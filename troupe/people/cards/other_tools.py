"""Characters as other tools save them (Pygmalion, Agnai, Character.AI, Backyard), written as a V1 card; and a card
that stands inside another document."""

from collections.abc import Mapping

from troupe.people.documents.frozen_json import FrozenDict, FrozenJson

_FORMS: tuple[tuple[str, frozenset[str], Mapping[str, str]], ...] = (
    (
        "Pygmalion",
        frozenset({"char_name"}),
        {"name": "char_name", "description": "char_persona", "first_mes": "char_greeting",
         "scenario": "world_scenario", "mes_example": "example_dialogue"},
    ),
    (
        "Agnai",
        frozenset({"name", "sampleChat"}),
        {"name": "name", "description": "persona", "first_mes": "greeting", "scenario": "scenario",
         "mes_example": "sampleChat", "creator_notes": "description"},
    ),
    (
        "Backyard",
        frozenset({"aiName"}),
        {"name": "aiName", "nickname": "aiDisplayName", "description": "aiPersona", "first_mes": "firstMessage",
         "scenario": "scenario", "mes_example": "customDialogue"},
    ),
    (
        "Character.AI",
        frozenset({"name", "greeting", "definition"}),
        {"name": "name", "description": "description", "first_mes": "greeting", "mes_example": "definition",
         "creator_notes": "title"},
    ),
)  # fmt: skip
"""The tool, the members by which its files are told, and its words for the fields of a card."""
_AROUND = ("character", "char", "card")
"""Members under which a tool keeps the card itself."""
_TEXTS = ("first_mes", "mes_example", "scenario", "description")


def card_of_another_tool(document: Mapping[str, FrozenJson]) -> tuple[FrozenDict[FrozenJson], str] | None:
    """A V1 card with what the document says, and the tool it is from; None where no tool is known by it."""
    for tool, marks, words in _FORMS:
        if marks <= document.keys():
            fields = {field: _text(document.get(word)) for field, word in words.items()}
            return FrozenDict(
                {**dict.fromkeys(_TEXTS, ""), **{key: text for key, text in fields.items() if text}}
            ), tool
    return None


def card_inside(document: Mapping[str, FrozenJson]) -> FrozenDict[FrozenJson] | None:
    """The object that a document keeps under `character` or the like, where it says nothing of a person itself."""
    if "name" in document or "spec" in document or "persona" in document:
        return None
    inner = next((document[key] for key in _AROUND if key in document), None)
    return inner if isinstance(inner, FrozenDict) else None


def _text(value: FrozenJson) -> str:
    """Text as it stands; attributes, as Agnai has them, a line each."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ", ".join(text for item in value if (text := _text(item)))
    if isinstance(value, FrozenDict):
        attributes = value.get("attributes")
        lines = attributes if isinstance(attributes, FrozenDict) else value
        return "\n".join(f"{key}: {text}" for key, one in lines.items() if key != "kind" and (text := _text(one)))
    return ""
