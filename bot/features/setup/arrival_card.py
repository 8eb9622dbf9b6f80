"""The one card in a server that the bot has just joined: what it is, and a button that opens a world."""

import asyncio
import io
from collections.abc import Callable, Mapping
from datetime import timedelta

import aiohttp
import discord

from bot.delivery.notice_buttons import OPEN, OPEN_LOOK
from bot.delivery.row_sending import nonce
from bot.faces.group_picture import draw_group
from bot.features.shared.deferred_answers import card
from bot.features.shared.world_opening import FIRST
from troupe.core.clock import Clock
from troupe.people.persona.persona import Persona
from troupe.ports import Stores

NEWLY = timedelta(days=1)
"""Who joined longer ago is no newcomer: a fresh database is no reason to introduce oneself everywhere again."""

STEPS = (
    ("🎭 Begin", "Press the button: four people move in here, and you can talk with them at once."),
    ("🪑 Choose", "`/persona browse` shows who could come; `/world open` and `/cast add` bring whom you name."),
    ("⚙️ Settle", "`/setup` checks my permissions and sets moderators, model, spending and time zone."),
)


class Arrivals:
    """Knows where the bot has introduced itself already: kept with the server's settings, so that neither a
    restart nor an outage repeats it, while a second invitation is a new one."""

    def __init__(
        self,
        stores_of: Callable[[str], Stores],
        library: Callable[[], Mapping[str, Persona]],
        clock: Clock,
        problem: Callable[[str], None],
    ) -> None:
        self._stores_of = stores_of
        self._library = library
        self._clock = clock
        self._problem = problem

    async def greet(self, guild: discord.Guild) -> None:
        """Post the card, if the bot is new here and no people live here yet."""
        joined = guild.me.joined_at
        if joined is None or joined < self._clock.now() - NEWLY:
            return
        stores = self._stores_of(f"guild:{guild.id}")
        if (await stores.guilds.get()).greeted == joined:
            return
        if not await stores.worlds.all():
            channel = place_for_card(guild)
            if channel is None:
                self._problem(f"I may not write in any channel of {guild.name}: allow me Send Messages in one")
                return
            try:
                await self._post(channel, f"greeting {guild.id} {joined.isoformat()}")
            except (discord.HTTPException, aiohttp.ClientError) as error:
                self._problem(f"the first card in {guild.name} could not be posted: {error}")
                return
        await stores.guilds.change(lambda settled: settled.model_copy(update={"greeted": joined}))

    async def _post(self, channel: discord.TextChannel, known_as: str) -> None:
        """The nonce keeps it one card if the process dies before it could note that it was posted."""
        embed = greeting()
        view = discord.ui.View(timeout=None)
        look = OPEN_LOOK
        view.add_item(discord.ui.Button(custom_id=OPEN, label=look.label, emoji=look.emoji, style=look.style))
        view.stop()  # else discord.py would hand presses to this view instead of to `Presses`
        if channel.permissions_for(channel.guild.me).attach_files:
            picture = await asyncio.to_thread(draw_group, [self._library()[slug] for slug in FIRST])
            embed.set_image(url="attachment://people.png")
            file = discord.File(io.BytesIO(picture), filename="people.png")
            await channel.send(embed=embed, view=view, file=file, nonce=nonce(known_as))
        else:
            await channel.send(embed=embed, view=view, nonce=nonce(known_as))


def greeting() -> discord.Embed:
    """What a community is told first."""
    embed = card(
        "Hello! I bring simulated people into your channels.",
        "They have names, faces, jobs and opinions of their own. They answer when they have something to say, "
        "remember what was said, and know when to be silent. They are not real.",
    )
    for name, value in STEPS:
        embed.add_field(name=name, value=value, inline=False)
    return embed.set_footer(
        text="The button takes Manage Channels. Anyone can write “stop”, and everyone is silent."
    )


def place_for_card(guild: discord.Guild) -> discord.TextChannel | None:
    """The system channel, or the first channel in which the bot may write."""
    channels = sorted(guild.text_channels, key=lambda channel: (channel.position, channel.id))
    first = [guild.system_channel] if guild.system_channel is not None else []
    return next((channel for channel in (*first, *channels) if _may_write(channel)), None)


def _may_write(channel: discord.TextChannel) -> bool:
    granted = channel.permissions_for(channel.guild.me)
    return granted.view_channel and granted.send_messages and granted.embed_links
