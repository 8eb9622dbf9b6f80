"""A chosen slash command being filled in: its fields, what they may hold, and sending it."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

from bot.playground.page import picker
from bot.playground.page.events import ChoicesOffered
from bot.playground.page.gestures import FieldKey, FieldTyped
from bot.playground.page.payloads import Option
from bot.playground.page.picker import Filling, Known, Offer, Suggestion
from bot.playground.page.render import panel
from bot.playground.page.seat import Seat
from bot.playground.page.state import State
from bot.playground.page.views.offers import Line, OffersView
from bot.playground.page.views.panel import Panel

DEBOUNCE = 0.12
"""Seconds of stillness before the bot is asked to complete; it must not be asked for every letter."""
PATIENCE = 3.0
"""Seconds the bot has for completing; after them a key that waited for it goes by what was typed."""


def known_in(state: State) -> Known:
    """What the options of a command may name in this guild."""
    return Known(
        users={i: state.name_of(m.user) for i, m in state.members.items() if m.user},
        channels={i: (c.name or i, c.type) for i, c in state.channels.items()},
        roles={i: r.name for i, r in state.roles.items()},
    )


class CommandForm:
    """Holds the filling while there is one. `script` runs JavaScript in this tab; `closed` is told when done."""

    def __init__(
        self, seat: Seat, offers: OffersView, place: Callable[[], str], script: Callable[[str], None]
    ) -> None:
        self._seat = seat
        self._offers = offers
        self._place = place
        self._script = script
        self._panel = Panel("div", "command")
        self.filling: Filling | None = None
        self._field = ""
        self._suggested: list[Suggestion] = []
        self._suggested_for: tuple[str, str] | None = None
        """The field and its text that the suggestions belong to; None while the bot has not said."""
        self._asked: tuple[str, str, str] = ("", "", "")
        """Nonce, field and text of the latest question to the bot."""
        self._asking: asyncio.Task[None] | None = None
        self._held: FieldKey | None = None
        """Enter or Tab, pressed before the bot had suggested anything for the text as it stands."""

    async def begin(self, offer: Offer) -> None:
        """Take the chosen command; one without options is sent at once."""
        self.filling = picker.begin(offer)
        if not offer.options:
            await self._send()
            return
        self._draw(self.filling.shown[0])

    def close(self) -> None:
        self.filling = self._held = None
        self._suggested = []
        self._suggested_for = None
        self._offers.hide()
        self._panel.mark("data-open", on=False)
        self._panel.show("")
        if self._asking is not None:
            self._asking.cancel()

    def add_field(self, name: str) -> None:
        if self.filling is not None:
            self.filling = picker.with_field(self.filling, name)
            self._draw(name)

    async def typed(self, gesture: FieldTyped) -> None:
        if self.filling is None:
            return
        arrived = gesture.name != self._field
        changed = self.filling.text(gesture.name) != gesture.texts.get(gesture.name, "").strip()
        self.filling = picker.typed(self.filling, gesture.texts)
        self._field = gesture.name
        option = self.filling.option(gesture.name)
        if option is None:
            return
        if changed:
            self._held = None
            self._script("troupe.problems({})")
        if option.autocomplete:
            if arrived or changed:
                self._ask(gesture.name, DEBOUNCE)
            if arrived:
                self._suggest([], known=False)
        else:
            self._suggest_known(option)

    async def key(self, gesture: FieldKey) -> None:
        """A key in a field. Enter and Tab act on what is suggested for the text as it stands, never on what the
        list showed for an earlier one; if the bot has yet to say, they wait for it."""
        if self.filling is None:
            return
        self.filling = picker.typed(self.filling, gesture.texts)
        option = self.filling.option(gesture.name)
        if option is not None and gesture.name == self._field and not self._is_known(gesture.name):
            if not option.autocomplete:
                self._suggest_known(option)
            elif gesture.key in ("Enter", "Tab") and gesture.name not in self.filling.picks:
                self._held = gesture
                self._ask(gesture.name, 0.0)
                return
        await self._act_on(gesture)

    async def _act_on(self, gesture: FieldKey) -> None:
        match gesture.key:
            case "ArrowDown" | "ArrowUp":
                self._offers.move(1 if gesture.key == "ArrowDown" else -1)
            case "Escape":
                self.close()
                self._script("troupe.setDraft('')")
            case "Run":
                await self._try_sending()
            case "Tab":
                self._accept_or_move(gesture.name, keep_going=True)
            case _:
                if not self._accept_or_move(gesture.name, keep_going=False):
                    await self._try_sending()

    def choose(self, index: int) -> None:
        """A suggestion was clicked."""
        self._offers.at = index
        self._accept(self._field)

    async def hear(self, choices: ChoicesOffered) -> None:
        """The bot completed an option; late answers, for another field or text, are dropped."""
        nonce, name, text = self._asked
        if self.filling is None or choices.nonce != nonce or name != self._field:
            return
        option = self.filling.option(name)
        if option is not None and self.filling.text(name) == text:
            self._suggest(picker.suggestions(option, text, known_in(self._seat.state), choices.choices))
            await self._release()

    async def _release(self) -> None:
        """Do what a key asked for that had to wait."""
        held, self._held = self._held, None
        if held is not None and held.name == self._field:
            await self._act_on(held)

    def _is_known(self, name: str) -> bool:
        """Whether what is suggested belongs to this field as it stands."""
        return self.filling is not None and self._suggested_for == (name, self.filling.text(name))

    def _suggest_known(self, option: Option) -> None:
        if self.filling is not None and not self._is_known(option.name):
            text = self.filling.text(option.name)
            self._suggest(picker.suggestions(option, text, known_in(self._seat.state)))

    def _accept_or_move(self, name: str, *, keep_going: bool) -> bool:
        """Take the marked suggestion where one is wanted; True when something was taken."""
        if self.filling is None:
            return False
        settled = name in self.filling.picks
        option = self.filling.option(name)
        empty = not self.filling.text(name)
        optional_and_empty = option is not None and not option.required and empty and self._offers.at == 0
        if len(self._offers) and not settled and not optional_and_empty:
            self._accept(name)
            return True
        if keep_going:
            self._next_field(name)
        return False

    def _accept(self, name: str) -> None:
        if self.filling is None or not 0 <= self._offers.at < len(self._suggested):
            return
        chosen = self._suggested[self._offers.at]
        self.filling = picker.picked(self.filling, name, chosen)
        self._script(f"troupe.setField({json.dumps(name)}, {json.dumps(chosen.label)})")
        self._suggest([])
        self._next_field(name)

    def _next_field(self, name: str) -> None:
        """Go to the next field that still needs something, or to the end."""
        if self.filling is None:
            return
        open_fields = [o.name for o in self.filling.shown_options if not self.filling.text(o.name)]
        if open_fields:
            self._focus(open_fields[0])
        else:
            self._suggest([])
            self._script("troupe.focusRun()")

    async def _try_sending(self) -> None:
        if self.filling is None:
            return
        wrong = picker.problems(self.filling, known_in(self._seat.state))
        if not wrong:
            await self._send()
            return
        first = next(iter(wrong))
        self._script(f"troupe.problems({json.dumps(wrong)})")
        self._focus(first)

    async def _send(self) -> None:
        filling = self.filling
        if filling is None:
            return
        options = picker.interaction_options(filling, known_in(self._seat.state))
        self.close()
        self._script("troupe.setDraft('')")
        offer = filling.offer
        await self._seat.use_command(self._place(), offer.command, options, f"/{offer.title}")

    def _ask(self, name: str, after: float) -> None:
        """Ask the bot to complete a field, if nothing else is asked for within `after` seconds."""
        if self._asking is not None:
            self._asking.cancel()
        self._asking = asyncio.create_task(self._ask_now(name, after))

    async def _ask_now(self, name: str, after: float) -> None:
        with suppress(asyncio.CancelledError):
            if after:
                await self._seat.clock.sleep(after)
            if self.filling is None:
                return
            nonce = self._seat.nonce()
            self._asked = (nonce, name, self.filling.text(name))
            options = picker.interaction_options(self.filling, known_in(self._seat.state), focused=name)
            await self._seat.ask_choices(nonce, self._place(), self.filling.offer.command, options)
            await self._seat.clock.sleep(PATIENCE)
            if self._held is not None and self._asked[0] == nonce:
                self._suggest([])
                await self._release()

    def _suggest(self, suggested: list[Suggestion], *, known: bool = True) -> None:
        """Show these; `known` false: the bot has yet to say what there is."""
        if self.filling is None:
            return
        if self._field in self.filling.picks:
            suggested = []
        self._suggested = suggested
        self._suggested_for = (self._field, self.filling.text(self._field)) if known else None
        self._offers.show(self._field, [Line(s.label, s.detail) for s in suggested])

    def _draw(self, focus: str) -> None:
        """Draw the fields anew, put back what was typed, and go to one of them."""
        if self.filling is None:
            return
        shown, hidden = self.filling.shown_options, self.filling.hidden_options
        self._panel.show(panel("command.html", filling=self.filling, shown=shown, hidden=hidden))
        self._panel.mark("data-open", on=True)
        self._field = ""
        names = json.dumps([o.name for o in shown])
        self._script(f"troupe.fields({names}, {json.dumps(dict(self.filling.texts))}, {json.dumps(focus)})")

    def _focus(self, name: str) -> None:
        """Go to a field; its suggestions follow when the browser says that it got the caret."""
        self._field = ""
        self._script(f"troupe.focusField({json.dumps(name)})")
