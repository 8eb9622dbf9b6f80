"""All ways to name the people of a room, arranged so that a word that names nobody costs next to nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from troupe.core.kept_words import keeping_words
from troupe.core.word_tokens import Phrase, phrase
from troupe.floor.addressing.names.name_ways import RoomName, Who, ways_of_naming

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Alias:
    """One way to name someone. Two people of the same first name share an ambiguous alias. `common` names are
    ordinary words too; `formal` ones, surnames and names of one sign, count only beside an honorific."""

    tokens: Phrase
    who: tuple[Who, ...]
    common: bool = False
    formal: bool = False


@dataclass(frozen=True, slots=True)
class _Places:
    """The places of aliases in a roster, by how they are looked for."""

    heads: Mapping[str, Sequence[int]]
    """Those of one word, by what of it stays in every form that changes its end."""
    tails: Mapping[str, Sequence[int]]
    """Those of one word, by the word: other words may be written before it."""
    firsts: Mapping[str, Sequence[int]]
    """Those of several words, by the first."""
    letters: Mapping[str, Sequence[int]]
    """Those of one word, by its first letter."""
    bearers: Mapping[Who, Sequence[int]]
    """Those that name someone."""
    longest_head: int
    longest_tail: int

    @staticmethod
    def of(aliases: Sequence[Alias], bearers: Sequence[tuple[Who, ...]]) -> "_Places":
        single = [(alias.tokens[0], at) for at, alias in enumerate(aliases) if len(alias.tokens) == 1]
        heads = _grouped((name[:-2] or name[:1], at) for name, at in single)
        tails = _grouped(single)
        return _Places(
            heads=heads,
            tails=tails,
            firsts=_grouped((alias.tokens[0], at) for at, alias in enumerate(aliases) if len(alias.tokens) > 1),
            letters=_grouped((name[0], at) for name, at in single),
            bearers=_grouped((who, at) for at, all_of_it in enumerate(bearers) for who in all_of_it),
            longest_head=max(map(len, heads), default=0),
            longest_tail=max(map(len, tails), default=0),
        )


@dataclass(frozen=True, slots=True)
class Roster:
    """The ways to name the people of a room, the longest first. Aliases that name nobody stand in no answer."""

    aliases: tuple[Alias, ...]
    _bearers: tuple[tuple[Who, ...], ...] = ()
    """Whose each is, before humans yield to persons."""
    _whole: Mapping[Who, Phrase] = field(default_factory=dict[Who, Phrase])
    _places: _Places = field(default_factory=lambda: _Places.of((), ()))

    @staticmethod
    def of(entries: Iterable[RoomName]) -> "Roster":
        by_way: dict[tuple[Phrase, bool], tuple[bool, dict[Who, None]]] = {}
        names: dict[Who, Phrase] = {}
        for entry in entries:
            names[entry.who] = phrase(entry.name)
            for way in ways_of_naming(entry):
                by_way.setdefault((way.tokens, way.formal), (way.common, {}))[1][entry.who] = None
        order = sorted(by_way.items(), key=lambda item: (-len(item[0][0]), item[0][1], item[0][0]))
        bearers = tuple(tuple(bearers) for _, (_, bearers) in order)
        aliases = tuple(
            Alias(tokens, _yielding(tokens, whose, names), common, formal)
            for ((tokens, formal), (common, _)), whose in zip(order, bearers, strict=True)
        )
        return Roster(aliases, bearers, names, _Places.of(aliases, bearers))

    def without(self, speaker: Who) -> "Roster":
        """The same room as the speaker speaks to it, who is called by none of their own names. Arranged anew for
        each who speaks, a roundtable of a hundred took longer over names than over all else."""
        places = self._places.bearers.get(speaker, ())
        if not places:
            return self
        aliases = list(self.aliases)
        for place in places:
            others = tuple(who for who in self._bearers[place] if who != speaker)
            tokens = aliases[place].tokens
            aliases[place] = replace(aliases[place], who=_yielding(tokens, others, self._whole))
        return replace(self, aliases=tuple(aliases))

    def alike(self, word: str) -> Iterator[Alias]:
        """The aliases that may begin with this word, in their order: no form of a name changes more than its last
        two letters, or what comes before it. Most words look like none."""
        at, length = self._places, len(word)
        near = [at.firsts[word]] if word in at.firsts else []
        for size in range(1, min(length, at.longest_head) + 1):
            if (head := at.heads.get(word[:size])) is not None:
                near.append(head)
        for size in range(1, min(length, at.longest_tail) + 1):
            if (tail := at.tails.get(word[-size:])) is not None:
                near.append(tail)
        return self._at({place for group in near for place in group}) if near else iter(())

    def nearly(self, word: str) -> Iterator[Alias]:
        """The aliases of one word that begin with one of the first two letters of this word."""
        return self._at({place for letter in word[:2] for place in self._places.letters.get(letter, ())})

    def _at(self, places: set[int]) -> Iterator[Alias]:
        return (self.aliases[place] for place in sorted(places) if self.aliases[place].who)

    def __iter__(self) -> Iterator[Alias]:
        return (alias for alias in self.aliases if alias.who)


def roster(entries: tuple[RoomName, ...], speaker: Who | None = None) -> Roster:
    """All ways to name the given people except the speaker, the longest first."""
    room = _room(entries)
    return room if speaker is None else room.without(speaker)


@keeping_words(256)
def _room(entries: tuple[RoomName, ...]) -> Roster:
    return Roster.of(entries)


def _yielding(tokens: Phrase, bearers: tuple[Who, ...], whole: Mapping[Who, Phrase]) -> tuple[Who, ...]:
    """Who is meant: a human's first name yields to a person's; a whole name is ambiguous."""
    if all(who.human for who in bearers):
        return bearers
    return tuple(who for who in bearers if not who.human or whole[who] == tokens)


def _grouped(pairs: Iterable[tuple[K, int]]) -> Mapping[K, Sequence[int]]:
    groups: dict[K, list[int]] = {}
    for key, place in pairs:
        groups.setdefault(key, []).append(place)
    return groups
