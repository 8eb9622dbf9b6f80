"""Who is about to speak, and that nobody will: typing by name, and the strip over a channel that was silenced."""

from collections.abc import Sequence

import pytest
from playwright.async_api import expect

from bot.playground.page.client.page_client import Seat
from bot.playground.page.state.page_events import ChannelShown
from bot.playground.page.state.page_state import PageState
from bot.playground.server.resident_people import ChannelResident
from tests.browser.showcase import picture
from tests.browser.stage import Stage
from troupe.core.clock import SystemClock
from troupe.core.ids import seeded_ids


def resident(name: str, *, quiet: bool = False, deciding_in: str | None = None) -> ChannelResident:
    face = picture("#a94a24").getvalue()
    return ChannelResident(name, "34, cook, Leeds", "", (), face, quiet, deciding_in)


def test_a_tab_that_cannot_show_something_keeps_nothing_from_the_others(caplog: pytest.LogCaptureFixture) -> None:
    seat = Seat("http://127.0.0.1:1/api/v10", "member-x", "member", SystemClock(), seeded_ids(1))
    states: list[PageState] = []

    def broken(_: PageState) -> None:
        raise KeyError("no such row")

    seat.watch(broken)
    seat.watch(states.append)
    seat.apply(ChannelShown("100"))
    assert len(states) == 1
    assert "a tab could not show ChannelShown" in caplog.text


@pytest.mark.browser
def test_typing_is_shown_as_the_people_who_were_called(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "typing")
        deciding: list[str] = []

        async def living_in(_: str) -> Sequence[ChannelResident]:
            return [resident(name, deciding_in=str(channel.id)) for name in deciding] + [resident("Oscar Mora")]

        stage.discord.tell_people(living_in)
        bot = stage.client.get_partial_messageable(channel.id)
        await bot._state.http.send_typing(channel.id)  # pyright: ignore[reportPrivateUsage]
        await expect(page.locator(".typing")).to_have_text("Somebody is about to speak…")
        deciding.append("Lisa Carter")
        await bot._state.http.send_typing(channel.id)  # pyright: ignore[reportPrivateUsage]
        await expect(page.locator(".typing")).to_have_text("Lisa Carter is typing…")
        deciding.append("Gerda Vollmann")
        await bot._state.http.send_typing(channel.id)  # pyright: ignore[reportPrivateUsage]
        await expect(page.locator(".typing")).to_have_text("Lisa Carter and Gerda Vollmann are typing…")
        await bot.send("Here I am.")
        await expect(page.locator(".typing")).to_have_text("")
        stage.discord.tell_people(None)
        await stage.leave(page)

    stage.play(story())


@pytest.mark.browser
def test_a_silence_is_seen_by_a_member_who_cannot_end_it(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "hushed")
        words = "Everyone here was asked to be quiet"

        async def living_in(_: str) -> Sequence[ChannelResident]:
            return [resident("Lisa Carter", quiet=bool(words))]

        async def silence_of(_: str) -> str:
            return words

        strip = page.locator(".silence")
        await expect(strip).to_be_hidden()
        stage.discord.tell_people(living_in, silence_of)
        bot = stage.client.get_partial_messageable(channel.id)
        await bot.send("Lisa Carter is quiet until somebody calls them by name.")
        await expect(strip).to_contain_text("Everyone here was asked to be quiet.")
        await expect(strip).to_contain_text("/world resume")
        await expect(strip.get_by_role("button")).to_have_count(0)
        await expect(page.locator(".people .somebody", has_text="Lisa Carter")).to_contain_text("QUIET")
        words = ""
        await bot.send("I am back.")
        await expect(strip).to_be_hidden()
        stage.discord.tell_people(None)
        await stage.leave(page)

    stage.play(story())
