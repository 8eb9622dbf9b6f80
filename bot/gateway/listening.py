"""The effect of each of Discord's events on a world: posted, revised, erased, typing, our own echo."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

import discord
from cachetools import LRUCache, TTLCache

from bot.delivery.channel_history import Found
from bot.delivery.delivery_reconciliation import Doubts
from bot.gateway.intake import read_message, text_of
from bot.gateway.proxied_messages import HOLD, Originals
from bot.gateway.typists import Typists
from troupe.core.clock import Clock
from troupe.engine.turn_cycle import TurnCycle
from troupe.ports import Posted, Stores
from troupe.worlds.transcript import HumanMessage
from troupe.worlds.world import World, WorldKey

KEPT = timedelta(seconds=10)
"""How long a server's proxies are known before they are read again: not with every message."""
GUILDS_REMEMBERED = 4096
WORLDS_REMEMBERED = 4096
"""Beyond so many, the one not spoken in for longest is asked for anew."""


@dataclass(frozen=True, slots=True)
class EventSpot:
    """The spot where something happened: the world's channel, and the channel or thread itself."""

    guild_id: int
    channel_id: int
    place: int

    @property
    def tenant(self) -> str:
        return f"guild:{self.guild_id}"

    @property
    def in_thread(self) -> bool:
        return self.place != self.channel_id


class Listening:
    """Carries events into the stores. Each method is a job of the channel's queue."""

    def __init__(
        self,
        stores_of: Callable[[str], Stores],
        engine: TurnCycle,
        doubts: Doubts,
        clock: Clock,
        *,
        bot_id: Callable[[], int],
        proxies: Collection[str],
        poke: Callable[[WorldKey], None],
        unheard: Callable[[discord.Message], Awaitable[None]],
    ) -> None:
        self._stores_of = stores_of
        self._engine = engine
        self._doubts = doubts
        self._clock = clock
        self._bot_id = bot_id
        self._proxies = frozenset(proxies)
        self._originals = Originals()
        self._guild_proxies: TTLCache[int, frozenset[str]] = TTLCache(
            GUILDS_REMEMBERED, KEPT.total_seconds(), clock.monotonic
        )
        self._poke = poke
        self._unheard = unheard
        self._typists = Typists(clock)
        self._worlds: LRUCache[int, World] = LRUCache(WORLDS_REMEMBERED)
        """The world of each channel or thread where something was said: asked for once, not with every message."""

    async def world_at(self, spot: EventSpot) -> World | None:
        """The world of the thread, if it has one of its own; otherwise that of the channel."""
        worlds = self._stores_of(spot.tenant).worlds
        own = await worlds.at_channel(str(spot.place)) if spot.in_thread else None
        return own or await worlds.at_channel(str(spot.channel_id))

    async def _ever_at(self, spot: EventSpot) -> list[World]:
        """Every world that hears or heard what is said there."""
        worlds = self._stores_of(spot.tenant).worlds
        own = await worlds.ever_at_channel(str(spot.place)) if spot.in_thread else ()
        return [*own, *await worlds.ever_at_channel(str(spot.channel_id))]

    async def said(self, spot: EventSpot, message: discord.Message) -> None:
        """A message was posted, or is found in the history: known ones change nothing."""
        post = _found(message)
        if self._doubts.ours(post):
            settled = await self._doubts.echo(self._stores_of(spot.tenant), str(spot.place), post)
            if settled is not None:
                self._poke(settled)
            return
        memory = self._worlds.get(spot.place)
        world = memory or await self.world_at(spot)
        if world is None or await self._is_backstage(spot):
            return
        human = await self._read(spot, world, message)
        if human is None:
            return
        posted = await self._hear(spot, world, human)
        if posted.event is None and memory is not None:
            newer = await self.world_at(spot)
            if newer is not None:
                posted = await self._hear(spot, newer, human)
        if not posted.invited:
            await self._unheard(message)

    async def _is_backstage(self, spot: EventSpot) -> bool:
        """The question whether a study is watched from this thread. A thread is part of its channel's world, so a
        world that is opened above a backstage would hear what those who watch say about it."""
        if not spot.in_thread:
            return False
        place = str(spot.place)
        session = await self._stores_of(spot.tenant).sessions.at_channel(place)
        return session is not None and session.places.backstage == place

    async def _hear(self, spot: EventSpot, world: World, human: HumanMessage) -> Posted:
        """The message put to the world. One that it did not take is known already, or the world is closed: perhaps
        there is a new one."""
        self._worlds[spot.place] = world
        await self._stopped_typing(world, human.author.id)
        posted = await self._engine.hear(spot.tenant, world.id, human)
        if posted.event is None:
            self._worlds.pop(spot.place, None)
        return posted

    async def _read(self, spot: EventSpot, world: World, message: discord.Message) -> HumanMessage | None:
        """The human's message. Where proxies speak for members, theirs take the place of what these wrote."""
        proxies = await self._proxies_of(spot)
        human = read_message(
            message, spot.channel_id, self._bot_id(), proxies, await self._pseudonyms(spot, world, message)
        )
        if human is None or not proxies:
            return human
        if message.webhook_id is not None:
            return self._originals.behind(human)
        self._originals.keep(human)
        age = (self._clock.now() - human.at).total_seconds()
        return human.model_copy(update={"hold": min(HOLD, max(0.0, HOLD - age))})

    async def _pseudonyms(self, spot: EventSpot, world: World, message: discord.Message) -> Mapping[int, str]:
        """The names of guests of a session who are mentioned, by which alone its people know them."""
        if not world.by_invitation or not message.mentions:
            return {}
        stores = self._stores_of(spot.tenant)
        session = await stores.sessions.at_channel(str(spot.channel_id))
        guests = () if session is None else await stores.guests.of(session.id)
        return {int(guest.user_id): guest.name for guest in guests if guest.user_id is not None}

    async def _proxies_of(self, spot: EventSpot) -> frozenset[str]:
        """Those of the whole process, and of this server; the latter may be a few seconds old."""
        proxies = self._guild_proxies.get(spot.guild_id)
        if proxies is None:
            proxies = frozenset((await self._stores_of(spot.tenant).guilds.get()).proxies)
            self._guild_proxies[spot.guild_id] = proxies
        return self._proxies | proxies

    async def edited(self, spot: EventSpot, message: discord.Message) -> None:
        """A human changed their words."""
        world = await self.world_at(spot)
        if world is None:
            return
        if read_message(message, spot.channel_id, self._bot_id(), await self._proxies_of(spot)) is None:
            return
        at = message.edited_at or self._clock.now()
        names = await self._pseudonyms(spot, world, message)
        mailbox = self._stores_of(spot.tenant).mailbox
        if await mailbox.revise(world.id, str(message.id), text_of(message, names), at) is not None:
            self._poke(world.key)

    async def deleted(self, spot: EventSpot, message_ids: Collection[int]) -> None:
        """Messages are gone, a human's or a person's, from the record of worlds that are over too."""
        stores = self._stores_of(spot.tenant)
        ids = [str(i) for i in sorted(message_ids)]
        for world in await self._ever_at(spot):
            if await stores.mailbox.erase(world.id, ids):
                self._poke(world.key)

    async def typing(self, spot: EventSpot, user_id: int) -> None:
        """A human is typing; whoever was not addressed may wait a little."""
        world = await self.world_at(spot)
        if world is None:
            return
        until = self._clock.now() + timedelta(seconds=world.caps.typing_delay)
        self._typists.began(world.id, str(user_id), until)
        await self._stores_of(spot.tenant).worlds.typing(world.id, until)

    async def vanished(self, spot: EventSpot) -> None:
        """The channel itself was deleted, and its world with it."""
        world = await self.world_at(spot)
        if world is not None:
            await self._stores_of(spot.tenant).worlds.close(world.id, "the channel was deleted")
            self._engine.interrupt(world.key)

    async def thread_gone(self, spot: EventSpot) -> None:
        """A thread was deleted with everything in it; Discord does not name the messages."""
        stores = self._stores_of(spot.tenant)
        own = await stores.worlds.at_channel(str(spot.place))
        if own is not None:
            await stores.worlds.close(own.id, "the thread was deleted")
            self._engine.interrupt(own.key)
        for world in await self._ever_at(spot):
            after = 0
            while page := await stores.transcripts.read(world.id, after):
                after = page[-1].seq
                here = [e.message_id for e in page if e.place == str(spot.place) and e.message_id is not None]
                await stores.mailbox.erase(world.id, here)
            self._poke(world.key)

    async def _stopped_typing(self, world: World, user_id: str) -> None:
        """Who has just sent their message is no longer waited for; others still are."""
        until = self._typists.sent(world.id, user_id)
        if until is not None:
            await self._stores_of(world.tenant).worlds.typing(world.id, until)


def _found(message: discord.Message) -> Found:
    return Found.model_validate(
        {
            "id": str(message.id),
            "content": message.content,
            "author": {"id": str(message.author.id), "username": message.author.name},
            "webhook_id": str(message.webhook_id) if message.webhook_id else None,
            "application_id": str(message.application_id) if message.application_id else None,
        }
    )
