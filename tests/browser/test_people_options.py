"""A world opened by keyboard alone, with several people in one option; then stopped, and woken from the strip."""

import pytest
from playwright.async_api import expect

from tests.browser.stage import Theatre
from tests.browser.test_page import write

pytestmark = pytest.mark.browser


def test_a_world_is_opened_with_two_people_by_keyboard_stopped_and_woken(theatre: Theatre) -> None:
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
        await expect(page.locator("article.msg.alone").last).to_contain_text("is a world now")
        await write(page, "stop")
        strip = page.locator(".silence")
        await expect(strip).to_contain_text("Everyone here was stopped.")
        await strip.get_by_role("button", name="Wake them").click()
        await expect(strip).to_be_hidden()
        await expect(page.locator("article.msg.alone").last).to_contain_text("Everyone is listening again")
        await theatre.leave(page)

    theatre.play(story())
