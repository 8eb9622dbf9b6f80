"""Draws for messages that address nobody: who feels like answering. Seeded, so never rolled twice differently.

A draw depends only on the world's seed, the message, what was heard before it, and who the person is: asked
again for the same message, it gives the same answer.
"""

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from troupe.core.word_tokens import TokenPhrases, sentences, spaceless, words
from troupe.floor.addressing import exchange_partner as exchange
from troupe.floor.addressing import lexicon
from troupe.floor.addressing.addressees import Addressed
from troupe.floor.addressing.vocative_position import asks
from troupe.worlds.floor_view import FloorView, RoomMember
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor

TALK_WINDOW = 180.0
"""Seconds within which two humans' messages count as their talk with each other."""
QUIET_ROOM = 600.0
"""Seconds without speech after which a message opens a new conversation."""
FATIGUE_WINDOW = 6
"""The number of latest lines in which having spoken tires."""


class CallInRoom(StrEnum):
    """What a message that addresses nobody asks of the room. OPEN: a question or greeting to whoever is there,
    which someone should answer; REMARK: talk in a room with one human; AMONG: a person's line in talk that began
    with a beat of the rhythm; ASIDE: talk among humans, or any other line of a person; CLOSING: "ok", "thanks", an
    emoji; ELSEWHERE: for another human. The values are what *Why?* shows."""

    OPEN = "a question to the room"
    REMARK = "a remark"
    AMONG = "talk among the people here"
    ASIDE = "talk among others"
    CLOSING = "a closing word"
    ELSEWHERE = "meant for someone else"


_KEENNESS = {
    CallInRoom.OPEN: 0.55,
    CallInRoom.REMARK: 0.6,
    CallInRoom.AMONG: 0.35,
    CallInRoom.ASIDE: 0.06,
    CallInRoom.CLOSING: 0.03,
    CallInRoom.ELSEWHERE: 0.0,
}
"""The chance that a person of talkativeness 1 answers, before relevance. Chosen by hand: a lone human's remark is
answered about three times in four by a cast of four, humans' talk among themselves once in ten; what a person
begins at a beat is taken up about every other time."""
_RELEVANT = {
    CallInRoom.OPEN: 0.6,
    CallInRoom.REMARK: 0.6,
    CallInRoom.AMONG: 0.4,
    CallInRoom.ASIDE: 0.25,
    CallInRoom.CLOSING: 0.0,
    CallInRoom.ELSEWHERE: 0.0,
}
"""How much a message about exactly their interests adds."""
_MENTIONED = {
    CallInRoom.OPEN: 0.8,
    CallInRoom.REMARK: 0.7,
    CallInRoom.AMONG: 0.6,
    CallInRoom.ASIDE: 0.4,
    CallInRoom.CLOSING: 0.15,
    CallInRoom.ELSEWHERE: 0.1,
}
"""The least chance of someone named or perhaps meant."""
_PERSON_LINE = 0.35
"""A person's line draws others so much less than a human's aside would if it were put to them."""


@dataclass(frozen=True, slots=True)
class Draw:
    """How a person's draw fell. `rank` orders the drawn (lower first); `won` says they answer of themselves;
    `touched` is how much the message touches their interests."""

    person_id: str
    chance: float
    rank: float
    won: bool
    touched: float = 0.0


def chance_of(seed: int, heard: int, *what: str) -> float:
    """A number in [0, 1) fixed by the world's seed, the place in the order of perception, and what it is for."""
    text = "\x1f".join((str(seed), str(heard), *what))
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def call_of(event: Event, addressed: Addressed, view: FloorView) -> CallInRoom:
    """What a message that addresses no person asks of the room."""
    if addressed.human:
        return CallInRoom.ELSEWHERE
    if not isinstance(event.author, HumanAuthor):
        return CallInRoom.AMONG if view.unprompted else CallInRoom.ASIDE
    if exchange.closes(event.text):
        return CallInRoom.CLOSING
    before = [e for e in view.recent if _before(e, event) and e.place == event.place]
    if exchange.to_room(event.text) or _greets(event.text):
        return CallInRoom.OPEN
    if _among_humans(event, before):
        return CallInRoom.ASIDE
    question = any(s.question or asks(s) for s in sentences(event.text))
    quiet = not any((event.at - e.at).total_seconds() < QUIET_ROOM for e in before)
    return CallInRoom.OPEN if question or quiet else CallInRoom.REMARK


def draws(event: Event, addressed: Addressed, call: CallInRoom, view: FloorView) -> tuple[Draw, ...]:
    """How the draw of each person but the author falls, best rank first."""
    found = [_draw(m, event, addressed, call, view) for m in view.members if m.id != _author(event)]
    return tuple(sorted(found, key=lambda d: (d.rank, d.person_id)))


def most_relevant(event: Event, view: FloorView, members: Sequence[RoomMember]) -> RoomMember | None:
    """Whom a message to the bot itself is for: whose interests it touches most, a seeded draw among equals."""

    def key(member: RoomMember) -> tuple[float, float]:
        drawn = chance_of(view.world.seed, event.heard or 0, "bot", str(member.seat), member.name)
        return (-relevance(event.text, member.interests), drawn / max(member.talkativeness, 0.05))

    return min(members, key=key, default=None)


@lru_cache(maxsize=2048)
def relevance(text: str, interests: tuple[str, ...]) -> float:
    """How much a text touches somebody's interests: 0 nothing, 0.6 one of them, nearing 1 with more."""
    said = _stems(text)
    touched = sum(1 for interest in interests if said & _stems(interest))
    return 0.0 if not touched else 1.0 - 0.4**touched


def _draw(member: RoomMember, event: Event, addressed: Addressed, call: CallInRoom, view: FloorView) -> Draw:
    seed, heard = view.world.seed, event.heard or 0
    drawn = chance_of(seed, heard, str(member.seat), member.name)
    chance = _chance(member, event, addressed, call, view)
    rank = -math.log(1 - chance_of(seed, heard, "rank", str(member.seat), member.name)) / max(chance, 1e-6)
    return Draw(member.id, chance, rank, drawn < chance, relevance(event.text, member.interests))


def _chance(member: RoomMember, event: Event, addressed: Addressed, call: CallInRoom, view: FloorView) -> float:
    if member.talkativeness == 0 and member.id not in addressed.mentioned:
        return 0.0
    touched = relevance(event.text, member.interests)
    chance = _KEENNESS[call] * member.talkativeness + _RELEVANT[call] * touched * min(
        1.0, 2 * member.talkativeness
    )
    chance = min(0.95, chance)
    if isinstance(event.author, PersonAuthor):
        chance *= _PERSON_LINE if call is CallInRoom.ASIDE and not touched else 1.0
    chance *= 1.0 - 0.5 * _fatigue(member, event, view)
    if member.id in addressed.mentioned:
        chance = max(chance, _MENTIONED[call])
    return chance


def _fatigue(member: RoomMember, event: Event, view: FloorView) -> float:
    """The share of the latest lines before the event that were theirs."""
    latest = [e for e in view.recent if _before(e, event)][-FATIGUE_WINDOW:]
    return sum(1 for e in latest if _author(e) == member.id) / FATIGUE_WINDOW


def _among_humans(event: Event, before: Sequence[Event]) -> bool:
    """Whether the line before, or the one before that, was another human's, and no person spoke since."""
    for e in reversed(before):
        if (event.at - e.at).total_seconds() > TALK_WINDOW or isinstance(e.author, PersonAuthor):
            return False
        if isinstance(e.author, HumanAuthor) and e.author != event.author:
            return True
    return False


def _greets(text: str) -> bool:
    """Whether a message is a greeting and nothing else."""
    tokens, at = words(text), 0
    while at < len(tokens):
        length = lexicon.GREETINGS.length_at(tokens, at) or lexicon.FILLERS.length_at(tokens, at)
        if not length:
            return False
        at += length
    return bool(tokens)


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    """The telling words of a text cut to their stems; pairs of characters in scripts without spaces."""
    stems: set[str] = set()
    tokens = words(text)
    for i, token in enumerate(tokens):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if spaceless(token.text[0]):
            if following is not None and spaceless(following.text[0]) and not _kana(token.text + following.text):
                stems.add(token.text + following.text)
        elif len(token.text) > 3 and token.text not in _EMPTY and not any(token.text in w for w in lexicon.ALL):
            stems.add(_ENDINGS.sub("", token.text) if len(token.text) > 4 else token.text)
    return frozenset(stems)


def _kana(text: str) -> bool:
    return all("\u3041" <= c <= "\u309f" for c in text)


def _before(earlier: Event, event: Event) -> bool:
    return earlier.heard is not None and event.heard is not None and earlier.heard < event.heard


def _author(event: Event) -> str:
    return "" if event.author.kind == "system" else event.author.id


_ENDINGS = re.compile(r"(?<=\w{4})(?:ings?|ers?|ed|es|en|s|e|n|y|a|o|as|os|i|и|ы|а|я|у|ю|е|ой|ом|ов|ами|ах)$")
_EMPTY = TokenPhrases("""
    about, after, again, being, could, every, from, have, into, just, like, love, loves, make, more, most
    much, new, only
    other, over, really, some, such, than, that, their, them, they, thing, things, this, time, very, want
    well, with, would
    your, also, both, been, were, think, know, people, enjoys, enjoy, interested, especially, learning
    trying, going, doing
    good, best, different, various, using
""")
"""Words that tell no subject."""
