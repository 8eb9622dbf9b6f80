"""What a person begins with, unasked: what someone said lately, what this hour brings, what is on their mind."""

import re
from collections.abc import Iterator

from troupe.llm.understudy.hearing.heard_message import author_id, known_names, sayable
from troupe.llm.understudy.hearing.phrase_files import folded
from troupe.llm.understudy.hearing.topic import topic
from troupe.llm.understudy.talk.following import same_matter
from troupe.llm.understudy.talk.role import PlayedRole
from troupe.worlds.transcript import Event, EventKind

_LATELY = 10
"""Lines in which something may be taken up."""
_TAKES_UP, _OF_THE_HOUR, _TURNS_TO = 0.3, 0.25, 0.25
"""How often one goes back to what was said, tells what one does at this hour, hands the word to another.
ASSUMPTION: set by reading long talk."""
_OWN_MATTER = ("belief", "interest", "like", "dislike", "habit", "fact", "lore", "goal", "skill", "aim", "health")
_HOURS = {
    "morning": ("morning", "workday"), "afternoon": ("workday",), "evening": ("evening", "night"),
    "night": ("night", "evening"),
}  # fmt: skip
_WEEKEND = ("saturday", "sunday")


def beginnings(role: PlayedRole) -> Iterator[list[str]]:
    """What could be said, the first with words in it."""
    draw = role.rng.random()
    if draw < _TAKES_UP:
        yield _taken_up(role)
    elif draw < _TAKES_UP + _OF_THE_HOUR:
        yield [_of_the_hour(role)]
    told = role.any(_OWN_MATTER)
    yield [told, _turned_to(role) if told and role.rng.random() < _TURNS_TO else ""]


def _taken_up(role: PlayedRole) -> list[str]:
    """Something to what another said, naming them."""
    said = [e for e in role.scene.history if e.kind is EventKind.SAID and e.text][-_LATELY:]
    for event in reversed(said):
        if author_id(event) == role.scene.person.id or not sayable(event):
            continue
        if found := role.first(same_matter(role, event.text)):
            return [_back_to(role, event), found[1]]
    return []


def _back_to(role: PlayedRole, event: Event) -> str:
    about = topic(event.text, known_names(role.scene))
    values = {"topic": about, "Topic": about[:1].upper() + about[1:]} if about else {}
    return role.words.occasion("back_to", who=sayable(event), **values)


def _of_the_hour(role: PlayedRole) -> str:
    """What this person does at such an hour."""
    moment = folded(role.heard.event.text)
    hours = next((parts for part, parts in _HOURS.items() if part in moment), ())
    wanted = ("weekend", *hours) if any(day in moment for day in _WEEKEND) else hours
    habits = [item for item in role.known.items if item.kind == "habit" and item.when in wanted]
    shuffled = role.rng.sample(habits, len(habits))
    return next((told for item in shuffled if (told := role.words.told(item))), "")


def _turned_to(role: PlayedRole) -> str:
    """A question to someone who is here, rather to one who has not spoken lately."""
    lately = {sayable(e) for e in role.scene.history[-_LATELY:] if e.kind is EventKind.SAID}
    firsts = [name.split()[0] for name in role.scene.others]
    alone = [first for first in firsts if firsts.count(first) == 1 and re.fullmatch(r"[^\W\d_]{2,20}", first)]
    quiet = [first for first in alone if first not in lately] or alone
    return role.words.occasion("turn_to", other=role.rng.choice(quiet)) if quiet else ""
