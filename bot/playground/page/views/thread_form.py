"""The small form that asks for a new thread's name."""

from textwrap import shorten

from bot.playground.page.client.page_client import Seat
from bot.playground.page.elements.html_panel import HtmlPanel
from bot.playground.page.rendering.html_render import panel
from bot.playground.page.rendering.log_rows import names_in
from bot.playground.page.rendering.markdown import plain
from bot.playground.page.state.page_payloads import PageChannel, PageMessage

SUGGESTED = 40
"""Characters of a message, at most, that make the name suggested for its thread: as many whole words as fit."""


class ThreadForm:
    """One tab's form. It is closed with `close`, and hands what was entered to `start`."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._panel = HtmlPanel("div", "veil")
        self._message: PageMessage | None = None

    def show(self, message: PageMessage | None) -> None:
        """Ask for the name of a thread from this message, or of one by itself."""
        self._message = message
        name = ""
        if message is not None:
            words = plain(message.content, names_in(self._seat.state, self._seat.clock.now(), ""))
            name = shorten(words, SUGGESTED, placeholder="") or words[:SUGGESTED]
        self._panel.show(panel("thread_form.html", name=name))

    def close(self) -> None:
        self._panel.show("")

    async def start(self, channel_id: str, name: str) -> PageChannel | None:
        """Start the thread; None where it was refused, which the channel is told."""
        self.close()
        return await self._seat.start_thread(channel_id, self._message, name.strip())
