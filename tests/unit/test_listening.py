"""What an edit on Discord does to what people read: new words replace the old, and nothing is no new word."""

from collections.abc import AsyncIterator
from typing import cast

import discord
import pytest
import pytest_asyncio
from discord.state import ConnectionState

import db
from bot.delivery.delivery_reconciliation import Doubts
from bot.gateway.listening import EventSpot, Listening
from tests.store.sessions import a_plan
from tests.store.stage import never_stops, persona
from tests.unit.test_intake import BOT, CHANNEL, GUILD, a_message, state
from troupe.core.clock import ManualClock
from troupe.core.ids import Ids
from troupe.engine.turn_cycle import TurnCycle
from troupe.ports import Database, NewWorld, Posted
from troupe.worlds.sessions.session_guest import NewGuest
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces
from troupe.worlds.transcript import HumanAuthor, HumanMessage
from troupe.worlds.world import World, WorldKey

__all__ = ["state"]
SPOT = EventSpot(GUILD, CHANNEL, CHANNEL)


class House:
    """A world in the channel, with one message in it, and the listening."""

    def __init__(self, database: Database, clock: ManualClock, world: World) -> None:
        self.stores = database.tenant(SPOT.tenant)
        self.world = world
        self.pokes: list[WorldKey] = []
        self.unheard: list[int] = []
        self._database = database
        self._clock = clock
        self.listen(None)

    def listen(self, ears: "Ears | None") -> None:
        """Listen anew, with these ears for what is said."""
        self.listening = Listening(
            self._database.tenant,
            cast("TurnCycle", ears),
            cast("Doubts", ears),
            self._clock,
            bot_id=lambda: BOT,
            proxies=(),
            poke=self.pokes.append,
            unheard=self._mark,
        )

    async def _mark(self, message: discord.Message) -> None:
        self.unheard.append(message.id)

    async def said(self) -> list[str]:
        return [event.text for event in await self.stores.transcripts.read(self.world.id) if event.text]


@pytest_asyncio.fixture
async def house(clock: ManualClock, ids: Ids) -> AsyncIterator[House]:
    database = await db.open("sqlite://", clock=clock, ids=ids)
    stores = database.tenant(SPOT.tenant)
    world = await stores.worlds.open(NewWorld(name="kitchen", channel_id=str(CHANNEL)), [persona("Lisa")])
    message = HumanMessage(
        channel_id=str(CHANNEL),
        place=str(CHANNEL),
        message_id="1000",
        order=1000,
        author=HumanAuthor(id="5", name="Ana"),
        text="Hello",
        at=clock.now(),
    )
    await stores.mailbox.post(world.id, message, never_stops)
    yield House(database, clock, world)
    await database.close()


async def test_new_words_take_the_place_of_the_old(house: House, state: ConnectionState[discord.Client]) -> None:
    await house.listening.edited(SPOT, a_message(state, content="Hello there"))
    assert await house.said() == ["Hello there"]
    assert house.pokes == [house.world.key]


@pytest.mark.parametrize("content", ["", "  \n"])
async def test_an_edit_to_nothing_leaves_the_words_that_people_read(
    house: House, state: ConnectionState[discord.Client], content: str
) -> None:
    """Discord tells of such an edit when an embed is taken off: an empty line in the history would be answered."""
    await house.listening.edited(SPOT, a_message(state, content=content))
    assert await house.said() == ["Hello"]
    assert house.pokes == []


async def test_an_edit_that_leaves_a_picture_tells_of_the_picture(
    house: House, state: ConnectionState[discord.Client]
) -> None:
    picture = {
        "id": "1",
        "filename": "soup.png",
        "size": 9,
        "url": "https://x/soup.png",
        "proxy_url": "https://x/s",
    }
    edit = a_message(state, content="", attachments=[picture | {"content_type": "image/png"}])
    await house.listening.edited(SPOT, edit)
    assert await house.said() == ["[image: soup.png]"]


async def test_what_a_bot_edits_is_no_humans_word(house: House, state: ConnectionState[discord.Client]) -> None:
    other = {"id": "6", "username": "other", "discriminator": "0", "avatar": None, "bot": True}
    await house.listening.edited(SPOT, a_message(state, content="Buy now", author=other))
    assert await house.said() == ["Hello"]


async def test_an_edit_where_no_world_is_is_no_edit(house: House, state: ConnectionState[discord.Client]) -> None:
    await house.listening.edited(EventSpot(GUILD, 999, 999), a_message(state, content="Elsewhere"))
    assert await house.said() == ["Hello"]


class Ears:
    """Stands for the engine and for what is known of our own posts: keeps what would have been heard."""

    def __init__(self, posted: Posted = Posted(event=None)) -> None:  # noqa: B008 - frozen
        self.heard: list[str] = []
        self._posted = posted

    def ours(self, post: object) -> bool:
        return False

    async def hear(self, tenant: str, world_id: str, message: HumanMessage) -> Posted:
        self.heard.append(message.text)
        return self._posted


@pytest.mark.parametrize(("backstage", "heard"), [("777", []), (None, ["Ask them"]), ("778", ["Ask them"])])
async def test_nothing_from_backstage_reaches_a_world_above_it(
    house: House, state: ConnectionState[discord.Client], backstage: str | None, heard: list[str]
) -> None:
    places = SessionPlaces(guild_id=str(GUILD), front="900", backstage=backstage)
    await house.stores.sessions.plan(NewSession(plan=a_plan().model_dump_json(), places=places))
    ears = Ears()
    house.listen(ears)
    await house.listening.said(EventSpot(GUILD, CHANNEL, 777), a_message(state, content="Ask them"))
    assert ears.heard[:1] == heard


async def test_in_a_session_guests_are_called_by_their_pseudonym_and_who_is_not_heard_is_told(
    house: House, state: ConnectionState[discord.Client]
) -> None:
    await house.stores.worlds.close(house.world.id, "Ana")
    invited = NewWorld(name="study", channel_id=str(CHANNEL), by_invitation=True)
    await house.stores.worlds.open(invited, [persona("Lisa")])
    places = SessionPlaces(guild_id=str(GUILD), front=str(CHANNEL))
    session = await house.stores.sessions.plan(NewSession(plan=a_plan().model_dump_json(), places=places))
    await house.stores.guests.join(session.id, NewGuest(user_id="77", consent="1"))
    ears = Ears(Posted(event=None, invited=False))
    house.listen(ears)
    mara = {"id": "77", "username": "maralinde", "discriminator": "0", "avatar": None}
    message = a_message(state, content="I think as <@77> does", mentions=[mara])
    await house.listening.said(SPOT, message)
    assert ears.heard == ["I think as @Guest 1 does"]
    assert house.unheard == [message.id]
