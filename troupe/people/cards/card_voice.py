"""The voice of a card: what the person says in its examples, or, where there are none, in its greetings."""

import html
import re
from collections.abc import Iterator, Mapping

from troupe.people.documents.frozen_json import FrozenJson, is_list

_MOST_VOICE = 12
_LONGEST_VOICE = 400
"""How many lines, and how long, are taken from the examples of a card as a person's voice."""
_START = re.compile(r"<START>", re.I)
_LABEL = re.compile(r"\s*(?:\*\*|__)?([^\n:：*]{1,60}?)(?:\*\*|__)?\s*[:：](?:\*\*|__)?\s*(.*)")
"""Who speaks, before a colon: plain, in bold, or with the wide colon of Chinese and Japanese."""
_CHAR = frozenset({"{{char}}", "<bot>", "<char>", "char", "bot", "character", "ai", "assistant"})
_SHORT = 2
"""Letters up to which a part of a name stands for nobody."""
_NO_NAME = frozenset({"the", "von", "van", "der", "and", "dr.", "mrs", "mrs.", "miss", "mr."})
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^>]*>", re.I)
_MARKUP = re.compile(
    r"</?(?:p|br|b|i|em|strong|span|div|font|u|s|q|small|big|center|h[1-6]|[uo]l|li|a|img|hr)\b[^>]*>", re.I
)
"""HTML that tools let people write into cards. `<START>` and `<BOT>` are none of it."""
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|「([^」]+)」|„([^“]+)“|«([^»]+)»")
_DEEDS = re.compile(r"\*[^*]*\*")
"""What somebody does stands between asterisks."""


def voice_of(data: Mapping[str, FrozenJson]) -> Iterator[str]:
    """The lines that the person says, each no longer than a voice line may be."""
    if (examples := _examples(data)) and (lines := tuple(_spoken(examples, data))):
        yield from lines
        return
    others = data.get("alternate_greetings")
    greetings = [data.get("first_mes"), *(others if is_list(others) else ())]
    spoken = [line for greeting in greetings if isinstance(greeting, str) for line in _said(_plain(greeting))]
    yield from (_shortened(line) for line in spoken[:_MOST_VOICE])


def _examples(data: Mapping[str, FrozenJson]) -> str:
    """The examples without markup; empty where nothing stands in them."""
    examples = data.get("mes_example")
    text = _plain(examples) if isinstance(examples, str) else ""
    return text if _START.sub("", text).strip() else ""


def _plain(text: str) -> str:
    return html.unescape(_MARKUP.sub("", _BREAK.sub("\n", text))).replace("\u00a0", " ")


def _said(greeting: str) -> list[str]:
    """What stands in quotation marks; where nothing does, all that is no deed."""
    quoted = [" ".join("".join(parts).split()) for parts in _QUOTED.findall(greeting)]
    if quoted:
        return quoted
    return [line for part in _DEEDS.sub("\n", greeting).split("\n") if (line := " ".join(part.split()))]


def _spoken(examples: str, data: Mapping[str, FrozenJson]) -> Iterator[str]:
    """The lines of a card's examples that the person says, each no longer than a voice line may be."""
    lines = _own_lines(examples, data)
    if not lines and not any(speaker for block in _START.split(examples) for speaker, _ in _labelled(block)):
        lines = [" ".join(line.split()) for line in _START.sub("\n", examples).split("\n") if line.strip()]
    yield from (shortened for line in lines[:_MOST_VOICE] if (shortened := _shortened(line)))


def _own_lines(examples: str, data: Mapping[str, FrozenJson]) -> list[str]:
    """What stands behind the person's own label: blocks begin with `<START>`, lines with who speaks."""
    own = {*_CHAR, *_called(data.get("name")), *_called(data.get("nickname"))}
    spoken = [part for block in _START.split(examples) for part in _labelled(block)]
    return [line for speaker, text in spoken if _bare(speaker) in own and (line := " ".join(text.split()))]


def _called(name: FrozenJson) -> set[str]:
    """A name and each part of it that may stand for the whole: `Elena` of `Dr. Elena Torres`."""
    called = name.strip().casefold() if isinstance(name, str) else ""
    return {called, *(part for part in called.split() if len(part) > _SHORT)} - {"", *_NO_NAME}


def _bare(speaker: str) -> str:
    """Who speaks without what tools put around it: `[{{char}}]`, `## Vera (whispers)`."""
    return re.sub(r"\([^)]*\)|[\[\]\"#]", "", speaker).strip().casefold()


def _shortened(line: str) -> str:
    """A line up to the last end of a sentence that a voice line has room for, or of a word."""
    if len(line) <= _LONGEST_VOICE:
        return line
    cut = line[:_LONGEST_VOICE]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", ".” ", '." ', "* "))
    return cut[: end + 1].strip() if end > 0 else cut.rsplit(" ", 1)[0]


def voice_notes(data: Mapping[str, FrozenJson]) -> Iterator[str]:
    """What became of the examples, where it is not simply that each line is one of the person's voice."""
    examples = _examples(data)
    if not examples:
        if tuple(voice_of(data)):
            yield "mes_example: is empty; the voice was taken from the greetings"
        return
    lines = _own_lines(examples, data)
    if not tuple(_spoken(examples, data)):
        where = "; the voice was taken from the greetings" if tuple(voice_of(data)) else ""
        yield f"mes_example: kept, but nothing in it is said by the person{where}"
    elif not lines:
        yield "mes_example: says nowhere who speaks; its lines were taken for the person's"
    if long := sum(len(line) > _LONGEST_VOICE for line in lines[:_MOST_VOICE]):
        yield f"mes_example: {long} lines longer than {_LONGEST_VOICE} characters were shortened for the voice"
    if len(lines) > _MOST_VOICE:
        yield f"mes_example: the first {_MOST_VOICE} of {len(lines)} lines were taken for the voice"


def _labelled(block: str) -> Iterator[tuple[str, str]]:
    """Who says what: a line that begins with a label, and those that follow up to the next."""
    speaker, lines = "", list[str]()
    for line in block.split("\n"):
        label = _LABEL.fullmatch(line)
        if label is None:
            lines.append(line)
            continue
        yield speaker, " ".join(lines)
        speaker, lines = label[1].strip(), [label[2]]
    yield speaker, " ".join(lines)
