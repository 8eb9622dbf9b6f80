"""Turning a line about someone ("Wakes at five and …", "You keep a jar") into one they say of themselves."""

import re

_IRREGULAR = {"is": "am", "has": "have", "does": "do", "goes": "go"}
_NOT_VERBS = frozenset(
    {"always", "sometimes", "perhaps", "besides", "this", "his", "its", "as", "us", "plus", "yes"}
)
_ADVERB = re.compile(r"^(?:\w+ly|often|always|sometimes|never|seldom|still|also|secretly)$", re.IGNORECASE)
_AND_VERB = re.compile(
    r",? (?:and|but|then|or) (?:then )?[a-z-]+s\b.*$"
    r"|, [a-z-]+s (?:the|a|an|his|her|their|it|them|every|each|all|my|for|to|in|on|at|out|up|until)\b.*$"
)
"""From a second verb on; in a list, what follows it."""
_OBJECT_AFTER = (
    "to|for|with|of|at|by|from|about|around|on|behind|after|near|above|below|like|but|against|"
    r"makes|calls|raised|brings|helps|gives|tells|sends|asks|lets|keeps|wants|loves|knows|sees|marry|call|help|fear|"
    r"between|offered|sent|gave|told|taught|asked|made|showed|helped|called|left|took|paid"
)
_ME = re.compile(rf"\b({_OBJECT_AFTER}) you\b", re.IGNORECASE)
_YOU_AT_END = re.compile(r"\byou(?=[.,;:!?]|$)", re.IGNORECASE)
_SPEAKS_TO = re.compile(r"\byou(?:r|rs|rself|'re|’re)?\b", re.IGNORECASE)

_SECOND = (
    (re.compile(r"\byou are\b|\byou['’]re\b", re.IGNORECASE), "I am"),
    (re.compile(r"\byou were\b", re.IGNORECASE), "I was"),
    (re.compile(r"\byou['’]ve\b", re.IGNORECASE), "I have"),
    (re.compile(r"\byou['’]d\b", re.IGNORECASE), "I would"),
    (re.compile(r"\byourself\b", re.IGNORECASE), "myself"),
    (re.compile(r"\byours\b", re.IGNORECASE), "mine"),
    (re.compile(r"\byour\b", re.IGNORECASE), "my"),
    (_ME, r"\1 me"),
    (re.compile(r"\b((?!(?:any|every|some|no)thing)\w+ing) you\b", re.IGNORECASE), r"\1 me"),
    (_YOU_AT_END, "me"),
    (re.compile(r"\byou\b", re.IGNORECASE), "I"),
)


def first_person(line: str, pronouns: str = "") -> str:
    """The line in the first person. `pronouns` (`she`, `he`, `they`) are those of whom it is about; a line that
    speaks to its subject ("You …") leaves other people's pronouns alone. What cannot be turned safely (a second
    verb after "and") is left away."""
    text = line.strip()
    if _SPEAKS_TO.search(text):
        for pattern, words in _SECOND:
            text = pattern.sub(words, text)
        return _capital(text)
    return _capital(_own_pronouns(_first_verb(text), pronouns))


def own(line: str, pronouns: str = "") -> str:
    """A noun phrase ("his brother Ignacio", "your garden") in the first person."""
    text = line.strip().rstrip(".")
    if _SPEAKS_TO.search(text):
        for pattern, words in _SECOND:
            text = pattern.sub(words, text)
        return text
    return _own_pronouns(text, pronouns)


def _first_verb(text: str) -> str:
    words = text.split()
    at = 1 if len(words) > 1 and _ADVERB.match(words[0]) else 0
    verb = words[at].rstrip(",;") if words else ""
    base = _base(verb.lower())
    if base is None:
        return text
    kept = [words[0].lower()] if at else []
    turned = " ".join(["I", *kept, base + words[at][len(verb) :], *words[at + 1 :]])
    return _closed(_AND_VERB.sub("", turned))


def _base(verb: str) -> str | None:
    """The base of a verb in the third person; None if this is none."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb == "cannot":
        return verb
    if len(verb) < 4 or not verb.endswith("s") or verb.endswith("ss") or verb in _NOT_VERBS:
        return None
    if not verb.replace("-", "").isalpha():
        return None
    if verb.endswith("ies"):
        return verb[:-3] + "y" if len(verb) > 4 else verb[:-1]
    if verb.endswith(("ches", "shes", "sses", "xes", "zzes", "oes")):
        return verb[:-2]
    return verb[:-1]


_THIRD = {
    "she": {"she": "I", "her": "my", "hers": "mine", "herself": "myself"},
    "he": {"he": "I", "his": "my", "him": "me", "himself": "myself"},
}
_HER_ALONE = re.compile(r"\bher(?=[.,;:!?]|$)", re.IGNORECASE)


def _own_pronouns(text: str, pronouns: str) -> str:
    table = _THIRD.get(pronouns, {})
    if not table:
        return text
    if pronouns == "she":
        text = _HER_ALONE.sub("me", text)
    subject = re.compile(rf"\b{pronouns} (\w+)", re.IGNORECASE)
    text = subject.sub(lambda found: f"I {_base(found.group(1)) or found.group(1)}", text)
    pattern = re.compile(r"\b(" + "|".join(table) + r")\b", re.IGNORECASE)
    return pattern.sub(lambda found: table[found.group(1).lower()], text)


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text.rstrip(' ,;:')}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
