"""Direct messages: one line an hour for humans, nothing for bots."""

from types import SimpleNamespace
from typing import cast

import discord

from bot.gateway.direct_messages import NOWHERE, DirectMessages
from troupe.core.clock import ManualClock
from troupe.worlds.world import World


class Channel:
    """Keeps what was sent."""

    def __init__(self, channel_id: int) -> None:
        self.id = channel_id
        self.sent: list[str] = []

    async def send(self, text: str, *, nonce: str) -> None:
        assert len(nonce) <= 25
        self.sent.append(text)


async def no_worlds(_: int) -> tuple[World, ...]:
    return ()


def a_message(channel: Channel, *, bot: bool = False) -> discord.Message:
    author = SimpleNamespace(id=5, bot=bot)
    return cast("discord.Message", SimpleNamespace(id=9, author=author, channel=channel))


async def test_each_direct_channel_gets_one_line_an_hour_and_bots_none(clock: ManualClock) -> None:
    client = cast("discord.Client", SimpleNamespace(guilds=[]))
    direct = DirectMessages(client, no_worlds, clock)
    ana, ben, bot = Channel(1), Channel(2), Channel(3)
    for channel in (ana, ana, ben):
        await direct.answer(a_message(channel))
    await direct.answer(a_message(bot, bot=True))
    assert (ana.sent, ben.sent, bot.sent) == ([NOWHERE], [NOWHERE], [])
    await clock.advance(3599)
    await direct.answer(a_message(ana))
    assert len(ana.sent) == 1
    await clock.advance(1)
    await direct.answer(a_message(ana))
    assert len(ana.sent) == 2
