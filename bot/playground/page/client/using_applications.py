"""A member's use of applications: commands, components, menus and forms."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from bot.playground.page.client.page_http import File, Json, PageInteraction, Wire, WireError, described
from bot.playground.page.state.page_events import Event, InteractionDone, InteractionSent, ModalClosed
from bot.playground.page.state.page_payloads import Modal, PageCommand, PageMessage
from bot.playground.page.state.page_state import PageState


def command_data(
    command: PageCommand, options: Sequence[Json], target_id: str | None = None, files: Sequence[File] = ()
) -> Json:
    """The `data` of a command interaction: slash with its options and files, or a menu with its target."""
    data: dict[str, object] = {
        "id": command.id,
        "name": command.name,
        "type": command.type,
        "version": command.version or "1",
        "options": list(options),
        "attachments": described(files),
    }
    if target_id is not None:
        data["target_id"] = target_id
    return data


class Sitting(Protocol):
    """The member's place that these are done from."""

    state: PageState
    wire: Wire

    def apply(self, event: Event) -> None: ...

    def notice(self, channel_id: str, text: str) -> None: ...

    def nonce(self) -> str: ...


class Using:
    """Uses what applications offer. Why one refused is said in the channel, to this member alone."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting

    async def command(
        self, channel_id: str, command: PageCommand, options: Sequence[Json], what: str, files: Sequence[File] = ()
    ) -> None:
        """Use a slash command; an option that takes a file names it by its place in `files`."""
        data = command_data(command, options, files=files)
        await self._interact(2, command.application_id, channel_id, data, what, files=files)

    async def component(
        self, message: PageMessage, custom_id: str, kind: int, values: Sequence[str], what: str
    ) -> None:
        data: dict[str, object] = {"component_type": kind, "custom_id": custom_id}
        if kind != 2:
            data["values"] = list(values)
        application = message.application_id or message.author.id
        await self._interact(3, application, message.channel_id, data, what, message)

    async def ask_choices(
        self, nonce: str, channel_id: str, command: PageCommand, options: Sequence[Json]
    ) -> None:
        """Ask the application to complete an option; its choices come as an event carrying the nonce."""
        data = command_data(command, options)
        with suppress(WireError):
            await self._sitting.wire.interact(
                self._interaction(4, command.application_id, channel_id, data, nonce)
            )

    async def menu(self, channel_id: str, command_id: str, target_id: str) -> None:
        """Use a message's or a member's menu command; one that is gone is passed over."""
        for command in self._sitting.state.commands.application_commands if self._sitting.state.commands else ():
            if command.id == command_id:
                data = command_data(command, (), target_id)
                await self._interact(2, command.application_id, channel_id, data, command.name)

    async def submit(
        self, modal: Modal, channel_id: str, components: Sequence[Json], files: Sequence[File]
    ) -> str | None:
        """Hand in a form; why it was refused, or None, and then it is closed."""
        data: dict[str, object] = {"custom_id": modal.custom_id, "components": list(components)}
        if modal.id:
            data["id"] = modal.id
        application_id = modal.application.id if modal.application else ""
        nonce, place = self._sitting.nonce(), modal.channel_id or channel_id
        self._sitting.apply(InteractionSent(nonce, place, modal.title or "The form"))
        try:
            await self._sitting.wire.interact(self._interaction(5, application_id, place, data, nonce), files)
        except WireError as error:
            self._sitting.apply(InteractionDone(nonce=nonce))
            return str(error)
        if self._sitting.state.modal is modal:  # what answers the form may have opened another one already
            self._sitting.apply(ModalClosed())
        return None

    async def _interact(
        self,
        kind: int,
        application_id: str,
        channel_id: str,
        data: Json,
        what: str,
        message: PageMessage | None = None,
        files: Sequence[File] = (),
    ) -> None:
        nonce = self._sitting.nonce()
        self._sitting.apply(InteractionSent(nonce, channel_id, what))
        interaction = self._interaction(kind, application_id, channel_id, data, nonce, message)
        try:
            await self._sitting.wire.interact(interaction, files)
        except WireError as error:
            self._sitting.notice(channel_id, str(error))
            self._sitting.apply(InteractionDone(nonce=nonce))

    def _interaction(
        self,
        kind: int,
        application_id: str,
        channel_id: str,
        data: Json,
        nonce: str,
        on: PageMessage | None = None,
    ) -> PageInteraction:
        return PageInteraction(
            type=kind,
            application_id=application_id,
            guild_id=self._sitting.state.guild.id if self._sitting.state.guild else "",
            channel_id=channel_id,
            session_id=self._sitting.state.session_id,
            nonce=nonce,
            data=data,
            message_id=on.id if on else None,
            message_flags=on.flags if on else 0,
        )
