"""The place where a member writes: the draft, replying and editing, what is offered for it, commands after /,
files."""

import json
from collections.abc import Callable
from textwrap import shorten

from nicegui import ui

from bot.playground.page.client.page_client import Seat
from bot.playground.page.client.page_uploads import Uploads
from bot.playground.page.composing.command_form import CommandForm
from bot.playground.page.composing.draft_offers import as_sent, words_offered
from bot.playground.page.elements.completion_list import CompletionLine, OffersView
from bot.playground.page.elements.html_panel import HtmlPanel
from bot.playground.page.rendering import command_picker as picker
from bot.playground.page.rendering import draft_mentions as mentions
from bot.playground.page.rendering.command_picker import CommandOffer
from bot.playground.page.rendering.gestures import DraftKey, DraftSent, DraftTyped
from bot.playground.page.rendering.html_render import macro
from bot.playground.page.rendering.log_rows import speaker
from bot.playground.page.state.page_events import ChoicesOffered
from bot.playground.page.state.page_payloads import PageMessage


class Composer:
    """One tab's composer. `place` gives the channel it writes to, `script` runs JavaScript in the tab."""

    def __init__(
        self, seat: Seat, uploads: Uploads, place: Callable[[], str], script: Callable[[str], None]
    ) -> None:
        self._seat = seat
        self.uploads = uploads
        self._place = place
        self._script = script
        self._reply_to: PageMessage | None = None
        self._editing: PageMessage | None = None
        self._files: list[str] = []
        self._offered: list[CommandOffer] | list[str] = []
        """Commands, or what the word at the caret becomes."""
        self._offered_for = ""
        """The part of the draft that what is offered belongs to; for any other it is looked up anew."""
        self._waved_off = ""
        """A draft whose offers were closed with Escape, and are not opened again for it."""
        self._latest = ""
        self._build()

    def _build(self) -> None:
        with ui.element("div").classes("composer"):
            self._offers = OffersView()
            self._bar = HtmlPanel("div", "bar-place")
            self._chips = HtmlPanel("div", "files")
            with ui.element("div").classes("box"):
                buttons = HtmlPanel("div", "attach-place")
                buttons.show(str(macro("composer.html", "attach")))
                self._draft = ui.element("textarea").classes("draft")
                self._draft.props["rows"] = "1"
                self._draft.props.update(
                    {
                        "aria-label": "Message",
                        "role": "combobox",
                        "aria-autocomplete": "list",
                        "aria-haspopup": "listbox",
                        "aria-controls": "offers",
                        "aria-multiline": "true",
                    }
                )
                HtmlPanel("div", "send-place").show(str(macro("composer.html", "sending")))
            self.form = CommandForm(self._seat, self.uploads, self._offers, self._place, self._script)
            HtmlPanel("div", "hint").show(str(macro("composer.html", "hint")))

    def opened(self, name: str) -> None:
        """The tab went to another channel."""
        self._drop()
        self._draft.props["placeholder"] = f"Message {name}"
        self._draft.update()

    def cancel(self) -> None:
        """Drop what is being answered, edited or called; the draft stays, or comes back."""
        was_busy = self.form.filling is not None or self._editing is not None
        self._drop()
        if was_busy:
            self._script("troupe.endEditing()")

    def _drop(self) -> None:
        self._reply_to = self._editing = None
        self.form.close()
        self._bar.show("")

    def reply(self, message: PageMessage, name: str) -> None:
        self.cancel()
        self._reply_to = message
        self._bar.show(str(macro("composer.html", "bar", "Replying to", name)))
        self._script("troupe.focusDraft()")

    def edit(self, message: PageMessage) -> None:
        self.cancel()
        self._editing = message
        self._bar.show(str(macro("composer.html", "bar", "Editing your message", "")))
        self._script(f"troupe.editDraft({json.dumps(message.content)})")

    def address(self, name: str) -> None:
        """Begin a message to somebody."""
        self._script(f"troupe.insert({json.dumps(f'@{name} ')})")

    def add_files(self, ids: tuple[str, ...]) -> None:
        self._files += ids
        self._show_files()

    def drop_file(self, file_id: str) -> None:
        self._files = [i for i in self._files if i != file_id]
        self.uploads.take([file_id])
        self._show_files()

    def _show_files(self) -> None:
        self._chips.show(str(macro("composer.html", "files", self.uploads.listed(self._files))))

    async def typed(self, gesture: DraftTyped) -> None:
        self._latest = gesture.text
        await self._offer(gesture.text, gesture.caret)

    async def _offer(self, text: str, caret: int) -> None:
        """Offer what belongs to this draft. The mark stays where it is as long as the draft does."""
        about = text if text.startswith("/") else text[:caret]
        if about == self._offered_for and self._offers.is_open:
            return
        if self._editing is None and text.startswith("/"):
            if not self._offered_for.startswith("/"):  # just begun, be it with one letter or many at once
                await self._seat.read_commands()
                if self._latest != text:  # more was typed meanwhile
                    return
            self._offer_commands(text)
        else:
            self._offer_words(text, caret)
        self._offered_for = about

    def _offer_commands(self, text: str) -> None:
        index = self._seat.state.commands
        offers = picker.matching(picker.offers(index), text[1:]) if index else []
        self._offered = offers
        lines = [
            CompletionLine(f"/{o.title}", o.description, tuple(p.name for p in o.options if p.required))
            for o in offers
        ]
        self._offers.show("Commands", lines)
        if not offers:
            self._offers.say("No command here is called that")

    def _offer_words(self, text: str, caret: int) -> None:
        """Offer what fits the word at the caret; nothing where it begins with none of the signs."""
        title, offered = words_offered(self._seat.state, self._place(), text, caret, self._seat.wire.origin)
        self._offered = [offer.words for offer in offered]
        self._offers.show(title, [offer.line for offer in offered])

    async def key(self, gesture: DraftKey) -> None:
        """A key that may belong to what is offered; what it does goes by the draft as it stands now, not by what
        the browser has been shown so far."""
        self._latest = gesture.text
        if gesture.text != self._waved_off:
            await self._offer(gesture.text, gesture.caret)
        match gesture.key:
            case "ArrowDown" | "ArrowUp" if len(self._offers):
                self._offers.move(1 if gesture.key == "ArrowDown" else -1)
            case "ArrowUp" if not gesture.text:
                self._edit_last()
            case "Escape":
                self._escape(gesture.text)
            case "Enter" | "Tab" if len(self._offers):
                await self._take(self._offers.at, gesture.text, gesture.caret)
            case "Enter" if gesture.text.startswith("/") and self._editing is None:
                self._refuse(gesture.text)
            case "Enter":
                self._replace(gesture.text, "")
                await self.send(DraftSent(text=gesture.text))
            case _:
                pass

    def _refuse(self, text: str) -> None:
        """Say that no command fits. Posted as words, a command that one may not use would be heard by everyone."""
        words = f"You can use no command “{shorten(text, 60, placeholder='…')}” here, so nothing was posted."
        self._seat.notice(self._place(), f"{words} To post it as text, begin with a space.")

    def _escape(self, text: str) -> None:
        if self._offers.is_open:
            self._waved_off = text
            self._offers.hide()
        else:
            self.cancel()

    async def choose(self, index: int, text: str, caret: int) -> None:
        """A line of the list was clicked."""
        if self.form.filling is not None:
            self.form.choose(index)
        else:
            await self._take(index, text, caret)

    async def _take(self, index: int, text: str, caret: int) -> None:
        if not 0 <= index < len(self._offered):
            return
        offer = self._offered[index]
        self._offered = []
        self._offers.hide()
        if isinstance(offer, CommandOffer):
            self._replace(text, "")
            await self.form.begin(offer)
            return
        self._replace(text, *mentions.replaced(text, caret, offer))

    def _replace(self, was: str, text: str, caret: int | None = None) -> None:
        """Put another draft in the place of this one; what has been typed after it meanwhile stays."""
        self._script(f"troupe.replaceDraft({json.dumps(was)}, {json.dumps(text)}, {json.dumps(caret)})")

    def _edit_last(self) -> None:
        state = self._seat.state
        mine = [
            m
            for m in state.log(self._place()).messages
            if state.me and m.author.id == state.me.id and not m.webhook_id and m.type in (0, 19)
        ]
        if mine:
            self.edit(mine[-1])

    async def send(self, gesture: DraftSent) -> None:
        """Post the draft, or put it in the place of the message being edited."""
        text = as_sent(self._seat.state, gesture.text.strip())
        editing, reply_to, channel_id = self._editing, self._reply_to, self._place()
        self._editing = self._reply_to = None
        self._bar.show("")
        self._offers.hide()
        if editing is not None:
            self._script("troupe.endEditing()")
            unchanged = not text or text == editing.content
            self._settle(gesture, taken=unchanged or await self._seat.edit(editing, text))
            return
        files = self.uploads.take(self._files)
        self._files = []
        self._show_files()
        success = not (text or files) or await self._seat.send(channel_id, text, reply_to, files)
        self._settle(gesture, taken=success)
        if not success and self._place() == channel_id:
            self.add_files(tuple(self.uploads.keep(file) for file in files))
            if reply_to is not None:
                self.reply(reply_to, speaker(self._seat.state, reply_to)[0])

    def _settle(self, gesture: DraftSent, *, taken: bool) -> None:
        """Tell the browser what became of a message; one that was not taken comes back into the box."""
        self._script(f"troupe.settleDraft({json.dumps(gesture.id)}, {json.dumps(taken)})")

    async def hear(self, choices: ChoicesOffered) -> None:
        await self.form.hear(choices)
