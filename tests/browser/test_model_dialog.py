"""Plugging in a model as a newcomer does it: a button, a dead address, a list, one turn, and people who answer."""

import json

import pytest
from playwright.async_api import Page, expect

from tests.browser.stage import Stage, Theatre
from tests.unit import fake_endpoint as fake

pytestmark = pytest.mark.browser

SAID = "Two keys before breakfast, and one of them turns."
ANSWER = json.dumps({"floor": "speak", "actions": [{"type": "TALK", "content": SAID}]})
LISTED = {"/v1/models": fake.listing("llama3.2:3b", "mistral-small:24b", "qwen2.5:7b")}
KEY = "sk-browser-0123456789"
KEPT = "Kept. Leave this empty to use it again."


async def field(page: Page, name: str) -> str:
    return await page.input_value(f"[data-form=model] [name={name}]")


def test_a_model_is_plugged_in_and_plays_without_a_restart(theatre: Theatre) -> None:
    async def story() -> None:
        async with fake.serving(fake.fails(401, "bad key"), fake.says(ANSWER), pages=LISTED) as endpoint:
            page = await theatre.visit(path="")
            note, problem = page.locator("button.note"), page.locator(".model .problem.whole")
            await expect(note).to_contain_text("Use a real model")
            await note.click()
            await expect(page.locator(".model-looking")).to_have_count(0)

            await page.fill("[name=address]", "http://127.0.0.1:9/v1")
            await page.fill("[name=key]", KEY)
            await page.fill("[name=model]", "qwen")
            await page.keyboard.press("Enter")
            await expect(problem).to_contain_text("Nothing answers at http://127.0.0.1:9/v1")
            typed = [await field(page, name) for name in ("address", "key", "model")]
            assert typed == ["http://127.0.0.1:9/v1", KEY, "qwen"]

            await page.fill("[name=address]", endpoint.base_url)
            await page.focus("[name=model]")
            await expect(page.locator(".model-list button")).to_have_text(["qwen2.5:7b"])
            await expect(problem).to_have_text("")
            await page.keyboard.press("ArrowDown")
            await page.keyboard.press("Enter")
            assert await field(page, "model") == "qwen2.5:7b"
            await page.keyboard.press("Enter")
            await expect(problem).to_contain_text("refused the key (401): check the key")
            assert await field(page, "key") == KEY

            await page.get_by_role("button", name="Try it and use it").click()
            await expect(page.locator(".model-said blockquote")).to_have_text(SAID)
            await expect(page.locator(".model-said time")).to_contain_text(" s")
            await expect(note).to_contain_text("Played by qwen2.5:7b")
            assert KEY not in await page.content()
            await page.keyboard.press("Enter")
            await expect(page.locator(".modal")).to_have_count(0)

            await page.fill(".draft", "Gerda, hello!")
            await page.focus(".draft")
            await page.keyboard.press("Enter")
            answer = page.locator("article.msg.person", has_text=SAID)
            await expect(answer.locator(".name")).to_have_text("Gerda Vollmann")
            await goes_back(page)
            await theatre.leave(page)

    theatre.play(story())


async def goes_back(page: Page) -> None:
    """The stand-in plays again, for whoever comes to this theatre next."""
    await page.click("button.note")
    await expect(page.locator("[name=key]")).to_have_attribute("placeholder", KEPT)
    assert await field(page, "key") == ""
    await page.get_by_role("button", name="Back to the stand-in").click()
    await expect(page.locator("button.note")).to_contain_text("Use a real model")
    await page.keyboard.press("Escape")
    await expect(page.locator(".modal")).to_have_count(0)


def test_a_plain_member_sees_who_plays_and_no_button(theatre: Theatre) -> None:
    async def story() -> None:
        page = await theatre.visit()
        await expect(page.locator(".top .note")).to_contain_text("The understudy plays")
        await expect(page.locator("button.note")).to_have_count(0)
        await theatre.leave(page)

    theatre.play(story())


def test_the_page_takes_no_order_from_elsewhere(stage: Stage) -> None:
    async def story() -> None:
        for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
            url = f"{stage.address}_nicegui_ws/socket.io/?EIO=4&transport=polling"
            async with stage.http.get(url, headers=headers) as answer:
                assert answer.status == 403

    stage.play(story())
