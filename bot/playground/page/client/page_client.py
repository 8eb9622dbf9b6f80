"""One member's place at the playground: their connection, what they know, and everything they can do."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress

from bot.playground.page.client.model_wire import ModelWire
from bot.playground.page.client.page_gateway import PageGateway
from bot.playground.page.client.page_http import PAGE_OF_MESSAGES, File, Wire, WireError
from bot.playground.page.client.using_applications import Using
from bot.playground.page.state.page_events import (
    ChannelSeen,
    CommandsRead,
    Event,
    GuildSeen,
    HistoryRead,
    MessageSeen,
    ModalClosed,
    ModelSeen,
    NoticeDismissed,
    NoticeGiven,
    PeopleRead,
    TypingLapsed,
    TypingStarted,
)
from bot.playground.page.state.page_payloads import PageChannel, PageMessage, PageUser
from bot.playground.page.state.page_state import PageState
from bot.playground.page.state.page_stepping import step
from troupe.core.clock import Clock
from troupe.core.ids import Ids

logger = logging.getLogger(__name__)

TYPING_LASTS = 9.0
"""Seconds a typing indicator stays without being renewed; Discord's own is about ten."""

Listener = Callable[[PageState], None]


class Seat:
    """A member at the playground. `label` says in the page whose seat it is ("member", "admin")."""

    def __init__(self, api: str, token: str, label: str, clock: Clock, ids: Ids) -> None:
        self.label = label
        self.state = PageState()
        self.wire = Wire(api, token)
        self.clock = clock
        self._ids = ids
        self.using = Using(self)
        self._gateway = PageGateway(self.wire, token, clock, self._hear)
        self._listeners: list[Listener] = []
        self._lapsing: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self._errands: set[asyncio.Task[None]] = set()
        self._askings = 0
        self._asked_for: dict[str, int] = {}
        """By channel, the latest asking for its people."""

    async def run(self) -> None:
        """Be connected until cancelled."""
        async with self.wire:
            try:
                await self._gateway.run()
            finally:
                for handle in self._lapsing.values():
                    handle.cancel()
                for errand in tuple(self._errands):
                    errand.cancel()
                await asyncio.gather(*self._errands, return_exceptions=True)

    def watch(self, listener: Listener) -> Callable[[], None]:
        """Be told the state after each event; call what is returned to stop."""
        self._listeners.append(listener)

        def stop() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    def apply(self, event: Event) -> None:
        """Take what happened, and show it in every tab. A tab that cannot show it must not end the connection that
        all of them share: what went wrong there is logged."""
        self.state = step(self.state, event)
        for listener in tuple(self._listeners):
            try:
                listener(self.state)
            except Exception:  # the edge of a tab
                logger.exception("a tab could not show %s", type(event).__name__)

    async def _hear(self, event: Event) -> None:
        self.apply(event)
        match event:
            case GuildSeen():
                self.errand(self._settle_in())
            case TypingStarted(channel_id=channel_id, user_id=user_id):
                self._expect_lapse(channel_id, user_id)
                if self.state.is_app(user_id):
                    self.errand(self.read_people(channel_id))  # for whom of them it types
            case MessageSeen(message=message) if message.author.bot and self.state.log(message.channel_id).loaded:
                self.errand(self.read_people(message.channel_id))  # what an application says may tell of a change
            case _:
                pass

    def _expect_lapse(self, channel_id: str, user_id: str) -> None:
        key = (channel_id, user_id)
        if earlier := self._lapsing.pop(key, None):
            earlier.cancel()
        loop = asyncio.get_running_loop()
        self._lapsing[key] = loop.call_later(TYPING_LASTS, lambda: self.apply(TypingLapsed(channel_id, user_id)))

    def errand(self, work: Coroutine[None, None, None]) -> None:
        """Do something beside; it ends with the seat."""
        task = asyncio.create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errand_done)

    def _errand_done(self, task: asyncio.Task[None]) -> None:
        self._errands.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("an errand of the page failed", exc_info=error)

    async def _settle_in(self) -> None:
        """After connecting anew: threads, commands, and again the newest page of every channel that was read."""
        guild = self.state.guild
        if guild is None:
            return
        try:
            for thread in await self.wire.active_threads(guild.id):
                self.apply(ChannelSeen(thread))
            for channel_id in [i for i, log in self.state.logs.items() if log.loaded]:
                await self._read(channel_id)
                await self.read_people(channel_id)
        except WireError as error:
            logger.info("after connecting: %s", error)
        await self.read_model()
        await self.read_commands()

    async def read_model(self) -> None:
        """Learn who plays; a bot that is still starting tells it by itself."""
        try:
            self.apply(ModelSeen(await ModelWire(self.wire).playing()))
        except WireError as error:
            logger.info("the model: %s", error)

    async def read_commands(self) -> None:
        """Learn anew what may be called; the bot may have changed it since."""
        if self.state.guild is None:
            return
        try:
            index = await self.wire.commands(self.state.guild.id)
        except WireError as error:
            logger.info("commands: %s", error)
            return
        if index != self.state.commands:
            self.apply(CommandsRead(index))

    async def read_people(self, channel_id: str) -> None:
        """Learn anew who lives in a channel, who of them is about to answer, and whether all are silent. Of
        several askings at once the latest counts: an earlier one may be answered after it, with what was."""
        self._askings += 1
        asking = self._asked_for[channel_id] = self._askings
        try:
            people, silence = await asyncio.gather(self.wire.people(channel_id), self.wire.silence(channel_id))
        except WireError as error:
            logger.info("people of %s: %s", channel_id, error)
            return
        if self._asked_for[channel_id] != asking:
            return
        if people != self.state.people_in(channel_id) or silence != self.state.silence.get(channel_id, ""):
            self.apply(PeopleRead(channel_id, people, silence))
            if silence:
                await self.read_commands()  # for the way out

    async def open(self, channel_id: str) -> None:
        """Read the newest messages of a channel, once, and who lives there."""
        self.errand(self.read_people(channel_id))
        if not self.state.log(channel_id).loaded:
            await self._told(channel_id, self._read(channel_id))

    async def older(self, channel_id: str) -> bool:
        """Read one page further back; False when there is nothing more."""
        log = self.state.log(channel_id)
        if log.reaches_start or not log.messages:
            return False
        return await self._told(channel_id, self._read(channel_id, log.messages[0].id))

    async def _read(self, channel_id: str, before: str | None = None) -> None:
        messages = await self.wire.history(channel_id, before)
        self.apply(HistoryRead(channel_id, messages, len(messages) < PAGE_OF_MESSAGES, before))

    async def send(self, channel_id: str, text: str, reply_to: PageMessage | None, files: Sequence[File]) -> bool:
        """Post a message; False where it was not taken."""
        target = reply_to.id if reply_to else None
        return await self._told(
            channel_id, self.wire.send(channel_id, text, nonce=self.nonce(), reply_to=target, files=files)
        )

    async def edit(self, message: PageMessage, text: str) -> bool:
        """Put a text in the place of a message's; False where it was not taken."""
        return await self._told(message.channel_id, self.wire.edit(message, text))

    async def delete(self, message: PageMessage) -> None:
        await self._told(message.channel_id, self.wire.delete(message))

    async def react(self, message: PageMessage, emoji_key: str, *, add: bool) -> None:
        await self._told(message.channel_id, self.wire.react(message, emoji_key, add=add))

    async def pin(self, message: PageMessage, *, pinned: bool) -> None:
        await self._told(message.channel_id, self.wire.pin(message, pinned=pinned))

    async def rename(self, channel_id: str, name: str) -> None:
        """Go by another name; where that is refused, the channel is told."""
        if self.state.guild is not None:
            await self._told(channel_id, self.wire.rename(self.state.guild.id, name))

    async def reactors(self, message: PageMessage) -> list[tuple[PageUser, ...]]:
        """The users who reacted to a message: for each of its reactions, in order, as far as can be told."""
        try:
            return [await self.wire.reactors(message, reaction.emoji.key) for reaction in message.reactions]
        except WireError as error:
            logger.info("reactions of %s: %s", message.id, error)
            return []

    async def start_thread(self, channel_id: str, message: PageMessage | None, name: str) -> PageChannel | None:
        """Start a thread and learn of it at once; None where that was refused."""
        try:
            thread = await self.wire.start_thread(channel_id, message.id if message else None, name)
        except WireError as error:
            self.notice(channel_id, str(error))
            return None
        self.apply(ChannelSeen(thread))
        return thread

    async def archived_threads(self, channel_id: str) -> tuple[PageChannel, ...]:
        """The threads of a channel that were put away; they are known from now on."""
        try:
            threads = await self.wire.archived_threads(channel_id)
        except WireError as error:
            logger.info("archived threads of %s: %s", channel_id, error)
            return ()
        for thread in threads:
            self.apply(ChannelSeen(thread))
        return threads

    async def archive(self, thread_id: str, *, archived: bool) -> None:
        await self._told(thread_id, self.wire.archive(thread_id, archived=archived))

    async def typing(self, channel_id: str) -> None:
        with suppress(WireError):
            await self.wire.typing(channel_id)

    def notice(self, channel_id: str, text: str) -> None:
        """Say something to this member alone."""
        self.apply(NoticeGiven(self._ids(), channel_id, text, self.clock.now()))

    def close_modal(self) -> None:
        if self.state.modal is not None:
            self.apply(ModalClosed())

    def dismiss(self, channel_id: str, message_id: str) -> None:
        self.apply(NoticeDismissed(message_id, channel_id))

    def nonce(self) -> str:
        """A fresh mark by which an answer is known to belong to what was sent."""
        return self._ids().replace("-", "")[:25]

    async def _told(self, channel_id: str, work: Awaitable[None]) -> bool:
        """Do it; if it fails, say why in the channel, to this member alone. True when it was done."""
        try:
            await work
        except WireError as error:
            self.notice(channel_id, str(error))
            return False
        return True
