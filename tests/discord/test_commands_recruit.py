"""/panel recruit and /panel profile on simcord's Discord: rules, questions, quotas, cost, cap and what is kept."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
import simcord

from tests.discord.command_stage import PEOPLE, Stage, raised_stage, told
from tests.store.stage import spend
from troupe.core.clock import ManualClock
from troupe.core.errors import Misconfigured, ModelMalformed, ModelRejected
from troupe.core.usage import Usage
from troupe.llm.port.llm import Request
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy import Understudy
from troupe.minds.mind import Mind
from troupe.people.persona.persona import POPULATION, Persona
from troupe.people.persona.persona_version import Editor
from troupe.people.profile.profile_report import profile
from troupe.ports import Cap
from troupe.research.reports.charts.chart_drawing import draw_chart
from troupe.research.reports.charts.chart_letters import letters_for
from troupe.research.reports.charts.profile_charts import profile_chart

ASKED = "cash: Do you pay in cash? | yes | no"


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


@pytest.fixture(autouse=True, scope="module")
def fonts() -> None:
    """matplotlib is loaded and finds its fonts once, which may take longer than a command should."""
    letters_for(["a"])
    draw_chart(profile_chart(profile({"ana": PEOPLE[0], "ben": PEOPLE[1]}, ("age",)), "Nobody waits"))


async def recruit(stage: Stage, **options: Any) -> simcord.InteractionResult:
    return await stage.runner.slash(stage.channel, "panel recruit", **{"source": "everyone", **options})


def cards(result: simcord.InteractionResult) -> list[discord.Embed]:
    assert result.response is not None
    assert result.response.ephemeral
    return result.response.embeds


def afterwards(result: simcord.InteractionResult) -> str:
    """What was said in private after the answer."""
    (said,) = result.followups
    return said.embeds[0].description or ""


async def with_model(stage: Stage, otherwise: Any) -> Scripted:
    """A model that costs something plays here, and answers so."""
    model = Scripted(name="grand", otherwise=otherwise)
    stage.house.limit = Cap(tokens=20_000, usd=5.0)
    stage.house.mind = Mind(Understudy(), {"grand": model})
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"model": "grand"}))
    return model


def by_name(request: Request[Any]) -> dict[str, str]:
    return {"cash": "yes" if request.person < "c" else "no"}


async def test_rules_recruit_at_once_and_tell_who_was_turned_away_and_why(stage: Stage) -> None:
    shown = cards(await recruit(stage, include="age >= 30", exclude='occupation ~ "bus"'))
    assert shown[0].title == "2 recruited of 5"
    assert "**Ana Sol**, 31, Baker, Lisbon" in (shown[0].description or "")
    assert shown[1].title == "Not recruited: 3"
    assert "**3** by the rules" in (shown[1].description or "")
    assert "Ewan Moss: does not keep `age >= 30` (age is 19)" in (shown[1].description or "")
    assert (await stage.stores.budgets.today()).usage.calls == 0


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"include": "age >= x"}, "In **include**, at character 8 of `age >= x`: a number is needed"),
        ({"include": "shoes = red"}, "nobody among the candidates has a field shoes"),
        ({"exclude": "answer.cash = no"}, "no question has the key of answer.cash"),
        ({"questions": "cash: Cash? | yes |"}, "an answer is empty"),
        ({"quotas": "gender 3"}, "write a field, a colon and numbers"),
        ({"source": "germany"}, "Say how many to draw from germany, such as germany:12"),
        ({"source": "atlantis:9"}, "there is no such population"),
        ({"source": "/etc/people"}, "files are read by the command line only"),
        ({"source": "germany:999"}, "at most 300 people at a time"),
        ({"source": "Friday"}, "There is no panel Friday"),
    ],
)
async def test_what_cannot_be_meant_is_told_with_all_that_was_written(
    stage: Stage, options: dict[str, str], wrong: str
) -> None:
    shown = told(await recruit(stage, **options))
    assert shown.title == "Not yet"
    assert wrong.lower() in (shown.description or "").lower()
    assert {field.value for field in shown.fields} >= set(options.values())


async def test_people_drawn_are_adults_kept_with_the_panel_and_brought_with_it(stage: Stage) -> None:
    result = await recruit(stage, source="germany:30", quotas="gender: female 2, male 1", seed=3)
    shown = cards(result)
    assert shown[0].title == "3 recruited of 30"
    assert "margins of the draw are as the population has them" in (shown[0].description or "")
    assert "female" in (shown[1].description or "")
    assert result.response is not None
    form = await stage.runner.click(result.response, label="Save as panel")
    saved = told(await stage.runner.submit_modal(form, {"name": "Wave 1"}))
    assert saved.title == "Panel saved: Wave 1"
    panel = await stage.stores.panels.get("wave 1")
    assert [member.ref.owner for member in panel.members] == [POPULATION] * 3
    assert all((member.persona.age or 0) >= 18 for member in panel.members)
    done = told(await stage.runner.click(result.response, label="Bring them here"))
    assert done.title == "The panel is in #lounge"
    here = await stage.stores.casts.of((await stage.world()).id)
    assert [person.persona for person in here] == [member.persona for member in panel.members]
    shown_panel = told(await stage.runner.slash(stage.channel, "panel show", name="Wave 1"))
    assert "drawn from a population" in (shown_panel.description or "")


async def test_a_taken_name_is_refused_and_the_people_are_still_there(stage: Stage) -> None:
    result = await recruit(stage, size=2)
    assert result.response is not None
    for name in ("Wave", "WAVE"):
        form = await stage.runner.click(result.response, label="Save as panel")
        answer = await stage.runner.submit_modal(form, {"name": name})
        if name == "WAVE":
            assert "There is a panel WAVE already" in stage.refused(answer)
    assert len(await stage.stores.panels.all()) == 1


async def test_the_understudy_is_asked_at_once_and_named(stage: Stage) -> None:
    shown = cards(await recruit(stage, questions=ASKED))
    assert "which is no language model" in (shown[0].description or "")
    assert "-# cash: " in (shown[0].description or "")


async def test_a_model_is_asked_once_the_cost_was_agreed_to(stage: Stage) -> None:
    model = await with_model(stage, by_name)
    result = await recruit(stage, questions=ASKED, include="age >= 20 and answer.cash = yes", size=1)
    asked = told(result)
    assert "**4** people have to be asked, by **grand**: at most" in (asked.description or "")
    assert ("Only who keeps", "age >= 20 and answer.cash = yes") in [(f.name, f.value) for f in asked.fields]
    assert model.requests == []
    assert result.response is not None
    done = await stage.runner.click(result.response, label="Ask them")
    shown = cards(done)
    assert shown[0].title == "1 recruited of 5"
    assert "Answered by grand: 4 calls" in (shown[0].description or "")
    assert (await stage.stores.budgets.today()).usage.calls == len(model.requests) == 4
    assert done.response is not None
    (attached,) = done.response.attachments
    kept = json.loads(await attached.read())
    assert (kept["seed"], len(kept["members"]), kept["stand_in"]) == (1, 1, False)


async def test_where_the_budget_has_no_room_nobody_is_asked(stage: Stage) -> None:
    model = await with_model(stage, by_name)
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"tokens_per_day": 100}))
    shown = told(await recruit(stage, questions=ASKED))
    assert "today's budget of this server has no room" in (shown.description or "")
    assert model.requests == []


async def test_a_cap_reached_meanwhile_asks_nobody(stage: Stage) -> None:
    await with_model(stage, by_name)
    result = await recruit(stage, questions=ASKED)
    assert result.response is not None
    await spend(stage.stores.budgets, Usage(calls=1, tokens_in=100_000))
    refused = await stage.runner.click(result.response, label="Ask them")
    assert "has no room" in afterwards(refused)
    assert (await stage.stores.budgets.today()).usage.calls == 1


async def test_who_gives_no_answers_is_turned_away_with_the_reason(stage: Stage) -> None:
    def sometimes(request: Request[Any]) -> Any:
        failed = ModelMalformed("half an answer", usage=Usage(calls=1, tokens_in=10))
        return failed if request.person == "ben-ray" else by_name(request)

    await with_model(stage, sometimes)
    result = await recruit(stage, questions=ASKED)
    assert result.response is not None
    shown = cards(await stage.runner.click(result.response, label="Ask them"))
    assert shown[0].title == "4 recruited of 5"
    assert "Ben Ray: gave no answers: half an answer" in (shown[1].description or "")
    assert (await stage.stores.budgets.today()).usage.calls == 5


async def test_a_model_that_takes_nothing_leaves_the_button_for_later(stage: Stage) -> None:
    trouble = [True]

    def at_times(request: Request[Any]) -> Any:
        return ModelRejected("bad key") if trouble[0] else by_name(request)

    await with_model(stage, at_times)
    result = await recruit(stage, questions=ASKED)
    assert result.response is not None
    refused = await stage.runner.click(result.response, label="Ask them")
    assert "Bad key" in afterwards(refused)
    trouble[0] = False
    again = await stage.runner.click(result.response, label="Ask them")
    assert cards(again)[0].title == "5 recruited of 5"


async def test_two_of_one_name_are_never_on_one_panel(stage: Stage) -> None:
    twin = Persona.model_validate({"name": "Ana Sol", "age": 50})
    await stage.stores.personas.save("ana-the-other", twin, Editor(name="Rita"))
    shown = cards(await recruit(stage))
    assert shown[0].title == "5 recruited of 6"
    assert "another Ana Sol was recruited already" in (shown[1].description or "")


async def test_a_saved_panel_is_meant_before_a_population_of_its_name(stage: Stage) -> None:
    await stage.open()
    for name in ("Germany", "germany:3"):
        await stage.runner.slash(stage.channel, "panel save", name=name)
        assert cards(await recruit(stage, source=name))[0].title == "2 recruited of 2"


async def test_sources_are_offered(stage: Stage) -> None:
    await stage.open()
    await stage.runner.slash(stage.channel, "panel save", name="Tuesday table")
    every = await stage.runner.autocomplete(stage.channel, "panel recruit", "source", "")
    assert [choice["value"] for choice in every][:3] == ["everyone", "library", "Tuesday table"]
    drawn = await stage.runner.autocomplete(stage.channel, "panel recruit", "source", "germ: 20")
    assert [choice["value"] for choice in drawn] == ["germany:20"]


async def test_the_profile_of_those_here_is_a_chart_with_a_table(stage: Stage) -> None:
    await stage.open("ana, ben, dora")
    result = await stage.runner.slash(stage.channel, "panel profile", field="age, occupation")
    shown = told(result)
    assert shown.title == "#lounge: 3 people"
    assert shown.image.url is not None
    assert "Fields filled" in (shown.description or "")
    assert [field.name for field in shown.fields] == ["Age: mean 47.7, 31 to 68", "Occupation"]
    assert "33% · Baker (1)" in (shown.fields[1].value or "")
    assert result.response is not None
    (attached,) = result.response.attachments
    assert (await attached.read()).startswith(b"\x89PNG")


async def test_two_sets_are_compared(stage: Stage) -> None:
    await stage.open()
    await stage.runner.slash(stage.channel, "panel save", name="Tuesday table")
    shown = told(
        await stage.runner.slash(
            stage.channel, "panel profile", panel="library", field="age, occupation", against="tuesday table"
        )
    )
    assert "**The library** (5 people) beside **The panel Tuesday table** (2 people)" in (shown.description or "")
    assert [str(field.name) for field in shown.fields] == ["Age: 60% apart", "Occupation: 60% apart"]
    assert "20% · 50% · Baker" in (shown.fields[1].value or "")


async def test_without_matplotlib_the_table_stands_alone(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> bytes:
        raise Misconfigured("charts need matplotlib, which is not installed: pip install it")

    monkeypatch.setattr("bot.features.panel.panel_profile.draw_chart", none)
    await stage.open()
    shown = told(await stage.runner.slash(stage.channel, "panel profile"))
    assert "No chart: charts need matplotlib" in (shown.description or "")
    assert shown.image.url is None
    assert shown.fields


async def test_a_profile_of_nobody_and_of_nothing_is_refused(stage: Stage) -> None:
    assert "Nobody lives in" in stage.refused(await stage.runner.slash(stage.channel, "panel profile"))
    await stage.open()
    nothing = await stage.runner.slash(stage.channel, "panel profile", field="shoes")
    assert "nobody of them has shoes" in stage.refused(nothing).lower()


async def test_fields_are_offered_one_after_the_other(stage: Stage) -> None:
    offered = await stage.runner.autocomplete(stage.channel, "panel profile", "field", "age, occ")
    assert [choice["value"] for choice in offered] == ["age, occupation"]
