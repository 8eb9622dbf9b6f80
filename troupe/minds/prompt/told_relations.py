"""How a person stands to those who are there, told beside their names in a few short lines: every turn pays them.

What those who run the place have said counts before what a persona file says. The file's own words stand in a
whole portrait anyway; in a short one only the first of them do.
"""

from itertools import islice

from troupe.minds.prompt.persona_words import folded
from troupe.minds.prompt.short_portrait import short_portrait
from troupe.people.persona.kept_relations import accessible_relation, filed_relation
from troupe.worlds.relation import LONGEST_RELATION, relation_to
from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_text import one_line, plain_name

MOST_TOLD = 6
"""Of all who are there; in a crowd those who speak last are told of first."""


def told_relations(scene: Scene, *, short: bool) -> list[str]:
    """Lines such as `Rory MacPhee: he owes you a boat`, of those present."""
    spoke: dict[str, int] = {}
    for event in reversed(scene.history):
        spoke.setdefault(event.author.name, len(spoke))
    names = sorted(scene.others, key=lambda name: spoke.get(name, len(spoke)))
    told = ((name, _relation(scene, name, short=short)) for name in names)
    return [f"{plain_name(name)}: {text}" for name, text in islice((one for one in told if one[1]), MOST_TOLD)]


def _relation(scene: Scene, name: str, *, short: bool) -> str:
    person = scene.person
    text = relation_to(person.relations, name) or accessible_relation(person.persona, name)
    if not text and short:
        filed = filed_relation(person.persona, name)
        text = "" if filed and folded(filed)[:40] in short_portrait(person.persona) else filed
    if not text:
        return ""  # of most: in a crowd each turn asks this of everyone
    line = one_line(folded(text))
    return line if len(line) <= LONGEST_RELATION else f"{line[: LONGEST_RELATION - 1].rstrip()}…"
