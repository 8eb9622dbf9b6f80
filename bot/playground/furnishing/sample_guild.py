"""The guild that the playground starts with: who is there, and which channels."""

from dataclasses import dataclass

from bot.playground.server import LocalDiscord
from bot.playground.server.seeding import BOT_PERMISSIONS
from bot.playground.server.state.permission_bits import MANAGE_CHANNELS, VIEW_CHANNEL

GUILD = "The Green Room"
LOUNGE = ("lounge", "Four simulated people live here. Say something, and see who answers.")
FRONT = (
    "focus-group",
    "A focus group is held here once Start is pressed in #backstage.",
)
BACKSTAGE = (
    "backstage",
    "A study that waits for Start, and a sample report. Nothing said here is heard in #focus-group.",
)
STAGE = ("empty-stage", "A stage to try things on. /world open brings people.")


@dataclass(frozen=True, slots=True)
class SampleGuild:
    """Ids and tokens of what was made. The world is to be opened in `world_channel_id`."""

    guild_id: str
    world_channel_id: str
    world_name: str
    fresh: bool
    """Whether it was made just now; if not, it was found again, as its members left it."""
    front_id: str
    """The channel where the study that waits is to be held; empty where the guild was found again."""
    backstage_id: str
    """The channel for its card; empty likewise."""
    bot_token: str
    runner_id: str
    runner_token: str
    """Of the member who runs the guild, and may do everything."""
    member_token: str
    """Of a plain member."""


def furnished(discord: LocalDiscord) -> SampleGuild:
    """What this local Discord has been furnished with before, or else now."""
    return _known(discord) or _made(discord)


def _known(discord: LocalDiscord) -> SampleGuild | None:
    """The record of an earlier start; None for a new local Discord."""
    state = discord.realm.state
    for guild in state.guilds.values():
        world = state.channels.get(guild.system_channel_id or 0)
        tokens = {user_id: token for token, user_id in state.tokens.items() if user_id in guild.members}
        bot = next((tokens[id_] for id_ in tokens if id_ in state.applications), None)
        member = next((tokens[i] for i in tokens if i != guild.owner_id and i not in state.applications), None)
        if bot is not None and member is not None and guild.owner_id in tokens:
            return SampleGuild(
                guild_id=str(guild.id),
                world_channel_id=str(guild.system_channel_id),
                world_name=world.name if world else LOUNGE[0],
                fresh=False,
                front_id="",
                backstage_id="",
                bot_token=bot,
                runner_id=str(guild.owner_id),
                runner_token=tokens[guild.owner_id],
                member_token=member,
            )
    return None


def _made(discord: LocalDiscord) -> SampleGuild:
    """A guild with four channels, someone who runs it, a plain member, and the bot."""
    guild = discord.create_guild(GUILD)
    lounge = discord.create_text_channel(guild, LOUNGE[0], topic=LOUNGE[1])
    front = discord.create_text_channel(guild, FRONT[0], topic=FRONT[1])
    backstage = discord.create_text_channel(guild, BACKSTAGE[0], topic=BACKSTAGE[1])
    discord.create_text_channel(guild, STAGE[0], topic=STAGE[1])
    runner = discord.create_member("you", display_name="You", owner=True)
    member = discord.create_member("guest", display_name="Guest")
    bot = discord.create_bot("Troupe", owner=runner, permissions=BOT_PERMISSIONS | MANAGE_CHANNELS)
    # Whoever could read backstage may not take part in front, so the guest is kept out of it.
    discord.set_overwrite(backstage, guild.roles[guild.id], deny=VIEW_CHANNEL)
    discord.set_overwrite(backstage, guild.members[discord.realm.state.tokens[bot]], allow=VIEW_CHANNEL)
    return SampleGuild(
        guild_id=str(guild.id),
        world_channel_id=str(lounge.id),
        world_name=lounge.name or LOUNGE[0],
        fresh=True,
        front_id=str(front.id),
        backstage_id=str(backstage.id),
        bot_token=bot,
        runner_id=str(guild.owner_id),
        runner_token=runner,
        member_token=member,
    )
