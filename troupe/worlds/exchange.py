"""With whom a human was just speaking: where a message that names nobody goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troupe.worlds import lexicon
from troupe.worlds.position import Place, second_person
from troupe.worlds.tokens import Token, phrase, sentences, words
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor

if TYPE_CHECKING:
    from troupe.worlds.addressing import Addressed

RECENT = 300.0
"""Seconds after which an exchange has ended."""
SHORT = 8
"""A message of at most so many words leans on what was said before."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Whom the human was speaking with. `sure` when the message may be taken as theirs; else `possible` ones."""

    person: str | None = None
    human: bool = False
    sure: bool = False
    possible: tuple[str, ...] = ()


def partner(event: Event, recent: Sequence[Event], addressed: "Callable[[Event], Addressed]") -> Partner:
    """The last exchange of the author of `event`, looking only at what was heard before it in the same place."""
    earlier = [e for e in recent if e.place == event.place and _precedes(e, event)]
    return _partner(event, earlier, addressed)


def goes_on(text: str) -> bool:
    """Whether a nameless message can be part of an exchange: it says something, not only "thanks" or an emoji,
    and is not put to the room."""
    tokens = words(text)
    return not closes(text) and not to_room(text) and bool(tokens)


def closes(text: str) -> bool:
    """Whether it says nothing that asks for an answer: an acknowledgement, thanks, a lone emoji."""
    tokens, at = words(text), 0
    if second_person(tokens) or any(s.question for s in sentences(text)):
        return False
    while at < len(tokens):
        length = lexicon.ACKNOWLEDGEMENTS.length_at(tokens, at) or lexicon.FILLERS.length_at(tokens, at)
        if not length:
            return False
        at += length
    return True


def to_room(text: str) -> bool:
    """Whether it is put to whoever is there: "does anyone know …?", "someone help"."""
    return any(lexicon.ROOM.within(s.tokens) and (s.question or _opens(s.tokens)) for s in sentences(text))


def _opens(tokens: Sequence[Token]) -> bool:
    return lexicon.ROOM.length_at(tokens, Place.opening(tokens)[0]) > 0


def _precedes(earlier: Event, event: Event) -> bool:
    if earlier.id == event.id or (event.at - earlier.at).total_seconds() > RECENT:
        return False
    return event.heard is None or (earlier.heard is not None and earlier.heard < event.heard)


def _partner(event: Event, earlier: Sequence[Event], addressed: "Callable[[Event], Addressed]") -> Partner:
    own = next((i for i in reversed(range(len(earlier))) if _same(earlier[i], event)), None)
    since = earlier if own is None else earlier[own + 1 :]
    spoke = tuple(dict.fromkeys(e.author.id for e in since if isinstance(e.author, PersonAuthor)))
    if own is None:
        return _spoken_to(event, since)
    before = addressed(earlier[own])
    if not spoke:
        if _humans_between(since, addressed, ()):
            return Partner()
        if before.nobody:
            return _partner(earlier[own], earlier[:own], addressed) if goes_on(earlier[own].text) else Partner()
        if before.people[1:] or before.human or before.everyone:
            return Partner(human=before.human, possible=before.people)
        return Partner(next(iter(before.people)), sure=True)
    if spoke[1:] or (before.people and before.people != spoke):
        return Partner(possible=tuple(dict.fromkeys((*spoke, *before.people))))
    last = max(i for i, e in enumerate(since) if isinstance(e.author, PersonAuthor))
    clear = not (before.human and not before.people) and not _humans_between(since[last + 1 :], addressed, ())
    clear = clear and (bool(before.people) or not _humans_between(since[:last], addressed, spoke))
    return Partner(next(iter(spoke)), sure=clear and _leans(event, since[last]), possible=spoke)


def _spoken_to(event: Event, since: Sequence[Event]) -> Partner:
    """A human new to the talk goes on with the person who has just called them by name."""
    last = since[-1] if since else None
    if last is None or not isinstance(last.author, PersonAuthor) or not isinstance(event.author, HumanAuthor):
        return Partner()
    name = next(iter(phrase(event.author.name)), None)
    if name not in {t.text for t in words(last.text)}:
        return Partner()
    return Partner(last.author.id, sure=True, possible=(last.author.id,))


def _humans_between(
    events: Sequence[Event], addressed: "Callable[[Event], Addressed]", people: tuple[str, ...]
) -> bool:
    """Whether another human got in between: spoke to these very people, or (none given) to nobody by name."""
    for e in events:
        if isinstance(e.author, HumanAuthor):
            meant = addressed(e)
            if set(meant.people) & set(people) or meant.nobody or meant.everyone:
                return True
    return False


def _leans(event: Event, said: Event) -> bool:
    """Whether the message leans on what was said: it asks you, is short, or answers a question."""
    tokens = words(event.text)
    asked = bool(sentences(said.text)) and sentences(said.text)[-1].question
    return second_person(tokens) or len(tokens) <= SHORT or asked


def _same(event: Event, other: Event) -> bool:
    return isinstance(event.author, HumanAuthor) and event.author == other.author
