"""Everything applications can send, used in a real browser: selects, layout, forms and menus."""

import pytest
from playwright.async_api import expect

from tests.browser.showcase import picture
from tests.browser.stage import DROP, Stage
from tests.browser.test_page import write

pytestmark = pytest.mark.browser


def test_selects_of_every_kind_are_used_with_mouse_and_keyboard(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "controls")
        await write(page, "/controls")
        drinks = page.get_by_role("combobox", name="Which drinks?")
        await expect(drinks).to_have_text("Coffee")
        await drinks.click()
        choose = page.get_by_role("button", name="Choose", exact=True)
        await expect(choose).to_be_disabled()
        await page.get_by_role("option", name="Water").click()
        await choose.click()
        answer = page.locator("article.msg").last
        await expect(answer).to_contain_text("Drinks: Coffee, Water")
        await page.get_by_role("combobox", name="Who?").focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.type("ben")
        await expect(page.get_by_role("option", name="Ben Okafor")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(answer).to_contain_text("Member: Ben Okafor")
        where = page.get_by_role("combobox", name="Where?")
        await where.focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Escape")
        await expect(where).to_be_focused()
        await where.click()
        await page.get_by_role("option", name="lounge").click()
        await expect(answer).to_contain_text("Channel: lounge")
        await expect(page.get_by_role("button", name="🌱")).to_be_disabled()
        await stage.leave(page)

    stage.play(story())


def test_a_laid_out_message_shows_its_parts_and_they_work(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "layout")
        await write(page, "/layout")
        message = page.locator("article.msg").first
        await expect(message.locator(".container .heading")).to_have_text("A walk by the sea")
        await expect(message.locator(".container .file")).to_contain_text("sums.csv")
        await expect(message.locator(".gallery img")).to_have_count(3)
        await expect(message.locator(".attachments")).to_have_count(0)
        assert (
            await message.locator(".thumbnail img").evaluate("i => i.decode().then(() => i.naturalWidth)") == 360
        )
        spoiler = message.locator(".gallery .covered")
        await spoiler.focus()
        await page.keyboard.press("Enter")
        await expect(spoiler).to_have_class("tile covered revealed")
        await message.locator(".gallery a").first.click()
        await expect(page.locator(".lightbox img")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator(".lightbox")).to_have_count(0)
        await message.get_by_role("button", name="Visit").click()
        await expect(page.locator("article.msg.alone")).to_contain_text("Visited.")
        await page.get_by_role("combobox", name="Tell whom?").click()
        await page.get_by_role("option", name="Ada").click()
        await page.get_by_role("button", name="Choose", exact=True).click()
        await expect(page.locator("article.msg").last).to_contain_text("Told 1.")
        await stage.leave(page)

    stage.play(story())


def test_a_form_of_every_input_says_what_is_missing_and_is_handed_in(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "forms")
        await write(page, "/form")
        form = page.get_by_role("dialog", name="About the walk")
        name = form.get_by_label("Name")
        await expect(name).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(form.locator("[data-field=name] .problem")).to_have_text("This is needed.")
        await expect(form.locator("[data-field=pace] .problem")).to_have_text("Choose something.")
        await name.fill("Ada")
        await form.get_by_text("Quick").click()
        await form.get_by_text("Tea").click()
        await form.get_by_text("Bread").click()
        await form.get_by_role("combobox", name="A friend").click()
        await page.get_by_role("option", name="Ben Okafor").click()
        image = picture("#3f7d94").getvalue()
        await form.locator(".upload input").set_input_files(
            [{"name": "sea.png", "mimeType": "image/png", "buffer": image}]
        )
        await expect(form.locator(".upload .chip")).to_contain_text("sea.png")
        await form.get_by_text("I walk at my own risk").click()
        await form.get_by_role("button", name="Submit").click()
        await expect(form).to_have_count(0)
        words = "Ada · quick · bread · tea · Ben Okafor · sea.png · True"
        await expect(page.locator("article.msg").last).to_contain_text(words)
        await stage.leave(page)

    stage.play(story())


def test_files_are_given_to_a_command_seen_removed_and_sent(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "bringing")
        await write(page, "/bring")
        command = page.locator(".command[data-open]")
        await expect(command.locator("[data-field=persona] input")).to_be_focused()
        await command.get_by_role("button", name="Run").click()
        await expect(command.locator("[data-field=persona] .problem")).to_have_text("A file is needed.")
        for name in ("wrong.json", "lisa.json"):  # a second takes the place of the first
            await command.locator("[data-field=persona] input").set_input_files(
                [{"name": name, "mimeType": "application/json", "buffer": b'{"name": "Lisa"}'}]
            )
            await expect(command.locator("[data-field=persona] .chip")).to_contain_text(f"{name}16 Bytes")
        await expect(command.get_by_role("button", name="Run")).to_be_focused()
        await command.get_by_role("button", name="note").click()
        await expect(command.locator("[data-field=note] input")).to_be_focused()
        await page.keyboard.type("from Leeds")
        await command.get_by_role("button", name="face").click()
        await expect(command.locator("[data-field=persona] .chip")).to_contain_text("lisa.json")
        assert await page.evaluate(DROP, list(picture("#3f7d94").getvalue()))
        face = command.locator("[data-field=face]")
        assert await face.locator("img").evaluate("i => i.decode().then(() => i.naturalWidth)") == 360
        await face.get_by_role("button", name="Remove sea.png").click()
        await expect(face.locator(".chip")).to_have_count(0)
        await face.locator("input").set_input_files(
            [{"name": "f.txt", "mimeType": "text/plain", "buffer": b"12345"}]
        )
        await expect(command.get_by_role("button", name="Run")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("article.msg").last).to_contain_text("lisa.json: 16 · f.txt: 5 · from Leeds")
        await expect(command).to_have_count(0)
        await stage.leave(page)

    stage.play(story())


def test_escape_closes_a_form_and_tab_stays_within_it(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        await stage.room(page, "trapped")
        await write(page, "/form")
        form = page.get_by_role("dialog", name="About the walk")
        await form.get_by_role("button", name="Submit").focus()
        await page.keyboard.press("Tab")
        await expect(form.get_by_role("button", name="Close")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(form).to_have_count(0)
        await stage.leave(page)

    stage.play(story())


def test_menus_of_messages_and_members_are_offered_and_used(stage: Stage) -> None:
    async def story() -> None:
        page = await stage.visit()
        channel = await stage.room(page, "menus")
        said = await stage.says(stage.ben, channel, "Tea is ready")
        message = page.locator(f"article.msg[data-id='{said}']")
        await message.focus()
        await page.keyboard.press(".")
        menu = page.get_by_role("menu", name="What to do with this message")
        await expect(menu.get_by_role("menuitem").first).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(menu).to_be_hidden()
        await message.hover()
        await message.get_by_role("button", name="More").click()
        await menu.get_by_role("menuitem", name="Shout it").click()
        await expect(page.locator("article.msg.alone").last).to_contain_text("TEA IS READY")
        await message.get_by_role("button", name="Ben Okafor").click()
        card = page.get_by_role("dialog", name="Ben Okafor")
        await expect(card).to_contain_text("@ben")
        await card.get_by_role("button", name="Wave to").click()
        await expect(page.locator("article.msg.alone").last).to_contain_text("Waved to Ben Okafor.")
        await expect(card).to_have_count(0)
        await page.locator(".people .somebody", has_text="Robin").click()
        await page.get_by_role("button", name="Speak to Robin").click()
        await expect(page.locator(".draft")).to_have_value("@Robin ")
        await stage.leave(page)

    stage.play(story())
