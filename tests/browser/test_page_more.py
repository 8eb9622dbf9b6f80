"""Threads, who lives here, Enter faster than anything is drawn, copying, dropping, and the drawers of a phone."""

from collections.abc import Sequence

import pytest
from playwright.async_api import Page, expect

from bot.playground.server.resident_people import ChannelResident
from tests.browser.showcase import picture
from tests.browser.stage import DROP, Stage
from tests.browser.test_page import write

pytestmark = pytest.mark.browser

AT_ONCE = """([selector, text]) => {
    const box = document.querySelector(selector);
    box.focus();
    for (const letter of text) {
        box.setRangeText(letter, box.selectionStart, box.selectionEnd, "end");
        box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
}"""
"""Types a text and presses Enter before the page can hear of any of it."""


async def at_once(page: Page, text: str, selector: str = ".draft") -> None:
    await page.evaluate(AT_ONCE, [selector, text])


def test_enter_acts_on_the_text_as_it_stands_however_fast_it_comes(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "fast")
        draft, offers = page.locator(".draft"), page.locator(".offers[data-open] [role=option]")
        await at_once(page, "@oka")
        await expect(draft).to_have_value("@Ben Okafor ")
        await page.fill(".draft", "")
        await page.keyboard.type("@")
        await expect(offers).not_to_have_count(1)
        await at_once(page, "rob")
        await expect(draft).to_have_value("@Robin ")
        await page.fill(".draft", "")
        await at_once(page, "@nobody of this name")
        await expect(page.locator("article.msg").last).to_contain_text("@nobody of this name")
        await expect(draft).to_have_value("")
        await at_once(page, "/whis")
        await expect(page.locator("article.msg.alone")).to_contain_text("Just between us.")
        await at_once(page, "/ea")
        await page.wait_for_selector("input[data-option=fruit]:focus")
        await at_once(page, "apr", "input[data-option=fruit]")
        await expect(page.locator("input[data-option=fruit]")).to_have_value("Apricot")
        await page.keyboard.press("Enter")
        await expect(page.locator("article.msg").last).to_contain_text("1 × apricot")
        await stage.leave(page)

    stage.play(story())


def test_a_thread_is_started_from_a_message_talked_in_put_away_and_found_again(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "branches")
        said = await stage.says(stage.ben, channel, "Which soup for the long winter evenings that are coming?")
        message = page.locator(f"article.msg[data-id='{said}']")
        await message.click(button="right", position={"x": 120, "y": 30})
        await page.get_by_role("menuitem", name="Start a thread").click()
        form = page.get_by_role("dialog", name="Start a thread")
        name = form.get_by_label("Name")
        await expect(name).to_have_value("Which soup for the long winter evenings")
        await name.fill("")
        await page.keyboard.press("Enter")
        await expect(form).to_contain_text("A thread needs a name.")
        await name.fill("Soup")
        await page.keyboard.press("Enter")
        await expect(page.locator(".header h1")).to_have_text("Soup")
        await expect(page.locator("article.msg.elsewhere")).to_contain_text("Which soup")
        await write(page, "Leek")
        await expect(page.locator("article.msg").last).to_contain_text("Leek")
        await page.click(".header [data-act=archive]")
        await expect(page.locator(".header .tag")).to_have_text("ARCHIVED")
        await page.click(".header .parent")
        await expect(message.locator(".thread-link")).to_contain_text("ARCHIVED")
        await expect(page.locator(".side .channel.thread")).to_have_count(0)
        await page.click(".header [data-act=threads]")
        await page.get_by_role("menuitem", name="Soup").click()
        await expect(page.locator(".header h1")).to_have_text("Soup")
        await write(page, "And potato")  # which reopens it
        await expect(page.locator(".side .channel.thread")).to_have_text("Soup")
        await expect(page.get_by_role("button", name="Archive")).to_be_visible()
        await stage.leave(page)

    stage.play(story())


def test_who_lives_in_a_channel_is_listed_and_shown_on_a_card(stage: Stage) -> None:
    async def story() -> None:
        lisa = ChannelResident(
            "Lisa Carter",
            "34, cook, Leeds",
            "Quick to laugh.",
            (("Believes", "- Salt early"),),
            picture("#a94a24").getvalue(),
        )

        async def living_in(_: str) -> Sequence[ChannelResident]:
            return [lisa]

        stage.discord.tell_people(living_in)
        page = await stage.visit()
        await stage.room(page, "home")
        person = page.locator(".people .somebody", has_text="Lisa Carter")
        await expect(person).to_contain_text("34, cook, Leeds")
        await person.click()
        card = page.get_by_role("dialog", name="Lisa Carter")
        await expect(card.locator("dd li")).to_have_text("Salt early")
        assert await card.locator("img.face").evaluate("i => i.decode().then(() => i.naturalWidth)") == 360
        await page.keyboard.press("Escape")
        await expect(card).to_have_count(0)
        await expect(person).to_be_focused()
        await at_once(page, "@lis")
        await expect(page.locator(".draft")).to_have_value("@Lisa Carter ")
        stage.discord.tell_people(None)
        await stage.leave(page)

    stage.play(story())


def test_a_messages_text_is_copied_and_reactions_say_whose_they_are(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "whose")
        said = await stage.says(stage.ben, channel, "Tea **or** coffee?")
        for token in (stage.robin, stage.ben):
            await stage.asks("PUT", f"/channels/{channel.id}/messages/{said}/reactions/%E2%98%95/@me", token)
        message = page.locator(f"article.msg[data-id='{said}']")
        await message.locator(".reaction").hover()
        await expect(message.locator(".reaction")).to_have_attribute("title", "Robin, Ben Okafor")
        await message.focus()
        await page.keyboard.press("+")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(message.locator(".reaction")).to_have_count(2)
        await message.focus()
        await page.keyboard.press(".")
        await page.get_by_role("menuitem", name="Who reacted").click()
        await expect(page.get_by_role("dialog", name="Who reacted").locator("li > span:last-child")).to_have_text(
            ["Robin", "Ben Okafor", "Ada"]
        )
        await page.keyboard.press("Escape")
        await message.click(button="right", position={"x": 120, "y": 30})
        await page.get_by_role("menuitem", name="Copy the text").click()
        await expect(page.locator(".toast")).to_have_text("Copied")
        assert await page.evaluate("navigator.clipboard.readText()") == "Tea **or** coffee?"
        await stage.leave(page)

    stage.play(story())


def test_a_dropped_picture_is_seen_before_and_after_it_is_sent(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "dropped")
        assert await page.evaluate(DROP, list(picture("#3f7d94").getvalue()))
        preview = page.locator(".files .chip img")
        assert await preview.evaluate("i => i.decode().then(() => i.naturalWidth)") == 360
        await page.focus(".draft")
        await page.keyboard.press("Enter")
        await expect(page.locator("article.msg .picture img")).to_be_visible()
        await expect(preview).to_have_count(0)
        await stage.leave(page)

    stage.play(story())


def test_the_drawers_of_a_phone_open_over_the_talk_and_escape_closes_them(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit(width=390, height=780)
        people, side = page.locator(".people"), page.locator(".side")
        await page.click("[data-act=toggle-people]")
        await expect(people.locator(".somebody").first).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(people).to_be_hidden()
        await expect(page.locator("[data-act=toggle-people]")).to_be_focused()
        await page.click("[data-act=toggle-side]")
        await expect(side.locator(".here")).to_be_focused()
        await page.mouse.click(380, 400)
        await expect(side).not_to_be_in_viewport()
        await stage.leave(page)

    stage.play(story())


def test_a_long_list_of_channels_stays_where_it_was_left(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit(width=900, height=300)
        channels = [stage.discord.create_text_channel(stage.guild, f"many-{n}") for n in range(12)]
        last = page.locator(".side .channel:has-text('many-11')")
        await last.click()
        await page.wait_for_selector(".header h1:has-text('many-11')")
        await expect(last).to_be_in_viewport()
        await stage.says(stage.ben, channels[9], "hello")
        await expect(page.locator(".side .channel.unread:has-text('many-9')")).to_be_in_viewport()
        await expect(last).to_be_in_viewport()
        for channel in channels:
            await stage.asks("DELETE", f"/channels/{channel.id}", stage.robin)
        await stage.leave(page)

    stage.play(story())


def test_whoever_runs_the_guild_deletes_what_others_wrote(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit(path="")
        channel = await stage.room(page, "order")
        said = await stage.says(stage.ben, channel, "Buy now!")
        message = page.locator(f"article.msg[data-id='{said}']")
        await message.click(button="right", position={"x": 120, "y": 30})
        await page.get_by_role("menuitem", name="Delete").click()
        await page.get_by_role("menuitem", name="Click again to delete").click()
        await expect(message).to_have_count(0)
        await stage.leave(page)

    stage.play(story())


def test_what_only_the_reader_is_told_comes_into_sight_however_far_up_they_are(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "tower")
        first = await stage.says(stage.ben, channel, "The first of many")
        for floor in range(12):
            await stage.says(stage.ben, channel, f"Floor {floor}\n\nA view\n\nAnother view")
        await expect(page.locator("article.msg").last).to_contain_text("Floor 11")
        message = page.locator(f"article.msg[data-id='{first}']")
        await message.scroll_into_view_if_needed()
        newest = page.get_by_role("button", name="Newest")
        await expect(newest).to_be_visible()
        await stage.says(stage.ben, channel, "Somebody else's words move nobody")
        await expect(message).to_be_in_viewport()
        await message.click(button="right")
        await page.get_by_role("menuitem", name="Shout it").click()
        await expect(page.locator("article.msg.alone").last).to_be_in_viewport()
        await expect(newest).to_be_hidden()
        await stage.leave(page)

    stage.play(story())
