"""The guild that the playground starts with: who is there, and which channels."""

from dataclasses import dataclass

from bot.playground.server import LocalDiscord

GUILD = "The Green Room"
LOUNGE = ("lounge", "Four simulated people live here. Say something, and see who answers.")
STAGE = ("empty-stage", "Nobody lives here yet. /world open brings people.")


@dataclass(frozen=True, slots=True)
class Sample:
    """Ids and tokens of what was made. The world is to be opened in `world_channel_id`."""

    guild_id: str
    world_channel_id: str
    world_name: str
    bot_token: str
    runner_token: str
    """Of the member who runs the guild, and may do everything."""
    member_token: str
    """Of a plain member."""


def seed(discord: LocalDiscord) -> Sample:
    """Make a guild with two channels, someone who runs it, a plain member, and the bot."""
    guild = discord.create_guild(GUILD)
    lounge = discord.create_text_channel(guild, LOUNGE[0], topic=LOUNGE[1])
    discord.create_text_channel(guild, STAGE[0], topic=STAGE[1])
    runner = discord.create_member("you", display_name="You", owner=True)
    member = discord.create_member("guest", display_name="Guest")
    bot = discord.create_bot("Troupe", owner=runner)
    return Sample(
        guild_id=str(guild.id),
        world_channel_id=str(lounge.id),
        world_name=lounge.name or LOUNGE[0],
        bot_token=bot,
        runner_token=runner,
        member_token=member,
    )
