"""A channel as Discord's REST interface tells of it, for commands given from a shell."""

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.delivery.single_request import Limited, Lost, NotSent, RequestRefused, SingleRequests
from bot.environment.settings import Settings
from troupe.core.errors import BadInput, Misconfigured, NotFound, TroupeError
from troupe.core.frozen import Frozen

TEXT = {0, 5}
"""Discord's numbers for text and announcement channels."""
THREADS = {10, 11, 12}


class Home(Frozen):
    """The channel that a world belongs to."""

    channel_id: str
    guild_id: str
    name: str


class _Channel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    type: int
    guild_id: str | None = None
    name: str = ""
    parent_id: str | None = None


class ChannelUnreachable(TroupeError):
    """Discord did not answer."""

    show = True


async def find_home(settings: Settings, channel_id: str, guild_id: str | None) -> Home:
    """Where a world of this channel (or of this thread's channel) belongs; Discord is asked if there is a token.

    Raises BadInput where no world can be, NotFound for an unknown channel, Misconfigured without token and
    guild, Unreachable.
    """
    if not channel_id.isdecimal():
        raise BadInput(
            f"“{channel_id}” is no channel id; copy it from Discord (developer mode)", field="--channel"
        )
    if settings.discord_token is None:
        if guild_id is None:
            raise Misconfigured("DISCORD_TOKEN is not set, so name the server as well: --guild ID")
        return Home(channel_id=channel_id, guild_id=guild_id, name=f"channel {channel_id}")
    rest = SingleRequests(settings.discord_api_base, settings.discord_token)
    await rest.open()
    try:
        channel = await _fetch(rest, channel_id)
        if channel.type in THREADS and channel.parent_id is not None:
            channel = await _fetch(rest, channel.parent_id)
    finally:
        await rest.close()
    if channel.guild_id is None or channel.type not in TEXT:
        raise BadInput("people can live in a server's text channels only", field="--channel")
    if guild_id is not None and guild_id != channel.guild_id:
        raise BadInput(f"that channel belongs to the server {channel.guild_id}", field="--guild")
    return Home(channel_id=channel.id, guild_id=channel.guild_id, name=channel.name or f"channel {channel.id}")


async def _fetch(rest: SingleRequests, channel_id: str) -> _Channel:
    try:
        answer = await rest.send("GET", f"/channels/{channel_id}")
        return answer.read(TypeAdapter(_Channel))
    except RequestRefused as refusal:
        if refusal.status == 401:
            raise Misconfigured("DISCORD_TOKEN: Discord does not accept it; copy it again") from None
        if refusal.status == 403:
            raise BadInput("the bot may not see this channel; give it View Channel", field="--channel") from None
        raise NotFound(f"Discord knows no channel {channel_id}", field="--channel") from None
    except (NotSent, Lost) as error:
        raise ChannelUnreachable(f"Discord does not answer ({error}); try again") from None
    except Limited as limit:
        raise ChannelUnreachable(f"Discord asks to wait {limit.retry_after:.0f} s; try again then") from None
