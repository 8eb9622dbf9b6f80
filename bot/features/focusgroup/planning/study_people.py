"""The people of a study by word: a saved panel, `germany:8`, "8 from germany", or names of the catalogue."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.features.panel.people_by_word import called
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.world_opening import FIRST, ModelNote, opening_notice
from troupe.core.errors import NotFound
from troupe.people.library.library import find_persona
from troupe.people.library.panel_word import DrawnFrom, read_panel_word
from troupe.people.persona.panel import PanelMember, check_names
from troupe.worlds.world import Mode

MOST = 30
"""People of a session in a channel: more would fill it with every answer."""
_DRAWN = re.compile(
    r"(?P<count>\d{1,3})\s+(?:people\s+)?(?:from|of)\s+(?:the\s+)?(?P<place>[\w -]+?)(?:,.*)?$", re.I
)


@dataclass(frozen=True, slots=True)
class StudyPeople:
    """Who takes part, and in words how they were found; `drawn_by` is the word that draws as many others."""

    told: str
    members: Mapping[str, PanelMember]
    drawn_by: str = ""


async def study_people(house: House, tenant: str, word: str | None, seed: int) -> StudyPeople:
    """Those whom the word calls; of none, the first people of the library. Raises BadInput, NotFound."""
    catalogue = await catalogue_at(house, tenant)
    if not word or not word.strip():
        slugs = [slug for slug in FIRST if slug in catalogue.people] or list(catalogue.people)[:4]
        told = "people of the library"
    elif "," in word and _DRAWN.match(word.strip()) is None:
        slugs = [find_persona(name, catalogue.people)[0] for part in word.split(",") if (name := part.strip())]
        told = "named one by one"
    else:
        drawn = _DRAWN.match(word.strip())
        meant = f"{drawn['place'].strip().replace(' ', '-')}:{drawn['count']}" if drawn else word.strip()
        try:
            people = await called(meant, house.stores(tenant), catalogue, seed, most=MOST)
        except NotFound:
            if drawn is not None:
                raise
            slugs, told = [find_persona(word, catalogue.people)[0]], "named"
        else:
            check_names(member.persona.name for member in people.members.values())
            drawn_by = meant if isinstance(read_panel_word(meant), DrawnFrom) else ""
            return StudyPeople(people.told, people.members, drawn_by)
    members = {slug: PanelMember(persona=catalogue.people[slug], ref=catalogue.ref(slug)) for slug in slugs}
    return StudyPeople(told, members)


def notice_of(members: Mapping[str, PanelMember], model: ModelNote) -> str:
    """What the channel in front is told when these people sit down."""
    return opening_notice([member.persona for member in members.values()], Mode.ROUNDTABLE, model)
