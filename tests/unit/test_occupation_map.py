"""Occupations fit who has them: no medics in hospitality, no graduates on the scaffold, no midwife of sixteen."""

import random

import pytest

from troupe.people.population.audit.person_facts import facts_of
from troupe.people.population.sampling.population_sample import sample
from troupe.people.population.work.occupation_choice import Worker, choose_occupation
from troupe.people.population.work.occupation_map import Schooling, kinds_of, occupation_of, occupations
from troupe.people.population.work.person_work import trade_of, work_of

KINDS = sorted({kind for occupation in occupations() for kind in occupation.kinds})
SEEDS = range(12)
NONE = set[str]()


@pytest.mark.parametrize(
    ("label", "kinds"),
    [
        ("trade, transport and hospitality", {"trade", "transport", "hospitality"}),
        ("commerce and vehicle repair", {"trade"}),
        ("business services", {"business"}),
        ("Other services", {"services"}),
        ("Healthcare Support", {"healthsupport"}),
        ("Installation, maintenance and repair", {"repair"}),
        ("Italy", NONE),
        ("a state of mind", NONE),
        ("Sanitation", NONE),
    ],
)
def test_a_label_means_whole_words(label: str, kinds: set[str]) -> None:
    assert kinds_of(label) == kinds


@pytest.mark.parametrize("schooling", list(Schooling))
def test_every_kind_of_work_has_someone_for_every_schooling_sex_and_age(schooling: Schooling) -> None:
    for kind in [kind for kind in KINDS if kind not in ("management", "military")]:
        label = {
            "healthsupport": "health support",
            "foodservice": "food service",
            "realestate": "real estate",
        }.get(kind, {"services": "other services", "computing": "computer", "care": "social care"}.get(kind, kind))
        assert kind in kinds_of(label), label
        for gender in ("female", "male"):
            for age in (16, 19, 25, 40, 64) if schooling is not Schooling.DEGREE else (22, 25, 40, 64):
                worker = Worker(schooling, gender, age, "germany")
                chosen = choose_occupation(label, worker, random.Random(f"{kind}{gender}{age}"))
                assert not kinds_of(label).isdisjoint(chosen.occupation.kinds), (gender, age, chosen.title)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_chosen_has_the_schooling_age_and_sex_of_the_occupation(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(60):
        age, gender = rng.randrange(16, 70), rng.choice(("female", "male"))
        schooling = Schooling(rng.randrange(2 if age < 22 else 3))
        worker = Worker(schooling, gender, age, rng.choice(("japan", "india", "germany")))
        chosen = choose_occupation("public service, education and health", worker, rng)
        occupation = chosen.occupation
        learning = chosen.title != occupation.title
        assert occupation.schooling <= schooling
        assert occupation.first <= age or learning
        assert age <= occupation.last
        assert not (occupation.manual and schooling is Schooling.DEGREE)
        assert (occupation.women if gender == "female" else 100 - occupation.women) >= 1


def test_the_title_says_what_state_of_work_one_is_in() -> None:
    rng, worker = random.Random(1), Worker(Schooling.VOCATIONAL, "male", 44, "germany")
    assert not work_of({"working"}, worker, "construction", rng).title.startswith("retired")
    assert work_of({"retired"}, worker, "construction", rng).title.startswith("retired ")
    assert work_of({"jobless"}, worker, "construction", rng).title.endswith(", out of work")
    assert work_of({"student"}, worker, "", rng).title == "student"
    assert work_of({"home"}, worker, "", rng).title == "looks after home and family"
    assert work_of({"child"}, Worker(None, "", 4, ""), "", rng).title == "small child"


def test_a_working_pensioner_is_not_retired_by_title() -> None:
    people = sample("japan", 300, seed=21).personas
    old = [person for person in people if (person.age or 0) >= 67 and facts_of(person, {})["work"] == "working"]
    assert old
    assert not [person.occupation.title for person in old if person.occupation.title.startswith("retired")]


def test_a_title_is_known_also_where_one_is_past_it() -> None:
    nurse = occupation_of("nurse")
    assert nurse is not None
    assert occupation_of("retired nurse") == occupation_of("Nurse, out of work") == nurse
    assert trade_of("retired nurse") == "health"
    assert trade_of("high school teacher of chemistry") == "school"
    assert trade_of("wandering minstrel") == ""
