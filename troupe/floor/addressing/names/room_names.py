"""The people meant by a word: the names, nicknames and first names of a room, found in a row of tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

from troupe.core.word_tokens import Token, TokenKind, spaceless
from troupe.floor.addressing.names import lexicon
from troupe.floor.addressing.names.name_forms import NameForm, form_of
from troupe.floor.addressing.names.name_ways import Who, is_ordinary
from troupe.floor.addressing.names.name_words import HONORED
from troupe.floor.addressing.names.roster import Roster

SLIP_LENGTH = 4
"""Shorter names must be spelt as they are: one letter is too much of them."""
_VOWELS = frozenset("aeiouyаеиоуыяюіїєαειουηω")
_ENDING = 3
"""The most letters of an ending that a name takes where it is an object."""
_AFTER_NAME = frozenset("のがをにもへでの的地得说說")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found at tokens[start:end], its honorifics included. `slip` marks one slipped letter."""

    start: int
    end: int
    who: tuple[Who, ...]
    form: NameForm = NameForm.PLAIN
    common: bool = False
    slip: bool = False


def hit_at(tokens: Sequence[Token], start: int, aliases: Roster) -> Hit | None:
    """The longest name beginning at `start`, if one does."""
    if tokens[start].kind is not TokenKind.WORD:
        return None
    first = tokens[start].text
    for alias in aliases.alike(first):
        end, last = start + len(alias.tokens), alias.tokens[-1]
        if end > len(tokens) or any(t.kind is not TokenKind.WORD for t in tokens[start:end]):
            continue
        if any(t.text != a for t, a in zip(tokens[start : end - 1], alias.tokens[:-1], strict=True)):
            continue
        form = form_of(tokens[end - 1], last)
        if form is None or not _stands_alone(tokens, start, end):
            continue
        if alias.formal and not _honored(tokens, start, end):
            continue
        return _with_honorifics(tokens, Hit(start, end, alias.who, form, alias.common))
    return None


def inflected_at(tokens: Sequence[Token], start: int, aliases: Roster) -> tuple[Who, ...]:
    """Who is meant by a word that is a name with another ending ("Oli" of Ola), where a word before it or after it
    shows that a name is due; nobody if it may be more than one."""
    token = tokens[start]
    if token.kind is not TokenKind.WORD or spaceless(token.text[0]):
        return ()
    meant = {alias.who for alias in aliases if len(alias.tokens) == 1 and _inflects(token.text, alias.tokens[0])}
    return meant.pop() if len(meant) == 1 else ()


def slip_at(tokens: Sequence[Token], start: int, aliases: Roster) -> Hit | None:
    """A name meant at `start` but mistyped by one letter (swapped, dropped, added or wrong), if only one is."""
    word = tokens[start].text
    if tokens[start].kind is not TokenKind.WORD or len(word) < SLIP_LENGTH - 1 or is_ordinary(word):
        return None
    meant = {a.who for a in aliases.nearly(word) if not a.formal and _slipped(word, a.tokens[0])}
    if len(meant) != 1:
        return None
    form = NameForm.OBLIQUE if tokens[start].suffix else NameForm.PLAIN
    return _with_honorifics(tokens, Hit(start, start + 1, meant.pop(), form, slip=True))


def _honored(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether an honorific stands before the name, or behind it in a script without spaces."""
    if spaceless(tokens[start].text[0]):
        return HONORED.length_at(tokens, end) > 0
    return start > 0 and tokens[start - 1].text in lexicon.HONORIFICS


def _stands_alone(tokens: Sequence[Token], start: int, end: int) -> bool:
    """A katakana name must not be a piece of a longer katakana word: リサ is not in リサイクル."""
    if not _katakana(tokens[start].text):
        return True
    before = start > 0 and _katakana(tokens[start - 1].text)
    return not before and not (end < len(tokens) and _katakana(tokens[end].text))


def _katakana(text: str) -> bool:
    return bool(text) and all("\u30a1" <= c <= "\u30fc" for c in text)


def _with_honorifics(tokens: Sequence[Token], hit: Hit) -> Hit:
    """The hit with its honorifics (さん, 씨, …), and its form by the particle that follows in Japanese."""
    end = hit.end
    if hit.form is NameForm.PLAIN:
        end += lexicon.AFTER_NAMES.length_at(tokens, end)
    form = hit.form
    following = tokens[end] if end < len(tokens) else None
    compound = tokens[hit.start].joined or (following is not None and following.joined)
    if compound:
        form = NameForm.OBLIQUE
    elif form is NameForm.PLAIN and following is not None and following.kind is TokenKind.WORD:
        if spaceless(tokens[end - 1].text[0]) and following.text in _AFTER_NAME:
            form = NameForm.OBLIQUE
        elif length := lexicon.TOPIC.length_at(tokens, end):
            form, end = NameForm.TOPIC, end + length
    return Hit(hit.start, end, hit.who, form, hit.common, hit.slip)


def _inflects(word: str, name: str) -> bool:
    stem = name[:-1] if name[-1] in _VOWELS and len(name) > 2 else name
    return len(stem) > 1 and word.startswith(stem) and len(word) - len(stem) <= _ENDING


def _slipped(word: str, name: str) -> bool:
    """Damerau-Levenshtein distance 1 (Damerau 1964), where the first letter stays or swaps with the second."""
    if (
        len(name) < SLIP_LENGTH
        or word == name + "s"
        or spaceless(name[0])
        or (word[0] != name[0] and word[:2] != name[1::-1])
    ):
        return False
    if len(word) == len(name):
        differing = [i for i, (a, b) in enumerate(zip(word, name, strict=True)) if a != b]
        if len(differing) == 2:
            i, j = differing
            return j == i + 1 and word[i] == name[j] and word[j] == name[i]
        return len(differing) == 1 and differing[0] > 0
    longer, shorter = (word, name) if len(word) > len(name) else (name, word)
    return len(longer) == len(shorter) + 1 and any(
        longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))
    )
