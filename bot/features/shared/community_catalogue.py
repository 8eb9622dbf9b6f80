"""The catalogue of a community: the people of the library and its own personas beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.features.shared.world_opening import choose_people
from troupe.people.library.library import find_persona, ref_of
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.people.persona.persona_version import KeptPersona
from troupe.ports import Stores


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everyone as they are now, by slug. An own persona stands in the place of the library's of the same slug."""

    people: Mapping[str, Persona]
    own: Mapping[str, KeptPersona] = field(default_factory=dict[str, KeptPersona])

    def ref(self, slug: str) -> PersonaRef:
        """Which persona, exactly, this slug means here."""
        return self.own[slug].ref if slug in self.own else ref_of(self.people[slug], slug)

    def find(self, word: str) -> tuple[Persona, PersonaRef]:
        """Who is meant by a slug, name, nickname or unique first name. Raises NotFound with the nearest names."""
        slug, persona = find_persona(word.strip(), self.people)
        return persona, self.ref(slug)

    def choose(self, wanted: Sequence[str]) -> list[tuple[Persona, PersonaRef]]:
        """Those of these names, in this order; of nobody, those who come first. Raises NotFound and BadInput."""
        return [(persona, self.ref(ref.slug)) for persona, ref in choose_people(self.people, wanted)]


async def catalogue_of(stores: Stores, library: Mapping[str, Persona]) -> Catalogue:
    """What the community of these stores can choose from now."""
    own = {row.slug: row for row in await stores.personas.all()}
    return Catalogue({**library, **{slug: row.persona for slug, row in own.items()}}, own)
