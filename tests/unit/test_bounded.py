"""What the bot remembers is bounded: members who never send, lanes of places, webhooks never used again."""

from datetime import timedelta

import pytest
from pydantic import JsonValue, SecretStr

from bot.delivery import webhook_pacing, webhooks
from bot.delivery.single_request import SingleRequests
from bot.delivery.webhook_pacing import Pacing
from bot.delivery.webhooks import Webhooks
from bot.gateway import typists
from bot.gateway.typists import Typists
from tests.unit.scripted_discord import Says, ScriptedDiscord
from troupe.core.clock import ManualClock

EIGHT = timedelta(seconds=8)


async def test_typists_who_never_send_are_forgotten(clock: ManualClock) -> None:
    waiting = Typists(clock)
    for number in range(1000):
        waiting.began("kitchen", f"member {number}", clock.now() + EIGHT)
        await clock.advance(1)
    assert len(waiting) <= 8
    assert waiting.sent("kitchen", "member 0") is None


async def test_worlds_in_which_nobody_types_any_more_are_forgotten(clock: ManualClock) -> None:
    waiting = Typists(clock)
    for number in range(2 * typists.WORLDS):
        waiting.began(f"world {number}", "ana", clock.now() + EIGHT)
    assert len(waiting) == typists.WORLDS
    await clock.advance(typists.LONGEST.total_seconds())
    assert len(waiting) == 0


async def test_who_sends_is_waited_for_no_longer_and_others_still_are(clock: ManualClock) -> None:
    waiting, begun = Typists(clock), clock.now()
    waiting.began("kitchen", "ana", begun + EIGHT)
    await clock.advance(2)
    waiting.began("kitchen", "ben", clock.now() + EIGHT)
    assert waiting.sent("kitchen", "ana") == begun + timedelta(seconds=10)
    assert waiting.sent("kitchen", "ana") is None
    assert waiting.sent("kitchen", "ben") == clock.now()
    assert len(waiting) == 0


async def test_lanes_at_rest_are_dropped_once_they_are_free(clock: ManualClock) -> None:
    pacing = Pacing(clock)
    for number in range(4 * webhook_pacing.LANES_REMEMBERED):
        async with pacing.turn(f"posts {number}"):
            pacing.rest(f"posts {number}", 0.5)
        await clock.advance(0.01)
    assert len(pacing) <= webhook_pacing.LANES_REMEMBERED


async def test_a_lane_in_use_or_at_rest_is_never_dropped(clock: ManualClock) -> None:
    pacing = Pacing(clock)
    pacing.rest("webhook 1", 60)
    async with pacing.turn("webhook 2"):
        for number in range(2 * webhook_pacing.LANES_REMEMBERED):
            pacing.rest(f"posts {number}", 0.001)
            await clock.advance(0.01)
        assert {"webhook 1", "webhook 2"} <= set(pacing)


async def test_webhooks_beyond_the_bound_are_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "WEBHOOKS_REMEMBERED", 2)
    discord = ScriptedDiscord()
    for channel in range(4):
        hook: dict[str, JsonValue] = {"id": f"7{channel}", "token": "hook-token", "application_id": "99"}
        discord.script(f"GET /channels/{channel}/webhooks", Says([hook]), Says([hook]))
    rest = SingleRequests(await discord.start(), SecretStr("bot-token"))
    await rest.open()
    ours = Webhooks(rest, lambda: "99", lambda: "98")
    for channel in (0, 1, 2, 3, 3, 0):
        assert (await ours.of(str(channel))).id == f"7{channel}"
    assert len(discord.asked) == 5
    assert all(ours.owns(f"7{channel}", None) for channel in range(4))
    assert len(ours) == 2
    await rest.close()
    await discord.stop()
