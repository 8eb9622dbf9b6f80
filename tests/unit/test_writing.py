"""Writing a person from words, and completing a thin one: what is asked, what is kept, what is refused."""

from typing import Any

import pytest
from hypothesis import given, settings

from tests.unit.agent_files import Json, personas
from tests.unit.ledgers import counted
from troupe.authoring.persona_enriching import changes, enrich
from troupe.authoring.persona_writing import PROMPTS, estimated_cost, write_persona
from troupe.core.errors import BadInput, ModelMalformed, ModelRefused
from troupe.llm.openai.output_schema import strict_schema
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy import Understudy
from troupe.people.documents.frozen_json import FrozenDict
from troupe.people.library.library import library, parse_persona
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_gaps import gaps
from troupe.people.persona.writing_brief import Brief
from troupe.people.persona.written_form import WrittenPersona

ANSWER: dict[str, Any] = {
    "name": "Armindo Teixeira",
    "age": 71,
    "gender": "male",
    "residence": "Porto",
    "occupation": {"title": "retired tram driver", "organization": "STCP", "description": "You drove line 1."},
    "voice": ["No apps. I have a watch.", "As an AI language model, I have no watch.", "no apps. I have a watch"],
    "beliefs": ["A city without rails has no memory.", "I am {{char}} and nobody else."],
    "sayings": [{"occasion": "greeting", "lines": ["Ora viva."]}, {"occasion": "", "lines": ["x"]}],
    "behaviors": {"general": ["Counts stops."], "routines": [{"when": "morning", "what": ["Walks the line."]}]},
    "lore": [{"heading": "apps", "keys": ["phone"], "text": "I had one. It is in the river."}],
    "relationships": [{"name": "Lurdes", "description": "Your wife."}, {"name": "", "description": "Nobody."}],
    "talkativeness": 1.7,
}
BRIEF = Brief(text="a retired tram driver from Porto who distrusts apps")


async def written(answer: dict[str, Any], brief: Brief = BRIEF) -> Persona:
    with Scripted({("", "persona"): [answer]}) as llm:
        return (await write_persona(counted(llm), brief, seed=1)).persona


def test_the_form_is_one_that_strict_endpoints_take() -> None:
    schema = strict_schema(WrittenPersona)
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert schema["required"] == list(properties)


async def test_one_call_makes_a_whole_person() -> None:
    with Scripted({("", "persona"): [ANSWER]}) as llm:
        result = await write_persona(counted(llm), BRIEF, seed=7)
    (request,) = llm.requests
    assert (request.seed, request.output, request.matter) == (7, WrittenPersona, BRIEF)
    assert "retired tram driver from Porto" in request.messages[1].content
    persona = result.persona
    assert (persona.name, persona.age, persona.talkativeness) == ("Armindo Teixeira", 71, 1.0)
    assert dict(persona.sayings) == {"greeting": ("Ora viva.",)}
    assert dict(persona.behaviors.routines) == {"morning": ("Walks the line.",)}
    assert persona.lore[0].keys == ("apps", "phone")
    assert [known.name for known in persona.relationships] == ["Lurdes"]
    assert persona.synthetic
    assert persona.provenance == f'Written by scripted from "{BRIEF.text}"; synthetic, no real person.'
    assert (result.model, result.stand_in) == ("scripted", False)
    assert result.usage.calls == 1
    assert (result.provenance.prompts_hash, result.provenance.parameters["seed"]) == (PROMPTS.hash(), 7)


async def test_schema_text_assistants_words_and_doubles_are_left_out_and_said() -> None:
    with Scripted({("", "persona"): [ANSWER]}) as llm:
        result = await write_persona(counted(llm), BRIEF, seed=1)
    assert result.persona.voice == ("No apps. I have a watch.",)
    assert result.persona.beliefs == ("A city without rails has no memory.",)
    told = " ".join(result.notes)
    assert "voice: a line was left out, it spoke as an assistant" in told
    assert "beliefs: a line was left out, it left a place to be filled" in told
    assert "preferences.interests: little or nothing was written" in told


async def test_what_is_given_stands_and_the_rest_is_written_around_it() -> None:
    given = {
        "name": "Ana",
        "age": 44,
        "occupation": {"title": "nurse"},
        "voice": ["Sim."],
        "income": "low",
        "x": None,
    }
    persona = await written(ANSWER, Brief(given=given))
    assert (persona.name, persona.age, persona.voice) == ("Ana", 44, ("Sim.",))
    assert (persona.occupation.title, persona.occupation.organization) == ("nurse", "STCP")
    assert persona.document["income"] == "low"
    assert "x" not in persona.document


async def test_given_and_those_to_be_unlike_are_told_to_the_model() -> None:
    with Scripted({("", "persona"): [ANSWER]}) as llm:
        await write_persona(counted(llm), Brief(given={"age": 44}, avoid=("Rui Couto, 60,\ntram driver",)), seed=1)
    asked = llm.requests[0].messages[1].content
    assert '"age": 44' in asked
    assert "- Rui Couto, 60, tram driver" in asked


@pytest.mark.parametrize(
    ("given", "field"),
    [({"age": "old"}, "given.age"), ({"name": ""}, "given.name"), ({"name": "{{char}}"}, "given.name")],
)
async def test_what_no_persona_may_hold_is_refused_before_anything_is_spent(given: Any, field: str) -> None:
    with Scripted() as llm, pytest.raises(BadInput) as caught:
        await write_persona(counted(llm), Brief(given=given), seed=1)
    assert caught.value.field == field


async def test_a_request_of_a_whole_book_is_refused() -> None:
    with Scripted() as llm, pytest.raises(BadInput, match="at most 2000 characters"):
        await write_persona(counted(llm), Brief(text="x" * 2001), seed=1)


@pytest.mark.parametrize("name", ["", "N/A", "[Name]", "string", "Agent 47", "x" * 61])
async def test_no_name_is_no_person(name: str) -> None:
    with pytest.raises(ModelMalformed, match="no name") as caught:
        await written({**ANSWER, "name": name})
    assert caught.value.usage is not None


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"age": 22}, "age: retired at 22"),
        ({"age": 3}, "age: 3 is no age"),
        ({"age": 12, "occupation": {"title": "surgeon"}}, "surgeon at 12"),
        ({"age": 17, "occupation": {"title": "pupil"}, "education": "PhD in physics"}, "a higher degree at 17"),
    ],
)
async def test_what_is_hard_to_believe_is_said(changed: dict[str, Any], told: str) -> None:
    with Scripted({("", "persona"): [{**ANSWER, **changed}]}) as llm:
        notes = (await write_persona(counted(llm), BRIEF, seed=1)).notes
    assert any(told in note for note in notes)


async def test_a_refusal_of_the_model_stays_one() -> None:
    with Scripted({("", "persona"): [ModelRefused("no")]}) as llm, pytest.raises(ModelRefused):
        await write_persona(counted(llm), BRIEF, seed=1)
    assert estimated_cost(llm, BRIEF).tokens > 1000


THIN = parse_persona(
    {"name": "Bo", "age": 30, "beliefs": ["Rain is rest."], "skills": "Rows", "x": {"y": 1}}, "bo.yaml"
)


async def test_completing_adds_and_changes_nothing() -> None:
    with Scripted({("", "enrich"): [ANSWER]}) as llm:
        result = await enrich(counted(llm), THIN, seed=1)
    persona = result.persona
    assert (persona.name, persona.age, persona.skills) == ("Bo", 30, ("Rows",))
    assert persona.beliefs == ("Rain is rest.", "A city without rails has no memory.")
    assert persona.occupation.title == "retired tram driver"
    assert persona.document["x"] == {"y": 1}
    assert persona.provenance.startswith("Completed by scripted")
    assert "beliefs: + A city without rails has no memory." in result.changes
    assert not any(line.startswith(("name", "age", "x", "skills")) for line in result.changes)
    asked = llm.requests[0].messages[1].content
    assert "Rain is rest." in asked
    assert "occupation.title" in asked


async def test_a_rich_person_is_left_alone_without_a_call() -> None:
    with Scripted() as llm:
        for persona in library().values():
            result = await enrich(counted(llm), persona, seed=1)
            assert (result.persona, result.changes, result.usage.calls) == (persona, (), 0)


@given(personas())
@settings(max_examples=25, deadline=None)
async def test_whatever_is_there_is_still_there_afterwards(document: dict[str, Json]) -> None:
    before = parse_persona(document, "x.json")
    after = (await enrich(counted(Understudy()), before, seed=1)).persona
    for key, value in before.document.items():
        if value in (None, "", (), FrozenDict()):
            continue
        now = after.document[key]
        if isinstance(value, tuple) and isinstance(now, tuple):
            assert now[: len(value)] == value
        elif not isinstance(value, FrozenDict):
            assert now == value or key == "provenance"
    assert not [line for line in changes(before, after) if ": − " in line and not line.endswith('""')]


def test_changes_are_told_line_by_line() -> None:
    before = Persona.model_validate(
        {"name": "A", "age": 41, "beliefs": ["a", "b"], "health": "Sound.", "l": [1, 2]}
    )
    after = Persona.model_validate({"name": "A", "age": 42, "beliefs": ["b", "c"], "o": {"p": "q"}, "l": [2, 1]})
    assert changes(before, after) == (
        "age: 41 → 42",
        "beliefs: − a",
        "beliefs: + c",
        "health: − Sound.",
        "l: in another order",
        "o.p: + q",
    )


async def test_gaps_are_closed_by_completing() -> None:
    result = await enrich(
        counted(Understudy()), Persona.model_validate({"name": "Kofi Mensah", "age": 29}), seed=2
    )
    assert result.stand_in
    assert gaps(result.persona) == ()
    assert result.persona.gender == "male"
