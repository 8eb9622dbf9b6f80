"""How people stand to each other, and what they keep to themselves: who is told of it, and who never is."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.troupe_command import app
from tests.unit.minds import said, scene
from troupe import World
from troupe.core.errors import BadInput
from troupe.llm.port.llm import Request
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy.voice.persona_material import material
from troupe.minds.gate.sheet_recital import recites, sheet
from troupe.minds.prompt.portrait import portrait
from troupe.minds.prompt.short_portrait import short_portrait
from troupe.minds.prompt.turn_prompt import turn_messages
from troupe.people.persona.kept_relations import accessible_relation, filed_relation
from troupe.people.persona.persona import Persona
from troupe.worlds.relation import Relation

SECRET = "You buried the regatta cup under the third pear tree."
INA = Persona.model_validate({"name": "Ina Roth", "age": 40, "secrets": [SECRET], "style": "Dry."})
BO = Persona(name="Bo Lind")
SILENT: dict[str, Any] = {"floor": "speak", "actions": [{"type": "TALK", "content": "Hm."}]}


def prompts(model: Scripted, person: str) -> str:
    texts = [request.messages for request in model.requests if request.person == person]
    return "\n".join(message.content for messages in texts for message in messages)


async def test_both_or_one_are_told_how_they_stand_to_each_other_until_it_is_taken_back() -> None:
    model = Scripted(otherwise=SILENT)
    async with World.open([INA, BO], model=model) as world:
        await world.relate("Ina", "Bo", "Ina once  pulled Bo out of the harbour.")
        await world.relate("Ina", "Bo", "Ina once pulled Bo out of the canal.")
        await world.ask("How are you?")
        for slug, other in (("ina-roth", "Bo Lind"), ("bo-lind", "Ina Roth")):
            assert f"You and {other}: Ina once pulled Bo out of the canal." in prompts(model, slug)
        await world.relate("Ina", "Bo", "")
        await world.relate("Bo", "Ina", "Bo loves Ina.", mutual=False)
        model.requests.clear()
        await world.ask("And now?")
        assert "You and" not in prompts(model, "ina-roth")
        assert "You and Ina Roth: Bo loves Ina." in prompts(model, "bo-lind")
        record = " ".join(line.text for line in await world.transcript(thoughts=True))
        assert "how Ina Roth stands to Bo Lind is said, by You" in record
        assert "canal" not in record, "the record cannot be taken back"
        await world.remove("Ina")
        model.requests.clear()
        await world.ask("Alone?")
        assert "loves" not in prompts(model, "bo-lind")
        with pytest.raises(BadInput, match="two people"):
            await world.relate("Bo", "Bo", "x")
        with pytest.raises(BadInput, match="at most 200"):
            await world.relate("Bo", "Bo Lind", "x" * 201)


def test_files_tell_how_they_stand_to_somebody_there() -> None:
    persona = Persona.model_validate(
        {
            "name": "Ina Roth",
            "relationships": [
                {"name": "Eva", "description": "Your aunt."},
                {"name": "Bo Lindgren", "description": "Another Bo."},
            ],
            "agent_file": {
                "mental_state": {"accessible_agents": [{"name": "Bo Lind", "relation_description": "Owes you."}]}
            },
        }
    )
    assert filed_relation(persona, "Eva Blom") == "Your aunt."
    assert filed_relation(persona, "Evan Blom") == ""
    assert accessible_relation(persona, "bo lind") == "Owes you."
    assert accessible_relation(persona, "Eva Blom") == ""


def test_a_short_portrait_is_completed_by_who_is_there_and_what_was_settled_comes_first() -> None:
    many = [{"name": f"Friend{n}", "description": f"Friend number {n} of yours, " + "x" * 90} for n in range(6)]
    persona = Persona.model_validate(
        {
            "name": "Lisa Carter",
            "beliefs": ["b " * 900],
            "relationships": [*many, {"name": "Oscar", "description": "Rival."}],
        }
    )
    bare = scene(said(1, "Ana", "Hi"))
    person = bare.person.model_copy(update={"persona": persona})
    view = bare.model_copy(update={"person": person, "others": ("Oscar", "Zoe")})
    assert "You and Oscar: Rival." in turn_messages(view, PromptFit(short=True))[1].content
    assert "You and" not in turn_messages(view)[1].content, "a whole portrait tells it already"
    settled = person.model_copy(update={"relations": (Relation(other="oscar", text="Friends again."),)})
    told = turn_messages(view.model_copy(update={"person": settled}), PromptFit(short=True))[1].content
    assert "You and Oscar: Friends again." in told
    assert "Rival" not in told


async def test_a_secret_stands_in_its_owner_s_prompt_alone_and_may_be_told() -> None:
    def ina(request: Request[Any]) -> dict[str, Any]:
        told = "cup" in request.messages[-1].content.rpartition("# What you witnessed")[2]
        return {
            "floor": "speak",
            "actions": [{"type": "TALK", "content": SECRET.replace("You", "I") if told else "No."}],
        }

    model = Scripted({("ina-roth", "turn"): [ina, ina], ("bo-lind", "turn"): [SILENT, SILENT]})
    async with World.open([INA, BO], model=model) as world:
        await world.ask("How are you?")
        assert SECRET in prompts(model, "ina-roth")
        assert "pear tree" not in prompts(model, "bo-lind")
        (answer,) = await world.ask("Where is the cup?", to="Ina")
        assert answer.text == "I buried the regatta cup under the third pear tree."
        await world.ask("And you, Bo?", to="Bo")
        assert "I buried the regatta cup" in prompts(model, "bo-lind"), "once told, it was heard"


def test_a_secret_is_told_in_both_portraits_and_by_no_stand_in() -> None:
    long = INA.model_copy(update={"beliefs": ("A belief that is long. " * 40,) * 4})
    assert SECRET in portrait(INA)
    assert SECRET in short_portrait(long)
    assert not any("pear" in item.text for item in material(INA).items)
    many = INA.model_copy(
        update={"secrets": [f"{SECRET} {n} {'And nobody saw it happen. ' * 2}" for n in range(3)]}
    )
    assert not recites(" ".join(many.secrets), (sheet(many),)), "it is theirs to tell, at length too"


def test_a_secret_leaves_in_an_export_only_if_asked(tmp_path: Path) -> None:
    file = tmp_path / "ina.json"
    file.write_text(json.dumps(INA.model_dump(mode="json")), "utf-8")
    for kind in ("yaml", "json", "tinytroupe", "card-v2", "card-v3"):
        shell = ["persona", "export", str(file), "--format", kind, "--to", str(tmp_path / kind)]
        assert CliRunner().invoke(app, shell).exit_code == 0
        (written,) = (tmp_path / kind).iterdir()
        assert "pear" not in written.read_text("utf-8"), kind
        assert CliRunner().invoke(app, [*shell, "--secrets", "--force"]).exit_code == 0
        assert "pear" in written.read_text("utf-8"), kind
    assert BO.shared is BO
