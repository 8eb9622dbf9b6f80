"""The press of *Leave* on a join card, and what is brought up to date when somebody withdraws."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.features.focusgroup.humans.inviting import show_again
from bot.features.focusgroup.humans.join_card import LEAVE
from bot.features.focusgroup.withdrawal.report_outdating import outdate_reports
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card
from bot.features.shared.lasting_buttons import Act
from troupe.worlds.world import WorldKey

Interaction = discord.Interaction[Any]


async def leave(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Leave*."""
    await reply(house, interaction, _left(house, interaction, session_id))


async def _left(house: House, interaction: Interaction, session_id: str) -> CardReply:
    tenant = f"guild:{interaction.guild_id}"
    if not await house.stores(tenant).guests.withdraw(session_id, str(interaction.user.id)):
        return CardReply([card("You do not take part", "There is nothing of yours in this study.", CURTAIN)])
    await after_withdrawal(house, interaction.client, tenant, session_id)
    text = (
        "What you said and voted is out of the study, and out of everyone's mind. Your messages here stay until "
        "you delete them."
    )
    return CardReply([card("You have left", text, CURTAIN)])


async def after_withdrawal(house: House, client: discord.Client, tenant: str, session_id: str) -> None:
    """Bring up to date what shows of a session from which somebody has withdrawn."""
    view = await house.stores(tenant).sessions.view(session_id)
    for world in view.worlds:
        house.pokes.poke(WorldKey(tenant, world.world_id))
    house.pokes.poke_jobs(tenant)
    await show_again(house.stores(tenant), client, session_id)
    await outdate_reports(house.stores(tenant), client, view.session.study_id)


async def withdraw_everywhere(house: House, client: discord.Client, tenant: str, user_id: str) -> int:
    """Take a member out of every study of a server; returns how many these were."""
    joined = await house.stores(tenant).guests.joined_by(user_id)
    for session_id in joined:
        await house.stores(tenant).guests.withdraw(session_id, user_id)
        await after_withdrawal(house, client, tenant, session_id)
    return len(joined)


ACTS: Mapping[str, Act] = {LEAVE: leave}
