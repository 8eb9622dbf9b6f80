"""What a community can choose from, and looking for someone among them."""

from dataclasses import dataclass, field
from typing import cast

import pytest

from bot.features.persona.persona_search import Origin, Search, countries, unpacked
from bot.features.shared.community_catalogue import Catalogue, catalogue_of
from bot.features.shared.lasting_buttons import MAX_ID, button
from bot.features.shared.option_choices import more_personas, one_persona
from bot.features.shared.world_opening import choose_people, find_person
from troupe.core.clock import ManualClock
from troupe.core.errors import NotFound
from troupe.people.documents.slug import slug_of
from troupe.people.library.library import library, ref_of
from troupe.people.persona.persona import Persona, PersonaRef, content_hash
from troupe.people.persona.persona_version import Editor, KeptPersona, Version
from troupe.ports import Stores
from troupe.worlds.world import Person

ANA = Persona.model_validate(
    {"name": "Ana Sol", "age": 31, "occupation": "Baker", "residence": "Lisbon, Portugal"}
)
OWN_ANA = Persona.model_validate({"name": "Ana Sol", "occupation": "Pilot"})
ZOE = Persona.model_validate({"name": "Zoë Łuk", "beliefs": ["Trams before cars."], "residence": "Łódź, Poland"})
LIBRARY = {"ana-sol": ANA, "ben-ray": Persona.model_validate({"name": "Ben Ray", "age": 44})}


def kept(persona: Persona, version: int = 1) -> KeptPersona:
    ref = PersonaRef(owner="guild:1", slug=slug_of(persona.name), version=version, hash=content_hash(persona))
    return KeptPersona(persona=persona, version=Version(ref=ref, by=Editor(name="Ana"), at=ManualClock().now()))


@dataclass
class Own:
    kept: tuple[KeptPersona, ...] = ()
    tenant: str = "guild:1"
    personas: "Own" = field(init=False)

    def __post_init__(self) -> None:
        self.personas = self

    async def all(self) -> tuple[KeptPersona, ...]:
        return self.kept


async def of(*own: KeptPersona) -> Catalogue:
    return await catalogue_of(cast("Stores", Own(own)), LIBRARY)


async def test_own_personas_stand_beside_the_library() -> None:
    catalogue = await of(kept(ZOE, version=3))
    assert list(catalogue.people) == ["ana-sol", "ben-ray", "zoe-luk"]
    assert catalogue.find("zoe") == (ZOE, kept(ZOE, version=3).ref)
    assert catalogue.find("Ana") == (ANA, ref_of(ANA, "ana-sol"))


async def test_an_own_persona_stands_in_the_place_of_the_librarys() -> None:
    catalogue = await of(kept(OWN_ANA))
    assert list(catalogue.people) == ["ana-sol", "ben-ray"]
    persona, ref = catalogue.choose(["ana"])[0]
    assert (persona, ref.owner) == (OWN_ANA, "guild:1")


async def test_who_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="ana-sol"):
        (await of()).find("Anna")


def test_two_people_of_one_slug_are_told_apart() -> None:
    lisa = Persona.model_validate({"name": "Liza Sol"})
    people = [
        Person(id=f"p{at}", world_id="w", seat=at, persona=persona, ref=ref_of(persona, "ana-sol", owner))
        for at, (persona, owner) in enumerate(((ANA, "library"), (lisa, "guild:1")))
    ]
    assert find_person(people, "Ana").id == "p0"
    assert find_person(people, "Liza").id == "p1"


# Looking


def found(search: Search) -> list[str]:
    people = {**LIBRARY, "zoe-luk": ZOE}
    return [slug for slug, _ in search.found(people, ["zoe-luk"])]


def test_nothing_asked_for_is_everyone_by_name() -> None:
    assert found(Search()) == ["ana-sol", "ben-ray", "zoe-luk"]


def test_every_word_must_be_there_without_regard_to_case_and_accents() -> None:
    assert found(Search(words="TRAMS łodz")) == ["zoe-luk"]
    assert found(Search(words="trams lisbon")) == []
    assert found(Search(words="zoe")) == ["zoe-luk"]


def test_who_has_no_age_is_in_no_range_of_ages() -> None:
    assert found(Search(youngest=1)) == ["ana-sol", "ben-ray"]
    assert found(Search(oldest=40)) == ["ana-sol"]


def test_countries_and_origins() -> None:
    assert found(Search(country="portugal")) == ["ana-sol"]
    assert found(Search(origin=Origin.OWN)) == ["zoe-luk"]
    assert found(Search(origin=Origin.LIBRARY)) == ["ana-sol", "ben-ray"]
    assert countries([ANA, ZOE, *LIBRARY.values()]) == ["Poland", "Portugal"]


@pytest.mark.parametrize(
    "search",
    [
        Search(),
        Search("tram driver", "Portugal", 30, 60, Origin.OWN),
        Search("w" * 40, "c" * 20, 100, 150, Origin.LIBRARY),
    ],
)
def test_a_search_fits_into_a_buttons_id_and_comes_back(search: Search) -> None:
    made = button("persona-page", search.packed(249), "More")
    assert made.custom_id is not None
    assert len(made.custom_id) <= MAX_ID
    assert unpacked(search.packed(249)) == (search, 249)


def test_what_would_break_the_id_is_taken_out_of_the_words() -> None:
    assert unpacked(Search(words="a|b").packed(0)) == (Search(words="a b"), 0)


def test_the_longest_slug_fits_into_every_buttons_id() -> None:
    slug = "x" * 64
    made = [button(act, slug, "x") for act in ("persona-bring", "persona-remove", "persona-update")]
    made += [button(act, f"{slug}:99999", "x") for act in ("persona-save", "persona-apply")]
    for one in made:
        assert one.custom_id is not None
        assert slug in one.custom_id
        assert len(one.custom_id) <= MAX_ID


# Being offered


def test_people_are_offered_by_name_without_accents_and_at_most_25() -> None:
    people = {f"p{n}": Persona.model_validate({"name": f"Person {n:02}"}) for n in range(40)} | {"zoe-luk": ZOE}
    assert [choice.value for choice in one_persona(people, "zoe l")] == ["zoe-luk"]
    assert len(one_persona(people, "")) == 25
    assert [choice.name for choice in one_persona(people, "person")][:2] == ["Person 00", "Person 01"]
    assert [choice.value for choice in more_personas(people, "p1, ZOE")] == ["p1, zoe-luk"]


def test_a_list_says_who_each_is_and_goes_on_with_a_comma() -> None:
    (first,) = more_personas(library(), "gerda")
    assert (first.name, first.value) == ("Gerda Vollmann (key cutter and cobbler)", "gerda-vollmann")
    (second,) = more_personas(library(), f"{first.name}, octavio")
    assert second.name == "Gerda Vollmann, Octavio Valdecañas (night porter and unpublished poet)"
    assert second.value == "Gerda Vollmann, octavio-valdecanas"
    typed = f"{first.name}, {second.name.partition(', ')[2]}, rory"
    chosen = choose_people(library(), typed.split(","))
    assert [ref.slug for _, ref in chosen] == ["gerda-vollmann", "octavio-valdecanas", "rory-macphee"]


def test_a_name_that_ends_in_brackets_is_not_cut() -> None:
    people = {"bo": Persona(name="Bo"), "bo-ii": Persona(name="Bo (the second)")}
    assert [ref.slug for _, ref in choose_people(people, ["Bo (the second)", "bo (a cook)"])] == ["bo-ii", "bo"]


def test_a_nickname_finds_too() -> None:
    named = next(slug for slug, persona in library().items() if persona.nicknames)
    assert named in [choice.value for choice in one_persona(library(), library()[named].nicknames[0])]
