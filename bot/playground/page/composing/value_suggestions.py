"""The suggestions for the field of a command that has the caret: known at once, or asked of the bot."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.playground.page.client.page_client import Seat
from bot.playground.page.elements.completion_list import CompletionLine, OffersView
from bot.playground.page.rendering import command_filling as fill
from bot.playground.page.rendering.command_filling import Filling, KnownValues, Suggestion
from bot.playground.page.state.page_events import ChoicesOffered
from bot.playground.page.state.page_payloads import Option
from bot.playground.page.state.page_state import PageState

DEBOUNCE = 0.12
"""Seconds of stillness before the bot is asked to complete; it must not be asked for every letter."""
PATIENCE = 3.0
"""Seconds the bot has for completing; after them a key that waited for it goes by what was typed."""
NOTHING = "Nothing here fits what is typed"


def known_in(state: PageState) -> KnownValues:
    """What the options of a command may name in this guild."""
    return KnownValues(
        users={i: state.name_of(m.user) for i, m in state.members.items() if m.user},
        channels={i: (c.name or i, c.type) for i, c in state.channels.items()},
        roles={i: r.name for i, r in state.roles.items()},
    )


class Suggesting:
    """Suggests for one field at a time. `filling` gives the command as it stands; `given_up` is told when the bot
    has let its time pass."""

    def __init__(
        self,
        seat: Seat,
        offers: OffersView,
        place: Callable[[], str],
        filling: Callable[[], Filling | None],
        given_up: Callable[[], Awaitable[None]],
    ) -> None:
        self._seat = seat
        self._offers = offers
        self._place = place
        self._filling = filling
        self._given_up = given_up
        self.field = ""
        """The field that has the caret; "" while the browser has yet to say."""
        self._suggested: list[Suggestion] = []
        self._for: tuple[str, str] | None = None
        """The field and its text that the suggestions belong to; None while the bot has not said."""
        self._asked: tuple[str, str, str] = ("", "", "")
        """Nonce, field and text of the latest question to the bot."""
        self._asking: asyncio.Task[None] | None = None

    def close(self) -> None:
        self._suggested = []
        self._for = None
        self._offers.hide()
        if self._asking is not None:
            self._asking.cancel()

    @property
    def marked(self) -> Suggestion | None:
        return self._suggested[self._offers.at] if 0 <= self._offers.at < len(self._suggested) else None

    def is_known(self, name: str) -> bool:
        """Whether what is suggested belongs to this field as it stands."""
        filling = self._filling()
        return filling is not None and self._for == (name, filling.text(name))

    def show(self, suggested: list[Suggestion], *, known: bool = True) -> None:
        """Show these; `known` false: the bot has yet to say what there is."""
        filling = self._filling()
        if filling is None:
            return
        if self.field in filling.picks:
            suggested = []
        self._suggested = suggested
        self._for = (self.field, filling.text(self.field)) if known else None
        self._offers.show(self.field, [CompletionLine(s.label, s.detail) for s in suggested])

    def show_known(self, option: Option) -> None:
        """Show what the page itself knows for an option."""
        filling = self._filling()
        if filling is not None and not self.is_known(option.name):
            self.show(fill.suggestions(option, filling.text(option.name), known_in(self._seat.state)))

    def hear(self, choices: ChoicesOffered) -> bool:
        """The bot completed an option; late answers, for another field or text, are dropped (False)."""
        nonce, name, text = self._asked
        filling = self._filling()
        if filling is None or choices.nonce != nonce or name != self.field:
            return False
        option = filling.option(name)
        if option is None or filling.text(name) != text:
            return False
        self.show(fill.suggestions(option, text, known_in(self._seat.state), choices.choices))
        if not choices.choices and text:
            self._offers.say(NOTHING)
        return True

    def ask(self, name: str, after: float = DEBOUNCE) -> None:
        """Ask the bot to complete a field, if nothing else is asked for within `after` seconds."""
        if self._asking is not None:
            self._asking.cancel()
        self._asking = asyncio.create_task(self._ask_now(name, after))

    async def _ask_now(self, name: str, after: float) -> None:
        with suppress(asyncio.CancelledError):
            if after:
                await self._seat.clock.sleep(after)
            filling = self._filling()
            if filling is None:
                return
            nonce = self._seat.nonce()
            self._asked = (nonce, name, filling.text(name))
            options = fill.interaction_options(filling, known_in(self._seat.state), focused=name)
            await self._seat.using.ask_choices(nonce, self._place(), filling.offer.command, options)
            await self._seat.clock.sleep(PATIENCE)
            if self._asked[0] == nonce:
                await self._given_up()
