"""The people whom one word calls: everyone of the catalogue, a saved panel, a draw from a population, people in
files."""

import asyncio
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from bot.features.shared.community_catalogue import Catalogue
from troupe.core.errors import BadInput, NotFound
from troupe.people.documents.slug import slug_of
from troupe.people.library.library import ref_of
from troupe.people.library.panel_word import MOST_DRAWN, DrawnFrom, InFiles, Named, nowhere, read_panel_word
from troupe.people.library.people_by_slug import by_slug, free_slug
from troupe.people.persona.panel import PanelMember
from troupe.people.persona.persona import FILES, LIBRARY, POPULATION, Persona
from troupe.people.population.files.population_loading import populations
from troupe.people.population.sampling.population_sample import PopulationSample, panel_sample
from troupe.ports import Stores

EVERYONE = "everyone"
"""The word for all of the catalogue; `library` is those that come with the house alone."""


@dataclass(frozen=True, slots=True)
class Files:
    """The disk: whether a path is there, and the people of a file, a folder or a pattern."""

    is_there: Callable[[str], bool]
    read: Callable[[str], Mapping[str, Persona]]


@dataclass(frozen=True, slots=True)
class Called:
    """People by slug, each with who exactly they are. `told` says in words where they are from, `note` what is to
    be said of it; `saved` is true of a panel, whose people may have memories."""

    told: str
    members: Mapping[str, PanelMember]
    note: str = ""
    saved: bool = False

    @property
    def people(self) -> dict[str, Persona]:
        return {slug: member.persona for slug, member in self.members.items()}


async def called(
    word: str,
    stores: Stores,
    catalogue: Catalogue,
    seed: int,
    files: Files | None = None,
    most: int = MOST_DRAWN,
) -> Called:
    """The people of a word, at most so many. Without `files` nothing is read from a disk. Raises BadInput,
    NotFound."""
    people = await _called(word, stores, catalogue, seed, files, most)
    if len(people.members) > most:
        raise _too_many(len(people.members), most)
    return people


async def _called(
    word: str, stores: Stores, catalogue: Catalogue, seed: int, files: Files | None, most: int
) -> Called:
    saved = [panel.name for panel in await stores.panels.all()]
    meant = read_panel_word(word, saved, nowhere if files is None else files.is_there)
    match meant:
        case Named(name):
            return await _named(stores, catalogue, name)
        case InFiles(path):
            if files is None:
                raise BadInput(
                    f"{path}: files are read by the command line only; `/persona import` takes one in",
                    field="panel",
                )
            return Called(path, _members(files.read(path), FILES))
        case DrawnFrom(number=number):
            if number > most:
                raise _too_many(number, most)
            return await asyncio.to_thread(_drawn, meant, seed, outside=files is not None)


def _too_many(number: int, most: int) -> BadInput:
    return BadInput(f"at most {most} people at a time, not {number}", field="panel")


async def _named(stores: Stores, catalogue: Catalogue, name: str) -> Called:
    """A saved panel, or else what the house itself calls so."""
    try:
        panel = await stores.panels.get(name)
    except NotFound:
        if name.casefold() == EVERYONE:
            return Called("everyone you can bring", _of_catalogue(catalogue, catalogue.people))
        if name.casefold() == LIBRARY:
            return Called("the library", _of_catalogue(catalogue, set(catalogue.people) - set(catalogue.own)))
        if (slug := slug_of(name)) in populations():
            raise BadInput(f"say how many to draw from {name}, such as {slug}:12", field="panel") from None
        raise
    members: dict[str, PanelMember] = {}
    for member in panel.members:
        members[free_slug(member.ref.slug, members)] = member
    return Called(f"the panel {panel.name}", members, saved=True)


def _drawn(meant: DrawnFrom, seed: int, *, outside: bool) -> Called:
    """People drawn; from a population in a file only if one from `outside` may be read."""
    slug = slug_of(meant.population)
    by_slug_here = populations()
    if slug not in by_slug_here and not outside:
        raise NotFound(
            f"{meant.population}: there is no such population; there is {', '.join(by_slug_here)}", field="panel"
        )
    sample = panel_sample(by_slug_here.get(slug, meant.population), meant.number, seed=seed)
    people = by_slug(sample.personas)
    return Called(
        f"{meant.number} drawn from {sample.plan.population}", _members(people, POPULATION), _fit(sample)
    )


def _fit(sample: PopulationSample) -> str:
    """How far what was drawn is from what was aimed at."""
    off = [margin for margin in sample.margins if margin.target != margin.achieved]
    if not off:
        return f"All {len(sample.margins)} margins of the draw are as the population has them."
    margins = ", ".join(f"{cell.field} {cell.value} {cell.achieved} instead of {cell.target}" for cell in off[:5])
    more = f" and {len(off) - 5} more" if len(off) > 5 else ""
    return f"Margins of the draw that are off: {margins}{more}."


def _of_catalogue(catalogue: Catalogue, slugs: Container[str]) -> dict[str, PanelMember]:
    return {
        slug: PanelMember(persona=persona, ref=catalogue.ref(slug))
        for slug, persona in catalogue.people.items()
        if slug in slugs
    }


def _members(people: Mapping[str, Persona], owner: str) -> dict[str, PanelMember]:
    return {
        slug: PanelMember(persona=persona, ref=ref_of(persona, slug, owner)) for slug, persona in people.items()
    }
