"""Questions about the person that facts or a kind of item answer, whatever their topic."""

import re

from troupe.llm.understudy.talk.role import PlayedRole

FACTS = ("stand_in", "place", "age", "name", "job", "home", "languages")
"""Those that have one answer."""
ASKED_FOR: dict[str, tuple[str, ...]] = {
    "family": ("person",), "likes": ("like", "interest"), "dislikes": ("dislike",), "beliefs": ("belief",),
    "goals": ("goal", "aim"), "rising": ("habit",), "origin": ("fact", "lore", "education"), "doing": ("habit",),
    "skills": ("skill",),
    "fears": ("dislike",), "joke": (), "like_me": (), "story": ("fact", "lore"), "job": ("work",),
}  # fmt: skip
_FAMILY = re.compile(
    r"\b(mother|father|parents?|husband|wife|partner|sister|brother|daughter|son|gran\w*|aunt|uncle|cousin|child|kids?|"
    r"married|raised|widow\w*|girlfriend|boyfriend|friend)\b",
    re.IGNORECASE,
)
_KIN = tuple(
    (re.compile(rf"\b(?:{word})\b", re.IGNORECASE), re.compile(rf"\b(?:{kin})\b", re.IGNORECASE))
    for word, kin in (
        (r"siblings?", "sister|brother"), (r"kids?|children", "son|daughter|child"),
        (r"married|single|partner|seeing|relationship", "wife|husband|partner|girlfriend|boyfriend|widow"),
        (r"parents?", "mother|father|parents?|raised"), (r"boss", "boss|manager"), (r"neighbou?rs?", "neighbou?r"),
    )
)  # fmt: skip
"""Whom a question means, and by which words one knows them."""
_FRIEND = re.compile(r"\b(friend|mate|neighbour|partner|met|table|chat|colleague)\b", re.IGNORECASE)
_ORIGIN = re.compile(r"\b(grew up|born|raised|childhood|village|from a)\b", re.IGNORECASE)
_RISING = re.compile(r"\b(wake|get up|rise|up at|out of bed)", re.IGNORECASE)
_LEADS = {"likes": 0.3, "dislikes": 0.2, "beliefs": 0.3, "goals": 0.2, "story": 0.2}
"""How often such an answer begins with a remark on being asked."""


def asked_for(role: PlayedRole, intent: str) -> list[str]:
    """The answer: an item of the kind that is asked for, or what one says for want of any."""
    if not ASKED_FOR[intent]:
        return [role.words.occasion(intent)]
    if intent == "fears":
        return [role.words.occasion("fear", **fears) if (fears := role.part_of("dislike")) else ""]
    wanted = _FRIEND if "friend" in role.heard.text.lower() else _FAMILY
    if intent == "family" and wanted is _FAMILY:
        return _of_family(role)
    preferred = {"origin": _ORIGIN, "family": wanted, "rising": _RISING}.get(intent)
    if intent == "origin" and not any(_ORIGIN.search(item.text) for item in role.known.items):
        return [role.words.occasion("home")]
    told = role.any(ASKED_FOR[intent], preferred, without="weekend" if intent == "doing" else "")
    lead = role.words.occasion("about_self") if role.rng.random() < _LEADS.get(intent, 0.0) else ""
    return role.with_lead(lead, told)


def _of_family(role: PlayedRole) -> list[str]:
    """Someone of the family; else what was told of it in passing, else what one says of it."""
    lead = role.words.occasion("family") if role.rng.random() < 0.4 else ""
    asked = role.heard.text
    wanted = next((kin for word, kin in _KIN if word.search(asked)), _FAMILY)
    people = role.of_kind("person")
    kin = [pair for pair in people if pair[1].about & role.heard.stems] + [
        p for p in people if wanted.search(p[1].text)
    ]
    found = role.first(kin) or role.first(role.fits, ("lore", "fact"))
    return role.with_lead(lead, found[1]) if found else [lead or role.words.occasion("family")]
