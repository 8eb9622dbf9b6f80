"""Take the manual's pictures from a running playground: `python docs/screenshots.py URL [--out DIR]`.

Start one first, with `troupe play --no-browser`, and give the address it prints. The script talks to the people
there, so every line in the pictures was really said by them. The system needs a font with emoji, such as Noto
Color Emoji.
"""

import argparse
import io
import shutil
import sys
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
SAID = (
    "Hello everyone! What did you have for breakfast?",
    "Would you walk five minutes further for a really good coffee?",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COLOURS = 256
"""Colours kept of a picture: enough for faces and letters, at a third of the bytes."""
PATIENCE = 60_000
"""Milliseconds to wait for an answer; a real model may be slow."""

Scheme = Literal["light", "dark"]


def main() -> None:
    """Talk, then take each picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="the playground's page, such as http://127.0.0.1:8080/")
    parser.add_argument("--out", type=Path, default=HERE / "images", help="where the pictures go")
    given = parser.parse_args()
    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if chromium is None:
        sys.exit("no chromium, chromium-browser or google-chrome on PATH")
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            take(browser, given.url, given.out)
        finally:
            browser.close()


def take(browser: Browser, url: str, out: Path) -> None:
    """All pictures, in the order of the manual."""
    page = visit(browser, url)
    for text in SAID:
        talk(page, text)
    keep(page, out / "playground.png")
    page.focus(".draft")
    page.keyboard.type("/")
    page.wait_for_selector(".offers[data-open]")
    keep(page, out / "commands.png")
    page.keyboard.press("Escape")
    page.evaluate("troupe.setDraft('')")
    page.locator(".people .somebody").nth(1).click()
    page.wait_for_selector(".card img.face")
    page.wait_for_function("[...document.images].every(i => i.complete || !i.offsetParent)")
    keep(page, out / "person.png")
    page.keyboard.press("Escape")
    page.locator("article.msg.person").last.click(button="right", position={"x": 260, "y": 30})
    page.wait_for_selector(".menu")
    keep(page, out / "menu.png")
    page.context.close()
    dark = visit(browser, url, scheme="dark")
    keep(dark, out / "playground-dark.png")
    dark.context.close()
    phone = visit(browser, url, width=390, height=800)
    keep(phone, out / "playground-phone.png")
    phone.context.close()


def keep(page: Page, path: Path) -> None:
    """Write what the page shows as a small PNG."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.quantize(COLOURS, kmeans=3).save(path, "PNG", optimize=True)


def visit(browser: Browser, url: str, *, scheme: Scheme = "light", width: int = 1280, height: int = 820) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=1.5
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(".start .beginning, .start .older")
    page.wait_for_function("[...document.images].every(i => i.complete || !i.offsetParent)")
    return page


def talk(page: Page, text: str) -> None:
    """Say something and wait until a person has answered it."""
    before = page.locator("article.msg.person").count()
    page.focus(".draft")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "before => document.querySelectorAll('article.msg.person').length > before", arg=before, timeout=PATIENCE
    )
    # Others may still be speaking; the picture is taken when it has been quiet for a while.
    page.wait_for_function(
        """() => {
            const count = document.querySelectorAll('article.msg').length;
            if (window.lastCount !== count) [window.lastCount, window.since] = [count, performance.now()];
            return performance.now() - window.since > 3000;
        }""",
        timeout=PATIENCE,
    )


if __name__ == "__main__":
    main()
