"""The playground as a newcomer meets it: open the page, say something, and somebody answers in character."""

import pytest
from playwright.async_api import expect

from tests.browser.stage import Theatre

pytestmark = pytest.mark.browser


def test_what_a_newcomer_says_is_answered_by_a_person_under_their_own_name(theatre: Theatre) -> None:
    async def story() -> None:
        page = await theatre.visit()
        await expect(page.locator(".top .note")).to_contain_text("understudy")
        await expect(page.locator("article.msg.bot").first).to_contain_text("imulated people")
        people = page.locator("article.msg.person")
        before = await people.count()
        await page.focus(".draft")
        await page.keyboard.type("Hello everyone! What did you have for breakfast?")
        await page.keyboard.press("Enter")
        answer = people.nth(before)
        await expect(answer).to_be_visible(timeout=15_000)
        name = await answer.locator(".name").inner_text()
        await expect(page.locator(".people")).to_contain_text(name)
        assert " · " not in name
        await theatre.leave(page)

    theatre.play(story())


def test_the_bots_commands_are_offered_and_answered(theatre: Theatre) -> None:
    async def story() -> None:
        page = await theatre.visit()
        await page.focus(".draft")
        await page.keyboard.type("/who")
        await expect(page.locator(".offers[data-open] [role=option]").first).to_contain_text("/who")
        await page.keyboard.press("Enter")
        answer = page.locator("article.msg.alone")
        await expect(answer).to_contain_text("Only you can see this", timeout=15_000)
        await theatre.leave(page)

    theatre.play(story())
