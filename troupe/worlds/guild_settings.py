"""The settings of a community for all its worlds."""

from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, Field

from troupe.core.frozen import Frozen


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"“{name}” is no time zone; give a name such as Europe/Berlin or UTC") from None
    return name


class Makers(StrEnum):
    """The members who may make, change and remove a community's own personas: RUNNERS are those who may manage
    channels."""

    EVERYONE = "everyone"
    ROLE = "role"
    RUNNERS = "runners"


class GuildSettings(Frozen):
    """Everything has a default, so that a community which settles nothing is served all the same.

    None leaves the matter to whoever runs the bot. `usd_per_day` and `tokens_per_day` lower the process's cap and
    never raise it. `proxies` are ids of webhooks, or of bots, that speak for the humans behind them.
    `makers_role` is the role meant by Makers.ROLE; those who have `researchers_role` hold studies; those who may
    manage channels are never shut out.
    """

    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    """IANA name; what "today" and "at night" mean here."""
    model: str | None = None
    usd_per_day: Annotated[float | None, Field(ge=0)] = None
    tokens_per_day: Annotated[int | None, Field(ge=0)] = None
    moderators_channel: str | None = None
    moderator_role: str | None = None
    proxies: tuple[str, ...] = ()
    makers: Makers = Makers.RUNNERS
    makers_role: str | None = None
    researchers_role: str | None = None
    greeted: AwareDatetime | None = None
    """When the bot had joined, the time it last introduced itself: nobody is greeted twice for one joining."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
