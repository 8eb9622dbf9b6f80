"""Drafting a guide: by rule with the understudy, by a model that is looked over and mended once, kept as a job."""

import random
from typing import Any

import pytest

from tests.unit.ledgers import counted
from troupe.core.errors import ModelMalformed
from troupe.llm.openai.output_schema import strict_schema
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy import Understudy
from troupe.research.guides.drafting.guide_brief import GuideBrief
from troupe.research.guides.drafting.guide_drafting import GuideDrafted, draft_guide, estimated_cost
from troupe.research.guides.drafting.guide_drafting_job import GuideAsked, GuideDraftingJob
from troupe.research.guides.drafting.plain_guide import plain_guide
from troupe.research.guides.drafting.written_guide import WrittenGuide, guide_of
from troupe.research.guides.guide import Ballot, Exhibit, StudyKind
from troupe.research.guides.linting.guide_linter import lint
from troupe.research.guides.reading.guide_reading import read_guide
from troupe.research.guides.writing.guide_writing import guide_yaml

BRIEF = GuideBrief(about="why people stop baking bread", minutes=30)


def answer(question: str, options: tuple[str, ...] = ("Yes", "No", "Neither")) -> dict[str, Any]:
    steps = [
        {"kind": "show", "text": "A loaf that bakes itself.", "title": "The loaf"},
        {"kind": "question", "text": question, "probes": [" What then? ", ""], "in_turn": True},
        {"kind": "poll", "text": "Which side are you on?", "options": list(options)},
    ]
    return {
        "title": "Bread",
        "study": "review",
        "decision": "Whether to sell it.",
        "would_change": "Nobody sees the point.",
        "language": "en",
        "sections": [{"title": "All", "minutes": 30, "steps": steps}],
    }


async def drafted(*answers: dict[str, Any]) -> GuideDrafted:
    with Scripted({("", "guide"): list(answers)}) as llm:
        return await draft_guide(counted(llm), BRIEF, seed=1)


def test_the_form_is_one_that_strict_endpoints_take() -> None:
    schema = strict_schema(WrittenGuide)
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert schema["required"] == list(properties)


async def test_a_sound_answer_takes_one_call() -> None:
    result = await drafted(answer("What do you make of it?"))
    show, question, vote = result.guide.steps
    assert result.findings == ()
    assert result.guide.about == BRIEF.about
    assert isinstance(show, Exhibit)
    assert getattr(question, "probes", ()) == ("What then?",)
    assert isinstance(vote, Ballot)
    assert [show.key, question.key, vote.key] == ["show1", "q1", "vote1"]


async def test_what_the_linter_says_is_mended_once() -> None:
    result = await drafted(answer("Don't you love it?"), answer("What do you make of it?"))
    assert result.findings == ()
    assert result.usage.calls == 2
    worse = await drafted(answer("Don't you love it?"), answer("Don't you always love it, and isn't it great?"))
    assert getattr(worse.guide.step("q1"), "text", "") == "Don't you love it?"
    assert {finding.rule.value for finding in worse.findings} == {"leading"}


async def test_an_answer_that_is_no_guide_is_mended_or_refused() -> None:
    result = await drafted(answer("What do you make of it?", ("Yes",)), answer("What do you make of it?"))
    assert result.findings == ()
    with pytest.raises(ModelMalformed, match="at least 2"):
        await drafted(*[answer("What do you make of it?", ("Yes",))] * 2)


@pytest.mark.parametrize(
    ("about", "study"),
    [
        ("a poll on shop hours", StudyKind.POLL),
        ("should scooters be forbidden, for or against", StudyKind.DEBATE),
        ("ideas for the empty shop on the corner", StudyKind.BRAINSTORM),
        ("our letter to tenants about the lift", StudyKind.REVIEW),
        ("how students furnish their first room", StudyKind.DISCUSSION),
    ],
)
async def test_the_understudy_drafts_by_rule_and_is_said_to(about: str, study: StudyKind) -> None:
    result = await draft_guide(counted(Understudy()), GuideBrief(about=about), seed=3)
    assert (result.stand_in, result.guide.study) == (True, study)
    assert result.findings == ()
    assert any(isinstance(step, Exhibit) and step.text == about for step in result.guide.steps)
    assert read_guide(guide_yaml(result.guide).encode(), "a.yaml").guide == result.guide
    again = await draft_guide(counted(Understudy()), GuideBrief(about=about), seed=3)
    assert again.guide == result.guide


def test_the_job_is_quoted_with_the_call_that_mends() -> None:
    asked = GuideAsked(brief=BRIEF, seed=1)
    assert GuideDraftingJob().quote(Understudy(), asked).calls == 2
    assert GuideAsked.model_validate_json(asked.model_dump_json()) == asked
    assert estimated_cost(Understudy(), BRIEF).usd == 0


@pytest.mark.parametrize(
    ("about", "language"),
    [
        ("warum Leute kein Brot mehr backen", "de"),
        ("por qué la gente ya no lee por la noche", "es"),
        ("pourquoi on ne cuisine plus le soir", "fr"),
        ("perché la gente non prende più il treno", "it"),
        ("porque as pessoas já não vão ao cinema", "pt"),
        ("waarom mensen geen brood meer bakken", "nl"),
    ],
)
def test_by_rule_a_guide_asks_in_the_language_of_the_sentence_and_asks_well(about: str, language: str) -> None:
    for study in StudyKind:
        guide = guide_of(plain_guide(about, study, 30, random.Random(1)), about)
        assert (guide.language, guide.decision, lint(guide)) == (language, "", ())
        assert read_guide(guide_yaml(guide).encode(), "a.yaml").guide == guide
