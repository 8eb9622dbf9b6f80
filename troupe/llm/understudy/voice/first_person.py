"""Turning a line about someone ("Wakes at five and …", "You keep a jar") into one they say of themselves."""

import re
from collections.abc import Callable

_IRREGULAR = {"is": "am", "has": "have", "does": "do", "goes": "go"}
_NOT_VERBS = frozenset(
    re.findall(
        r"\w+",
        "always sometimes perhaps besides this his its as us plus yes mornings afternoons evenings nights "
        "weekends sundays saturdays mondays fridays days",
    )
)
_AFTER_NOUN = re.compile(r"^(?:\w+ed|spent|are|were|have)\b", re.IGNORECASE)
"""What follows a noun in the plural rather than a verb."""
_ADVERB = re.compile(r"^(?:\w+ly|often|always|sometimes|never|seldom|still|also|secretly)$", re.IGNORECASE)
_THEN = r"((?:[,;] | (?:and|but|then|or) )(?:(?:then|also|often|always|never|sometimes) )?)"
_OTHER_VERB = re.compile(
    rf"{_THEN}(is|has|does|goes|posts|calls|checks|drinks|eats|feeds|finds|gives|hides|holds|keeps|laughs|leaves|"
    r"listens|looks|loses|makes|moves|pays|plays|prays|puts|reads|rings|rides|runs|says|sells|sends|shouts|sings|sits|"
    r"sleeps|speaks|stands|stops|takes|talks|teaches|tells|thinks|throws|tries|trips|turns|visits|waits|wakes|walks|"
    r"wants|washes|watches|weighs|works|writes|reports|returns|drives|sweeps|slides|inspects|reflects|collaborates)"
    r"(?![\w-])"
    rf"|{_THEN}([a-z-]{{3,}}s)(?= (?:the|a|an|his|her|its|their|it|them|him|every|each|all|my|two|three|what|"
    r"whether|nothing|nobody|off)\b)"
)
"""A further verb that can be turned as well: a common one, or one that what follows it shows to be a verb."""
_AND_VERB = re.compile(
    r",? (?:and|but|then|or) (?:(?:then|also|often|always|never|sometimes) )?(?!this|his|its|us)[a-z-]+s\b.*$"
    r"|, [a-z-]+s (?:the|a|an|his|her|their|it|them|every|each|all|my|for|to|in|on|at|out|up|until)\b.*$"
)
"""From a second verb on; in a list, what follows it."""
_OBJECT_AFTER = (
    "to|for|with|of|at|by|from|about|around|on|behind|after|near|above|below|like|but|against|"
    r"makes|calls|raised|brings|helps|gives|tells|sends|asks|lets|keeps|wants|loves|knows|sees|marry|call|help|fear|"
    r"between|offered|sent|gave|told|taught|asked|made|showed|helped|called|left|took|paid"
)
_CLAUSE_AFTER = (
    "say|says|said|think|thinks|thought|know|knows|knew|hopes?|believes?|believed|wish|claims?|swears?|and|or|but"
)
"""Verbs after which "you" begins a sentence of its own."""
_QUOTED = re.compile(r"(\"[^\"]*\"|“[^”]*”)")
"""What is quoted are another's words."""
_SPEAKS_TO = re.compile(r"\byou(?:r|rs|rself|'re|’re)?\b", re.IGNORECASE)

_SECOND = tuple(
    (re.compile(rf"\b{pattern}", re.IGNORECASE), words)
    for pattern, words in (
        (r"between you\b(?! and)", "between us"),
        (r"(?:you are|you['’]re)\b", "I am"),
        (r"you were\b", "I was"),
        (r"you['’]ve\b", "I have"),
        (r"you['’]d\b", "I would"),
        (r"yourself\b", "myself"),
        (r"yours\b", "mine"),
        (r"your\b", "my"),
        (rf"({_OBJECT_AFTER}) you\b", r"\1 me"),
        (r"((?!(?:any|every|some|no)thing)\w+ing) you\b", r"\1 me"),
        (rf"((?:they|she|he|it|who) (?!(?:{_CLAUSE_AFTER})\b)\w+) you\b", r"\1 me"),
        (r"you(?=[.,;:!?]|$)", "me"),
        (r"you\b", "I"),
    )
)


def first_person(line: str, pronouns: str = "", name: str = "") -> str:
    """The line in the first person. `pronouns` (`she`, `he`, `they`) and `name` are those of whom it is about; a
    line that speaks to its subject ("You …") leaves other people's pronouns alone. What cannot be turned safely (a
    second verb after "and") is left away."""
    return _capital(_unquoted(line.strip(), lambda text: _turned(text, pronouns, name)))


def own(line: str, pronouns: str = "") -> str:
    """A noun phrase ("his brother Ignacio", "your garden") in the first person."""

    def turn(text: str) -> str:
        return _spoken_to(text) if _SPEAKS_TO.search(text) else _own_pronouns(text, pronouns)

    return _unquoted(line.strip().rstrip("."), turn)


def _unquoted(text: str, turn: Callable[[str], str]) -> str:
    """The text turned, but for what it quotes."""
    quoted = _QUOTED.findall(text)
    turned = turn(_QUOTED.sub("\0", text))
    for words in quoted:
        turned = turned.replace("\0", words, 1)
    return turned


def _turned(text: str, pronouns: str, name: str) -> str:
    if _SPEAKS_TO.search(text):
        return _spoken_to(text)
    any_name = "|".join(re.escape(word) for word in (name, *name.split()[:1], "She", "He", "They") if word)
    text = re.sub(rf"^(?:{any_name})['’]s\b", "My", text)
    begun = re.sub(rf"^(?:{any_name}) (?=[a-z])", "", text)
    sentence = _first_verb(begun)
    if begun != text and sentence == begun:  # a verb with one form for all, such as "grew"
        sentence = f"I {begun}"
    return _own_pronouns(sentence, pronouns)


def _spoken_to(text: str) -> str:
    for pattern, words in _SECOND:
        text = pattern.sub(words, text)
    return text


def _first_verb(text: str) -> str:
    """The sentence said of oneself, if it begins with a verb in the third person, after an adverb perhaps."""
    words = text.split()
    at = 1 if len(words) > 1 and _ADVERB.match(words[0]) else 0
    verb = words[at].rstrip(",;") if words else ""
    base = _base(verb.lower())
    if base is None or (len(words) > at + 1 and _AFTER_NOUN.match(words[at + 1])):
        return text
    adverb = [words[0].lower()] if at else []
    turned = _each_turned(" ".join(["I", *adverb, base + words[at][len(verb) :], *words[at + 1 :]]))
    return _closed(_AND_VERB.sub("", _OTHER_VERB.sub(_further_verb, turned)))


def _further_verb(found: re.Match[str]) -> str:
    before, verb = (found[1], found[2]) if found[2] else (found[3], found[4])
    return f"{before}{_base(verb) or verb}"


def _each_turned(text: str) -> str:
    """Several things done, each begun with a verb after a comma ("fixes a pump, gets paid, and fixes another")."""
    first, *rest = text.split(", ")
    begun = [re.match(r"((?:and |or |then |but )?)([a-z-]{3,}s)(?= \w)", part) for part in rest]
    if not all(begun):
        return text
    verbs = [(match[1], match[2], part[match.end() :]) for match, part in zip(begun, rest, strict=True) if match]
    return ", ".join((first, *(f"{link}{_base(verb) or verb}{more}" for link, verb, more in verbs)))


def _base(verb: str) -> str | None:
    """The base of a verb in the third person; None if this is none."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb == "cannot":
        return verb
    if len(verb) < 4 or not verb.endswith("s") or verb.endswith(("ss", "is", "us")) or verb in _NOT_VERBS:
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
_HER_ALONE = re.compile(r"\bher(?=[.,;:!?]|$| (?:too|either|again|now|and|or|if|when|because)\b)", re.IGNORECASE)


def _own_pronouns(text: str, pronouns: str) -> str:
    table = _THIRD.get(pronouns)
    if table is None:
        return text
    text = _HER_ALONE.sub("me", text) if pronouns == "she" else text
    text = re.sub(
        rf"\b{pronouns} (\w+)", lambda found: f"I {_base(found[1]) or found[1]}", text, flags=re.IGNORECASE
    )
    return re.sub(rf"\b({'|'.join(table)})\b", lambda found: table[found[1].lower()], text, flags=re.IGNORECASE)


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text.rstrip(' ,;:')}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
