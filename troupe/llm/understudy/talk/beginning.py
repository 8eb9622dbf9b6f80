"""The words a person begins with, unasked: what someone said lately, what this hour brings, what is on their
mind."""

import re
from collections.abc import Iterator

from troupe.llm.understudy.hearing.heard_message import author_id, sayable
from troupe.llm.understudy.hearing.phrase_files import folded
from troupe.llm.understudy.talk.fitting_items import near
from troupe.llm.understudy.talk.role import PlayedRole

_LATELY = 10
"""Lines in which something may be taken up."""
_TAKES_UP, _OF_THE_HOUR, _TURNS_TO = 0.3, 0.25, 0.25
"""How often one goes back to what was said, tells what one does at this hour, hands the word to another.
ASSUMPTION: set by reading long talk."""
_OWN_MATTER = ("belief", "interest", "like", "dislike", "habit", "fact", "field", "lore", "goal", "skill", "aim")
_HOURS = {
    "morning": ("morning", "workday"), "afternoon": ("workday",), "evening": ("evening", "night"),
    "night": ("night", "evening"),
}  # fmt: skip


def beginnings(role: PlayedRole) -> Iterator[list[str]]:
    """The possible beginnings; the first with words in it is said."""
    draw = role.rng.random()
    if draw < _TAKES_UP:
        yield _taken_up(role)
    elif draw < _TAKES_UP + _OF_THE_HOUR:
        yield [_of_the_hour(role)]
    matter = role.any(_OWN_MATTER)
    yield [matter, _turned_to(role) if matter and role.rng.random() < _TURNS_TO else ""]


def _taken_up(role: PlayedRole) -> list[str]:
    """Something to what another said, naming them."""
    lines = [e for e in role.scene.history if e.facets.spoken and e.text][-_LATELY:]
    for event in reversed(lines):
        if author_id(event) == role.scene.person.id or not sayable(event):
            continue
        if text := role.first(near(event.text, role.known)):
            return [role.words.occasion("back_to", who=sayable(event)), text]
    return []


def _of_the_hour(role: PlayedRole) -> str:
    """What this person does at such an hour."""
    moment = folded(role.heard.event.text)
    hours = next((parts for part, parts in _HOURS.items() if part in moment), ())
    times = ("weekend", *hours) if "saturday" in moment or "sunday" in moment else hours
    habits = [item for item in role.known.items if item.kind == "habit" and item.when in times]
    return role.first([(1.0, item) for item in role.rng.sample(habits, len(habits))])


def _turned_to(role: PlayedRole) -> str:
    """A question to someone who is here, rather to one who has not spoken lately."""
    lately = {sayable(e) for e in role.scene.history[-_LATELY:] if e.facets.spoken}
    firsts = [name.split()[0] for name in role.scene.others]
    alone = [first for first in firsts if firsts.count(first) == 1 and re.fullmatch(r"[^\W\d_]{2,20}", first)]
    quiet = [first for first in alone if first not in lately] or alone
    return role.words.occasion("turn_to", other=role.rng.choice(quiet)) if quiet else ""
