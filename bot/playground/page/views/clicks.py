"""The meaning of each click: every `data-act` of the templates, in one place."""

import json
from typing import Protocol

from bot.playground.page.client.page_client import Seat
from bot.playground.page.composing.composer import Composer
from bot.playground.page.model_choice.model_dialog import ModelDialog
from bot.playground.page.rendering.command_filling import KnownValues, begin, interaction_options
from bot.playground.page.rendering.filled_forms import filled
from bot.playground.page.rendering.gestures import Clicked, ModalSent
from bot.playground.page.rendering.log_rows import speaker
from bot.playground.page.state.page_payloads import PageMessage
from bot.playground.page.views.context_menus import WITH_THREADS
from bot.playground.page.views.finder import Finder
from bot.playground.page.views.own_name import OwnName
from bot.playground.page.views.popover import Popover
from bot.playground.page.views.silence_strip import resume_offer
from bot.playground.page.views.thread_form import ThreadForm

FURTHEST_JUMP = 10
"""Pages of history read at most, at one press, to reach a message."""
FURTHER_BACK = "That message is further back. Press again to go on."


class ClickPlace(Protocol):
    """The place of a click: the tab it happened in."""

    seat: Seat
    here: str
    composer: Composer
    finder: Finder
    own_name: OwnName
    popover: Popover
    thread_form: ThreadForm
    model_dialog: ModelDialog

    def script(self, code: str) -> None: ...

    async def open(self, channel_id: str) -> None: ...

    def message(self, message_id: str) -> PageMessage | None: ...

    def jump(self, message_id: str) -> None: ...


class Clicks:
    """Carries out the clicks of one tab."""

    def __init__(self, place: ClickPlace) -> None:
        self._place = place

    async def clicked(self, click: Clicked) -> None:
        place, seat = self._place, self._place.seat
        if await place.model_dialog.clicked(click.act):
            return
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
                place.popover.close()
                place.composer.address(click.value)
            case "card":
                await seat.read_commands()
                place.popover.show_card(click.id, click.value, place.here)
            case "close-menu":
                place.popover.close()
            case "user-menu":
                place.popover.close()
                await seat.using.menu(place.here, click.value, click.id)
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
            case "resume":
                await self._resume()
            case "close-modal":
                seat.close_modal()
            case _:
                await self._on_part(click)

    async def _on_part(self, click: Clicked) -> None:
        place = self._place
        if click.act == "own-name":
            place.script("troupe.focusModal()")
        if await place.finder.clicked(click, place.here) or await place.own_name.clicked(click, place.here):
            return
        await self._on_thread(click)

    async def _resume(self) -> None:
        """Have everyone in the channel listen again, by the command that does it."""
        seat = self._place.seat
        if (offer := resume_offer(seat.state)) is not None:
            options = interaction_options(begin(offer), KnownValues())
            await seat.using.command(self._place.here, offer.command, options, f"/{offer.title}")

    async def _on_thread(self, click: Clicked) -> None:
        place, seat = self._place, self._place.seat
        match click.act:
            case "threads":
                place.popover.show_threads(place.here, await seat.archived_threads(place.here))
            case "thread-from":
                await self._thread_from(place.message(click.id))
            case "close-thread-form":
                place.thread_form.close()
            case "start-thread":
                if (thread := await place.thread_form.start(place.here, click.text)) is not None:
                    await place.open(thread.id)
            case "open-thread":
                place.popover.close()
                await place.open(click.id)
            case "archive":
                await seat.archive(place.here, archived=click.on)
            case _:
                await self._on_message(click)

    async def _thread_from(self, message: PageMessage | None) -> None:
        """Go to a message's thread, or ask for the name of a new one where there can be threads."""
        place = self._place
        place.popover.close()
        here = place.seat.state.channels.get(place.here)
        if message is not None and message.thread is not None:
            await place.open(message.thread.id)
        elif here is not None and here.type in WITH_THREADS:
            place.thread_form.show(message)
            place.script("troupe.focusModal()")

    async def _on_message(self, click: Clicked) -> None:
        place, seat = self._place, self._place.seat
        message = place.message(click.id)
        if message is None:
            return
        match click.act:
            case "reply":
                place.popover.close()
                place.composer.reply(message, speaker(seat.state, message)[0])
            case "edit":
                place.popover.close()
                place.composer.edit(message)
            case "delete":
                place.popover.close()
                await seat.delete(message)
            case "pin":
                place.popover.close()
                await seat.pin(message, pinned=click.on)
            case "react":
                await seat.react(message, click.value, add=not click.on)
            case "who-reacted":
                place.popover.show_reactors(message, await seat.reactors(message))
            case "reactors":
                names = [[seat.state.name_of(u) for u in users] for users in await seat.reactors(message)]
                place.script(f"troupe.reactors({json.dumps(message.id)}, {json.dumps(names)})")
            case "press":
                await seat.using.component(message, click.part, 2, (), "The button")
            case "choose":
                await seat.using.component(message, click.part, click.type, click.values, "The choice")
            case "menu-for":
                await seat.read_commands()
                place.popover.show_menu(message)
            case "menu":
                place.popover.close()
                await seat.using.menu(place.here, click.value, message.id)
            case _:
                pass

    async def _jump(self, click: Clicked) -> None:
        place = self._place
        if click.channel and click.channel != place.here:
            await place.open(click.channel)
        for _ in range(FURTHEST_JUMP):
            if place.message(click.id) is not None or not await place.seat.older(place.here):
                break
        if place.message(click.id) is None:
            place.script(f"troupe.toast({json.dumps(FURTHER_BACK)})")
        place.jump(click.id)

    async def modal_sent(self, sent: ModalSent) -> None:
        """Hand in the form; where it is refused it stays open, with the reason."""
        place = self._place
        modal = place.seat.state.modal
        if modal is None:
            return
        form = filled(modal, sent)
        files = place.composer.uploads.listed_files(form.files)
        fault = await place.seat.using.submit(modal, place.here, form.components, files)
        if fault is None:
            place.composer.uploads.take(form.files)
        else:
            place.script(f"troupe.refused({json.dumps(fault)})")
