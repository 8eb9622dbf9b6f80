"""Several people in one option, by keyboard alone: each is shown with what they do, and the list goes on."""

import pytest
from playwright.async_api import expect

from tests.browser.stage import Theatre
from tests.browser.test_page import write

pytestmark = pytest.mark.browser


def test_a_world_is_opened_with_two_people_by_keyboard(theatre: Theatre) -> None:
    async def story() -> None:
        page = await theatre.visit(path="", width=1278)
        await page.click(".side .channel:has-text('empty-stage')")
        await page.wait_for_selector(".header h1:has-text('empty-stage')")
        await write(page, "/world open")
        people = page.locator("input[data-option=people]")
        offered = page.locator(".offers[data-open] [role=option]").first
        await expect(people).to_be_focused()
        await page.keyboard.type("berni")
        await expect(offered).to_contain_text("(")
        await page.keyboard.press("Tab")
        await expect(people).to_be_focused()
        await page.keyboard.type(", crai")
        await expect(offered).to_contain_text("Craig Halloway")
        await page.keyboard.press("Enter")
        await expect(people).to_be_focused()
        await page.keyboard.press("Enter")
        living = page.locator(".people ul").first.locator(".somebody")
        await expect(living).to_have_count(2)
        await theatre.leave(page)

    theatre.play(story())
