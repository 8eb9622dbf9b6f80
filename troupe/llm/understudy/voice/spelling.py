"""Spelling a line as someone writes: what is put together for them is brought closer to their own lines."""

import re

from troupe.llm.understudy.voice.manner import WritingManner

_FULL = (
    (re.compile(r"\bcan['’]t\b", re.I), "cannot"), (re.compile(r"\bwon['’]t\b", re.I), "will not"),
    (re.compile(r"\b(\w+)n['’]t\b"), r"\1 not"), (re.compile(r"\bI['’]m\b"), "I am"),
    (re.compile(r"\b(I|you|we|they)['’]ve\b", re.I), r"\1 have"),
    (re.compile(r"\b(I|you|we|they|he|she|it)['’]ll\b", re.I), r"\1 will"),
    (re.compile(r"\b(I|you|we|they|he|she)['’]d\b", re.I), r"\1 would"),
    (re.compile(r"\b(you|we|they)['’]re\b", re.I), r"\1 are"),
    (re.compile(r"\b(it|that|there|what|he|she|who|here|where)['’]s\b", re.I), r"\1 is"),
    (re.compile(r"\blet['’]s\b", re.I), "let us"),
)  # fmt: skip
_SHORT = (
    (re.compile(r"\bcannot\b"), "can't"),
    (re.compile(r"\b(do|does|did|is|are|was|would|could|has) not\b"), r"\1n't"),
    (re.compile(r"\bI am\b(?=\s+\w)"), "I'm"), (re.compile(r"\b([Ii]t|[Tt]hat) is\b(?=\s+\w)"), r"\1's"),
    (re.compile(r"\bI have (?=\w+(?:ed|en)\b)"), "I've "), (re.compile(r"\bI will\b(?=\s+\w)"), "I'll"),
)  # fmt: skip
_ARTICLE = re.compile(r"\b(?:an?|the) (?=\w)", re.IGNORECASE)
_QUOTED = re.compile(r"(\"[^\"]*\"|“[^”]*”)")
_LAST_MARK = re.compile(r"[.!?…]+$")
_LOUD = 0.5
_CALM = 0.1
"""The share of "!" from which on someone is loud, and below which calm."""
_OFTEN = 0.35
"""Of the sentences that may be given a tag, so many get it."""


def fitted(sentence: str, manner: WritingManner, draw: float) -> str:
    """A sentence made for this person, with their marks and their pet word. `draw`, from 0 to 1, decides what is
    done only now and then."""
    return _tagged(marked(sentence, manner, draw), manner, draw)


def worded(text: str, manner: WritingManner) -> str:
    """A text in their contractions and articles, but for what it quotes."""
    parts = _QUOTED.split(text)
    return "".join(part if at % 2 else _worded(part, manner) for at, part in enumerate(parts))


def _worded(text: str, manner: WritingManner) -> str:
    rules = _FULL if manner.contracts is False else _SHORT if manner.contracts else ()
    for pattern, words in rules:
        text = pattern.sub(words, text)
    return _ARTICLE.sub("", text) if not manner.articles else text


def marked(text: str, manner: WritingManner, draw: float) -> str:
    """A sentence with as many exclamation marks as they use."""
    if manner.exclaims is not None and manner.exclaims < _CALM:
        return text.replace("?!", "?").replace("!", ".")
    if manner.exclaims is not None and manner.exclaims >= _LOUD and draw < manner.exclaims:
        return re.sub(r"(?<![.…])\.$", "!", text)
    return text


def _tagged(text: str, manner: WritingManner, draw: float) -> str:
    word = manner.tag.lstrip(", ")
    if not word or draw >= _OFTEN or re.search(rf"\b{re.escape(word)}\b", text) or len(text) < 8:
        return text
    found = _LAST_MARK.search(text)
    if found is None or found.group().startswith("…") or text[found.start() - 1] in "\"”)’'":
        return text
    return f"{text[: found.start()]}{manner.tag}{found.group()}"


def closed(text: str, manner: WritingManner) -> str:
    """A whole speech: without capitals or without its last full stop, if that is how they write."""
    if manner.lower:
        text = text.lower()
    return re.sub(r"(?<!\.)\.$", "", text) if not manner.stops else text
