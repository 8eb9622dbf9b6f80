"""A person at the page, in a real browser: talking, seeing others talk live, commands, and nothing injected."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.browser.stage import PATIENCE, Stage

pytestmark = pytest.mark.browser


async def write(page: Page, text: str) -> None:
    await page.focus(".draft")
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


def test_what_is_typed_is_sent_and_seen(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "typed")
        await write(page, "Hello **everyone**")
        message = page.locator("article.msg").last
        await expect(message.locator(".text strong")).to_have_text("everyone")
        await expect(message.locator(".name")).to_have_text("Ada")
        await expect(page.locator(".draft")).to_have_value("")
        await page.focus(".draft")
        await page.keyboard.type("one")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("two")
        await page.keyboard.press("Enter")
        await expect(page.locator("article.msg").last.locator("br")).to_have_count(1)
        await stage.leave(page)

    stage.play(story())


def test_another_members_message_typing_edit_and_deletion_come_live(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "live")
        await stage.asks("POST", f"/channels/{channel.id}/typing", stage.ben)
        await expect(page.locator(".typing")).to_contain_text("Ben Okafor is typing")
        message_id = await stage.says(stage.ben, channel, "Anybody here?")
        message = page.locator(f"article.msg[data-id='{message_id}']")
        await expect(message).to_contain_text("Anybody here?")
        await expect(page.locator(".typing")).not_to_contain_text("typing")
        url = f"{stage.discord.api_base}/channels/{channel.id}/messages/{message_id}"
        async with stage.http.patch(url, json={"content": "Anyone?"}, headers={"Authorization": stage.ben}):
            pass
        await expect(message).to_contain_text("Anyone?")
        await expect(message.locator(".edited")).to_be_visible()
        await stage.asks("DELETE", f"/channels/{channel.id}/messages/{message_id}", stage.ben)
        await expect(message).to_have_count(0)
        await stage.leave(page)

    stage.play(story())


def test_only_the_new_message_is_drawn_when_one_arrives(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "append")
        await stage.says(stage.ben, channel, "first")
        await expect(page.locator("article.msg")).to_have_count(1)
        await page.evaluate("document.querySelector('article.msg').kept = true")
        await stage.says(stage.ben, channel, "second")
        await expect(page.locator("article.msg")).to_have_count(2)
        assert await page.evaluate("document.querySelector('article.msg').kept")
        await stage.leave(page)

    stage.play(story())


HOSTILE = [
    "<img src=x onerror='window.broken=1'>",
    "<script>window.broken=2</script>",
    "[click](javascript:window.broken=3)",
    "`</code><svg onload=window.broken=4>`",
    "||<iframe srcdoc='<script>parent.broken=5</script>'></iframe>||",
    'https://e.org/"onmouseover="window.broken=6',
]


def test_markup_in_a_message_or_a_name_does_nothing(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "hostile")
        for text in HOSTILE:
            await stage.says(stage.ben, channel, text)
        webhook = await stage.client.fetch_channel(channel.id)
        assert hasattr(webhook, "create_webhook")
        made = await webhook.create_webhook(name="people")  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
        await made.send("x", username="<b onclick=window.broken=7>Eve</b>")  # pyright: ignore[reportUnknownMemberType]
        await expect(page.locator("article.msg").last.locator(".name")).to_have_text(
            "<b onclick=window.broken=7>Eve</b>"
        )
        messages = page.locator(".log .text")
        await expect(messages.first).to_have_text(HOSTILE[0])
        assert await page.locator(".log .text :is(script, iframe, svg, img)").count() == 0
        for link in await page.locator(".log a").all():
            assert str(await link.get_attribute("href")).startswith("http")
        assert await page.evaluate("window.broken === undefined")
        await stage.leave(page)

    stage.play(story())


def test_the_slash_picker_completes_live_and_sends_the_command(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "picker")
        await page.focus(".draft")
        await page.keyboard.type("/")
        offers = page.locator(".offers[data-open] [role=option]")
        await expect(offers).to_have_count(9)
        await page.keyboard.type("ea")
        await expect(offers).to_have_count(1)
        await expect(offers).to_contain_text("Say what you like to eat")
        await page.keyboard.press("Tab")
        fruit = page.locator("input[data-option=fruit]")
        await expect(fruit).to_be_focused()
        await page.keyboard.type("zzz")
        await expect(page.locator(".offers[data-open]")).to_have_text("Nothing here fits what is typed")
        await page.fill("input[data-option=fruit]", "ap")
        await expect(offers).to_have_text(["Apple", "Apricot"])
        await page.keyboard.press("ArrowDown")
        await expect(offers.nth(1)).to_have_attribute("aria-selected", "true")
        await page.keyboard.press("Enter")
        await expect(fruit).to_have_value("Apricot")
        await page.click("[data-act=add-field][data-value=times]")
        await expect(page.locator("input[data-option=times]")).to_be_focused()
        await expect(fruit).to_have_value("Apricot")
        await page.keyboard.type("lots")
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-field=times] .problem")).to_have_text("A whole number, please.")
        await page.fill("input[data-option=times]", "3")
        await page.keyboard.press("Enter")
        answer = page.locator("article.msg").last
        await expect(answer).to_contain_text("3 × apricot")
        await expect(answer.locator(".quote")).to_have_text("Ada used /eat")
        await expect(page.locator(".draft")).to_be_focused()
        await stage.leave(page)

    stage.play(story())


def test_subcommands_deferred_answers_and_private_ones(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "answers")
        await write(page, "/world status")
        await expect(page.locator("article.msg").last).to_contain_text("All is well.")
        await write(page, "/whisper")
        private = page.locator("article.msg.alone")
        await expect(private).to_contain_text("Just between us.")
        await expect(private).to_contain_text("Only you can see this")
        await private.get_by_role("button", name="Dismiss").click()
        await expect(private).to_have_count(0)
        await stage.leave(page)

    stage.play(story())


def test_a_command_that_is_not_answered_says_so_in_words(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "silent")
        asked = asyncio.ensure_future(stage.client.wait_for("interaction", timeout=PATIENCE))
        await write(page, "/sleep")
        await asked
        stage.timers.hurry()
        await expect(page.locator(".msg[role=alert]")).to_contain_text("/sleep: The application did not respond.")
        await stage.leave(page)

    stage.play(story())


def test_buttons_selects_and_forms_work(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "parts")
        await write(page, "/card")
        await page.get_by_role("button", name="Open a form").click()
        await page.locator(".modal [data-input]").fill("Ada")
        await page.get_by_role("button", name="Submit").click()
        await expect(page.locator("article.msg").last).to_contain_text("Hello Ada.")
        await page.get_by_role("combobox", name="Make a selection").click()
        await page.get_by_role("option", name="Blue").click()
        await expect(page.locator("article.msg").last).to_contain_text("You chose Blue.")
        await page.get_by_role("button", name="Press me").click()
        await expect(page.locator("article.msg").first).to_contain_text("Pressed.")
        await stage.leave(page)

    stage.play(story())


def test_replying_reacting_editing_and_deleting(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "actions")
        message_id = await stage.says(stage.ben, channel, "Tea or coffee?")
        first = page.locator(f"article.msg[data-id='{message_id}']")
        await first.hover()
        await first.get_by_role("button", name="Reply").click()
        await expect(page.locator(".bar")).to_contain_text("Replying to Ben Okafor")
        await write(page, "Tea")
        reply = page.locator("article.msg").last
        await expect(reply.locator(".quote")).to_contain_text("Tea or coffee?")
        await expect(page.locator(".bar")).to_have_count(0)
        await first.hover()
        await first.get_by_role("button", name="Add a reaction").click()
        await page.locator(".palette button").first.click()
        reaction = first.locator(".reaction")
        await expect(reaction).to_have_attribute("aria-pressed", "true")
        await reaction.click()
        await expect(reaction).to_have_count(0)
        await page.focus(".draft")
        await page.keyboard.press("ArrowUp")
        await expect(page.locator(".draft")).to_have_value("Tea")
        await page.keyboard.type(", please")
        await page.keyboard.press("Enter")
        await expect(reply.locator(".text")).to_contain_text("Tea, please")
        await reply.hover()
        bin_button = reply.get_by_role("button", name="Delete")
        await bin_button.click()
        await bin_button.click()
        await expect(page.locator("article.msg")).to_have_count(1)
        await stage.leave(page)

    stage.play(story())


def test_names_are_completed_and_members_really_mentioned(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "names")
        await page.focus(".draft")
        await page.keyboard.type("Hello @oka")
        offers = page.locator(".offers[data-open] [role=option]")
        await expect(offers).to_have_count(1)  # the first letters may still have offered more
        await expect(offers).to_contain_text("Ben Okafor")
        await page.keyboard.press("Enter")
        await expect(page.locator(".draft")).to_have_value("Hello @Ben Okafor ")
        await page.keyboard.press("Enter")
        await expect(page.locator("article.msg .mention")).to_have_text("@Ben Okafor")
        sent = stage.discord.requests_to("POST /channels/{channel}/messages")[-1]
        assert f"<@{stage.discord.user_of(stage.ben).id}>" in str(sent.body)
        await stage.leave(page)

    stage.play(story())


def test_a_file_is_attached_and_a_picture_shown(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "files")
        picture = await page.locator(".send").screenshot()
        await page.set_input_files(
            "#file-input", [{"name": "send.png", "mimeType": "image/png", "buffer": picture}]
        )
        await expect(page.locator(".files .chip")).to_contain_text("send.png")
        await write(page, "A picture")
        image = page.locator("article.msg .picture img")
        await expect(image).to_be_visible()
        assert await image.evaluate("i => i.decode().then(() => i.naturalWidth > 0)")
        await stage.leave(page)

    stage.play(story())


def test_older_messages_are_read_when_asked_for_and_a_quote_leads_to_its_message(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = stage.discord.create_text_channel(stage.guild, "long")
        first_id = await stage.says(stage.ben, channel, "The very first")
        for number in range(60):
            await stage.says(stage.ben, channel, f"Line {number}")
        reference = {"message_id": first_id, "channel_id": str(channel.id)}
        await stage.says(stage.ben, channel, "About the first", message_reference=reference)
        await page.click(".side .channel:has-text('long')")
        await expect(page.locator("article.msg")).to_have_count(50)
        await expect(page.locator("article.msg").last).to_be_in_viewport()
        await page.locator("article.msg .quote").click()
        first = page.locator(f"article.msg[data-id='{first_id}']")
        await expect(first).to_be_in_viewport()
        await expect(page.locator(".newest")).to_be_visible()
        await page.click(".newest")
        await expect(page.locator("article.msg").last).to_be_in_viewport()
        await stage.leave(page)

    stage.play(story())


def test_a_lost_connection_is_said_and_what_was_missed_is_there_afterwards(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "lost")
        stage.discord.fail_next("GET /gateway", 500)
        stage.discord.drop_gateway(1001, token=stage.ada)
        await expect(page.locator(".banner")).to_contain_text("Reconnecting")
        await stage.says(stage.ben, channel, "Said meanwhile")
        await expect(page.locator(".banner")).to_be_empty()
        await expect(page.locator("article.msg").last).to_contain_text("Said meanwhile")
        await stage.leave(page)

    stage.play(story())


def test_a_phone_sized_window_hides_the_channels_until_asked(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit(width=390, height=780)
        side = page.locator(".side")
        await expect(side).not_to_be_in_viewport()
        await page.click("[data-act=toggle-side]")
        await expect(side).to_be_in_viewport()
        await page.click(".side .channel:has-text('lounge')")
        await expect(side).not_to_be_in_viewport()
        await write(page, "From a phone")
        await expect(page.locator("article.msg").last).to_contain_text("From a phone")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await stage.leave(page)

    stage.play(story())


def test_the_line_at_the_top_says_what_this_is(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await expect(page.locator(".top")).to_contain_text("Local playground")
        await expect(page.locator(".top .note")).to_have_text("The understudy plays")
        assert stage.discord.unknown_routes == []
        await stage.leave(page)

    stage.play(story())


def test_one_can_sit_down_as_whoever_runs_the_guild(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await expect(page.locator(".seat b")).to_have_text("Ada")
        await page.click(".seat a")
        await expect(page.locator(".seat b")).to_have_text("Robin")
        await page.wait_for_selector(".start .beginning, .start .older")
        await write(page, "Robin here")
        await expect(page.locator("article.msg").last.locator(".name")).to_have_text("Robin")
        await stage.leave(page)

    stage.play(story())


def test_messages_can_be_walked_through_and_answered_with_the_keyboard(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "keyboard")
        await stage.says(stage.ben, channel, "First")
        await stage.says(stage.robin, channel, "Second")
        await expect(page.locator("article.msg")).to_have_count(2)
        await page.focus(".log")
        await page.keyboard.press("ArrowUp")
        await expect(page.locator("article.msg").last).to_be_focused()
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("r")
        await expect(page.locator(".bar")).to_contain_text("Ben Okafor")
        await expect(page.locator(".draft")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator(".bar")).to_have_count(0)
        await stage.leave(page)

    stage.play(story())


def test_day_and_night_follow_the_system(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        ground = "getComputedStyle(document.body).backgroundColor"
        await page.emulate_media(color_scheme="light")
        day = await page.evaluate(ground)
        await page.emulate_media(color_scheme="dark")
        assert await page.evaluate(ground) != day
        await stage.leave(page)

    stage.play(story())
