"""What people set into the line of a question that is no part of it: directions in brackets, probes behind it."""

import re

from troupe.research.guides.reading.words.line_labels import LineRole, label_of

_WHOLE = re.compile(r"[(\[{]\s*(?P<words>[^()\[\]{}]+?)\s*[)\]}]\.?$")
_BRACKET = re.compile(r"[(\[]\s*(?P<words>[^()\[\]]+?)\s*[)\]]")
_SENTENCE = re.compile(r"(?<=[.?!？！:…\"”»)\]])\s+")
_QUOTED = re.compile(r"[\"“„«»‘'](?P<words>[^\"“”„«»]+)[\"”“»«’']\.?")


def in_brackets(text: str) -> str:
    """The words of a line that stands wholly in brackets; empty where it does not."""
    match = _WHOLE.match(text)
    return "" if match is None else match["words"]


def probes_behind(text: str) -> tuple[str, tuple[str, ...]]:
    """A question and the probes on its line, as in `Why is that? Probe: price, taste` or `Why? (Probe: price)`."""
    probes: list[str] = []
    for bracket in _BRACKET.finditer(text):
        label = label_of(bracket["words"])
        if label is not None and label.role is LineRole.PROBE and label.rest:
            probes.append(label.rest)
            text = text.replace(bracket[0], " ").strip()
    for gap in _SENTENCE.finditer(text):
        label = label_of(text[gap.end() :])
        if label is not None and label.role is LineRole.PROBE and label.rest:
            return text[: gap.start()].strip(), (label.rest, *probes)
    return (" ".join(text.split()) if probes else text), tuple(probes)


def unquoted(text: str) -> str:
    """The words of a text that stands wholly in quotation marks."""
    match = _QUOTED.fullmatch(text)
    return text if match is None else match["words"].strip()


def announces(text: str) -> bool:
    """A direction to show something: `Show concept A`, `Karte zeigen`."""
    words = text.split()
    heads = {" ".join(words[:1]), " ".join(words[:2]), *words[1:4], words[-1] if words else ""}
    return any(
        label is not None and label.role is LineRole.SHOW for label in (label_of(f"{head}: …") for head in heads)
    )
