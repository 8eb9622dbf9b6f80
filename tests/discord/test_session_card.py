"""The card of a session is edited beside the session: nobody waits for it, and the newest shows."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest
import pytest_asyncio

from bot.features.focusgroup.session.session_card import BETWEEN_EDITS, SessionCards
from tests.discord.command_stage import Stage, raised_stage
from tests.store.sessions import a_plan
from troupe.core.clock import ManualClock, settle
from troupe.worlds.sessions.study_session import NewSession, PauseReason, SessionPlaces


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def test_a_session_does_not_wait_for_its_card_which_shows_the_newest_at_last(
    stage: Stage, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = str(stage.channel.id)
    places = SessionPlaces(guild_id=str(stage.guild.id), front="4711", backstage=here, card="4712")
    sessions = stage.stores.sessions
    session = await sessions.plan(NewSession(plan=a_plan().model_dump_json(), by_hand=True, places=places))
    await sessions.start(session.id)
    looks: list[str] = []
    problems: list[str] = []
    gate = asyncio.Event()

    async def slow(_: discord.PartialMessage, *, view: discord.ui.LayoutView, **others: object) -> None:
        assert not any(others.values()), "beside a layout a message has nothing else"
        (container,) = view.to_components()
        looks.append(container["components"][0]["content"].splitlines()[1])
        await gate.wait()

    monkeypatch.setattr(discord.PartialMessage, "edit", slow)
    cards = SessionCards(stage.bot, stage.house, problems.append)
    await cards.show(await sessions.view(session.id))
    while not looks:
        await settle(1)
    for reason in (PauseReason.STOPPED, PauseReason.ASKED):
        await sessions.pause(session.id, reason)
        await cards.show(await sessions.view(session.id))
        if reason is PauseReason.STOPPED:
            await sessions.resume(session.id, "Ana")
    assert len(looks) == 1
    gate.set()
    await cards.idle()
    assert len(looks) == 1
    await clock.advance(BETWEEN_EDITS)
    await cards.idle()
    assert (looks, problems) == (["Under way.", "Paused. *Resume* goes on."], [])
    await cards.close()


async def test_a_card_that_was_deleted_is_posted_anew_once(stage: Stage, clock: ManualClock) -> None:
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    card = await channel.send("The plan")
    places = SessionPlaces(
        guild_id=str(stage.guild.id), front="4711", backstage=str(channel.id), card=str(card.id)
    )
    sessions, problems = stage.stores.sessions, list[str]()
    session = await sessions.plan(NewSession(plan=a_plan().model_dump_json(), by_hand=True, places=places))
    await sessions.start(session.id)
    cards = SessionCards(stage.bot, stage.house, problems.append)
    await cards.show(await sessions.view(session.id))
    await cards.idle()
    assert (await channel.fetch_message(card.id)).content == ""
    for reason in (PauseReason.STOPPED, PauseReason.ASKED):
        await clock.advance(BETWEEN_EDITS)
        newest = (await sessions.get(session.id)).places.card
        await (await channel.fetch_message(int(newest or 0))).delete()
        await sessions.pause(session.id, reason)
        await cards.show(await sessions.view(session.id))
        await cards.idle()
        if reason is PauseReason.STOPPED:
            assert problems == []
            await sessions.resume(session.id, "Ana")
    assert len(problems) == 1
    assert [message async for message in channel.history()] == []
    await cards.close()
