"""The name one goes by: asked for once without standing in the way, kept, and changed later."""

import pytest
from playwright.async_api import expect

from tests.browser.stage import Stage, Theatre
from tests.browser.test_page import write

pytestmark = pytest.mark.browser


def test_whoever_has_no_name_is_asked_once_and_may_change_it_later(theatre: Theatre) -> None:
    async def story() -> None:
        page = await theatre.visit(path="")
        question = page.locator(".naming")
        await expect(question).to_contain_text("The people here know you as You.")
        await expect(page.locator(".draft")).to_be_focused()
        await page.get_by_placeholder("Your name").fill("  Kim   Ode ")
        await page.keyboard.press("Enter")
        await expect(question).to_have_text("")
        await expect(page.locator(".draft")).to_be_focused()
        await expect(page.locator(".side .seat")).to_contain_text("Kim Ode")
        await page.reload()
        await expect(page.locator(".side .seat")).to_contain_text("Kim Ode")
        await expect(question).to_have_text("")
        await page.get_by_role("button", name="Change your name").click()
        field = page.get_by_role("dialog", name="Your name here").get_by_role("textbox")
        await expect(field).to_have_value("Kim Ode")
        await expect(field).to_be_focused()
        await field.fill("Kim")
        await page.keyboard.press("Enter")
        await expect(page.locator(".side .seat b")).to_have_text("Kim")
        await write(page, "thanks!")
        await expect(page.locator("article.msg.mine").last).to_contain_text("Kim")
        await theatre.leave(page)

    theatre.play(story())


def test_the_name_one_has_may_be_kept(theatre: Theatre) -> None:
    async def story() -> None:
        page = await theatre.visit(path="?as=member", width=1279)
        await page.get_by_role("button", name="Stay Guest").click()
        await expect(page.locator(".naming")).to_have_text("")
        await page.reload()
        await expect(page.locator(".side .seat b")).to_have_text("Guest")
        await expect(page.locator(".naming")).to_have_text("")
        await theatre.leave(page)

    theatre.play(story())


def test_where_names_are_not_asked_for_there_is_no_question(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await expect(page.locator(".naming")).to_have_text("")
        await stage.leave(page)

    stage.play(story())
