"""The populations that come with the house: their sums, their sources, their names, and samples that fit them."""

from functools import cache
from pathlib import Path

import pytest

import personas
from tests.unit.scenes import Room, asked
from troupe.llm.understudy import Understudy
from troupe.minds.answer.turn_reading import read_turn
from troupe.people.population.files.population_loading import load_population, populations
from troupe.people.population.naming.person_names import cultures
from troupe.people.population.sampling.population_sample import Bones, drawn, sample
from troupe.people.population.spec.population_spec import FieldKind
from troupe.worlds.action import FloorChoice, Talk

ROOT = Path(personas.__file__).parent
FILES = sorted((ROOT / "populations").glob("*.yaml"))
SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "tinytroupe"
THEIRS = sorted(SAMPLES.glob("*.population.json"))


@cache
def five_hundred(path: Path) -> Bones:
    return drawn(path, 500, seed=1)


def test_there_are_seven_on_four_continents() -> None:
    assert set(populations()) == {path.stem for path in FILES}
    assert set(populations()) == {
        "brazil", "france", "germany", "india", "japan", "united-kingdom", "united-states"
    }  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_names_its_source_and_says_if_it_was_not_checked(path: Path) -> None:
    population = load_population(path)
    assert population.title
    assert population.country
    assert population.languages or population.languages_by
    assert population.notes == (), "the shares add up"
    for source in (*(field.source for field in population.fields), *(table.source for table in population.tables)):
        assert any(word in source for word in ("checked", "The same", "stimate of ours")), source


@pytest.mark.parametrize("path", [*FILES, *THEIRS], ids=lambda path: path.stem)
def test_the_shares_of_every_field_make_a_whole(path: Path) -> None:
    for field in load_population(path).fields:
        if field.kind is not FieldKind.SEVERAL:
            assert sum(choice.share for choice in field.choices) == pytest.approx(1)


@pytest.mark.parametrize("path", [*FILES, *THEIRS], ids=lambda path: path.stem)
def test_five_hundred_people_fit_the_margins_to_the_person(path: Path) -> None:
    bones = five_hundred(path)
    assert len(bones.skeletons) == 500
    for margin in bones.margins:
        assert margin.achieved == margin.target, (margin.field, margin.value)
    for step in bones.plan.steps:
        for quota in step.quotas:
            assert abs(quota.target - quota.exact) < 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_five_hundred_people_fit_the_tables(path: Path) -> None:
    """Within three people of what the table says of the people there are, each cell."""
    population, bones = load_population(path), five_hundred(path)
    for table in population.tables:
        first, *rest = table.fields
        if len(rest) > 1 or any(population.field(name).when for name in table.fields):
            continue
        last = rest[0]
        for label in population.field(first).labels:
            row = {labels[-1]: weight for labels, weight in table.cells if labels[0] == label}
            people = [one for one in bones.skeletons if one.values[first] == (label,)]
            for value, weight in row.items():
                has = sum(one.values[last] == (value,) for one in people)
                assert abs(has - len(people) * weight / sum(row.values())) <= 0.1 * len(people) + 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_everyone_has_a_name_of_their_own_and_of_their_culture(path: Path) -> None:
    population, bones = load_population(path), five_hundred(path)
    naming = population.naming
    assert len({one.name for one in bones.skeletons}) == 500
    for one in bones.skeletons:
        values = one.values.get(naming.by, ()) if naming.by else ()
        expected = naming.of.get(values[0], (naming.otherwise,)) if values else (naming.otherwise,)
        region = one.values.get("region", ("",))[0]
        borne = {name: cultures()[name].regional.get(region, cultures()[name].family) for name in expected}
        families = {form for names in borne.values() for family in names for form in family.split("/")}
        assert any(one.name.endswith(family) for family in families), (one.name, values)


@pytest.mark.parametrize("name", sorted(cultures()))
def test_a_culture_has_names_enough(name: str) -> None:
    culture = cultures()[name]
    assert culture.countries
    assert min(len(culture.female), len(culture.male)) >= 20
    assert min(len(culture.older_female), len(culture.older_male)) >= 10
    assert len(culture.family) >= 40 or name == "vietnam"
    for names in (culture.female, culture.male, culture.older_female, culture.older_male, culture.family):
        assert len(set(names)) == len(names)
        assert all(one.strip() == one and one[0].isupper() for one in names)


def test_there_are_names_of_a_good_dozen_cultures() -> None:
    assert len(cultures()) >= 13


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_the_understudy_can_play_them_and_they_can_be_told_apart(path: Path) -> None:
    people = sample(path, 8, seed=2).personas
    said: dict[str, list[str]] = {persona.name: [] for persona in people}
    room = Room(*people)
    for text in ("What do you think about money?", "What do you like?", "What do you believe in?"):
        for person in room.people:
            scene = room.scene(person, room.human(f"{person.name}, {text}"))
            reading = read_turn((await Understudy().complete(asked(scene))).value, scene)
            assert reading.floor is FloorChoice.SPEAK
            for action in reading.actions:
                if isinstance(action, Talk):
                    said[person.name].append(action.content)
                    room.says(person, action.content)
    everything = [" ".join(lines) for lines in said.values()]
    assert len(set(everything)) == len(people)
    assert all(everything)
