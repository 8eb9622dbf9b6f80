"""The panel in which messages are found: those pinned in this channel, or those in which some words were said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nicegui import ui

from bot.playground.page.client.page_client import Seat
from bot.playground.page.client.page_http import WireError
from bot.playground.page.elements.html_panel import HtmlPanel
from bot.playground.page.rendering.found_words import Piece, marked
from bot.playground.page.rendering.gestures import Clicked
from bot.playground.page.rendering.html_render import panel
from bot.playground.page.rendering.log_rows import avatar_of, names_in, speaker
from bot.playground.page.rendering.markdown import plain
from bot.playground.page.state.page_events import ChannelSeen
from bot.playground.page.state.page_payloads import PageMessage

LONGEST_TEXT = 240
"""Characters of a message that are shown of it."""


@dataclass(frozen=True)
class FoundMessage:
    """A message as it is listed: a press on it goes there."""

    id: str
    channel_id: str
    place: str
    name: str
    avatar: str | None
    at: datetime
    text: tuple[Piece, ...]


class Finder:
    """One tab's finder. Whether it is open, the browser knows alone."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._latest = ""
        with ui.element("aside").classes("finder") as box:
            box.props.update({"role": "dialog", "aria-label": "Find messages"})
            HtmlPanel("div", "finder-head").show(panel("finder.html"))
            self._results = HtmlPanel("div", "finder-results", aria_live="polite")

    async def clicked(self, click: Clicked, channel_id: str) -> bool:
        """Do what was asked of the finder; False if it was nothing for it."""
        match click.act:
            case "pins":
                await self._show_pins(channel_id)
            case "search":
                await self._search(click.text.strip())
            case _:
                return False
        return True

    async def _show_pins(self, channel_id: str) -> None:
        self._latest = ""
        try:
            pins = await self._seat.wire.pins(channel_id)
        except WireError as error:
            self._say(str(error))
            return
        if pins:
            self._list("", pins, "")
        else:
            self._say("Nothing is pinned in this channel.")

    async def _search(self, text: str) -> None:
        """What came of an earlier search, after a later one was begun, is not shown."""
        self._latest = text
        guild = self._seat.state.guild
        if not text or guild is None:
            self._say("Type a word that was said, here or in another channel.")
            return
        try:
            page = await self._seat.wire.search(guild.id, text)
        except WireError as error:
            self._say(str(error))
            return
        if self._latest != text:
            return
        for thread in page.threads:
            if thread.id not in self._seat.state.channels:
                self._seat.apply(ChannelSeen(thread))  # put away, and so not known yet
        if page.hits:
            self._list(_counted(page.total_results, len(page.hits)), page.hits, text)
        else:
            self._say(f"Nobody has said “{text}”.")

    def _say(self, words: str) -> None:
        self._results.show(panel("hits.html", title=words, hits=[]))

    def _list(self, title: str, messages: Sequence[PageMessage], text: str) -> None:
        self._results.show(panel("hits.html", title=title, hits=[self._hit(m, text) for m in messages]))

    def _hit(self, message: PageMessage, text: str) -> FoundMessage:
        state, pictures = self._seat.state, self._seat.wire.origin
        names = names_in(state, self._seat.clock.now(), pictures)
        otherwise = "an attachment" if message.attachments else "a card"
        words = plain(message.content, names, LONGEST_TEXT) or otherwise
        channel = state.channels.get(message.channel_id)
        return FoundMessage(
            message.id,
            message.channel_id,
            (channel.name if channel else None) or "",
            speaker(state, message)[0],
            avatar_of(message.author, pictures),
            message.timestamp,
            marked(words, text),
        )


def _counted(total: int, shown: int) -> str:
    if total > shown:
        return f"The newest {shown} of {total:,} messages"
    return "One message" if total == 1 else f"{total} messages"
