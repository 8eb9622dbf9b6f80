"""The card that opens beside the thing that was clicked: a menu, somebody's card, or who reacted."""

from collections.abc import Sequence

from bot.playground.page.client.page_client import Seat
from bot.playground.page.elements.html_panel import HtmlPanel
from bot.playground.page.rendering.html_render import Soul, panel
from bot.playground.page.rendering.log_rows import avatar_of, names_in
from bot.playground.page.state.page_payloads import PageChannel, PageMessage, PageUser
from bot.playground.page.views.context_menus import message_menu, threads_menu
from bot.playground.page.views.profile_cards import card_of


class Popover:
    """One tab's popover; there is at most one open. The browser puts it beside what was clicked."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._panel = HtmlPanel("div", "popover")
        self._serial = 0

    def close(self) -> None:
        self._panel.show("")

    def show_menu(self, message: PageMessage) -> None:
        groups = message_menu(self._seat.state, message)
        self._show("menu.html", title="What to do with this message", groups=groups)

    def show_threads(self, channel_id: str, archived: Sequence[PageChannel]) -> None:
        groups = threads_menu(self._seat.state, channel_id, archived)
        self._show("menu.html", title="Threads", groups=groups)

    def show_reactors(self, message: PageMessage, users: Sequence[Sequence[PageUser]]) -> None:
        """A popover of who reacted to a message; `users` of each of its reactions, in order."""
        state, pictures = self._seat.state, self._seat.wire.origin
        souls = [[Soul(state.name_of(u), avatar_of(u, pictures)) for u in group] for group in users]
        reactions = list(zip(message.reactions, souls, strict=False))
        self._show("reactors.html", reactions=reactions, pictures=pictures)

    def show_card(self, user_id: str, name: str, channel_id: str) -> None:
        """The card of a member, or of the person of this name who lives or was heard in the channel."""
        state, pictures = self._seat.state, self._seat.wire.origin
        card = card_of(state, user_id, name, channel_id, pictures)
        if card is not None:
            names = names_in(state, self._seat.clock.now(), pictures)
            self._show("card.html", card=card, names=names)

    def _show(self, template: str, **values: object) -> None:
        # Numbered, so that the same thing opened twice is drawn again: the browser has hidden it meanwhile.
        self._serial += 1
        self._panel.show(panel(template, serial=self._serial, **values))
