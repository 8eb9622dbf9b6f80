"""What counts as a human's message, and how it reads to people who know no ids."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock

import discord
import pytest
from discord.state import ConnectionState

from bot.gateway.intake import read_message
from troupe.worlds.transcript import HumanAuthor, HumanMessage

BOT = 99
CHANNEL = 20
GUILD = 10


@pytest.fixture
async def state() -> ConnectionState[discord.Client]:
    """discord.py's own parsing, with nobody at the other end."""
    loop = asyncio.get_running_loop()
    made = ConnectionState[discord.Client](
        dispatch=Mock(),
        handlers={},
        hooks={},
        http=Mock(),
        intents=discord.Intents.all(),
        max_messages=None,
    )
    made._get_client = lambda: Mock(loop=loop)  # pyright: ignore[reportPrivateUsage]
    return made


def a_message(state: ConnectionState[discord.Client], **changes: Any) -> discord.Message:
    role = {"permissions": "0", "color": 0, "position": 1}
    described: dict[str, Any] = {
        "id": str(GUILD),
        "name": "Guild",
        "roles": [
            role | {"id": "10", "name": "@everyone"},
            role | {"id": "50", "name": "Troupe", "tags": {"bot_id": str(BOT)}},
            role | {"id": "51", "name": "Cooks"},
        ],
        "channels": [{"id": "20", "type": 0, "name": "kitchen", "position": 0, "permission_overwrites": []}],
    }
    guild = discord.Guild(data=described, state=state)  # pyright: ignore[reportArgumentType]
    state._add_guild(guild)  # pyright: ignore[reportPrivateUsage]
    data: dict[str, Any] = {
        "id": "1000",
        "channel_id": str(CHANNEL),
        "guild_id": str(GUILD),
        "type": 0,
        "content": "Hello",
        "author": {"id": "5", "username": "ana", "global_name": "Ana", "discriminator": "0", "avatar": None},
        "timestamp": "2026-01-05T09:00:00+00:00",
        "edited_timestamp": None,
        "attachments": [],
        "embeds": [],
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
    }
    data.update(changes)
    channel: Any = guild.get_channel(CHANNEL)
    return discord.Message(state=state, channel=channel, data=data)  # pyright: ignore[reportArgumentType]


def read(state: ConnectionState[discord.Client], **changes: Any) -> HumanMessage | None:
    return read_message(a_message(state, **changes), CHANNEL, BOT, frozenset({"777"}))


def text(state: ConnectionState[discord.Client], **changes: Any) -> str:
    message = read(state, **changes)
    assert message is not None
    return message.text


async def test_a_human_message_is_taken_in_whole(state: ConnectionState[discord.Client]) -> None:
    message = read(state)
    assert message is not None
    assert message.author == HumanAuthor(id="5", name="Ana")
    assert (message.channel_id, message.place, message.message_id, message.order) == ("20", "20", "1000", 1000)
    assert message.text == "Hello"
    assert message.at == datetime.fromtimestamp(1420070400, UTC)  # the moment lies in the id
    assert message.reply_to is None
    assert not message.mentions_bot


@pytest.mark.parametrize(
    "changes",
    [
        {"author": {"id": "6", "username": "other", "discriminator": "0", "avatar": None, "bot": True}},
        {"author": {"id": str(BOT), "username": "troupe", "discriminator": "0", "avatar": None}},
        {"webhook_id": "123"},
        {"type": 7},
        {"type": 18},
        {"content": ""},
        {"content": "   \n"},
    ],
    ids=["bot", "self", "webhook", "join", "thread created", "empty", "blank"],
)
async def test_what_no_human_said_is_left_out(
    state: ConnectionState[discord.Client], changes: dict[str, Any]
) -> None:
    assert read(state, **changes) is None


async def test_a_listed_proxy_speaks_for_a_human(state: ConnectionState[discord.Client]) -> None:
    message = read(
        state, webhook_id="777", author={"id": "777", "username": "Fox", "discriminator": "0", "avatar": None}
    )
    assert message is not None
    assert message.author == HumanAuthor(id="proxy:777:Fox", name="Fox")


async def test_ids_read_as_names(state: ConnectionState[discord.Client]) -> None:
    ben = {"id": "6", "username": "ben", "global_name": "Ben", "discriminator": "0", "avatar": None}
    assert (
        text(
            state,
            content="<@6> and <@!6>, <@&51> meet in <#20> <:wave:123> <a:dance:9> </world open:55> <@77>",
            mentions=[ben],
            mention_roles=["51"],
        )
        == "@Ben and @Ben, @Cooks meet in #kitchen :wave: :dance: /world open @someone"
    )


async def test_attachments_and_stickers_are_told(state: ConnectionState[discord.Client]) -> None:
    file = {"id": "1", "size": 1, "url": "u", "proxy_url": "u"}
    picture = file | {"filename": "cat.png", "content_type": "image/png"}
    paper = file | {"filename": "a.pdf", "content_type": "application/pdf", "description": "the plan"}
    sticker = {"id": "3", "name": "Wave", "format_type": 1}
    assert text(state, content="Look", attachments=[picture, paper], sticker_items=[sticker]) == (
        "Look\n[image: cat.png]\n[file: a.pdf: the plan]\n[sticker: Wave]"
    )
    assert text(state, content="", attachments=[picture]) == "[image: cat.png]"


async def test_a_reply_names_its_message(state: ConnectionState[discord.Client]) -> None:
    reference = {"message_id": "900", "channel_id": "20", "guild_id": "10", "type": 0}
    message = read(state, type=19, message_reference=reference)
    assert message is not None
    assert message.reply_to == "900"


@pytest.mark.parametrize(
    "changes",
    [
        {"mentions": [{"id": str(BOT), "username": "troupe", "discriminator": "0", "avatar": None}]},
        {"mention_roles": ["50"]},
    ],
    ids=["by name", "by its role"],
)
async def test_mentioning_the_bot_shows(state: ConnectionState[discord.Client], changes: dict[str, Any]) -> None:
    message = read(state, **changes)
    assert message is not None
    assert message.mentions_bot
