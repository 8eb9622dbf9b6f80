"""The short portrait: within its tokens for everyone, made by rule, with what makes a person sound like one."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.minds import lisa
from troupe.minds.prompt.portrait import portrait
from troupe.minds.prompt.prompt_size import tokens
from troupe.minds.prompt.short_portrait import MOST, short_portrait
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "tinytroupe"
LONG = "".join(
    f"She has lived through {number} things, none of which she tells in few words. " for number in range(80)
)
HAN = "".join(f"她第{number}次住在山上的小屋里，养了三只羊。" for number in range(90))


def test_everyone_of_the_library_fits_with_voice_convictions_work_and_goals() -> None:
    for slug, persona in library().items():
        short = short_portrait(persona)
        assert tokens(short) <= MOST < 500, slug
        assert persona.voice[0] in short, slug
        assert sum(belief in short for belief in persona.beliefs) == 3, slug
        assert persona.occupation.title in short, slug
        assert persona.long_term_goals[0] in short, slug
        assert persona.style.split(". ")[0] in short, slug


def test_it_is_the_same_for_the_same_document_and_another_for_another() -> None:
    one = library()["gerda-vollmann"]
    again = Persona.model_validate(json.loads(json.dumps(one.model_dump(mode="json"))))
    assert short_portrait(again) == short_portrait(one)
    assert short_portrait(one.model_copy(update={"style": "Whispers."})) != short_portrait(one)


def test_a_persona_that_is_short_is_told_whole() -> None:
    persona = Persona.model_validate({"name": "Ada", "age": 30, "pets": ["a cat"], "beliefs": ["Tea helps."]})
    assert short_portrait(persona) == portrait(persona)
    assert "Pets: a cat" in short_portrait(persona)


@pytest.mark.parametrize(
    "document",
    [
        {"description": LONG},
        {"backstory": LONG, "style": "Dry."},
        {"personality": LONG, "occupation": "baker"},
        {"beliefs": ["word" * 900], "voice": ["no spaces" * 300] * 9},
        {"description": HAN},
        {"description": "Она живёт в маленьком доме на горе. " * 90},
        {"relationships": [{"name": "Bo", "description": LONG[:900]}] * 30, "notes": {"deep": [{"er": LONG}] * 9}},
    ],
)  # fmt: skip
def test_any_document_fits_and_says_something(document: dict[str, Any]) -> None:
    persona = Persona.model_validate({"name": "Nan Eide", **document})
    assert tokens(portrait(persona)) > MOST
    short = short_portrait(persona)
    assert tokens(short) <= 500
    assert tokens(short) >= 100, "there is room for more of who they are"
    assert short.startswith("# Who you are\nYou are Nan Eide.")


def test_a_long_fact_is_cut_where_it_can_be() -> None:
    organization = "Keys & Heels, a kiosk under the arches at the second exit, past the bakery and the stairs"
    short = short_portrait(lisa(occupation={"title": "cobbler", "organization": organization}))
    assert "Work: cobbler, Keys & Heels, a kiosk under the arches at the second exit." in short


@pytest.mark.parametrize("name", ["Lisa", "Oscar"])
def test_a_sample_agent_of_tinytroupe_fits(name: str) -> None:
    file = SAMPLES / f"{name}.agent.json"
    if not file.exists():
        pytest.skip("the sample agents are not beside this checkout")
    persona = Persona.model_validate(json.loads(file.read_text(encoding="utf-8"))["persona"])
    assert 150 < tokens(short_portrait(persona)) <= MOST
    assert sum(belief in short_portrait(persona) for belief in persona.beliefs) == 3
