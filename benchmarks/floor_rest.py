"""Two situations that must come to rest by themselves: two copies of the bot in one channel, and a foreign bot
that answers every line. What each bot hears passes its real intake."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import discord
from pydantic import BaseModel, ConfigDict

from benchmarks.floor_talk import Chat, floor
from bot.gateway.intake import read_message

CHANNEL = 20
HUMAN = 5
BOTS = (101, 102)
FOREIGN = 103
LIMIT = 400
"""Lines after which a channel is taken not to come to rest."""
OPENING = ("hello everyone", "Lisa, what do you think of trains?", "does anyone like chess?", "so what now?")


class Rest(BaseModel):
    """How a situation went: lines by humans, by our people, by a foreign bot, and whether it ended by itself."""

    model_config = ConfigDict(frozen=True)

    humans: int
    ours: int
    foreign: int
    rested: bool


class Channel:
    """A channel that bots read: each hears what its intake lets through."""

    def __init__(self, chats: dict[int, Chat]) -> None:
        self.chats = chats
        self.posted = 0

    def post(self, text: str, author: int, name: str, *, bot: bool = False, webhook: int | None = None) -> None:
        """A message of a human, of a bot, or of a bot's webhook reaches all who read the channel."""
        self.posted += 1
        made = _message(self.posted, text, author, name, bot, webhook)
        for bot_id, chat in self.chats.items():
            heard = read_message(made, CHANNEL, bot_id)
            if heard is not None:
                chat.hear(heard.author, heard.text, 5.0)


def two_copies(seed: int) -> Rest:
    """Two bots of ours, three people each with the same names, in one channel with a human."""
    channel = Channel({bot: Chat(3, 0.8, seed + bot, floor) for bot in BOTS})
    ours = 0
    for text in OPENING:
        channel.post(text, HUMAN, "Ann")
        while spoken := {bot: chat.step() for bot, chat in channel.chats.items()}:
            if all(lines is None for lines in spoken.values()):
                break
            for bot, lines in spoken.items():
                for line in lines or ():
                    ours += 1
                    channel.post(line.text, bot, "Lisa", bot=True, webhook=900 + bot)
            if channel.posted > LIMIT:
                return Rest(humans=len(OPENING), ours=ours, foreign=0, rested=False)
    return Rest(humans=len(OPENING), ours=ours, foreign=0, rested=True)


def chatty_bot(seed: int) -> Rest:
    """Our bot beside one that answers every line it sees with a question to one of our people."""
    chat = Chat(3, 0.8, seed, floor)
    channel = Channel({BOTS[0]: chat})
    ours = foreign = 0
    for text in OPENING:
        channel.post(text, HUMAN, "Ann")
        to_answer = 1
        while True:
            for _ in range(to_answer):
                foreign += 1
                channel.post("Oscar, and what do you all think?", FOREIGN, "Chatty", bot=True)
            lines = chat.step()
            if lines is None:
                break
            to_answer = len(lines)
            ours += len(lines)
            channel.posted += len(lines)
            if channel.posted > LIMIT:
                return Rest(humans=len(OPENING), ours=ours, foreign=foreign, rested=False)
    return Rest(humans=len(OPENING), ours=ours, foreign=foreign, rested=True)


def _message(number: int, text: str, author: int, name: str, bot: bool, webhook: int | None) -> discord.Message:
    """As much of a Discord message as intake reads."""
    user = SimpleNamespace(id=webhook or author, bot=bot, display_name=name)
    made = SimpleNamespace(
        id=number,
        type=discord.MessageType.default,
        webhook_id=webhook,
        application_id=author if webhook else None,
        author=user,
        content=text,
        attachments=[],
        stickers=[],
        message_snapshots=[],
        mentions=[],
        role_mentions=[],
        reference=None,
        guild=None,
        channel=SimpleNamespace(id=CHANNEL),
        created_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    )
    return cast(discord.Message, made)
