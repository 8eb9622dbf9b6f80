"""One browser tab: the panels put together, told of every change, and handing on what the person does."""

import json
from collections.abc import Awaitable, Callable
from datetime import tzinfo
from typing import TypeVar

from nicegui import Client, events, ui
from pydantic import ValidationError

from bot.playground.page.client.page_client import Seat
from bot.playground.page.client.page_uploads import Uploads
from bot.playground.page.composing.composer import Composer
from bot.playground.page.elements.html_panel import HtmlPanel
from bot.playground.page.model_choice.model_dialog import ModelDialog
from bot.playground.page.model_choice.model_gestures import EndpointTyped, ModelTyped
from bot.playground.page.rendering.gestures import (
    Clicked,
    DraftKey,
    DraftSent,
    DraftTyped,
    FieldFiled,
    FieldKey,
    FieldTyped,
    FilesAdded,
    Gesture,
    ModalSent,
)
from bot.playground.page.rendering.html_render import panel
from bot.playground.page.rendering.log_rows import lens_on, rows
from bot.playground.page.state.page_events import ChannelShown, Link
from bot.playground.page.state.page_payloads import PageMessage
from bot.playground.page.state.page_state import PageState
from bot.playground.page.views.clicks import Clicks
from bot.playground.page.views.finder import Finder
from bot.playground.page.views.message_log import LogView
from bot.playground.page.views.own_name import OwnName
from bot.playground.page.views.popover import Popover
from bot.playground.page.views.side_panels import (
    OtherSeat,
    channel_groups,
    header_html,
    people_html,
    sidebar_html,
    typing_words,
)
from bot.playground.page.views.silence_strip import silence_html
from bot.playground.page.views.thread_form import ThreadForm

AnyGesture = TypeVar("AnyGesture", bound=Gesture)


class BrowserTab:
    """A tab at a seat. Build it inside a NiceGUI page function. `note` says who plays until the bot tells it;
    whoever sits here and `runs` the place may choose the model."""

    def __init__(
        self,
        seat: Seat,
        uploads: Uploads,
        client: Client,
        note: str,
        other: OtherSeat | None,
        channel_id: str = "",
        zone: tzinfo | None = None,
        *,
        asks_name: bool = False,
        runs: bool = False,
    ) -> None:
        self.seat = seat
        self.here = ""
        self._begin_in = channel_id
        self._client = client
        self._other = other
        self._zone = zone
        self._last: PageState | None = None
        self._note = note
        self._runs = runs
        self._build(uploads, asks_name=asks_name)
        self._listen()
        client.on_delete(seat.watch(self.show))  # pyright: ignore[reportUnknownMemberType]
        client.on_delete(self.model_dialog.left)  # pyright: ignore[reportUnknownMemberType]
        self.show(seat.state)

    def _build(self, uploads: Uploads, *, asks_name: bool) -> None:
        with ui.element("div").classes("page"):
            self._top = HtmlPanel("div", "top", role="note")
            self._banner = HtmlPanel("div", "banner", role="status")
            HtmlPanel("div", "offline", role="status").show(panel("offline.html"))
            self._side = HtmlPanel("aside", "side")
            with ui.element("main").classes("main"):
                self._header = HtmlPanel("header", "header")
                self._silence = HtmlPanel("div", "silence", role="status")
                with ui.element("div").classes("scroll"):
                    self._start = HtmlPanel("div", "start")
                    with ui.element("div").classes("log") as self._log_element:
                        self._log_element.props.update(
                            {"role": "log", "aria-live": "polite", "aria-label": "Messages", "tabindex": "0"}
                        )
                self._log = LogView(self._log_element)
                HtmlPanel("div", "newest-place").show(panel("newest.html"))
                self.own_name = OwnName(self.seat, asks=asks_name)
                self._typing = HtmlPanel("div", "typing", role="status")
                self.composer = Composer(self.seat, uploads, lambda: self.here, self.script)
            self._people = HtmlPanel("aside", "people", aria_label="People")
            HtmlPanel("div", "palette-place").show(panel("palette.html"))
            self.finder = Finder(self.seat)
            self.modal = HtmlPanel("div", "veil")
            self.popover = Popover(self.seat)
            self.thread_form = ThreadForm(self.seat)
            self.model_dialog = ModelDialog(self.seat, HtmlPanel("div", "veil"), self.script)
            HtmlPanel("div", "toast", role="status")
            HtmlPanel("div", "shade", data_act="close-drawers")

    def _listen(self) -> None:
        clicks = Clicks(self)
        self._on("clicked", Clicked, clicks.clicked)
        self._on("modal-sent", ModalSent, clicks.modal_sent)
        self._on("draft-typed", DraftTyped, self.composer.typed)
        self._on("draft-key", DraftKey, self.composer.key)
        self._on("draft-sent", DraftSent, self.composer.send)
        self._on("field-typed", FieldTyped, self.composer.form.typed)
        self._on("field-filed", FieldFiled, self.composer.form.filed)
        self._on("field-key", FieldKey, self.composer.form.key)
        self._on("model-asked", EndpointTyped, self.model_dialog.asked)
        self._on("model-tried", ModelTyped, self.model_dialog.tried)
        self._on("files-added", FilesAdded, self._files_added)

    def _on(self, name: str, kind: type[AnyGesture], handle: Callable[[AnyGesture], Awaitable[None]]) -> None:
        async def heard(arguments: events.GenericEventArguments) -> None:
            try:
                gesture = kind.model_validate(arguments.args)
            except ValidationError:
                return  # not from our page's script
            await handle(gesture)

        ui.on(name, heard)

    async def _files_added(self, gesture: FilesAdded) -> None:
        self.composer.add_files(gesture.ids)

    def script(self, code: str) -> None:
        """Run JavaScript in this tab."""
        if not self._client.is_deleted:
            self._client.run_javascript(code)

    def message(self, message_id: str) -> PageMessage | None:
        return self.seat.state.message(self.here, message_id)

    async def open(self, channel_id: str) -> None:
        """Go to a channel."""
        if channel_id not in self.seat.state.channels:
            return
        self._place(channel_id)
        await self.seat.open(channel_id)
        self.script("troupe.opened()")

    def _place(self, channel_id: str) -> None:
        self.here = channel_id
        self._last = None
        channel = self.seat.state.channels.get(channel_id)
        name = channel.name or "" if channel else ""
        self.composer.opened(name if channel and channel.is_thread else f"#{name}")
        self.show(self.seat.state)

    def show(self, state: PageState) -> None:
        """Make the tab show this state; parts whose sources are the same objects as before are left alone."""
        if self.here not in state.channels:
            groups = channel_groups(state, "")
            if groups:
                first = self._begin_in if self._begin_in in state.channels else groups[0].channels[0].id
                self._place(first)
                self.seat.errand(self.open(first))
                return
        if state.unread.get(self.here):
            self.seat.apply(ChannelShown(self.here))  # which shows the state that follows
            return
        last, self._last = self._last, state
        self._show_banner(state)
        self._top.show(panel("top.html", note=self._note, playing=state.playing, runs=self._runs))
        pictures = self.seat.wire.origin
        self._side.show(sidebar_html(state, self.here, self.seat.label, self._other, pictures))
        self._header.show(header_html(state, self.here))
        self.own_name.show(state)
        self._silence.show(silence_html(state, self.here))
        self._typing.show(panel("typing.html", words=typing_words(state, self.here)))
        talk = last is None or last.log(self.here) is not state.log(self.here) or last.members is not state.members
        if talk or last is None or last.channels is not state.channels:  # rows name channels, and show threads
            self._show_log(state, pictures)
        if talk or last is None or last.people is not state.people:
            self._people.show(people_html(state, self.here, pictures))
        if last is None or last.choices is not state.choices:
            self._hear_choices(state)
        if last is not None and last.pending and not state.pending:
            self.script("troupe.idle()")
        if last is None or last.modal is not state.modal:
            self._show_modal(state, pictures)

    def _show_log(self, state: PageState, pictures: str) -> None:
        lens = lens_on(state, self.seat.clock.now(), pictures, self._zone)
        log = state.log(self.here)
        channel = state.channels.get(self.here)
        self._start.show(panel("start.html", log=log, name=channel.name if channel else "", thread=False))
        self._log.show(self.here, rows(state, self.here, lens), lens)

    def _show_banner(self, state: PageState) -> None:
        match state.link:
            case Link.READY:
                words = ""
            case Link.CONNECTING:
                words = "Connecting to the local Discord…"
            case Link.RECONNECTING:
                words = "Connection lost. Reconnecting…"
            case Link.REFUSED:
                words = state.link_reason
        self._banner.show(panel("banner.html", words=words))

    def _hear_choices(self, state: PageState) -> None:
        if state.choices is not None:
            self.seat.errand(self.composer.hear(state.choices))

    def _show_modal(self, state: PageState, pictures: str) -> None:
        if state.modal is None:
            self.modal.show("")
            return
        lens = lens_on(state, self.seat.clock.now(), pictures, self._zone)
        self.modal.show(panel("modal.html", modal=state.modal, lens=lens))
        self.script("troupe.focusModal()")

    def jump(self, message_id: str) -> None:
        self.script(f"troupe.flash({json.dumps(message_id)})")
