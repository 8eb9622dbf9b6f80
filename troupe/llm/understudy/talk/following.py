"""Staying on what was just said: why, and what more, and what the other answers to one's own question."""

from collections.abc import Iterator

from troupe.llm.understudy.hearing.question_kind import Ask
from troupe.llm.understudy.hearing.topic import stems, subjects
from troupe.llm.understudy.talk.fitting import Scored, near
from troupe.llm.understudy.talk.role import PlayedRole
from troupe.worlds.transcript import EventKind

_REASONS = (
    "lore",
    "belief",
    "fact",
    "work",
    "habit",
    "like",
    "interest",
    "dislike",
    "person",
    "aim",
    "goal",
    "health",
)
_SHORT = 4
"""Words of a bare yes or no."""


def same_matter(role: PlayedRole, text: str) -> Scored:
    """What there is to tell on the matter of this text."""
    found = stems(text)
    return near(found, subjects(found), role.known)


def following(role: PlayedRole) -> Iterator[list[str]]:
    """A reason, or more of the same, for a line of one's own."""
    why = role.heard.asked.kind is Ask.WHY
    if not role.heard.followed:
        if why or role.heard.question:
            yield [role.words.occasion("why" if why else "more")]
        return
    found = role.first(same_matter(role, role.heard.followed), _REASONS)
    lead = role.words.occasion("because" if why else "more") if role.rng.random() < 0.6 else ""
    if found:
        yield role.with_lead(lead, found[1])
    yield [role.words.occasion("why" if why else "more")]


def reply_to_own_question(role: PlayedRole) -> list[str]:
    """What one says to a bare yes or no, given to what one had asked."""
    said = [e for e in role.scene.history if e.kind is EventKind.SAID and e.text]
    ids = [e.id for e in said]
    at = ids.index(role.heard.event.id) if role.heard.event.id in ids else len(ids)
    if at == 0 or said[at - 1].id != role.mine[-1].id or not role.mine[-1].text.rstrip().endswith("?"):
        return []
    if len(role.heard.text.split()) > _SHORT or role.heard.question:
        return []
    kind = next((intent for intent in ("agreement", "disagreement") if intent in role.heard.intents), "")
    return [role.words.occasion("heard_yes" if kind == "agreement" else "heard_no")] if kind else []
