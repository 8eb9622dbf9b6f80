"""How a person stands to what another said: with them, against them, or with something of their own to add."""

from troupe.llm.understudy.hearing.heard_message import mood_of
from troupe.llm.understudy.talk.fitting import taste
from troupe.llm.understudy.talk.role import PlayedRole
from troupe.llm.understudy.voice.persona_material import LIKING, MaterialItem
from troupe.llm.understudy.voice.temper import level

_NAMED = 0.4
"""Of the reactions to another person so many say whose line they mean."""


def stance(role: PlayedRole, item: MaterialItem) -> str:
    """A reaction to the other's view before this item is told: by whether both like the thing; where one cannot
    tell, by temper. Now and then none."""
    kind = _kind(role, item)
    chance = 0.4 if kind == "neutral" else 0.85
    if role.rng.random() >= (chance * 0.6 if role.temper == "terse" else chance):
        return ""
    if not role.heard.human and role.heard.who and kind != "neutral" and role.rng.random() < _NAMED:
        return role.words.occasion(f"{kind}_with") or role.words.opening(kind)
    return role.words.opening(kind)


def _kind(role: PlayedRole, item: MaterialItem) -> str:
    theirs = role.heard.mood
    mine = LIKING.get(item.kind) or (mood_of(item.text) if item.kind == "belief" else 0) or taste(role.fits)
    if role.heard.question:
        return "neutral"
    if theirs and mine:
        return "agree" if theirs == mine else "disagree"
    if item.kind == "belief" and not role.heard.human:
        contrary = 0.5 - 0.15 * level(role.persona, "agreeableness")
        return "disagree" if role.rng.random() < contrary else "agree"
    return "neutral"
