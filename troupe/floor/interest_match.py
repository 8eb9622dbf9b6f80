"""The measure of how much a text touches somebody's interests, in any language: words that begin alike, pairs of
characters in scripts written without spaces. No list of words decides it."""

from collections.abc import Sequence

from troupe.core.kept_words import keeping_words
from troupe.core.word_tokens import spaceless, words
from troupe.floor.seeded_chance import chance_of
from troupe.worlds.floor_view import FloorView, RoomMember
from troupe.worlds.transcript import Event

_BEGINNING = 4
"""Letters that two words must begin with alike, so that endings do not part "garden" from "gardening"."""


@keeping_words(2048)
def relevance(text: str, interests: tuple[str, ...]) -> float:
    """How much a text touches somebody's interests: 0 nothing, 0.6 one of them, nearing 1 with more."""
    subjects = _subjects(text)
    touched = sum(1 for interest in interests if any(_alike(a, b) for a in _subjects(interest) for b in subjects))
    return 0.0 if not touched else 1.0 - 0.4**touched


def most_relevant(event: Event, view: FloorView, members: Sequence[RoomMember]) -> RoomMember | None:
    """Whom a message to the bot itself is for: whose interests it touches most, a seeded draw among equals."""

    def key(member: RoomMember) -> tuple[float, float]:
        chance = chance_of(view.world.seed, event.heard or 0, "bot", str(member.seat), member.name)
        return (-relevance(event.text, member.interests), chance / max(member.talkativeness, 0.05))

    return min(members, key=key, default=None)


@keeping_words(4096)
def _subjects(text: str) -> frozenset[str]:
    """The words of a text that may tell its subject: four letters at least; two characters of a script without
    spaces, but for two of the kana that endings are written in."""
    subjects: set[str] = set()
    tokens = words(text)
    for i, token in enumerate(tokens):
        following = tokens[i + 1].text if i + 1 < len(tokens) else ""
        if spaceless(token.text[0]):
            if following and spaceless(following[0]) and not _kana(token.text + following):
                subjects.add(token.text + following)
        elif len(token.text) >= _BEGINNING or "\uac00" <= token.text[0] <= "\ud7a3":
            subjects.add(token.text)
    return frozenset(subjects)


def _alike(interest: str, word: str) -> bool:
    """Whether two words begin alike, as far as the shorter one may differ by an ending."""
    if interest == word:
        return True
    if len(interest) < 2 or len(word) < 2 or spaceless(interest[0]):
        return False
    if "\uac00" <= interest[0] <= "\ud7a3":
        return word.startswith(interest)
    shorter = min(len(interest), len(word))
    shared = max(_BEGINNING, shorter - 2)
    return shorter >= shared and interest[:shared] == word[:shared]


def _kana(text: str) -> bool:
    return all("\u3041" <= c <= "\u309f" for c in text)
