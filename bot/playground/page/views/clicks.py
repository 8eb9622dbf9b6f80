"""What each click means: every `data-act` of the templates, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.playground.page.gestures import Clicked, ModalSent
from bot.playground.page.payloads import Message
from bot.playground.page.render import panel
from bot.playground.page.rows import speaker
from bot.playground.page.seat import Seat
from bot.playground.page.views.composer import Composer
from bot.playground.page.views.panel import Panel

if TYPE_CHECKING:
    from bot.playground.page.payloads import Command, Modal

FURTHEST_JUMP = 10
"""Pages of history read at most to reach a message that was answered."""


class Place(Protocol):
    """What a click may act on: the tab it happened in."""

    seat: Seat
    here: str
    composer: Composer
    menu: Panel

    async def open(self, channel_id: str) -> None: ...

    def message(self, message_id: str) -> Message | None: ...

    def jump(self, message_id: str) -> None: ...


class Clicks:
    """Carries out the clicks of one tab."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def clicked(self, click: Clicked) -> None:
        place, seat = self._place, self._place.seat
        match click.act:
            case "open":
                await place.open(click.channel)
            case "older":
                await seat.older(place.here)
            case "typing":
                await seat.typing(place.here)
            case "jump":
                await self._jump(click)
            case "dismiss":
                seat.dismiss(place.here, click.id)
            case "address":
                place.composer.address(click.value)
            case "cancel":
                place.composer.cancel()
            case "offer":
                await place.composer.choose(int(click.value or 0), click.text, click.caret)
            case "add-field":
                place.composer.form.add_field(click.value)
            case "drop-file":
                place.composer.drop_file(click.value)
            case "too-large":
                seat.notice(place.here, "That file is larger than the 10 MiB Discord takes.")
            case "close-modal":
                seat.close_modal()
                place.menu.show("")
            case _:
                await self._on_message(click)

    async def _on_message(self, click: Clicked) -> None:
        place, seat = self._place, self._place.seat
        message = place.message(click.id)
        if message is None:
            return
        match click.act:
            case "reply":
                place.composer.reply(message, speaker(seat.state, message)[0])
            case "edit":
                place.composer.edit(message)
            case "delete":
                await seat.delete(message)
            case "react":
                await seat.react(message, click.value, add=not click.on)
            case "press":
                await seat.use_component(message, click.part, 2, (), "The button")
            case "choose":
                await seat.use_component(message, click.part, click.type, click.values, "The choice")
            case "menu-for":
                commands = self._menu_commands()
                place.menu.show(panel("menu.html", commands=commands, message_id=message.id))
            case "menu":
                await self._use_menu(click, message)
            case _:
                pass

    def _menu_commands(self) -> list[Command]:
        index = self._place.seat.state.commands
        return [c for c in index.application_commands if c.type == 3] if index else []

    async def _use_menu(self, click: Clicked, message: Message) -> None:
        self._place.menu.show("")
        for command in self._menu_commands():
            if command.id == click.value:
                await self._place.seat.use_command(self._place.here, command, (), command.name, message)

    async def _jump(self, click: Clicked) -> None:
        place = self._place
        if click.channel and click.channel != place.here:
            await place.open(click.channel)
        for _ in range(FURTHEST_JUMP):
            if place.message(click.id) is not None or not await place.seat.older(place.here):
                break
        place.jump(click.id)

    async def modal_sent(self, sent: ModalSent) -> None:
        modal = self._place.seat.state.modal
        if modal is not None:
            components = modal_values(modal, sent)
            await self._place.seat.submit_modal(modal, self._place.here, components)


def modal_values(modal: Modal, sent: ModalSent) -> list[dict[str, object]]:
    """What was filled in, in the shape of the form: labels (18) and rows (1) around their inputs."""
    filled = {i.custom_id: i for i in sent.inputs}

    def value(custom_id: str | None) -> dict[str, object] | None:
        entry = filled.get(custom_id or "")
        if entry is None:
            return None
        made: dict[str, object] = {"type": entry.type, "custom_id": entry.custom_id}
        if entry.type == 4:
            made["value"] = entry.values[0] if entry.values else ""
        else:
            made["values"] = list(entry.values)
        return made

    shaped: list[dict[str, object]] = []
    for part in modal.components:
        if part.type == 18 and part.component is not None:
            if (inner := value(part.component.custom_id)) is not None:
                shaped.append({"type": 18, "component": inner})
        elif part.type == 1:
            inside = [v for child in part.components if (v := value(child.custom_id)) is not None]
            shaped.append({"type": 1, "components": inside})
    return shaped
