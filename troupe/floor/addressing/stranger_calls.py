"""Calls of somebody who is not here: told by where a word stands and how it is written, never by the word
itself."""

from collections.abc import Sequence

from troupe.core.word_tokens import Sentence, Token, TokenKind
from troupe.floor.addressing.names import lexicon
from troupe.floor.addressing.names.name_ways import is_ordinary
from troupe.floor.addressing.names.name_words import EVERYONE, HONORED
from troupe.floor.addressing.names.room_names import hit_at, slip_at
from troupe.floor.addressing.names.roster import Roster
from troupe.floor.addressing.vocative_position import PARTICLES, NamePlace, asks

_LONG = 3
"""Letters a word must have to be taken for a name: shorter ones are mostly particles that no list holds."""
_KOREAN_CALLS = ("아", "야", "씨", "님")
_NEAR = 6
"""Tokens within which an honorific must come at the beginning: 高木さん、…"""


def calls_stranger(sentence: Sentence, aliases: Roster) -> bool:
    """Whether the sentence calls somebody by a name that nobody here bears: "Derek, where are the keys?", "hi
    Derek". A capital where none is due, a greeting, a particle or an honorific must show it, and a pause that it
    is a call."""
    tokens = sentence.tokens
    opened, greeted = NamePlace.opening(tokens)
    return (
        _by_particle(tokens, aliases)
        or _by_honorific(tokens, aliases)
        or _leading(sentence, opened, aliases, greeted=greeted)
        or _trailing(sentence, opened, aliases)
    )


def _leading(sentence: Sentence, at: int, aliases: Roster, *, greeted: bool) -> bool:
    tokens = sentence.tokens
    if at >= len(tokens) or not _may_be_name(tokens, at, aliases):
        return False
    end = at + 1
    if end < len(tokens) and tokens[end].kind is TokenKind.WORD and tokens[end].raw[:1].isupper():
        end += 1  # "Anna Maria, …"
    end += lexicon.GREETINGS.length_at(tokens, end)  # Vietnamese "Hùng ơi, …"
    paused = end < len(tokens) and tokens[end].kind is TokenKind.COMMA
    if greeted:
        return end == len(tokens) or paused
    rest = Sentence(tokens[end:], sentence.question, sentence.exclaimed)
    return paused and end + 1 < len(tokens) and asks(rest)


def _trailing(sentence: Sentence, opened: int, aliases: Roster) -> bool:
    tokens = sentence.tokens
    commas = [i for i, token in enumerate(tokens) if token.kind is TokenKind.COMMA]
    if len(commas) != 1 or commas[0] != len(tokens) - 2 or commas[0] <= opened:
        return False
    return _may_be_name(tokens, len(tokens) - 1, aliases) and asks(sentence)


def _by_particle(tokens: Sequence[Token], aliases: Roster) -> bool:
    """Arabic يا stands before none but those who are called."""
    return any(
        token.text in PARTICLES
        and i + 1 < len(tokens)
        and not EVERYONE.length_at(tokens, i)
        and not EVERYONE.length_at(tokens, i + 1)
        and hit_at(tokens, i + 1, aliases) is None
        for i, token in enumerate(tokens)
    )


def _by_honorific(tokens: Sequence[Token], aliases: Roster) -> bool:
    """高木さん、… and 상철아, …: somebody with an honorific or a calling ending before the first pause."""
    pause = next((i for i, token in enumerate(tokens[:_NEAR]) if token.kind is TokenKind.COMMA), None)
    if pause is None or pause == 0 or EVERYONE.within(tokens[:pause]):
        return False
    if any(hit_at(tokens, i, aliases) is not None for i in range(pause)):
        return False
    last = tokens[pause - 1].text
    if pause == 1 and "\uac00" <= last[0] <= "\ud7a3":
        return len(last) >= _LONG and last.endswith(_KOREAN_CALLS)
    starts = (i for i in range(1, pause) if HONORED.length_at(tokens, i) == pause - i)
    return next(starts, None) is not None and tokens[0].kind is TokenKind.WORD


def _may_be_name(tokens: Sequence[Token], at: int, aliases: Roster) -> bool:
    token = tokens[at]
    if token.kind is not TokenKind.WORD or len(token.raw) < _LONG or token.suffix:
        return False
    if not token.raw[0].isupper() or token.raw.isupper() or is_ordinary(token.text):
        return False
    if EVERYONE.length_at(tokens, at) or lexicon.ROOM.length_at(tokens, at):
        return False
    return hit_at(tokens, at, aliases) is None and slip_at(tokens, at, aliases) is None
