"""Furnishing the local Discord from a program: guilds, channels, roles, members and bots."""

import base64
from collections.abc import Callable, Iterable

from bot.playground.server.acts import guild_acts as guilds
from bot.playground.server.payloads import uploaded_files as files
from bot.playground.server.routes.channel_routes import shaped_name
from bot.playground.server.sockets import session_welcome as welcome
from bot.playground.server.sockets.gateway_sessions import Session
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_records import (
    ChannelType,
    DiscordApplication,
    DiscordChannel,
    DiscordGuild,
    DiscordMember,
    DiscordRole,
    DiscordUser,
    Overwrite,
    Privileged,
)
from bot.playground.server.state.discord_state import Realm

BOT_PERMISSIONS = (
    perm.EVERYONE_DEFAULT | perm.MANAGE_WEBHOOKS | perm.MANAGE_MESSAGES | perm.MANAGE_THREADS | perm.PIN_MESSAGES
) & ~perm.MENTION_EVERYONE


class Seeding:
    """The programmatic side: each call acts at once and tells connected clients, like any other change."""

    def __init__(self, realm: Realm, sessions_of: Callable[[int], list[Session]]) -> None:
        self.realm = realm
        self._sessions_of = sessions_of

    def create_guild(self, name: str, *, locale: str = "en-US") -> DiscordGuild:
        """A guild with @everyone and nothing else; the first member made with `owner=True` owns it."""
        id_ = self.realm.snowflakes.next()
        guild = DiscordGuild(id_, name, owner_id=0, locale=locale)
        guild.roles[id_] = DiscordRole(id_, "@everyone", perm.EVERYONE_DEFAULT)
        self.realm.state.guilds[id_] = guild
        return guild

    def create_text_channel(
        self, guild: DiscordGuild, name: str, *, topic: str | None = None, category: DiscordChannel | None = None
    ) -> DiscordChannel:
        return self._create_channel(guild, name, ChannelType.TEXT, topic, category)

    def create_category(self, guild: DiscordGuild, name: str) -> DiscordChannel:
        return self._create_channel(guild, name, ChannelType.CATEGORY, None, None)

    def create_forum(self, guild: DiscordGuild, name: str) -> DiscordChannel:
        return self._create_channel(guild, name, ChannelType.FORUM, None, None)

    def _create_channel(
        self, guild: DiscordGuild, name: str, kind: ChannelType, topic: str | None, category: DiscordChannel | None
    ) -> DiscordChannel:
        channel = DiscordChannel(
            self.realm.snowflakes.next(),
            kind,
            guild.id,
            shaped_name(name, kind),
            topic=topic,
            parent_id=category.id if category else None,
            position=sum(1 for _ in self.realm.guild_channels(guild.id)),
        )
        guilds.add_channel(self.realm, channel)
        if guild.system_channel_id is None and kind is ChannelType.TEXT:
            guild.system_channel_id = channel.id
        return channel

    def create_role(
        self, guild: DiscordGuild, name: str, permissions: int = 0, *, color: int = 0, mentionable: bool = False
    ) -> DiscordRole:
        """A role above those that are there; `permissions` adds to what @everyone may do."""
        position = max(r.position for r in guild.roles.values()) + 1
        role = DiscordRole(
            self.realm.snowflakes.next(), name, permissions, position, color, mentionable=mentionable
        )
        guilds.put_role(self.realm, guild, role)
        return role

    def create_member(
        self,
        name: str,
        *,
        in_guilds: Iterable[DiscordGuild] | None = None,
        display_name: str | None = None,
        nick: str | None = None,
        roles: Iterable[DiscordRole] = (),
        avatar: bytes | None = None,
        owner: bool = False,
        locale: str = "en-US",
    ) -> str:
        """A human in the given guilds (in all of them by default); returns the token of their client."""
        user = self._create_user(name, display_name or name, avatar, bot=False, locale=locale)
        role_ids = [r.id for r in roles]
        for guild in self._chosen(in_guilds):
            if owner:
                guild.owner_id = user.id
            self.join(guild, user.id, nick=nick, roles=[r for r in role_ids if r in guild.roles])
        token = f"member-{self.realm.secret('member', user.id)[:32]}"
        self.realm.state.tokens[token] = user.id
        return token

    def create_bot(
        self,
        name: str,
        *,
        in_guilds: Iterable[DiscordGuild] | None = None,
        permissions: int = BOT_PERMISSIONS,
        privileged: Iterable[Privileged] = tuple(Privileged),
        avatar: bytes | None = None,
        owner: str | None = None,
    ) -> str:
        """An application and its bot, in the given guilds (in all of them by default) with a role of its own;
        returns the bot's token. `owner` is a member's token; without one the application owns itself.
        """
        user = self._create_user(name, None, avatar, bot=True, locale="en-US")
        owner_id = self.realm.state.tokens[owner] if owner is not None else user.id
        self.realm.state.applications[user.id] = DiscordApplication(user.id, name, owner_id, frozenset(privileged))
        for guild in self._chosen(in_guilds):
            self.invite_bot(guild, user.id, permissions=permissions)
        head = base64.urlsafe_b64encode(str(user.id).encode()).decode().rstrip("=")
        secret = self.realm.secret("bot", user.id)
        token = f"{head}.{secret[:6]}.{secret[6:44]}"
        self.realm.state.tokens[token] = user.id
        return token

    def invite_bot(self, guild: DiscordGuild, bot_id: int, *, permissions: int = BOT_PERMISSIONS) -> None:
        """Let a bot join a guild with a managed role."""
        role = self.create_role(guild, self.realm.user(bot_id).username, permissions)
        role.managed, role.bot_id = True, bot_id
        self.join(guild, bot_id, roles=[role.id])

    def join(
        self, guild: DiscordGuild, user_id: int, *, nick: str | None = None, roles: Iterable[int] = ()
    ) -> DiscordMember:
        """Let a user join a guild; their own clients are told of the guild."""
        member = DiscordMember(user_id, self.realm.clock.now(), nick, list(roles))
        guilds.add_member(self.realm, guild, member)
        for session in self._sessions_of(user_id):
            payload = welcome.guild_create(self.realm, session, guild)
            del payload["unavailable"]  # present only where a guild comes back; clients tell a new one by this
            session.dispatch("GUILD_CREATE", payload)
        return member

    def leave(self, guild: DiscordGuild, user_id: int) -> None:
        guilds.remove_member(self.realm, guild, user_id)

    def set_permissions(self, role: DiscordRole, guild: DiscordGuild, permissions: int) -> None:
        """Set what a role may do in the whole guild; `guild.roles[guild.id]` is @everyone."""
        role.permissions = permissions
        guilds.put_role(self.realm, guild, role)

    def set_overwrite(
        self, channel: DiscordChannel, whom: DiscordRole | DiscordMember, *, allow: int = 0, deny: int = 0
    ) -> None:
        """Allow and deny permissions in one channel to a role or a member."""
        if isinstance(whom, DiscordRole):
            overwrite = Overwrite(whom.id, 0, allow, deny)
        else:
            overwrite = Overwrite(whom.user_id, 1, allow, deny)
        guilds.set_overwrite(self.realm, channel, overwrite)

    def give_role(self, guild: DiscordGuild, user_id: int, role: DiscordRole) -> None:
        member = guild.members[user_id]
        if role.id not in member.roles:
            member.roles.append(role.id)
            guilds.tell_member(self.realm, guild, member)

    def user_of(self, token: str) -> DiscordUser:
        """The owner of a token: the human, or the bot."""
        return self.realm.state.users[self.realm.state.tokens[token]]

    def _create_user(
        self, name: str, shown: str | None, avatar: bytes | None, *, bot: bool, locale: str
    ) -> DiscordUser:
        username = name if bot else "".join(name.lower().split())
        user = DiscordUser(self.realm.snowflakes.next(), username, shown, bot=bot, locale=locale)
        if avatar is not None:
            user.avatar = files.keep_avatar(self.realm, user.id, avatar, "image/png")
        self.realm.state.users[user.id] = user
        return user

    def _chosen(self, in_guilds: Iterable[DiscordGuild] | None) -> list[DiscordGuild]:
        return list(self.realm.state.guilds.values()) if in_guilds is None else list(in_guilds)
