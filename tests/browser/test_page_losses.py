"""Nothing that was written is lost: channels, reloads, a lost connection, a refusal, a long text."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.stage import Stage
from tests.browser.test_page import write

pytestmark = pytest.mark.browser


async def goes_to(page: Page, name: str) -> None:
    await page.click(f".side .channel:has-text('{name}')")
    await page.wait_for_selector(f".header h1:has-text('{name}')")


async def unread(page: Page) -> int:
    """The messages of other channels nobody has looked at, as the list of channels counts them."""
    marks: list[str] = await page.eval_on_selector_all(
        ".side [data-unread]", "lines => lines.map((line) => line.dataset.unread)"
    )
    return sum(int(mark) for mark in marks)


def titled(channel: str, count: int) -> str:
    """The tab's title in this channel with so many messages not yet seen."""
    return f"({count}) #{channel} · The Green Room" if count else f"#{channel} · The Green Room"


def test_each_channel_has_its_draft_and_a_reload_keeps_both_channel_and_draft(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit(width=1281)
        draft = page.locator(".draft")
        await stage.room(page, "draft-one")
        await page.fill(".draft", "half a thought")
        await stage.room(page, "draft-two")
        await expect(draft).to_have_value("")
        await page.fill(".draft", "another")
        await goes_to(page, "draft-one")
        await expect(draft).to_have_value("half a thought")
        await page.reload()
        await expect(page.locator(".header h1")).to_contain_text("draft-one")
        await expect(draft).to_have_value("half a thought")
        await draft.press("Enter")
        await expect(page.locator("article.msg").last).to_contain_text("half a thought")
        await expect(draft).to_have_value("")
        await goes_to(page, "draft-two")
        await expect(draft).to_have_value("another")
        await stage.leave(page)

    stage.play(story())


def test_editing_a_message_gives_the_draft_back(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        draft = page.locator(".draft")
        await stage.room(page, "edit-draft")
        await write(page, "to be mended")
        message = page.locator("article.msg").last
        await expect(message).to_contain_text("to be mended")
        await page.fill(".draft", "not yet said")
        await message.hover()
        await message.locator(".tools [data-act=edit]").click()
        await expect(draft).to_have_value("to be mended")
        await page.fill(".draft", "mended")
        await page.keyboard.press("Enter")
        await expect(message).to_contain_text("mended (edited)")
        await expect(draft).to_have_value("not yet said")
        await stage.leave(page)

    stage.play(story())


def test_without_a_connection_one_sees_it_and_nothing_leaves_the_box(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "offline")
        mark = page.locator(".top .mark")
        good = await mark.evaluate("e => getComputedStyle(e).backgroundColor")
        await page.evaluate("window.socket.disconnect()")
        await expect(page.locator(".offline")).to_be_visible()
        await expect(mark).not_to_have_css("background-color", good)
        await write(page, "Is anybody there?")
        await expect(page.locator(".toast")).to_contain_text("Not sent")
        await expect(page.locator(".draft")).to_have_value("Is anybody there?")
        # Later, since on a slow machine the server has let go of the page by then and the page loads anew.
        await page.evaluate("() => { setTimeout(() => window.socket.connect()) }")
        await expect(page.locator(".offline")).to_be_hidden()
        await expect(page.locator(".draft")).to_have_value("Is anybody there?")
        await page.locator(".draft").press("Enter")
        await expect(page.locator("article.msg").last).to_contain_text("Is anybody there?")
        await stage.leave(page)

    stage.play(story())


def test_a_message_that_was_not_taken_is_back_in_the_box(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "refused")
        stage.discord.fail_next("POST /channels/{channel}/messages", 500)
        await write(page, "keep me")
        await expect(page.locator("[role=alert]")).to_be_visible()
        await expect(page.locator(".draft")).to_have_value("keep me")
        await page.locator(".draft").press("Enter")
        await expect(page.locator("article.msg").last).to_contain_text("keep me")
        await expect(page.locator(".draft")).to_have_value("")
        await stage.leave(page)

    stage.play(story())


def test_a_command_one_may_not_use_is_refused_in_words_and_never_posted(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "forbidden")
        await write(page, "/world close everything")
        await expect(page.locator("[role=alert]")).to_contain_text(
            "“/world close everything” here, so nothing was posted"
        )
        await expect(page.locator(".draft")).to_have_value("/world close everything")
        assert stage.discord.realm.state.messages.get(channel.id, {}) == {}
        await page.fill(".draft", " /s")
        await page.keyboard.press("Enter")
        await expect(page.locator("article.msg:not(.alone)")).to_contain_text("/s")
        await stage.leave(page)

    stage.play(story())


def test_a_text_that_is_too_long_is_counted_and_not_cut(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "wordy")
        await page.fill(".draft", "é" * 2500)
        await expect(page.locator(".counter")).to_have_text("-500")
        await page.locator(".draft").press("Enter")
        await expect(page.locator(".toast")).to_contain_text("2,000 characters at most, and this has 2,500")
        await expect(page.locator(".draft")).to_have_value("é" * 2500)
        assert stage.discord.realm.state.messages.get(channel.id, {}) == {}
        await stage.leave(page)

    stage.play(story())


def test_what_came_elsewhere_or_further_down_is_counted(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        first = await stage.room(page, "counted")
        for number in range(40):
            await stage.says(stage.ben, first, f"Line {number}")
        await expect(page.locator("article.msg")).to_have_count(40)
        await page.evaluate("document.querySelector('.scroll').scrollTop = 0")
        await expect(page.locator(".newest")).to_have_text("Newest")
        elsewhere = await unread(page)  # what earlier tests left in other channels of the same stage
        await stage.says(stage.ben, first, "further down")
        await stage.says(stage.ben, first, "and again")
        await expect(page.locator(".newest")).to_have_text("2 new messages")
        await expect(page).to_have_title(titled("counted", 2 + elsewhere))
        await page.click(".newest")
        await expect(page).to_have_title(titled("counted", elsewhere))
        await goes_to(page, "lounge")
        elsewhere = await unread(page)
        for number in range(3):
            await stage.says(stage.ben, first, f"Meanwhile {number}")
        await expect(page.locator(".side .channel:has-text('counted') .badge")).to_have_text("3")
        await expect(page).to_have_title(titled("lounge", 3 + elsewhere))
        await goes_to(page, "counted")
        await expect(page).to_have_title(titled("counted", elsewhere))
        await stage.leave(page)

    stage.play(story())


def test_the_caret_stays_in_a_field_that_is_filled_so_that_a_list_can_go_on(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "listing")
        await write(page, "/eat")
        fruit = page.locator("input[data-option=fruit]")
        await expect(fruit).to_be_focused()
        await page.keyboard.type("apri")
        await page.keyboard.press("Enter")
        await expect(fruit).to_have_value("Apricot")
        await page.keyboard.type(", plum")
        await expect(fruit).to_have_value("Apricot, plum")
        await page.keyboard.press("Enter")
        await expect(page.locator("article.msg").last).to_contain_text("1 × Apricot, plum")
        await stage.leave(page)

    stage.play(story())
