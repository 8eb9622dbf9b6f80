"""Testing a persona: expectations are read, somebody is interviewed and judged, a wrong person scores low."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.troupe_command import app
from troupe.core.clock import SystemClock
from troupe.core.errors import BadInput, ModelError
from troupe.core.ids import seeded_ids
from troupe.headless.memory_store import open_memory
from troupe.headless.selfhood.persona_validating import validate
from troupe.llm.port.llm import Request
from troupe.llm.scripted_model import Scripted
from troupe.people.persona.persona import Persona
from troupe.research.validating.never_said import broken_rules
from troupe.research.validating.persona_expectations import Expectation, read_expectations
from troupe.research.validating.validation_result import ExpectationVerdict, InterviewAnswer

INA = Persona.model_validate(
    {
        "name": "Ina Roth",
        "occupation": "baker",
        "tests": {"never_says": ["you know", "exclamation marks", "slurs"], "knows": ["sourdough"]},
    }
)
BO = Persona(name="Bo Lind")


def answering(words: str) -> dict[str, Any]:
    return {"floor": "speak", "actions": [{"type": "TALK", "content": words, "target": ""}]}


def judging(request: Request[Any]) -> dict[str, Any]:
    """A judge who finds the bakery where it is told of, makes up a quote for the second, and forgets the rest."""
    told = request.messages[1].content
    baker = "I bake rye bread" in told
    verdicts = [
        {"number": 1, "verdict": "shown" if baker else "not shown", "quote": "bake rye  bread" if baker else ""},
        {"number": 2, "verdict": "shown", "reason": "plainly", "quote": "words that nobody said"},
    ]
    return {"verdicts": verdicts, "broken": [{"rule": 3, "quote": "invented"}, {"rule": 9, "quote": "bread"}]}


async def test_somebody_is_judged_by_what_they_said_and_a_wrong_person_scores_low() -> None:
    players = Scripted({("ina-roth", "turn"): [answering("I bake rye bread, every night.")] * 3})
    players.add("bo-lind", "turn", *[answering("I fish.")] * 3)
    judge = Scripted({("", "interview"): [{"questions": ["What do you do?"]}]}, name="judge")
    judge.add("", "judgement", judging, judging)
    wanted = (Expectation(expect="Is a baker."), Expectation(expect="Sings.", ask="Do you sing?"))
    with players, judge:
        result = await validate(INA, wanted, model=players, judged_by=judge, control=BO)
    assert [answer.question for answer in result.person.answers] == [
        "What do you do?",
        "Do you sing?",
        "What can you tell me about sourdough?",
    ]
    shown, invented, forgotten = result.person.judged
    assert (shown.verdict, shown.quote) == (ExpectationVerdict.SHOWN, "bake rye bread")
    assert invented.verdict is ExpectationVerdict.MISSING, "a quote that nobody said carries nothing"
    assert (forgotten.verdict, forgotten.score) == (ExpectationVerdict.UNJUDGED, None)
    assert result.person.score == 0.5
    assert result.control is not None
    assert (result.control.score, result.tells_apart, result.person.broken) == (0.0, True, ())
    assert (result.model, result.judge, result.stand_in) == ("scripted", "judge", False)
    assert result.usage.calls == 6 + 3, "turns of two people, the questions, and two judgements"
    told = "\n".join(message.content for request in judge.requests for message in request.messages)
    assert "Who you are" not in told, "the judge sees no persona"


async def test_nobody_is_judged_without_expectations_or_without_answers() -> None:
    with pytest.raises(BadInput, match="no tests"):
        await validate(BO, model=Scripted())
    silent = Scripted(otherwise=ModelError("the endpoint is down"))
    with pytest.raises(ModelError, match="Bo Lind answered nothing: could not answer"):
        await validate(BO, (Expectation(expect="x", ask="Who are you?"),), model=silent)


def test_rules_that_code_can_hold_are_held_by_code() -> None:
    answers = [
        InterviewAnswer(question="", text="That’s how, you  KNOW, it goes."),
        InterviewAnswer(question="", text="Knowing you well, I do!"),
    ]
    broken = broken_rules(("you know", "Exclamation marks", "knowing me", "emoji", "slurs", "that's how"), answers)
    assert [breach.rule for breach in broken] == ["you know", "Exclamation marks", "that's how"]
    assert broken[0].quote == "That’s how, you  KNOW, it goes."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "# Ina\n\n- Is a baker.\n2. Sings.\n"),
        ("a.yaml", "- Is a baker.\n- {expect: Sings.}\n"),
        ("a.json", '{"expectations": ["Is a baker.", {"expect": "Sings."}]}'),
    ],
)
def test_expectations_are_read_in_each_form(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert [each.expect for each in read_expectations(tmp_path / name)] == ["Is a baker.", "Sings."]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.yaml", "- {ask: Who}", r"expectations\[0\].expect: field required"),
        ("a.yaml", "- {expect: x, weight: 2}", r"expectations\[0\].weight: is not known"),
        ("a.yaml", "expectations: 3", "expectations: must be a list, not 3"),
        ("a.md", "# only a heading\n", "holds no expectations"),
        ("a.docx", "x", "must end in"),
        ("a.md", "x\n" * 41, "more than 40"),
    ],
)
def test_a_file_that_says_nothing_names_the_place(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(BadInput, match=told):
        read_expectations(tmp_path / name)


def test_the_command_scores_a_right_and_a_wrong_person_without_a_model(tmp_path: Path) -> None:
    (tmp_path / "gerda.md").write_text("- Was an engineer on tugs.\n- Lives in Veddel.\n- Is 68 years old.\n")
    shell = ["persona", "test", "gerda", "--model", "understudy", "--expectations", str(tmp_path / "gerda.md")]
    done = CliRunner().invoke(app, [*shell, "--control", "rory", "--json"])
    result = json.loads(done.stdout)
    assert (done.exit_code, result["passes"], result["tells_apart"], result["stand_in"]) == (0, True, True, True)
    assert result["score"] - result["control"]["score"] > 0.5
    assert {each["verdict"] for each in result["expectations"] if each["source"] == "style"} == {"not judged"}
    (tmp_path / "gerda.md").write_text("- Is a ballet dancer.\n- Lives in Naples.\n- Is 19 years old.\n")
    done = CliRunner().invoke(app, shell)
    assert done.exit_code == 1
    assert "Gerda Vollmann: 0.00 of 1, does not pass" in done.stdout
    assert "is no model" in done.stdout


async def test_two_worlds_are_opened_at_once_in_a_fresh_process() -> None:
    from db.upgrading import fresh_tables

    fresh_tables._image.cache_clear()  # pyright: ignore[reportPrivateUsage] - as a new process finds it
    stores = await asyncio.gather(*(open_memory(SystemClock(), seeded_ids(seed)) for seed in (1, 2, 3)))
    assert [await store.tenants() for store in stores] == [(), (), ()]
    for store in stores:
        await store.close()
