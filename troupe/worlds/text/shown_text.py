"""Names and lines as the people of a world are shown them: on one line, without marks that forge another."""

import re
from typing import assert_never

from troupe.core.kept_words import keeping_words
from troupe.core.text_folding import name_keys
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import (
    Author,
    HumanAuthor,
    PersonAuthor,
    SystemAuthor,
)

LONGEST_NAME = 40


_LINE_BREAKS = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")


_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff]")


_MARKS_IN_NAMES = re.compile(r"[:：#↪\[\]]")


def shown_name(author: Author, scene: Scene) -> str:
    """An author's name as the history shows it: one line, without the marks that lines are made of. A member who
    is named like one of the people is told apart."""
    match author:
        case PersonAuthor(id=person_id, name=name):
            return "You" if person_id == scene.person.id else plain_name(name)
        case HumanAuthor(name=name):
            plain = plain_name(name)
            names = _taken((scene.person.name, *scene.others))
            return plain if names.isdisjoint(name_keys(plain)) else f"{plain} (member)"
        case SystemAuthor():
            return "The house"
        case _:
            assert_never(author)


@keeping_words(256)
def _taken(people: tuple[str, ...]) -> frozenset[str]:
    """What members may not be called, nor anything that looks like it: the people's names and first names, how one
    speaks of oneself, and how the bot is told of."""
    names = [plain_name(name) for name in people]
    forms = ("you", "the house", *names, *(name.split()[0] for name in names))
    return frozenset(key for form in forms for key in name_keys(form))


@keeping_words(4096)
def plain_name(name: str) -> str:
    """A name that cannot be taken for the beginning of a line."""
    plain = " ".join(_MARKS_IN_NAMES.sub(" ", one_line(name)).split())
    return plain[:LONGEST_NAME] or "Someone"


def one_line(text: str) -> str:
    """Text with its line breaks shown as a sign, and without characters that cannot be seen."""
    text = text.strip()
    if text.isprintable():  # as most lines are: it saves half the time of a prompt
        return text
    return _LINE_BREAKS.sub(" ⏎ ", _UNSEEN.sub("", text).strip())
