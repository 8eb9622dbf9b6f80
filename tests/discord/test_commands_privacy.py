"""/privacy forget on simcord's Discord: asks once, erases what a member wrote and asked for, tells how much."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio

from tests.discord.answers import cards, press
from tests.discord.command_stage import Stage, raised_stage
from troupe.core.clock import ManualClock
from troupe.core.usage import Estimate
from troupe.ports import Cap
from troupe.worlds.jobs.job import NewJob


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def test_what_a_member_wrote_and_asked_for_is_erased_and_counted(stage: Stage) -> None:
    world = await stage.open()
    ana, _ = await stage.stores.casts.of(world.id)
    for question in ("Is the bread done?", "And the soup?"):
        await stage.runner.slash(stage.channel, "ask", person=ana.id, question=question)
    await stage.talker.slash(stage.channel, "ask", person=ana.id, question="Is it warm?")
    request = NewJob(kind="test", request="a baker", estimate=Estimate(tokens=1), asked_for=str(stage.runner.id))
    job = await stage.stores.jobs.add(request, Cap())
    assert job is not None
    question_card = await stage.runner.slash(stage.channel, "privacy forget")
    assert "cannot be undone" in (cards(question_card)[0].description or "")
    (receipt,) = cards(await press(stage, question_card, "Forget me"))
    assert receipt.description == (
        "- 2 messages of yours, with what came of it\n- 1 request of yours, with what was made for it"
    )
    said = [event.text for event in await stage.record() if event.kind == "said"]
    assert said == ["", "", "Is it warm?"]
    assert (await stage.stores.jobs.words(job.id)).request is None
    again = await press(stage, await stage.runner.slash(stage.channel, "privacy forget"), "Forget me")
    assert cards(again)[0].description == "There was nothing of yours."


async def test_facts_are_allowed_shown_and_taken_back(stage: Stage) -> None:
    await stage.open()
    shown = cards(await stage.talker.slash(stage.channel, "privacy show"))[0]
    assert "make no facts about you" in (shown.description or "")
    allowed = cards(await stage.talker.slash(stage.channel, "privacy remember-me"))[0]
    assert allowed.title == "They may remember you"
    assert (await stage.stores.consents.record(str(stage.talker.id))).allowed
    shown = cards(await stage.talker.slash(stage.channel, "privacy show"))[0]
    assert "may remember facts" in (shown.description or "")
    taken_back = cards(await stage.talker.slash(stage.channel, "privacy remember-me", allow=False))[0]
    assert "There was no memory about you." in (taken_back.description or "")
    assert not (await stage.stores.consents.record(str(stage.talker.id))).allowed
