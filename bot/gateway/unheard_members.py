"""Members who write where a session is held without taking part in it: not heard, and told so."""

from collections.abc import Callable
from contextlib import suppress

import discord
from cachetools import LRUCache

UNHEARD = "👁️"
"""The mark on a message that the people of a session do not hear."""
_REMEMBERED = 2048
_HINT = (
    "In {channel} a focus group is held. What you wrote there was not heard, and none of it is kept: only those "
    "who take part are heard. Press *Join* under its invitation, if there is one. I write this to you once."
)


class UnheardMembers:
    """Marks their messages, and writes to each of them once, where Discord lets the bot. Who was written to is
    only remembered in this process: of members who have agreed to nothing, nothing is kept."""

    def __init__(self, problem: Callable[[str], None]) -> None:
        self._problem = problem
        self._told: LRUCache[tuple[int, int], bool] = LRUCache(_REMEMBERED)

    async def tell(self, message: discord.Message) -> None:
        try:
            await message.add_reaction(UNHEARD)
        except discord.HTTPException:
            self._problem(
                f"I may not mark in <#{message.channel.id}> what was not heard: I need **Add Reactions**."
            )
        about = (message.channel.id, message.author.id)
        if message.webhook_id is not None or about in self._told:
            return
        self._told[about] = True
        with suppress(discord.HTTPException):  # they take no messages from bots: the mark is all that can be said
            await message.author.send(_HINT.format(channel=f"<#{message.channel.id}>"))
