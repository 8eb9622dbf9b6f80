"""The readers of a study's backstage: who may read it may not take part."""

from typing import Any

import discord

from troupe.core.errors import Conflict
from troupe.worlds.sessions.study_session import StudySession

Interaction = discord.Interaction[Any]
_READS = (
    "You can read what is planned and said about this study behind the scenes, so you cannot take part in it: "
    "your answers would not be those of somebody who does not know."
)


async def require_outsider(interaction: Interaction, session: StudySession) -> None:
    """Raises Conflict for a member who may read backstage, as far as Discord tells, and for whoever runs the
    study. Somebody may be let in later: each press asks anew."""
    backstage = session.places.backstage
    if session.asked_for == str(interaction.user.id):
        raise Conflict("You run this study: it hears you as its moderator, so you cannot be asked in it.")
    if backstage is not None and await _may_read(interaction, int(backstage)):
        raise Conflict(_READS)


async def _may_read(interaction: Interaction, place: int) -> bool:
    member, guild = interaction.user, interaction.guild
    if guild is None or not isinstance(member, discord.Member):
        return False
    channel = guild.get_channel_or_thread(place)
    try:
        channel = channel or await guild.fetch_channel(place)
    except discord.NotFound:
        return False  # it was deleted: nobody reads it
    except discord.Forbidden as error:
        raise Conflict("I cannot see who reads this study behind the scenes, so nobody can join it.") from error
    if not isinstance(channel, discord.Thread):
        return channel.permissions_for(member).view_channel
    above = channel.permissions_for(member)
    if above.view_channel and (above.manage_threads or not channel.is_private()):
        return True
    try:
        await channel.fetch_member(member.id)
    except discord.NotFound:
        return False
    return True
