"""The phrases by which somebody is named: the whole name, nicknames, first names, surnames."""

from collections.abc import Sequence
from typing import NamedTuple

from troupe.core.kept_words import keeping_words
from troupe.core.word_tokens import Phrase, phrase, spaceless
from troupe.floor.addressing.names import lexicon
from troupe.floor.addressing.names.name_words import COMMON, LOOKALIKES

_KOREAN_NAME = 3
"""Syllables of most Korean names, the first of which is the surname."""


class Who(NamedTuple):
    """Someone in the room: a person by id, or a human by display name."""

    id: str
    human: bool = False


class RoomName(NamedTuple):
    """The names of someone in the room."""

    who: Who
    name: str
    nicknames: tuple[str, ...] = ()


class NameWay(NamedTuple):
    """A phrase that names someone. `formal` ones, surnames and names of one sign, count only beside an honorific;
    `common` ones are ordinary words too."""

    tokens: Phrase
    formal: bool
    common: bool


@keeping_words(4096)
def ways_of_naming(entry: RoomName) -> Sequence[NameWay]:
    """The phrases that name someone."""
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
        ways += [(piece, len(piece) == 1) for piece in pieces if len(pieces) > 1]  # 桜 is a tree, 桜さん is not
        if len(pieces) == 1:
            ways += [(piece, False) for piece in _surname_and_given(tuple(parts))]
    ways += [(umlaut, False) for umlaut in [_spelt_out(entry.name)] if umlaut]
    named = dict.fromkeys((tokens, formal) for tokens, formal in ways if tokens and len("".join(tokens)) > 0)
    return [NameWay(tokens, formal, _ordinary_name(tokens)) for tokens, formal in named]


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


@keeping_words(4096)
def is_ordinary(word: str) -> bool:
    """Whether a word is used for other things than naming."""
    return len(word) == 1 or word in COMMON or word in LOOKALIKES or any(word in listed for listed in lexicon.ALL)
