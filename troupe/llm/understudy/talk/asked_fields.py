"""Questions about the person that a field of the persona answers, whatever their topic."""

import re

from troupe.llm.understudy.hearing.phrase_files import phrases
from troupe.llm.understudy.talk.role import PlayedRole

FACTS = ("place", "age", "name", "home", "job", "languages")
"""Those that have one answer."""
FIELDS: dict[str, tuple[str, ...]] = {
    "family": ("person",), "likes": ("like", "interest"), "dislikes": ("dislike",), "beliefs": ("belief",),
    "goals": ("goal", "aim"), "rising": ("habit",), "origin": ("fact", "lore", "education"), "doing": ("habit",),
    "skills": ("skill",), "fears": ("dislike",), "story": ("fact", "lore"),
}  # fmt: skip
"""The kinds of items that answer each."""
_HOBBY = re.compile(r"\bhobb|\binterest|\bfree time|\bpassion|\bfor fun\b", re.IGNORECASE)
_PREFERRED = {
    "origin": re.compile(r"\b(grew up|born|raised|childhood|village|from a)\b", re.IGNORECASE),
    "rising": re.compile(r"\b(wake|get up|rise|up at|out of bed)", re.IGNORECASE),
}


def of_field(role: PlayedRole, intent: str) -> list[str]:
    """An item of the kind that is asked for; nothing where the owner wrote none."""
    if intent == "family":
        return _of_family(role)
    if intent == "fears":
        fears = (i for i in role.in_turn() if i.kind == "dislike" and not role.words.fresh.mentioned(i.text))
        return [role.words.occasion("fear", **role.words.as_part(item)) for item in list(fears)[:1]]
    if intent == "likes" and _HOBBY.search(role.heard.text) and (text := role.any(("interest",))):
        return [text]
    preferred = _PREFERRED.get(intent)
    if intent == "origin" and preferred and not any(preferred.search(item.text) for item in role.known.items):
        return [role.words.occasion("home")]
    return [role.any(FIELDS[intent], preferred)]


def _of_family(role: PlayedRole) -> list[str]:
    """Someone of the kin that is asked for; with none of them, what was told of such in passing."""
    kin_words = phrases().kin
    degree = next((kin for word, kin in kin_words.degrees if word.search(role.heard.text)), None)
    people = [(1.0, item) for item in role.in_turn() if item.kind == "person"]
    people.sort(key=lambda pair: pair[1].who in role.scene.others)
    kin = [
        pair
        for pair in people
        if pair[1].about & role.heard.stems or (degree or kin_words.any).search(pair[1].text)
    ]
    return [role.first(kin or ([] if degree else people)) or role.first(role.fits, ("lore", "fact"))]
