"""The people meant by a word: the names, nicknames and first names of a room, found in a row of tokens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from troupe.core.word_tokens import Phrase, Token, TokenKind, phrase, spaceless
from troupe.floor.addressing import lexicon
from troupe.floor.addressing.name_forms import NameForm, form_of
from troupe.floor.addressing.name_words import COMMON, LOOKALIKES

_KOREAN_NAME = 3
"""Syllables of most Korean names, the first of which is the surname."""
SLIP_LENGTH = 4
"""Shorter names must be spelt as they are: one letter is too much of them."""


class Who(NamedTuple):
    """Someone in the room: a person by id, or a human by display name."""

    id: str
    human: bool = False


class RoomName(NamedTuple):
    """The names of someone in the room."""

    who: Who
    name: str
    nicknames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """One way to name someone. Two people of the same first name share an ambiguous alias. `common` names are
    ordinary words too; `formal` ones, surnames, count only after an honorific."""

    tokens: Phrase
    who: tuple[Who, ...]
    common: bool = False
    formal: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found at tokens[start:end], its honorifics included. `slip` marks one slipped letter."""

    start: int
    end: int
    who: tuple[Who, ...]
    form: NameForm = NameForm.PLAIN
    common: bool = False
    slip: bool = False


_VOWELS = frozenset("aeiouyаеиоуыяюіїєαειουηω")
_ENDING = 3
"""The most letters of an ending that a name takes where it is an object."""
_AFTER_NAME = frozenset("のがをにもへでの的地得说說")


class Roster(tuple[Alias, ...]):
    """The ways to name the people of a room, the longest first."""

    @cached_property
    def _by_start(self) -> Mapping[str, Sequence[int]]:
        """Which of them begin with a letter."""
        return _grouped((alias.tokens[0][0], at) for at, alias in enumerate(self))

    @cached_property
    def _by_end(self) -> Mapping[str, Sequence[int]]:
        """Which of those of one word end with a letter."""
        return _grouped((alias.tokens[0][-1], at) for at, alias in enumerate(self) if len(alias.tokens) == 1)

    @cached_property
    def _alike(self) -> dict[tuple[str, str], tuple[Alias, ...]]:
        return {}

    def alike(self, word: str) -> tuple[Alias, ...]:
        """The aliases that may begin with this word, in their order: most words look like none."""
        ends = (word[0], word[-1])
        aliases = self._alike.get(ends)
        if aliases is None:
            places = {*self._by_start.get(ends[0], ()), *self._by_end.get(ends[1], ())}
            aliases = self._alike[ends] = tuple(self[place] for place in sorted(places))
        return aliases


def _grouped(pairs: Iterable[tuple[str, int]]) -> Mapping[str, Sequence[int]]:
    groups: dict[str, list[int]] = {}
    for letter, place in pairs:
        groups.setdefault(letter, []).append(place)
    return groups


@lru_cache(maxsize=256)
def roster(entries: tuple[RoomName, ...]) -> Roster:
    """All ways to name the given people, the longest first."""
    by_tokens: dict[tuple[Phrase, bool], dict[Who, None]] = {}
    for entry in entries:
        for tokens, formal in _ways(entry):
            by_tokens.setdefault((tokens, formal), {})[entry.who] = None
    whole = {entry.who: phrase(entry.name) for entry in entries}
    for (tokens, _), bearers in by_tokens.items():
        # A human's first name yields to a person's; a whole name is ambiguous.
        if any(not w.human for w in bearers):
            for guest in [w for w in bearers if w.human and whole[w] != tokens]:
                del bearers[guest]
    aliases = [Alias(t, tuple(bearers), _ordinary_name(t), formal) for (t, formal), bearers in by_tokens.items()]
    return Roster(sorted(aliases, key=lambda a: (-len(a.tokens), a.formal, a.tokens)))


def hit_at(tokens: Sequence[Token], start: int, aliases: Roster) -> Hit | None:
    """The longest name beginning at `start`, if one does."""
    if tokens[start].kind is not TokenKind.WORD:
        return None
    first = tokens[start].text
    for alias in aliases.alike(first):
        end, last = start + len(alias.tokens), alias.tokens[-1]
        if not (_may_stand_for(first, last) if end == start + 1 else first == alias.tokens[0]):
            continue
        if end > len(tokens) or any(t.kind is not TokenKind.WORD for t in tokens[start:end]):
            continue
        if any(t.text != a for t, a in zip(tokens[start : end - 1], alias.tokens[:-1], strict=True)):
            continue
        form = form_of(tokens[end - 1], last)
        if form is None or not _stands_alone(tokens, start, end):
            continue
        if alias.formal and not (start and tokens[start - 1].text in lexicon.HONORIFICS):
            continue
        return _with_honorifics(tokens, Hit(start, end, alias.who, form, alias.common))
    return None


def _may_stand_for(word: str, name: str) -> bool:
    """Whether it is worth asking in which form a word stands for a name: no form changes more than its last two
    letters, or what comes before it."""
    return (word[0] == name[0] and word.startswith(name[:-2])) or word.endswith(name)


def inflected_at(tokens: Sequence[Token], start: int, aliases: Roster) -> tuple[Who, ...]:
    """Who is meant by a word that is a name with another ending ("Oli" of Ola), where a word before it or after it
    shows that a name is due; nobody if it may be more than one."""
    token = tokens[start]
    if token.kind is not TokenKind.WORD or spaceless(token.text[0]):
        return ()
    meant = {alias.who for alias in aliases if len(alias.tokens) == 1 and _inflects(token.text, alias.tokens[0])}
    return meant.pop() if len(meant) == 1 else ()


def slip_at(tokens: Sequence[Token], start: int, aliases: Sequence[Alias]) -> Hit | None:
    """A name meant at `start` but mistyped by one letter (swapped, dropped, added or wrong), if only one is."""
    word = tokens[start].text
    if tokens[start].kind is not TokenKind.WORD or len(word) < SLIP_LENGTH - 1 or is_ordinary(word):
        return None
    meant = {a.who for a in aliases if len(a.tokens) == 1 and not a.formal and _slipped(word, a.tokens[0])}
    if len(meant) != 1:
        return None
    form = NameForm.OBLIQUE if tokens[start].suffix else NameForm.PLAIN
    return _with_honorifics(tokens, Hit(start, start + 1, meant.pop(), form, slip=True))


@lru_cache(maxsize=4096)
def _ways(entry: RoomName) -> Sequence[tuple[Phrase, bool]]:
    """The phrases that name someone, each with whether it is a formal surname."""
    full = phrase(entry.name)
    parts: list[str] = list(full)
    while len(parts) > 1 and parts[0] in lexicon.HONORIFICS:
        parts.pop(0)
    ways: list[tuple[Phrase, bool]] = [(phrase(n), False) for n in (entry.name, *entry.nicknames)]
    if len(parts) == 1 and len(parts[0]) == _KOREAN_NAME and all("가" <= c <= "힣" for c in parts[0]):
        ways.append(((parts[0][1:],), False))  # 준호 of 박준호
    if parts and not spaceless(parts[0][0]):
        pieces = entry.name.split()
        first = phrase(pieces[min(len(full) - len(parts), len(pieces) - 1)])
        ways += [((parts[0],), False), (first, False), (("".join(parts),), False)]
        ways += [(tuple(parts[:-1]), False)] if len(parts) > 2 else []  # "Mary Ann" of "Mary Ann Lopez"
        if len(parts) > 1:
            ways.append(((parts[-1],), True))
    elif parts:
        pieces = [phrase(piece) for piece in entry.name.split()]
        ways += [(piece, False) for piece in pieces if len(pieces) > 1 and len(piece) > 1]
        if len(pieces) == 1:
            ways += [(piece, False) for piece in _surname_and_given(tuple(parts))]
    ways += [(umlaut, False) for umlaut in [_spelt_out(entry.name)] if umlaut]
    return list(dict.fromkeys((tokens, formal) for tokens, formal in ways if tokens and len("".join(tokens)) > 0))


def _surname_and_given(parts: Phrase) -> list[Phrase]:
    """The names in a name without a space: 王小明 is 小明; 佐藤美咲 is 佐藤, 美咲; 高橋リナ is 高橋, リナ."""
    script = ["\u4e00" <= part <= "\u9fff" for part in parts]
    if all(script):
        if len(parts) == 4:
            return [parts[:2], parts[2:]]
        return [parts[1:]] if len(parts) == 3 else []
    turn = next((i for i in range(1, len(parts)) if script[i] != script[0]), len(parts))
    return [piece for piece in (parts[:turn], parts[turn:]) if 1 < len(piece) < len(parts)]


def _spelt_out(name: str) -> Phrase:
    """ "Jürgen" as "Juergen": the first name with its umlauts written out."""
    first = name.split()[0].lower() if name.split() else ""
    spelling = first.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return phrase(spelling) if spelling != first else ()


def _ordinary_name(tokens: Phrase) -> bool:
    return COMMON.holds(tokens) or (len(tokens) == 1 and is_ordinary(tokens[0]))


@lru_cache(maxsize=4096)
def is_ordinary(word: str) -> bool:
    """Whether a word is used for other things than naming."""
    return len(word) == 1 or word in COMMON or word in LOOKALIKES or any(word in listed for listed in lexicon.ALL)


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
