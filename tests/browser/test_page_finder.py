"""Finding messages: a search of the guild with a way there, and the pins of a channel."""

import pytest
from playwright.async_api import expect

from bot.playground.page.rendering.found_words import marked
from tests.browser.stage import Stage


@pytest.mark.parametrize(
    ("text", "wanted", "hits"),
    [
        ("Where are my keys, Keys?", "keys", ["keys", "Keys"]),
        ("Ein Café in Straßburg", "cafe strass", ["Café", "Straß"]),
        ("nothing of it", "else", []),
        ("any", "", []),
    ],
)
def test_what_was_searched_for_is_marked_and_the_text_stays_whole(text: str, wanted: str, hits: list[str]) -> None:
    pieces = marked(text, wanted)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.is_hit] == hits


@pytest.mark.browser
def test_a_message_is_found_in_another_channel_and_gone_to_by_keyboard(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        there = await stage.room(page, "found-there")
        await stage.says(stage.ben, there, "The zucchini is in the left drawer")
        for number in range(60):
            await stage.says(stage.ben, there, f"Later {number}")
        await stage.room(page, "found-here")
        await page.keyboard.press("Control+f")
        await page.keyboard.type("ZUCCHINI drawer")
        hit = page.locator(".finder .hit")
        await expect(hit).to_have_count(1)
        await expect(hit).to_contain_text("Ben Okafor")
        await expect(hit).to_contain_text("#found-there")
        await expect(hit.locator("mark")).to_have_text(["zucchini", "drawer"])
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.locator(".header h1")).to_contain_text("found-there")
        await expect(page.locator("article.msg.flash")).to_contain_text("The zucchini is in the left drawer")
        await page.locator(".finder-words").fill("zzzyyy")
        await expect(page.locator(".finder-note")).to_have_text("Nobody has said “zzzyyy”.")
        await page.keyboard.press("Escape")
        await expect(page.locator(".finder")).to_be_hidden()
        await expect(page.locator(".draft")).to_be_focused()
        await stage.leave(page)

    stage.play(story())


@pytest.mark.browser
def test_pins_are_listed_and_whoever_runs_the_guild_pins(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit(path="")
        channel = await stage.room(page, "pinboard")
        await stage.says(stage.ben, channel, "Soup at **seven**")
        message = page.locator("article.msg").first
        await message.click(button="right", position={"x": 300, "y": 12})
        await page.get_by_role("menuitem", name="Pin", exact=True).click()
        await expect(page.locator(".system")).to_contain_text("Robin pinned a message.")
        await page.get_by_role("button", name="Pinned messages").click()
        hit = page.locator(".finder .hit")
        await expect(hit).to_contain_text("Soup at seven")
        await hit.click()
        await expect(page.locator("article.msg.flash")).to_contain_text("Soup at seven")
        await stage.room(page, "no-pins")
        await expect(page.locator(".finder-note")).to_have_text("Nothing is pinned in this channel.")
        await page.get_by_role("button", name="Close", exact=True).click()
        await expect(page.locator(".finder")).to_be_hidden()
        await stage.leave(page)

    stage.play(story())
