"""/focusgroup: a planned session started, one begun from a guide, and one closed."""

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest
import pytest_asyncio
from typing_extensions import override

from tests.discord.command_stage import Stage, raised_stage, told
from tests.store.sessions import a_guide, a_plan
from troupe.core.clock import ManualClock
from troupe.core.usage import Estimate
from troupe.llm.scripted_model import Scripted
from troupe.minds.mind import Mind
from troupe.ports import Cap
from troupe.research.guides.guide import StudyKind
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces, SessionStatus, StudySession


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def planned(stage: Stage, front: str = "4711") -> StudySession:
    places = SessionPlaces(guild_id=str(stage.guild.id), front=front, backstage=str(stage.channel.id))
    new = NewSession(plan=a_plan().model_dump_json(), by_hand=True, places=places)
    return await stage.stores.sessions.plan(new)


async def test_what_was_planned_here_begins_with_its_first_step(stage: Stage) -> None:
    assert "No focus group" in stage.refused(await stage.runner.slash(stage.channel, "focusgroup start"))
    session = await planned(stage)
    begun = (await stage.runner.slash(stage.channel, "focusgroup start")).response
    assert begun is not None
    assert begun.ephemeral
    assert "Cold tea" in str(begun.components)
    session = await stage.stores.sessions.get(session.id)
    assert (session.status, session.released) == (SessionStatus.RUNNING, 1)
    assert "running" in stage.refused(await stage.runner.slash(stage.channel, "focusgroup start"))


async def test_what_it_may_cost_is_set_when_it_begins_where_the_price_is_known(stage: Stage) -> None:
    session = await planned(stage)
    await stage.runner.slash(stage.channel, "focusgroup start", max_usd=2.5)
    plan = SessionPlan.model_validate_json((await stage.stores.sessions.view(session.id)).plan)
    assert (plan.max_usd, plan.usd_per_call is not None) == (2.5, True)


class Dear(Scripted):
    """A model of which each call costs half a dollar at most."""

    @override
    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        return Estimate(tokens=100, usd=0.5)


async def test_of_a_dear_study_as_much_is_held_as_it_may_cost_until_it_is_closed(stage: Stage) -> None:
    stage.house.mind, stage.house.limit = Mind(Dear()), Cap(usd=1.0)
    session = await planned(stage)
    assert "no room for it" in stage.refused(await stage.runner.slash(stage.channel, "focusgroup start"))
    assert (await stage.stores.sessions.get(session.id)).status is SessionStatus.PLANNED
    await stage.runner.slash(stage.channel, "focusgroup start", max_usd=0.8)
    assert (await stage.stores.budgets.today()).reserved.usd == pytest.approx(0.8)
    await stage.runner.slash(stage.channel, "focusgroup close")
    assert (await stage.stores.budgets.today()).reserved.usd == pytest.approx(0.0)


async def test_a_study_that_goes_by_itself_waits_for_nobody(stage: Stage) -> None:
    places = SessionPlaces(guild_id=str(stage.guild.id), front="4711", backstage=str(stage.channel.id))
    session = await stage.stores.sessions.plan(NewSession(plan=a_plan().model_dump_json(), places=places))
    await stage.runner.slash(stage.channel, "focusgroup start")
    assert (await stage.stores.sessions.get(session.id)).released is None


async def test_nobody_begins_where_somebody_lives(stage: Stage) -> None:
    await stage.open("ben")
    await planned(stage, front=str(stage.channel.id))
    assert "lives in" in stage.refused(await stage.runner.slash(stage.channel, "focusgroup start"))


async def test_closing_ends_it_and_lets_its_people_go(stage: Stage) -> None:
    session = await planned(stage)
    assert "not begun" in stage.refused(await stage.runner.slash(stage.channel, "focusgroup close"))
    await stage.runner.slash(stage.channel, "focusgroup start")
    shown = told(await stage.runner.slash(stage.channel, "focusgroup close"))
    assert "closed" in (shown.title or "")
    over = await stage.stores.sessions.get(session.id)
    assert (over.status, over.ended_early[:9]) == (SessionStatus.ENDED, "closed by")


async def test_interviews_get_a_thread_each_that_is_named_in_front(stage: Stage) -> None:
    plan = a_plan(a_guide(StudyKind.INTERVIEWS))
    places = SessionPlaces(guild_id=str(stage.guild.id), front=str(stage.channel.id))
    session = await stage.stores.sessions.plan(
        NewSession(plan=plan.model_dump_json(), by_hand=True, places=places)
    )
    await stage.runner.slash(stage.channel, "focusgroup start")
    begun = await stage.stores.sessions.get(session.id)
    guild = stage.bot.get_guild(stage.guild.id)
    assert guild is not None
    threads = {str(thread.id): thread.name for thread in guild.threads}
    assert {threads[room] for room in begun.places.rooms} == {"Lisa", "Oscar", "Marta"}
    kept = SessionPlan.model_validate_json((await stage.stores.sessions.view(session.id)).plan)
    assert [threads[room] in notice for room, notice in zip(begun.places.rooms, kept.room_notices, strict=True)]
    channel = guild.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    told_in_front = [message.content async for message in channel.history()]
    assert any(all(f"<#{room}>" in text for room in begun.places.rooms) for text in told_in_front)
