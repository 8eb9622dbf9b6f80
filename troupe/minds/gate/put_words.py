"""Lines that are written as somebody's: where a speech puts words into another's mouth. Names are looked up, never
made into patterns: a server has thousands of members."""

import re

from troupe.core.kept_words import keeping_words
from troupe.core.text_folding import folded_look, name_keys
from troupe.core.word_tokens import sentences
from troupe.floor.addressing.turning_words import invites

_HEAD = 120
"""Characters of a line that are looked at for whose it is."""
_BREAK = re.compile(r"^[ \t]*(?=\S)|(?<=[.!?…\"”*)])[ \t]+(?=\S)|(?<=[。！？])(?=\S)", re.MULTILINE)
"""Where a line may begin: at a line's start, and after a sentence."""
_BULLET = re.compile(r"[-•][ \t]")
_DRESS = r"(?:-#|#(?!\d)|\((?!\d)|[>*_~`|{\"'“”„«\-•])"
_CLOCK = r"(?:today at |yesterday at )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?"
_LEAD = re.compile(
    rf"(?P<dress>(?:{_DRESS}[ \t]*)*)(?:(?P<clock>[\[(<]{_CLOCK}[\])>]|{_CLOCK})[ \t]*[-|,]?[ \t]*)?"
    rf"(?:{_DRESS}[ \t]*)*(?P<number>#?\d+[ \t]+)?(?P<open>[<\[])?(?:{_DRESS})*[ \t]*"
)
_SPEAKS = re.compile(
    r"(?P<name>[^:\n]{1,60}?)(?:[ \t]*\([^)\n]{0,40}\)|[ \t]*\[[^\]\n]{0,40}\])?[*_~`|\]>)}\"'”»]*"
    r"(?:[ \t]*↪[ \t]*#?\d*)?[ \t]*\n?[ \t]*:(?![)(/\]]|[dp3](?:\s|$))"
)
_POINTS = re.compile(
    r"(?P<name>[^:\n|>]{1,60}?)[*_~`\])}\"'”»]*(?:[ \t]+(?P<dash>-)[ \t]*|[ \t]*(?:[-=]*>|\||--)[ \t]*)(?=[^\s\-])"
)
_ENCLOSED = re.compile(r"(?P<name>[^<>\[\]\n]{1,60})[*_~`]*[>\]]")
_TITLED = re.compile(rf"(?P<name>[^:\n]{{1,60}}?)[*_~`#|]*(?:[ \t]+[\[(]?{_CLOCK}[\])]?)?[ \t]*(?:\n|$)")
_TIMED = re.compile(rf"[^:\n]{{1,60}}?[ \t]+[\[(]?{_CLOCK}[\])]?[ \t]*(?:\n|$)")
_OWN = re.compile(
    r"^[ \t]*(?:[>*_\[(]+[ \t]*)?(?:#\d+[ \t]+)?[*_\[(]*(?P<name>[^:：\n]{1,80}?)(?:[ \t]*\([^)\n]*\))?[*_\])]*"
    r"(?:[ \t]*↪[ \t]*#\d+)?[ \t]*[:：][*_]*[ \t]*",
    re.MULTILINE,
)
_SIGNS = frozenset(":-|<>[#*_")
"""One of these stands in every line that is written as somebody's."""
_FIRST_PERSON = frozenset(["i", "ich", "je", "yo", "eu", "io", "ja", "я", "my", "we"])


@keeping_words(512)
def known_by(names: tuple[str, ...]) -> frozenset[str]:
    """The keys of these names and of their first parts, for looking up."""
    forms = {form for name in names for form in (name, *name.split()[:1]) if len(form.strip()) > 1}
    return frozenset(key for form in forms for key in name_keys(form))


def foreign_start(text: str, others: frozenset[str]) -> int | None:
    """Where the first line begins that is written as one of the others', or in the form of the history as
    anyone's; None if there is none."""
    return next((place.end() for place in _BREAK.finditer(text) if _is_foreign(text, place, others)), None)


def without_own_name(text: str, own: frozenset[str]) -> str:
    """Without the own name in front of lines, as `Name:`, `**Name**:`, `[Name]:` or `#12 Name:`."""
    return _OWN.sub(lambda line: "" if _is(line["name"], own) else line[0], text).strip()


def _is_foreign(text: str, place: re.Match[str], others: frozenset[str]) -> bool:
    at = place.end()
    begins = at == place.start() or place.start() == 0 or text[place.start() - 1] == "\n"
    begins = begins and not (at and text[at - 1] in "。！？")
    opening = text[at : at + _HEAD]
    if _BULLET.match(opening):
        return False  # a list of who brings what
    if opening.isascii() and _SIGNS.isdisjoint(opening):
        return False
    head = folded_look(opening)
    if _SIGNS.isdisjoint(head):
        return False
    lead = _LEAD.match(head)
    rest = head if lead is None else head[lead.end() :]
    speaks = _SPEAKS.match(rest) if ":" in rest else None
    if speaks is not None:
        if _is(speaks["name"], others):
            return True
        if lead is not None and (lead["number"] or "").startswith("#"):
            return True
    if lead is None or not begins:
        return False
    return _titled(head, lead, rest, others) or _points(opening, rest, others)


def _titled(head: str, lead: re.Match[str], rest: str, others: frozenset[str]) -> bool:
    """`<Name> text`, `[12:30] Name text`, a heading or a line of its own with a time."""
    if lead["open"] and (enclosed := _ENCLOSED.match(rest)) and _is(enclosed["name"], others):
        return True
    clock = lead["clock"] or ""
    if clock[:1] in {"[", "(", "<"}:
        words = rest.split()
        return any(_is(" ".join(words[:count]), others) for count in range(1, min(5, len(words) + 1)))
    if not (any(sign in lead["dress"] for sign in ("#", "**", "__")) or _TIMED.match(rest)):
        return False
    titled = _TITLED.match(rest)
    return titled is not None and _is(titled["name"], others)


def _points(written: str, rest: str, others: frozenset[str]) -> bool:
    """`Name — text`, `Name > text`. A dash may also follow the name of one who is called, or open an aside."""
    points = _POINTS.match(rest)
    if points is None or not _is(points["name"], others):
        return False
    if points["dash"] is None:
        return True
    line = rest[points.end() :].partition("\n")[0]
    if " -" in line or "- " in line:
        return False
    spoken = sentences(line)
    tokens = spoken[0].tokens if spoken else ()
    if not tokens or tokens[0].text in _FIRST_PERSON:
        return True
    return not invites(tokens, question=spoken[0].question)


def _is(name: str, names: frozenset[str]) -> bool:
    return not names.isdisjoint(name_keys(name.strip(" \t*_~`|#<>[](){}\"'“”«»")))
