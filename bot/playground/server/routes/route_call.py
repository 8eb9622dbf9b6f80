"""One request as a route sees it, and what a route is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.playground.server.payloads.uploaded_files import Upload
from bot.playground.server.state.discord_errors import DiscordError, bad_field
from bot.playground.server.state.discord_records import (
    DiscordApplication,
    DiscordChannel,
    DiscordGuild,
    DiscordUser,
)
from bot.playground.server.state.discord_state import Realm
from bot.playground.server.state.json_wire import Json, number


@dataclass(frozen=True)
class RouteCall:
    """A request, parsed: who asks, the path's names, the query and the body."""

    realm: Realm
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Json
    uploads: tuple[Upload, ...]
    caller: DiscordUser | None

    @property
    def user(self) -> DiscordUser:
        """The user who calls. Raises 40001 for a route used without a token."""
        if self.caller is None:
            raise DiscordError(40001)
        return self.caller

    @property
    def application(self) -> DiscordApplication:
        """The application whose bot asks. Raises 20002 for a human."""
        application = self.realm.state.applications.get(self.user.id)
        if application is None:
            raise DiscordError(20002)
        return application

    @property
    def is_bot(self) -> bool:
        return self.user.id in self.realm.state.applications

    def id(self, name: str) -> int:
        """A snowflake of the path. Raises 50035 when it is none."""
        value = self.path[name]
        snowflake = number(value)
        if snowflake is None:
            raise bad_field((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return snowflake

    def asked_id(self, name: str) -> int | None:
        """A snowflake of the query, if given. Raises 50035 when it is none."""
        value = self.query.get(name)
        if value is None:
            return None
        snowflake = number(value)
        if snowflake is None:
            raise bad_field((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return snowflake

    def asked_number(self, name: str, usual: int, least: int, most: int) -> int:
        """A bounded integer of the query. Raises 50035 outside the bounds."""
        value = self.query.get(name)
        if value is None:
            return usual
        count = number(value)
        if count is None or not least <= count <= most:
            message = f"int value should be between {least} and {most}."
            raise bad_field((name,), "NUMBER_TYPE_MAX", message)
        return count

    def asked(self, name: str) -> bool:
        """A yes or no of the query; clients write 1 and 0 or true and false."""
        return self.query.get(name, "").lower() in ("1", "true")

    def channel(self, needed: int = 0) -> DiscordChannel:
        """The path's channel, which the caller must see and have `needed` in. Raises 10003, 50001, 50013."""
        channel = self.realm.channel(self.id("channel"))
        self.realm.require(self.user.id, channel, needed)
        return channel

    def guild(self, needed: int = 0) -> DiscordGuild:
        """The path's guild, where the caller must be a member with `needed`. Raises 10004, 50013."""
        guild = self.realm.guild(self.id("guild"))
        self.realm.require_in_guild(self.user.id, guild, needed)
        return guild


@dataclass(frozen=True)
class Answered:
    """An answer whose status is not the route's usual one."""

    body: Json
    status: int


Handler = Callable[[RouteCall], "Json | Answered"]


@dataclass(frozen=True)
class ServerRoute:
    """A route: None from the handler means 204. `open`: used without a token, the path carries one."""

    method: str
    template: str
    handle: Handler
    status: int = 200
    open: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"
