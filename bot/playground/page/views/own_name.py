"""The name a member goes by: asked for once, over the draft, and changed in a form later."""

from bot.playground.page.client.page_client import Seat
from bot.playground.page.elements.html_panel import HtmlPanel
from bot.playground.page.rendering.gestures import Clicked
from bot.playground.page.rendering.html_render import panel
from bot.playground.page.state.page_state import PageState

LONGEST_NAME = 32
"""Characters of a nickname, as on Discord."""


class OwnName:
    """One tab's question and form. What is answered is the member's nickname in the guild, which is kept there."""

    def __init__(self, seat: Seat, *, asks: bool) -> None:
        self._seat = seat
        self._asks = asks
        self._question = HtmlPanel("div", "naming")
        self._form = HtmlPanel("div", "veil")

    def show(self, state: PageState) -> None:
        """Ask whoever was never given a name, nor took one."""
        me = state.me
        member = state.members.get(me.id) if me else None
        is_nameless = self._asks and me is not None and member is not None and not member.nick
        name = state.name_of(me) if me else ""
        self._question.show(panel("naming.html", name=name, longest=LONGEST_NAME) if is_nameless else "")

    async def clicked(self, click: Clicked, channel_id: str) -> bool:
        """Do what was asked about the name; False if it was nothing about it."""
        me = self._seat.state.me
        name = self._seat.state.name_of(me) if me else ""
        match click.act:
            case "own-name":
                self._form.show(panel("name_form.html", name=name, longest=LONGEST_NAME))
            case "close-name-form":
                self._form.show("")
            case "keep-name":
                await self._seat.rename(channel_id, name)
            case "set-name":
                self._form.show("")
                if words := " ".join(click.text.split())[:LONGEST_NAME]:
                    await self._seat.rename(channel_id, words)
            case _:
                return False
        return True
