"""Whom a memory tells of: of the people of a world, of its members, or of neither. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from troupe.core.word_tokens import fold
from troupe.memory.line_terms import raw_words, word_lists
from troupe.worlds.transcript import HumanAuthor

_SHORTEST = 3
"""Letters of a first name by which somebody is meant without more."""
_MARKED = re.compile(r"\W+\(member\)\W*$")


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names of everyone who may be meant: `people` of the world, and its members."""

    people: Sequence[str]
    members: Sequence[HumanAuthor]

    def member_called(self, name: str) -> HumanAuthor | None:
        """The member whom this name means, if it does not mean one of the people."""
        key = _key(name)
        if not key or any(key in _forms(person) for person in self.people):
            return None
        return next((member for member in self.members if key in _forms(member.name)), None)

    def member_by_id(self, member_id: str) -> HumanAuthor | None:
        """One of the members."""
        return next((member for member in self.members if member.id == member_id), None)

    def somebody(self, name: str) -> bool:
        """Whether it is the name of one of them."""
        key = _key(name)
        return any(key in _forms(known) for known in (*self.people, *(member.name for member in self.members)))

    def same(self, name: str, other: str) -> bool:
        """Whether two names mean the same one."""
        return bool(_key(name)) and (_key(name) in _forms(other) or _key(other) in _forms(name))

    def members_in(self, text: str) -> set[str]:
        """The ids of all members whose name stands in a text. A name that one of the people bears as well means
        that one."""
        words = f" {' '.join(fold(word) for word in raw_words(text))} "
        people = {form for person in self.people for form in _forms(person)}
        return {
            member.id
            for member in self.members
            if any(f" {form} " in words for form in _forms(member.name) - people)
        }


def of_themselves(text: str) -> bool:
    """Whether somebody speaks of themselves in a line."""
    own = set(word_lists()["asks"]["self"].split())
    return not own.isdisjoint(fold(word) for word in raw_words(text))


def _key(name: str) -> str:
    return " ".join(fold(word) for word in raw_words(_MARKED.sub("", name)))


def _forms(name: str) -> set[str]:
    """A name, and the first word of it."""
    words = _key(name).split()
    forms = {" ".join(words)} if words else set[str]()
    return forms | {word for word in words[:1] if len(word) >= _SHORTEST}
