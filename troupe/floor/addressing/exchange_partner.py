"""With whom a human was just speaking: where a message that names nobody goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from troupe.core.word_tokens import Token, phrase, sentences, words
from troupe.floor.addressing.addressees import Addressed
from troupe.floor.addressing.names import lexicon
from troupe.floor.addressing.names.name_words import RESTRICTING
from troupe.floor.addressing.turning_words import second_person
from troupe.floor.addressing.vocative_position import NamePlace, asks
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor

RECENT = 300.0
"""Seconds after which an exchange has ended."""
SHORT = 8
"""A message of at most so many words leans on what was said before."""


_CLOSING = (lexicon.ACKNOWLEDGEMENTS, lexicon.FILLERS)
_TOLD_OF = frozenset(["everyone", "everybody", "someone", "somebody", "jemand", "alguien", "alguém", "qualcuno"])


@dataclass(frozen=True, slots=True)
class Partner:
    """The person with whom the human was speaking. `sure` when the message may be taken as theirs; else `possible`
    ones."""

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


def wants_answer(event: Event, recent: Sequence[Event]) -> bool:
    """Whether a line that goes on with somebody surely asks them for a word: it asks or answers a question. A mere
    statement may as well end the talk, in words that no list holds."""
    return any(s.question or asks(s) or _opens_asking(s.tokens) for s in sentences(event.text)) or answers(
        event, recent
    )


def answers(event: Event, recent: Sequence[Event]) -> bool:
    """Whether the line before it, a person's, ended in a question: even a "yes please" is more than a closing word
    then."""
    earlier = [e for e in recent if e.place == event.place and _precedes(e, event)]
    if not earlier or not isinstance(earlier[-1].author, PersonAuthor):
        return False
    parts = sentences(earlier[-1].text)
    return bool(parts) and parts[-1].question


def _opens_asking(tokens: Sequence[Token]) -> bool:
    return lexicon.QUESTIONS.length_at(tokens, NamePlace.opening(tokens)[0]) > 0


def closes(text: str) -> bool:
    """Whether a text says nothing that asks for an answer: an acknowledgement, thanks, a lone emoji."""
    tokens, at = words(text), 0
    if any(s.question for s in sentences(text)):
        return False
    while at < len(tokens):
        length = max(words_of.length_at(tokens, at) for words_of in _CLOSING)
        if not length:
            return False
        at += length
    return True


def to_room(text: str) -> bool:
    """Whether a text is put to whoever is there: "does anyone know …?", "someone help"."""
    return any(lexicon.ROOM.within(s.tokens) and (s.question or _opens(s.tokens)) for s in sentences(text))


def _opens(tokens: Sequence[Token]) -> bool:
    """Whether a sentence begins by turning to the room, rather than telling of "everyone at work"."""
    opened = NamePlace.opening(tokens)[0]
    length = lexicon.ROOM.length_at(tokens, opened)
    statement = RESTRICTING.length_at(tokens, opened + length) > 0 and tokens[opened].text in _TOLD_OF
    return length > 0 and not statement


def _precedes(earlier: Event, event: Event) -> bool:
    if earlier.id == event.id or (event.at - earlier.at).total_seconds() > RECENT:
        return False
    return event.heard is None or (earlier.heard is not None and earlier.heard < event.heard)


def _partner(event: Event, earlier: Sequence[Event], addressed: "Callable[[Event], Addressed]") -> Partner:
    own = next((i for i in reversed(range(len(earlier))) if _same(earlier[i], event)), None)
    since = earlier if own is None else earlier[own + 1 :]
    if _among_themselves(event, earlier, addressed):
        return Partner(human=True)
    if own is None:
        return _spoken_to(event, since)
    before = addressed(earlier[own])
    since = _without_others(since, before.people, addressed)
    spoke = tuple(dict.fromkeys(e.author.id for e in since if isinstance(e.author, PersonAuthor)))
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


def _among_themselves(event: Event, earlier: Sequence[Event], addressed: "Callable[[Event], Addressed]") -> bool:
    """Whether the latest lines are of the author and one other human alone, and one of them called the other."""
    other: HumanAuthor | None = None
    for e in reversed(earlier):
        if not isinstance(e.author, HumanAuthor) or not isinstance(event.author, HumanAuthor):
            return False
        if e.author != event.author:
            other = e.author if other is None else other
        if other is None or e.author not in (other, event.author):
            return False
        listener = event.author if e.author == other else other
        if addressed(e).human and _names(e.text, listener.name):
            return True
    return False


def _names(text: str, name: str) -> bool:
    """Whether the text holds the name or its first part."""
    tokens, whole = [t.text for t in words(text)], phrase(name)
    ways = [way for way in (whole, phrase(name.split()[0]) if name.split() else ()) if way]
    return any(tuple(tokens[i : i + len(way)]) == way for way in ways for i in range(len(tokens)))


def _without_others(
    since: Sequence[Event], mine: tuple[str, ...], addressed: "Callable[[Event], Addressed]"
) -> list[Event]:
    """The lines but for what people answered to other humans who had called them."""
    answerers: set[str] = set()
    lines: list[Event] = []
    for e in since:
        if isinstance(e.author, HumanAuthor):
            answerers |= set(addressed(e).people) - set(mine)
        if not (isinstance(e.author, PersonAuthor) and e.author.id in answerers):
            lines.append(e)
    return lines


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
    """Whether the message leans on what was said: it asks, is short, or answers a question."""
    tokens = words(event.text)
    question = bool(sentences(said.text)) and sentences(said.text)[-1].question
    asks = any(s.question for s in sentences(event.text))
    return second_person(tokens) or len(tokens) <= SHORT or question or asks


def _same(event: Event, other: Event) -> bool:
    return isinstance(event.author, HumanAuthor) and event.author == other.author
