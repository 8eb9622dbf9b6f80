"""The names of many people in a prompt: whole once, before the history, and by the first name in each line.

A whole name costs three tokens more in every line of every prompt. Few people are named whole wherever they speak.
"""

from collections import Counter

from troupe.core.kept_words import keeping_words
from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_text import plain_name

FEW = 4
"""Other people who are named whole in each line."""
_LEAST = 3
"""Letters of a first name that is no initial and no particle."""
_NO_NAMES = (
    "mrs miss sir dame lord lady prof professor doctor father sister brother aunt uncle old young saint san santa "
    "herr frau señor señora don doña monsieur madame signor signora senhor senhora pan pani the das der los las"
)
_TITLES = frozenset(_NO_NAMES.split())


def is_crowd(scene: Scene) -> bool:
    """Whether there are so many that their names stand once before the history."""
    return len(scene.others) > FEW


def names_in_lines(scene: Scene) -> dict[str, str]:
    """The first names by which people of a crowd are shown in lines, by their whole names; those that two share,
    or that are no names by themselves, stay whole."""
    return _first_names(frozenset((*scene.others, scene.person.name))) if is_crowd(scene) else {}


@keeping_words(64)
def _first_names(people: frozenset[str]) -> dict[str, str]:
    names = [plain_name(name) for name in people]
    firsts = Counter(name.split()[0].casefold() for name in names)
    return {
        name: name.split()[0]
        for name in names
        if firsts[name.split()[0].casefold()] == 1 and _is_name(name.split()[0])
    }


def _is_name(word: str) -> bool:
    return len(word) >= _LEAST and word.replace("-", "").isalpha() and word.casefold() not in _TITLES
