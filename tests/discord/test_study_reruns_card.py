"""The buttons under a report: a study is run again, or with one thing changed, once its cost was seen."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio
import simcord

from bot.features.focusgroup.forks.rerun_buttons import AFTER, AGAIN, CHANGE
from tests.discord.answers import cards
from tests.discord.command_stage import Stage, raised_stage
from tests.discord.test_study_report import held, pressed
from tests.store.sessions import a_plan
from troupe.core.clock import ManualClock
from troupe.research.reruns.rerun_job import RerunsAsked, runs_asked
from troupe.research.sessions.guide_changes import PhraseReplaced
from troupe.research.sessions.run_change import PersonExchanged
from troupe.research.sessions.session_plan import SessionPlan


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        raised.house.pokes.ends = None  # nobody works on jobs here: they would wait for runs that nobody plays
        yield raised


async def ordered(stage: Stage) -> list[RerunsAsked]:
    jobs = await stage.stores.jobs.latest("reruns")
    words = [(await stage.stores.jobs.words(job.id)).request or "" for job in jobs]
    return [RerunsAsked.model_validate_json(text) for text in words]


async def test_a_study_is_run_again_once_its_cost_was_seen(stage: Stage) -> None:
    session_id = await held(stage, backstage=True)
    result = await pressed(stage, AGAIN, session_id)
    (quote,) = cards(result)
    assert "5 runs" in (quote.description or "")
    assert "answers and votes" in (quote.description or "")
    assert await ordered(stage) == []
    assert result.response is not None
    await stage.runner.click(result.response, label="Run")
    assert await ordered(stage) == [RerunsAsked(session=session_id, runs=5)]


async def test_one_thing_is_changed(stage: Stage) -> None:
    session_id = await held(stage, backstage=True)
    result = await pressed(stage, CHANGE, session_id)
    assert result.response is not None
    form = await stage.runner.select(result.response, values=["phrase"])
    quote = await stage.runner.submit_modal(form, {"words": "tea => coffee"})
    assert "“coffee” instead of “tea”" in (cards(quote)[0].description or "")
    assert quote.response is not None
    await stage.runner.click(quote.response, label="Run")
    (order,) = await ordered(stage)
    assert order.change == PhraseReplaced(old="tea", new="coffee")


async def test_the_change_is_of_somebody_who_is_picked_and_another_one_is_called_by_name(stage: Stage) -> None:
    session_id = await held(stage, backstage=True)
    slug, *_ = a_plan().members
    who = await stage.runner.select(_shown(await pressed(stage, CHANGE, session_id)), values=["first"])
    quote = await stage.runner.select(_shown(who), values=[slug])
    assert "speaks first" in (cards(quote)[0].description or "")
    who = await stage.runner.select(_shown(await pressed(stage, CHANGE, session_id)), values=["instead"])
    form = await stage.runner.select(_shown(who), values=[slug])
    assert "nobody is called that" in stage.refused(await stage.runner.submit_modal(form, {"words": "Zorbel"}))
    form = await stage.runner.select(_shown(who), values=[slug])
    quote = await stage.runner.submit_modal(form, {"words": "Dora"})
    await stage.runner.click(_shown(quote), label="Run")
    (order,) = await ordered(stage)
    assert isinstance(order.change, PersonExchanged)
    assert (order.change.slug, order.change.member.persona.first_name) == (slug, "Dora")


async def test_of_a_panel_that_was_drawn_other_people_of_the_same_kind_may_come(stage: Stage) -> None:
    session_id = await held(stage, backstage=True, begun=False)
    drawn = a_plan().model_copy(update={"drawn_by": "germany:3"})
    await stage.stores.sessions.replan(session_id, drawn.model_dump_json())
    await stage.stores.sessions.start(session_id)
    await stage.stores.sessions.end(session_id, "closed")
    quote = await stage.runner.select(_shown(await pressed(stage, CHANGE, session_id)), values=["people:fresh"])
    assert "other people of the same kind" in (cards(quote)[0].description or "")
    await stage.runner.click(_shown(quote), label="Run")
    (order,) = await ordered(stage)
    plans = [SessionPlan.model_validate_json(run.plan) for run in await runs_asked(stage.stores, order)]
    panels = {tuple(plan.members) for plan in plans if plan.change is not None}
    assert len(panels) == len([plan for plan in plans if plan.change is not None])  # others each time
    assert all(len(panel) == 3 for panel in panels)


async def test_among_more_than_25_people_pages_are_turned(stage: Stage) -> None:
    (member,) = list(a_plan().members.values())[:1]
    members = {
        f"p{n}": member.model_copy(update={"persona": member.persona.model_copy(update={"name": f"Person {n}"})})
        for n in range(1, 31)
    }
    session_id = await held(stage, backstage=True, begun=False)
    plan = a_plan().model_copy(update={"members": members})
    await stage.stores.sessions.replan(session_id, plan.model_dump_json())
    await stage.stores.sessions.start(session_id)
    await stage.stores.sessions.end(session_id, "closed")
    whom = await pressed(stage, AFTER, session_id)
    turned = await stage.runner.click(_shown(whom), label="Next")
    assert await stage.runner.select(_shown(turned) if turned.response else _shown(whom), values=["p30"])


def _shown(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    assert result.response is not None
    return result.response


async def test_who_may_not_run_things_here_runs_nothing(stage: Stage) -> None:
    session_id = await held(stage, backstage=True)
    for act in (AGAIN, CHANGE, AFTER):
        refusal = cards(await pressed(stage, act, session_id, by=stage.talker))
        assert "Manage Channels" in (refusal[0].description or "")
    assert await ordered(stage) == []
