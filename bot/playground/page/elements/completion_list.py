"""The list above the composer: commands, names or values to choose from, with one marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.page.elements.html_panel import HtmlPanel
from bot.playground.page.rendering.html_render import macro


@dataclass(frozen=True)
class CompletionLine:
    """One thing to choose. `face`: draw a face (or initials) before it; `glyph`: an emoji; `sign`: an icon."""

    label: str
    detail: str = ""
    parts: tuple[str, ...] = ()
    face: bool = False
    avatar: str | None = None
    glyph: str = ""
    sign: str = ""


class OffersView:
    """Shows the lines and remembers which is marked."""

    def __init__(self) -> None:
        self._panel = HtmlPanel("div", "offers", id="offers")
        self._title = ""
        self._lines: tuple[CompletionLine, ...] = ()
        self.at = 0

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def is_open(self) -> bool:
        return bool(self._title)

    def show(self, title: str, lines: Sequence[CompletionLine], at: int = 0) -> None:
        """Offer these; nothing to offer hides the list."""
        self._title, self._lines = title if lines else "", tuple(lines)
        self.at = min(at, max(0, len(lines) - 1))
        self._draw()

    def say(self, words: str) -> None:
        """Say that there is nothing to offer."""
        self._title, self._lines = words, ()
        self._draw()

    def hide(self) -> None:
        self.show("", ())

    def move(self, by: int) -> None:
        """Mark another line, round the ends."""
        if self._lines:
            self.at = (self.at + by) % len(self._lines)
            self._draw()

    def _draw(self) -> None:
        if self.is_open:
            self._panel.show(str(macro("composer.html", "offers", self._title, self._lines, self.at)))
        self._panel.mark("data-open", on=self.is_open)
