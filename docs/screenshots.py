"""Take the manual's pictures from a running playground: `python docs/screenshots.py URL [--out DIR]`.

Start a new one first, with `troupe play --no-browser`, and give the address it prints. The script talks to the
people there, so every line in the pictures was really said by them. The card that a server sees first comes from
another local Discord, in which nobody lives yet (`empty_server.py`). The system needs a font with emoji, such as
Noto Color Emoji.
"""

import argparse
import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from empty_server import empty_server
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

HERE = Path(__file__).parent
SAID = (
    "Hello everyone! What did you have for breakfast?",
    "And what do you do on a rainy Sunday?",
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
STOPS = (3, 8, 12, 16, 22)
"""Messages in the channel in front at which a picture of the walk is taken."""
TALL = 2200
"""Pixels of a window in which the longest card is seen whole."""
MARGIN = 6
"""Pixels above and below a card."""

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
            take_study(browser, given.url, given.out)
            with empty_server() as url:
                take_first_card(browser, url, given.out)
            take_report(browser, given.out)
        finally:
            browser.close()


def take(browser: Browser, url: str, out: Path) -> None:
    """All pictures of a server with people, in the order of the manual."""
    page = visit(browser, url)
    page.click("[data-act=keep-name]")
    page.wait_for_selector(".naming form", state="hidden")
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
    page.locator("article.msg.person").last.click(button="right", position={"x": 520, "y": 30})
    page.wait_for_selector(".menu")
    keep(page, out / "menu.png")
    page.context.close()
    dark = visit(browser, url, scheme="dark")
    keep(dark, out / "playground-dark.png")
    dark.context.close()
    phone = visit(browser, url, width=390, height=800)
    keep(phone, out / "playground-phone.png")
    phone.context.close()
    take_cards(browser, url, out)


def take_cards(browser: Browser, url: str, out: Path) -> None:
    """What the bot shows to one reader alone, each by itself; and its notice."""
    page = visit(browser, url, height=TALL)
    clip(page.locator("article.msg", has_text="Simulated people live here now").first, out / "notice.png")
    clip(command(page, "/world status"), out / "status.png")
    page.locator("article.msg.person").last.click(button="right", position={"x": 260, "y": 30})
    clip(told_alone(page, lambda: page.get_by_role("menuitem", name="Why?").click()), out / "why.png")
    open_channel(page, "empty-stage")
    page.wait_for_selector(".start .beginning")
    clip(command(page, "/setup"), out / "setup.png")
    clip(command(page, "/persona browse", options=True), out / "browse.png")
    page.context.close()


def take_first_card(browser: Browser, url: str, out: Path) -> None:
    """What a server sees when the bot has joined it."""
    page = visit(browser, url, height=TALL)
    page.wait_for_selector(".embed-image")
    clip(page.locator("article.msg").first, out / "first-card.png")
    page.context.close()


def take_study(browser: Browser, url: str, out: Path) -> None:
    """A walk through the study that waits in a new playground: card, people who answer, board, report."""
    page = visit(browser, url, width=1000, height=680, scale=1.0)
    walk: list[tuple[bytes, int]] = []

    def look(seconds: float) -> None:
        walk.append((page.screenshot(), round(seconds * 1000)))

    open_channel(page, "backstage")
    card = page.locator("article.msg", has_text="What will be decided").last
    card.get_by_role("button", name="Start").wait_for(timeout=PATIENCE)
    look(3)
    card.get_by_role("button", name="Start").click()
    open_channel(page, "focus-group")
    lines = page.locator("article.msg")
    for count in STOPS:
        lines.nth(count).wait_for(timeout=PATIENCE)
        look(1.5)
    open_channel(page, "backstage")
    press = page.get_by_role("button", name="Report").last
    press.wait_for(timeout=4 * PATIENCE)
    look(3)
    press.click()
    page.locator("article.msg", has_text="the report is ready").last.wait_for(timeout=PATIENCE)
    look(3)
    with page.context.expect_page() as opened:
        page.locator("article.msg", has_text="the report is ready").locator(
            "a", has_text="report.html"
        ).last.click()
    report = opened.value
    report.set_viewport_size({"width": 1000, "height": 680})
    for y in range(0, 4 * 560, 560):
        report.evaluate("y => window.scrollTo({top: y, behavior: 'instant'})", y)
        walk.append((report.screenshot(), 2200))
    page.context.close()
    shots = [Image.open(io.BytesIO(shot)).convert("RGB") for shot, _ in walk]
    frames = [shot.resize((800, 544), Image.Resampling.LANCZOS).quantize(96, kmeans=2) for shot in shots]
    times = [time for _, time in walk]
    frames[0].save(
        out / "study-walk.gif", save_all=True, append_images=frames[1:], duration=times, loop=0, optimize=True
    )


def open_channel(page: Page, name: str) -> None:
    page.click(f".side .channel:has-text('{name}')")
    page.wait_for_selector(f".header h1:has-text('{name}')")
    page.wait_for_function("[...document.images].every(i => i.complete || !i.offsetParent)")


def take_report(browser: Browser, out: Path) -> None:
    """The sample report: its first page, and its ballots."""
    from troupe.research.reports.forms.html_report import html_report
    from troupe.research.reports.sample_study import sample_report

    page = browser.new_page(viewport={"width": 1000, "height": 1500}, color_scheme="light")
    page.set_content(html_report(sample_report()).decode("utf-8"))
    keep(page, out / "report.png")
    page.evaluate("document.querySelector('#ballot-fair').scrollIntoView({behavior: 'instant'})")
    keep(page, out / "report-ballots.png")
    page.context.close()


def keep(page: Page, path: Path) -> None:
    """Write what the page shows as a small PNG."""
    write(page.screenshot(), path)


def clip(card: Locator, path: Path) -> None:
    """Write one message as a small PNG, without the page around it."""
    page = card.page
    page.mouse.move(0, 0)
    page.wait_for_function("[...document.images].every(i => i.complete || !i.offsetParent)")
    # Its text may be narrower than its line: what is empty to the right of it is left out.
    edge = ".laid-out .container, .embed, .text, .controls, footer"
    right = card.locator(edge).evaluate_all(
        "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
    )
    box = card.bounding_box()
    if box is None:
        sys.exit(f"{path.name}: what it is to show is not on the page")
    width = min(box["width"], float(right) - box["x"] + 4 * MARGIN)
    height = box["height"] + 2 * MARGIN
    write(page.screenshot(clip={"x": box["x"], "y": box["y"] - MARGIN, "width": width, "height": height}), path)


def write(shot: bytes, path: Path) -> None:
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    image.quantize(COLOURS, kmeans=3).save(path, "PNG", optimize=True)


def visit(
    browser: Browser,
    url: str,
    *,
    scheme: Scheme = "light",
    width: int = 1280,
    height: int = 820,
    scale: float = 1.5,
) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=scale
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(".start .beginning, .start .older")
    page.wait_for_function("[...document.images].every(i => i.complete || !i.offsetParent)")
    return page


def command(page: Page, text: str, *, options: bool = False) -> Locator:
    """Use a slash command, all its `options` left out if it takes some; what it answers."""
    page.focus(".draft")
    page.keyboard.type(text)
    page.wait_for_selector(".offers[data-open]")
    if options:
        page.keyboard.press("Enter")
        return told_alone(page, page.locator("[data-act=run]").click)
    return told_alone(page, lambda: page.keyboard.press("Enter"))


def told_alone(page: Page, act: Callable[[], object]) -> Locator:
    """Do something; the answer that only the one who did it sees."""
    before = page.locator("article.msg.alone").count()
    act()
    answer = page.locator("article.msg.alone").nth(before)
    answer.locator(".embed, .container").first.wait_for(timeout=PATIENCE)
    return answer


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
