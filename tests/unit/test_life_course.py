"""Lives that follow from what was drawn: ages fit one another, nobody has lines that many have."""

import random
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest

from troupe.people.documents.frozen_json import is_list, is_object
from troupe.people.library.library import export_yaml
from troupe.people.persona.persona import Persona
from troupe.people.population.flesh.biography_likeness import MOST_ALIKE, biography, similarity
from troupe.people.population.life.family import FamilyFacts, family_of
from troupe.people.population.life.life_course import life_course
from troupe.people.population.life.life_files import knows_towns, life_sentences, towns_of
from troupe.people.population.life.life_outline import LifeOutline, life_years
from troupe.people.population.naming.person_names import cultures
from troupe.people.population.sampling.population_sample import sample
from troupe.people.population.work.occupation_map import Schooling
from troupe.people.population.work.person_work import PersonWork

STATES = ("single", "married", "partnered", "divorced", "widowed", "")


@cache
def drawn(population: str, size: int, seed: int) -> tuple[Persona, ...]:
    """People drawn once for all tests that look them over."""
    return sample(population, size, seed=seed).personas


def outline(rng: random.Random) -> LifeOutline:
    age = rng.randrange(16, 96)
    marriage = rng.choice(STATES) if age >= 30 else rng.choice(("single", ""))
    state = "retired" if age > 66 else rng.choice(("working", "student" if age < 30 else "home", "jobless"))
    job = rng.choice(("nurse", "bricklayer", "lawyer", "shop assistant"))
    return LifeOutline(
        name="Robin Fuchs",
        age=age,
        gender=rng.choice(("female", "male", "")),
        culture="germany",
        country="Germany",
        region=rng.choice(("Hesse", "Saxony", "the moon")),
        home_town="",
        origin=rng.choice(("", "", "Turkey")),
        schooling=rng.choice((None, *Schooling)),
        marriage=marriage,
        work=PersonWork(job, job, "health"),
        tags=frozenset({state}),
    )


def test_nothing_happens_after_today_or_before_it_can() -> None:
    for seed in range(150):
        rng = random.Random(seed)
        who = outline(rng)
        years = life_years(who, rng)
        assert years.left <= years.trained <= who.age
        assert years.left <= years.graduated <= who.age
        assert years.since <= years.stopped <= who.age
        assert years.wed <= who.age
        if who.marriage in ("divorced", "widowed"):
            assert years.wed <= years.parted <= who.age


def test_relatives_have_ages_that_can_be_and_names_of_their_own() -> None:
    for seed in range(150):
        rng = random.Random(seed)
        age = rng.randrange(20, 95)
        wed = rng.randrange(20, age + 1)
        marriage = rng.choice(STATES)
        facts = FamilyFacts(age, rng.choice(("female", "male")), "japan", marriage, wed, 0, "Yui")
        family = family_of(facts, rng)
        names = [one.name for one in family]
        assert len(set(names)) == len(names)
        assert "Yui" not in names
        for one in family:
            assert 0 <= one.age <= 94
            if one.role == "child":
                assert 17 <= age - one.age <= (41 if facts.gender == "female" else 48)
            if one.role == "parent":
                assert 20 <= one.age - age <= 36
            if one.role == "spouse":
                assert abs(one.age - age) <= 5 or one.age == 18
                assert marriage in ("married", "partnered")


def test_every_sentence_is_filled() -> None:
    for seed in range(60):
        rng = random.Random(seed)
        life = life_course(outline(rng), rng)
        texts = [*life.facts, *(str(relation["description"]) for relation in life.relationships)]
        assert len(life.facts) >= 2
        for text in texts:
            assert not re.search(r"[{}]", text), text
            assert not re.search(r"\b[Aa] [aeio]\w", text), text


def test_every_town_is_of_a_region_that_a_population_has() -> None:
    assert knows_towns("France", "Bretagne")
    assert towns_of("Nowhere", "the moon") == towns_of("France", "the moon")
    assert all(line for lines in life_sentences().said.values() for line in lines)


@pytest.mark.parametrize(("name", "seed"), [("france", 31), ("brazil", 32)])
def test_nobody_is_a_form_letter(name: str, seed: int) -> None:
    people = drawn(name, 150, seed)
    lines: Counter[str] = Counter()
    for persona in people:
        texts: set[str] = set()
        for key in (
            "style",
            "voice",
            "beliefs",
            "preferences",
            "skills",
            "behaviors",
            "other_facts",
            "lore",
            "health",
        ):
            gather(persona.document.get(key), texts)
        lines.update(text for text in texts if len(text.split()) > 2)
    assert [line for line, number in lines.items() if number > 3] == []
    runs = [biography(persona).runs for persona in people]
    assert max(similarity(one, other) for one, other in combinations(runs, 2)) < MOST_ALIKE


def gather(value: object, texts: set[str]) -> None:
    if isinstance(value, str):
        texts.add(value)
    elif is_object(value):
        for key, inner in value.items():
            if key != "keys":
                gather(inner, texts)
    elif is_list(value):
        for inner in value:
            gather(inner, texts)


def test_nobody_is_somewhere_before_they_came_there() -> None:
    told = 0
    for persona in drawn("france", 150, 31):
        home = persona.residence.split(",")[0]
        facts = " ".join(persona.other_facts)
        came = re.search(rf"At (\d+) you came to {re.escape(home)}|to {re.escape(home)} at (\d+), for", facts)
        learnt = re.search(r"(?:training at|passed at|and were done at|degree in [^.]* at) (\d+)", facts)
        if came and learnt and any(home in fact and learnt[1] in fact for fact in persona.other_facts):
            told += 1
            assert int(came[1] or came[2]) <= int(learnt[1]), persona.other_facts
    assert told


def test_words_that_are_put_in_read_right_and_suit_the_faith() -> None:
    for population in ("india", "united-kingdom"):
        for persona in drawn(population, 120, 6):
            text = export_yaml(persona)
            assert not re.search(r"\b[Aa] (?:office|optician|owner|insurance|architect|electrician)\b", text)
            assert not re.search(r"\b(\w{4,}) \1\b", text)
            faith = str(persona.document.get("demographics"))
            if "Muslim" in faith or "Hindu" in faith:
                assert not re.search(r"church hall|\bham\b", text), text
            assert not ("Muslim" in faith and re.search(r"bacon|cold beer|sweet wine", text)), text


def test_a_parent_could_have_had_every_child_and_the_place_among_them_fits() -> None:
    for seed in range(300):
        rng = random.Random(seed)
        age = rng.randrange(20, 70)
        who = outline(rng)
        family = family_of(FamilyFacts(age, who.gender, "germany", "single", 0, 0, "Robin"), rng)
        parents = [one.age for one in family if one.role == "parent"]
        for sibling in (one for one in family if one.role == "sibling"):
            assert all(20 <= parent - sibling.age <= 42 for parent in parents)
    people = drawn("germany", 60, 877)
    told = [str(one.other_facts) for one in people]
    orders = [re.search(r"(?:the )?(first|last) of (?:two|three|four|five|six)", facts) for facts in told]
    for persona, order in zip(people, orders, strict=True):
        older = re.search(r"Your (?:sister|brother), (\d+)", str(persona.document["relationships"]))
        if order and older:
            assert int(older[1]) < (persona.age or 0), persona.name


def test_a_child_lives_with_others_and_a_small_one_is_not_at_school() -> None:
    child = replace(outline(random.Random(2)), age=9, marriage="", tags=frozenset({"child"}))
    for seed in range(40):
        life = life_course(child, random.Random(seed))
        told = " ".join((*life.facts, *(str(relation["description"]) for relation in life.relationships)))
        assert "with one people" not in told
        assert not re.search(r", [2-5], still at school", told), told


def test_names_fit_faith_and_a_parent_has_one_trade() -> None:
    hindu = {*cultures()["india"].female, *cultures()["india"].older_female}
    for persona in drawn("united-kingdom", 120, 6):
        told = " ".join(persona.other_facts)
        if "Muslim" in str(persona.document["demographics"]):
            assert persona.name.split()[0] not in hindu, persona.name
        for relation in persona.relationships:
            trade = re.match(r"Your (mother|father), \d+, (?:an? |the |retired )([^.]+)\.", relation.description)
            if trade and re.search(rf"your {trade[1]},? (?:was|worked as|an?|earned) ", told, re.IGNORECASE):
                assert trade[2] in told, (relation.description, told)


def test_what_happens_once_fits_age_place_and_family() -> None:
    for persona in drawn("india", 120, 6):
        text = str(persona.document)
        blood = re.search(r"given blood (\d+) times, the first at (\d+)", text)
        if blood:
            assert int(blood[1]) <= 2 * (min(persona.age or 0, 70) - int(blood[2])) + 2
        assert not re.search(r"\b1 (?:years|months)\b", text)
        if "no schooling" in text:
            assert not re.search(r"crossword|Reads four pages|detective novels", text), persona.name
            assert "English" not in (persona.languages or ())
        if "Tamil Nadu" in text:
            assert "Tamil" in persona.languages
        village = "'settlement': 'village'" in text
        assert persona.residence.startswith("a village near") == village
