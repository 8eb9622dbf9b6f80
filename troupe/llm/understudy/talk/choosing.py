"""Choosing between two things that were offered."""

import zlib

from troupe.llm.understudy.hearing.heard_message import mood_of
from troupe.llm.understudy.hearing.topic import stems, subjects
from troupe.llm.understudy.talk.fitting import near, taste
from troupe.llm.understudy.talk.role import PlayedRole
from troupe.llm.understudy.voice.persona_material import LIKING


def chosen(role: PlayedRole) -> list[str]:
    """The one that the person likes better, and what they have to tell of it; else one by temperament, the same
    each time."""
    one, other = role.heard.asked.choices
    best = max((one, other), key=lambda choice: (*_liking(role, choice), _by_temperament(role, choice)))
    left = other if best == one else one
    lead = role.words.occasion(
        "choice", choice=best, Choice=best[:1].upper() + best[1:], left=left, Left=left.capitalize()
    )
    wanted = stems(best)
    about = [pair for pair in near(wanted, subjects(wanted), role.known) if wanted & stems(pair[1].text)]
    found = role.first(about)
    return [lead, found[1]] if found else [lead]


def _liking(role: PlayedRole, choice: str) -> tuple[int, int]:
    """How the person stands to this very thing, by all they say of it, and then to its like."""
    wanted = stems(choice)
    direct = [item for item in role.known.items if wanted & stems(item.text)]
    signs = (LIKING.get(item.kind) or (1 if mood_of(item.text) >= 0 else -1) for item in direct)
    return sum(signs), taste(near(wanted, subjects(wanted), role.known))


def _by_temperament(role: PlayedRole, choice: str) -> int:
    return zlib.crc32(f"{role.persona.name}:{choice}".lower().encode())
