"""Words of a draft that are offered or turned into something: channels after #, emoji by their names."""

import re

import pytest
from playwright.async_api import expect

from bot.playground.page.rendering.draft_mentions import (
    channel_at,
    channels_called,
    emoji_at,
    replaced,
    with_channels,
)
from bot.playground.page.rendering.emoji_table import all_emoji, emoji_called, often, with_emoji
from bot.playground.page.rendering.markdown import is_only_emoji
from bot.playground.page.state.page_events import ChannelSeen
from bot.playground.page.state.page_payloads import PageChannel
from tests.browser.stage import Stage
from tests.browser.test_page_state import after


def channel(number: int, name: str, kind: int = 0, *, archived: bool = False) -> ChannelSeen:
    data = {"id": str(number), "type": kind, "name": name, "thread_metadata": {"archived": archived}}
    return ChannelSeen(PageChannel.model_validate(data))


def test_the_table_names_each_emoji_once_by_a_word_that_can_be_typed() -> None:
    names = [entry.name for entry in all_emoji()]
    assert len(names) == len(set(names)) == len({entry.char for entry in all_emoji()})
    assert len(names) > 500
    assert all(re.fullmatch(r"[\w+-]{1,60}", name) for name in names)
    assert [entry.char for entry in all_emoji() if not is_only_emoji(entry.char)] == []
    assert len(often().entries) == 16


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("smile", "😄"),
        ("thumbs", "👍"),
        ("party", "🥳"),
        ("+1", "👍"),
        ("HEART", "❤️"),
        ("coffee", "☕"),
        ("tears", "😂"),
    ],
)
def test_an_emoji_is_found_by_its_name_and_by_other_words(typed: str, first: str) -> None:
    assert emoji_called(typed, 5)[0].char == first


def test_names_of_emoji_become_emoji_outside_of_code() -> None:
    assert with_emoji(":tada: yes :+1: `:tada:` at 12:30:45 :nosuch:\n```\n:x:\n```:x:") == (
        "🎉 yes 👍 `:tada:` at 12:30:45 :nosuch:\n```\n:x:\n```❌"
    )


def test_a_colon_offers_emoji_from_the_second_letter_and_in_a_word_of_its_own() -> None:
    assert emoji_at("well :sm", 8) == "sm"
    assert [emoji_at(text, len(text)) for text in (":", ":D", ":)", "12:30", "so:sm", ":smile:")] == [None] * 6
    assert replaced("well :sm there", 8, "😄") == ("well 😄 there", 7)


def test_a_hash_offers_channels_but_not_those_put_away() -> None:
    state = after(
        channel(7, "tea-and-coffee"), channel(8, "Coffee machine", 11), channel(9, "coffees", 11, archived=True)
    )
    assert [c.name for c in channels_called(state, "cof")] == ["coffee", "tea-and-coffee", "Coffee machine"]
    assert [channel_at(text, len(text)) for text in ("#", "see #co", "## ", "a#b")] == ["", "co", None, None]


def test_only_names_of_channels_become_links() -> None:
    channels = {"1": "coffee", "2": "coffee-break", "3": "Tea time"}
    assert with_channels("#coffee-break, #Coffee! #coffees #tea time a#coffee # coffee", channels) == (
        "<#2>, <#1>! #coffees <#3> a#coffee # coffee"
    )


@pytest.mark.browser
def test_channels_and_emoji_are_completed_by_keyboard(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "completing")
        draft = page.locator(".draft")
        await page.focus(".draft")
        await page.keyboard.type("Meet in #loun")
        await expect(page.locator(".offers[data-open] [role=option]").first).to_contain_text("lounge")
        await page.keyboard.press("Tab")
        await expect(draft).to_have_value("Meet in #lounge ")
        await page.keyboard.type(":noodl")
        await expect(page.locator(".offers[data-open] [role=option]").first).to_contain_text(":ramen:")
        await page.keyboard.press("Enter")
        await expect(draft).to_have_value("Meet in #lounge 🍜 ")
        await page.keyboard.type("at 5 :D :tada:")
        await draft.evaluate("box => box.setSelectionRange(box.value.indexOf('at 5'), box.value.indexOf('at 5'))")
        await page.keyboard.type(":tea")
        await page.keyboard.press("Enter")
        await expect(draft).to_have_value("Meet in #lounge 🍜 🍵 at 5 :D :tada:")
        await page.keyboard.press("Enter")
        message = page.locator("article.msg").last
        await expect(message.locator(".text")).to_have_text("Meet in #lounge 🍜 🍵 at 5 :D 🎉")
        await expect(message.locator(".mention")).to_have_text("#lounge")
        await stage.leave(page)

    stage.play(story())


@pytest.mark.browser
def test_an_emoji_is_picked_by_search_for_the_draft_and_for_a_reaction(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "picking")
        draft, picker = page.locator(".draft"), page.locator(".palette")
        await page.fill(".draft", "soup  please")
        await draft.evaluate("box => box.setSelectionRange(5, 5)")
        await page.get_by_role("button", name="Emoji").click()
        await page.keyboard.type("noodl")
        await expect(picker.locator("button:visible")).to_have_count(1)
        await expect(picker.locator("footer")).to_contain_text(":ramen:")
        await page.keyboard.press("Enter")
        await expect(picker).to_be_hidden()
        await expect(draft).to_have_value("soup 🍜 please")
        await expect(draft).to_be_focused()
        await page.keyboard.press("Enter")
        message = page.locator("article.msg").last
        await expect(message).to_contain_text("soup 🍜 please")
        await message.focus()
        await page.keyboard.press("+")
        await expect(picker).to_be_visible()
        await expect(picker.locator("button").first).to_have_text("🍜")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowRight")
        await expect(picker.locator("footer")).to_contain_text(":thumbsup:")
        await page.keyboard.press("Enter")
        await expect(message.locator(".reaction")).to_contain_text("👍")
        await page.get_by_role("button", name="Emoji").click()
        await page.keyboard.type("qwertz")
        await expect(page.locator(".palette-none")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(picker).to_be_hidden()
        await expect(draft).to_be_focused()
        await page.get_by_role("button", name="Emoji").focus()  # as a button that was pressed keeps it
        await page.keyboard.type("and bread")
        await expect(draft).to_have_value("and bread")
        await stage.leave(page)

    stage.play(story())
