"""The values of a persona's document in words: any JSON on one line, keys as labels."""

from pydantic import JsonValue


def inline(value: JsonValue) -> str:
    """Any value on one line."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _joined([text for item in value if (text := inline(item))])
    if isinstance(value, dict):
        return _described(value)
    return folded(str(value))


def _described(value: dict[str, JsonValue]) -> str:
    """An object: `name: description` where it is about someone or something, else each member with its key."""
    name = inline(value.get("name"))
    members = {key: text for key, part in value.items() if key != "name" and (text := inline(part))}
    if name:
        rest = members["description"] if set(members) == {"description"} else _members(members)
        return f"{name}: {rest}" if rest else name
    return _members(members)


def _members(members: dict[str, str]) -> str:
    return _joined([f"{label(key).lower()}: {text}" for key, text in members.items()])


def _joined(items: list[str]) -> str:
    if all(item[-1] in ".!?…" for item in items):
        return " ".join(items)
    return "; ".join(item.rstrip(".") for item in items)


def label(key: str) -> str:
    """A key as a heading, such as `Long term goals`."""
    return capital(folded(key.replace("_", " ")))


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def folded(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())
