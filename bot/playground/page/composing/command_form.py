"""A chosen slash command being filled in: its fields, their keys, and sending it."""

import json
from collections.abc import Callable

from bot.playground.page.client.page_client import Seat
from bot.playground.page.client.page_uploads import Uploads
from bot.playground.page.composing.value_suggestions import Suggesting, known_in
from bot.playground.page.elements.completion_list import OffersView
from bot.playground.page.elements.html_panel import HtmlPanel
from bot.playground.page.rendering import command_filling as fill
from bot.playground.page.rendering.command_filling import Filling
from bot.playground.page.rendering.command_picker import CommandOffer
from bot.playground.page.rendering.gestures import FieldFiled, FieldKey, FieldTyped
from bot.playground.page.rendering.html_render import panel
from bot.playground.page.state.page_events import ChoicesOffered


class CommandForm:
    """Holds the filling while there is one. `script` runs JavaScript in this tab."""

    def __init__(
        self,
        seat: Seat,
        uploads: Uploads,
        offers: OffersView,
        place: Callable[[], str],
        script: Callable[[str], None],
    ) -> None:
        self._seat = seat
        self._uploads = uploads
        self._offers = offers
        self._place = place
        self._script = script
        self._panel = HtmlPanel("div", "command")
        self.filling: Filling | None = None
        self._suggesting = Suggesting(seat, offers, place, lambda: self.filling, self._give_up_waiting)
        self._held: FieldKey | None = None
        """Enter or Tab, pressed before the bot had suggested anything for the text as it stands."""

    async def begin(self, offer: CommandOffer) -> None:
        """Take the chosen command; one without options is sent at once."""
        self.filling = fill.begin(offer)
        if not offer.options:
            await self._send()
            return
        self._draw(self.filling.shown[0])

    def close(self) -> None:
        if self.filling is not None:
            self._uploads.take(self.filling.attached)
        self.filling = self._held = None
        self._suggesting.close()
        self._panel.mark("data-open", on=False)
        self._panel.show("")

    def add_field(self, name: str) -> None:
        if self.filling is not None:
            self.filling = fill.with_field(self.filling, name)
            self._draw(name)

    async def filed(self, gesture: FieldFiled) -> None:
        """A field got a file or lost it; one that comes when its command is gone is forgotten."""
        if self.filling is None or self.filling.option(gesture.name) is None:
            self._uploads.take([gesture.file])
            return
        self.filling = fill.filed(self.filling, gesture.name, gesture.file)
        self._script("troupe.problems({})")
        if gesture.file:
            self._next_field(gesture.name)

    async def typed(self, gesture: FieldTyped) -> None:
        if self.filling is None:
            return
        is_entry = gesture.name != self._suggesting.field
        has_change = self.filling.text(gesture.name) != gesture.texts.get(gesture.name, "").strip()
        self.filling = fill.typed(self.filling, gesture.texts)
        self._suggesting.field = gesture.name
        option = self.filling.option(gesture.name)
        if option is None:
            return
        if has_change:
            self._held = None
            self._script("troupe.problems({})")
        if option.autocomplete:
            if is_entry or has_change:
                self._suggesting.ask(gesture.name)
            if is_entry:
                self._suggesting.show([], known=False)
        else:
            self._suggesting.show_known(option)

    async def key(self, gesture: FieldKey) -> None:
        """A key in a field. Enter and Tab act on what is suggested for the text as it stands, never on what the
        list showed for an earlier one; if the bot has yet to say, they wait for it."""
        if self.filling is None:
            return
        self.filling = fill.typed(self.filling, gesture.texts)
        option = self.filling.option(gesture.name)
        if (
            option is not None
            and gesture.name == self._suggesting.field
            and not self._suggesting.is_known(gesture.name)
        ):
            if not option.autocomplete:
                self._suggesting.show_known(option)
            elif gesture.key in ("Enter", "Tab") and gesture.name not in self.filling.picks:
                self._held = gesture
                self._suggesting.ask(gesture.name, 0.0)
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
        self._accept(self._suggesting.field)

    async def hear(self, choices: ChoicesOffered) -> None:
        """The bot completed an option."""
        if self._suggesting.hear(choices):
            await self._release()

    async def _give_up_waiting(self) -> None:
        if self._held is not None:
            self._suggesting.show([])
            await self._release()

    async def _release(self) -> None:
        """Do what a key asked for that had to wait."""
        gesture, self._held = self._held, None
        if gesture is not None and gesture.name == self._suggesting.field:
            await self._act_on(gesture)

    def _accept_or_move(self, name: str, *, keep_going: bool) -> bool:
        """Take the marked suggestion where one is wanted; True when something was taken."""
        if self.filling is None:
            return False
        has_pick = name in self.filling.picks
        option = self.filling.option(name)
        empty = not self.filling.text(name)
        optional_and_empty = option is not None and not option.required and empty and self._offers.at == 0
        if len(self._offers) and not has_pick and not optional_and_empty:
            self._accept(name)
            return True
        if keep_going:
            self._next_field(name)
        return False

    def _accept(self, name: str) -> None:
        value = self._suggesting.marked
        if self.filling is None or value is None:
            return
        self.filling = fill.picked(self.filling, name, value)
        self._script(f"troupe.setField({json.dumps(name)}, {json.dumps(value.label)})")
        self._suggesting.show([])
        # Else the caret stays: a list goes on with a comma, and Enter sends from here too.
        if not all(self.filling.is_filled(o.name) for o in self.filling.shown_options):
            self._next_field(name)

    def _next_field(self, name: str) -> None:
        """Go to the next field that still needs something, or to the end."""
        if self.filling is None:
            return
        open_fields = [o.name for o in self.filling.shown_options if not self.filling.is_filled(o.name)]
        if open_fields:
            self._focus(open_fields[0])
        else:
            self._suggesting.show([])
            self._script("troupe.focusRun()")

    async def _try_sending(self) -> None:
        if self.filling is None:
            return
        wrong = fill.problems(self.filling, known_in(self._seat.state))
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
        options = fill.interaction_options(filling, known_in(self._seat.state))
        files = self._uploads.take(filling.attached)
        self.close()
        self._script("troupe.setDraft('')")
        offer = filling.offer
        await self._seat.using.command(self._place(), offer.command, options, f"/{offer.title}", files)

    def _draw(self, focus: str) -> None:
        """Draw the fields anew, put back what was typed, and go to one of them."""
        if self.filling is None:
            return
        options, hidden = self.filling.shown_options, self.filling.hidden_options
        files = {o.name: self._uploads.listed([self.filling.files.get(o.name, "")]) for o in options}
        self._panel.show(panel("command.html", filling=self.filling, shown=options, hidden=hidden, held=files))
        self._panel.mark("data-open", on=True)
        self._suggesting.field = ""
        names = json.dumps([o.name for o in options])
        self._script(f"troupe.fields({names}, {json.dumps(dict(self.filling.texts))}, {json.dumps(focus)})")

    def _focus(self, name: str) -> None:
        """Go to a field; its suggestions follow when the browser says that it got the caret."""
        self._suggesting.field = ""
        self._script(f"troupe.focusField({json.dumps(name)})")
