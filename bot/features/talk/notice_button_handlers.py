"""The acts behind the buttons under a notice. The ids are fixed, so old buttons work after a restart."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from typing_extensions import override

from bot.delivery.notice_buttons import LOOKS, OPEN, OPEN_LOOK, Look, custom_id
from bot.features.cast.bringing_people import open_here
from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.shared.command_context import CommandSpot, House, spot_of, world_here
from bot.features.shared.deferred_answers import CURTAIN, CommandAnswer, answer, card
from bot.features.shared.error_replies import apologize
from bot.features.talk.talk_commands import silence_here, who_is_here
from bot.features.world.resuming import resume_here, session_here
from troupe.core.errors import Conflict
from troupe.worlds.outbox import Offer
from troupe.worlds.transcript import HumanAuthor

Interaction = discord.Interaction[Any]
Pressed = Callable[[CommandSpot, Interaction], Awaitable[CommandAnswer]]


class Press(discord.ui.Button["Presses"]):
    """One button, known by its id for ever."""

    def __init__(self, known_as: str, look: Look, house: House, pressed: Pressed) -> None:
        super().__init__(custom_id=known_as, label=look.label, emoji=look.emoji, style=look.style)
        self._house = house
        self._pressed = pressed

    @override
    async def callback(self, interaction: Interaction) -> None:
        async def work() -> CommandAnswer:
            return await self._pressed(spot_of(interaction), interaction)

        await answer(interaction, self._house.clock, work())


class Presses(discord.ui.View):
    """All buttons that outlive the process. Never sent: it is what discord.py hands presses to."""

    def __init__(self, house: House) -> None:
        super().__init__(timeout=None)
        self._house = house
        pressed: Mapping[Offer, Pressed] = {
            Offer.MUTE: self._mute,
            Offer.WHO: self._who,
            Offer.STOP: self._stop,
            Offer.RESUME: self._resume,
        }
        for offer, press in pressed.items():  # the others are lasting buttons of a session
            self.add_item(Press(custom_id(offer), LOOKS[offer], house, press))
        self.add_item(Press(OPEN, OPEN_LOOK, house, self._open))

    @override
    async def on_error(self, interaction: Interaction, error: Exception, item: discord.ui.Item[Any], /) -> None:
        await apologize(interaction, error, self._house.ids)

    async def _mute(self, spot: CommandSpot, interaction: Interaction) -> CommandAnswer:
        world = await world_here(self._house, spot)
        member = HumanAuthor(id=str(interaction.user.id), name=interaction.user.display_name)
        muted = await self._house.stores(spot.tenant).mutes.toggle(world.id, member)
        self._house.pokes.poke(world.key)
        return CommandAnswer(_muted(spot) if muted else _heard(spot))

    async def _who(self, spot: CommandSpot, _: Interaction) -> CommandAnswer:
        return await who_is_here(self._house, spot)

    async def _stop(self, spot: CommandSpot, interaction: Interaction) -> CommandAnswer:
        return await silence_here(self._house, spot, interaction.user.display_name)

    async def _resume(self, spot: CommandSpot, interaction: Interaction) -> CommandAnswer:
        """As `/world resume`; whoever may hold studies here wakes those of a study, too."""
        session = await session_here(self._house, spot, await world_here(self._house, spot))
        if session is not None:
            await require_researcher(self._house, interaction)
        elif not interaction.permissions.manage_channels:
            raise Conflict("Waking everyone takes the permission **Manage Channels**: ask someone who has it.")
        return await resume_here(self._house, spot, interaction.user.display_name)

    async def _open(self, spot: CommandSpot, interaction: Interaction) -> CommandAnswer:
        if not interaction.permissions.manage_channels:
            raise Conflict("Opening a world takes the permission **Manage Channels**: ask someone who has it.")
        return await open_here(self._house, spot)


def _muted(spot: CommandSpot) -> discord.Embed:
    return card(
        "🔕 Muted for you",
        f"The people of {spot.mention} no longer see what you write, and never speak to you or of you. "
        "What you wrote before is out of their sight too.\n-# Press again, and they see you again.",
        CURTAIN,
    )


def _heard(spot: CommandSpot) -> discord.Embed:
    return card("🔔 They see you again", f"The people of {spot.mention} hear what you write from now on.")
