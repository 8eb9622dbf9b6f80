"""The understudy writes people: what a sentence says is in them, and two are never the same."""

from itertools import combinations

import pytest

from tests.unit.ledgers import counted
from troupe.authoring.persona_writing import WritingResult, write_persona
from troupe.llm.understudy import Understudy
from troupe.llm.understudy.voice.temper import temper
from troupe.people.library.library import export_yaml
from troupe.people.persona.persona import Persona
from troupe.people.persona.writing_brief import Brief
from troupe.people.plain_writing.life_material import countries, lives, trades


async def made(text: str, seed: int = 1, **given: object) -> WritingResult:
    return await write_persona(counted(Understudy()), Brief(text=text, given=given), seed=seed)


async def person(text: str, seed: int = 1, **given: object) -> Persona:
    return (await made(text, seed, **given)).persona


async def test_a_retired_tram_driver_from_porto_who_distrusts_apps() -> None:
    for seed in range(12):
        result = await made("a retired tram driver from Porto who distrusts apps", seed)
        persona = result.persona
        assert result.stand_in
        assert result.notes == ()
        assert persona.occupation.title == "retired tram driver"
        assert (persona.nationality, persona.country_of_residence) == ("Portuguese", "Portugal")
        assert persona.residence.startswith("Porto")
        assert persona.languages[0] == "Portuguese"
        assert persona.age is not None
        assert persona.age >= 60
        assert any("apps" in belief for belief in persona.beliefs)
        assert any("apps" in line for line in persona.preferences.dislikes)
        assert "stand-in" in persona.provenance
        assert len(export_yaml(persona).split()) > 450


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a 34-year-old Brazilian nurse living in Berlin",
            {"age": 34, "nationality": "Brazilian", "country_of_residence": "Germany"},
        ),
        ("a divorced surgeon named Ilse from Vienna", {"first_name": "Ilse", "gender": "female"}),
        (
            "mother of three in Glasgow, tired of politics",
            {"gender": "female", "country_of_residence": "Scotland"},
        ),
        ("a librarian from Bucharest", {"residence": "Bucharest"}),
        ("an American who loves turkey", {"nationality": "American"}),
        ("someone non-binary from Osaka", {"gender": "non-binary", "pronouns": "they/them"}),
    ],
)
async def test_the_sentence_is_read(text: str, expected: dict[str, object]) -> None:
    for seed in range(4):
        persona = await person(text, seed)
        assert {key: getattr(persona, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("grumpy lighthouse keeper from Norway", "lighthouse keeper"),
        ("a shy beekeeper", "beekeeper"),
        ("a young Japanese software developer in Toronto", "software developer"),
        ("a chemistry teacher, 50, who hates chalk", "chemistry teacher"),
        ("a teenager from Accra", "pupil"),
    ],
)
async def test_the_calling_is_read_even_if_it_is_not_known(text: str, title: str) -> None:
    assert (await person(text)).occupation.title == title


async def test_manners_become_a_temper_that_is_played() -> None:
    assert temper(await person("a grumpy plumber")) == "blunt"
    assert temper(await person("a cheerful loud baker")) == "exuberant"
    assert temper(await person("a shy accountant")) == "terse"


async def test_being_against_is_not_being_for() -> None:
    persona = await person("an American police officer who does not trust the government and loves dogs")
    assert any("without the government" in belief or "the government" in belief for belief in persona.beliefs)
    assert "the government" not in persona.preferences.likes
    assert "dogs" in persona.preferences.likes


async def test_opinions_said_in_full_are_held_in_full() -> None:
    persona = await person("student in Pune, vegan, believes that exams are useless")
    assert "Exams are useless." in persona.beliefs
    assert any("meat" in line for line in persona.preferences.dislikes)


async def test_what_is_given_comes_before_what_is_said() -> None:
    persona = await person("a young baker", age=61, gender="female", residence="Seville", nationality="Spanish")
    assert (persona.age, persona.gender, persona.residence) == (61, "female", "Seville")
    assert persona.first_name in countries()["spain"].women


async def test_a_bare_skeleton_gets_flesh() -> None:
    persona = await person("", age=44, gender="male", residence="Lagos", occupation="postman")
    assert persona.occupation.title == "postman"
    assert persona.first_name in countries()["nigeria"].men


async def test_the_same_seed_writes_the_same_person_and_others_write_others() -> None:
    people = [await person("", seed) for seed in range(24)]
    assert people[0] == await person("", 0)
    assert len({persona.name for persona in people}) == len(people)
    for one, other in combinations(people, 2):
        shared = set(one.beliefs) & set(other.beliefs)
        assert len(shared) <= 4


async def test_names_of_those_to_be_unlike_are_not_used_again() -> None:
    avoid = tuple(f"{name} X" for name in countries()["portugal"].men[:-1])
    brief = Brief(text="a man from Porto", avoid=avoid)
    for seed in range(5):
        assert (await write_persona(counted(Understudy()), brief, seed=seed)).persona.first_name == "Hélder"


async def test_no_line_has_a_hole_in_it() -> None:
    for seed, trade in enumerate((*trades().values(), None)):
        text = f"a {trade.title}" if trade else "a glass blower who hates noise"
        words = export_yaml(await person(text, seed))
        assert "{" not in words
        assert " a a" not in words.replace(" a ab", "")


def test_the_stock_is_sound() -> None:
    assert len(countries()) >= 35
    for country in countries().values():
        assert min(len(country.women), len(country.men), len(country.surnames)) >= 8
        assert len(country.dishes) >= 3
    assert set(lives().manner) == {"blunt", "terse", "exuberant", "florid", "warm"}
    assert all(trade.words.search(trade.title) for trade in trades().values() if trade.noun)
