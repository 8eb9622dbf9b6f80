"""The JSON of users, guilds, channels and the smaller things, as Discord's API description says."""

from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_records import (
    THREADS,
    ChannelType,
    DiscordApplication,
    DiscordChannel,
    DiscordCommand,
    DiscordEmoji,
    DiscordGuild,
    DiscordMember,
    DiscordRole,
    DiscordUser,
    DiscordWebhook,
    Privileged,
)
from bot.playground.server.state.discord_state import Realm
from bot.playground.server.state.json_wire import Json, Payload, ids, stamp
from bot.playground.server.state.snowflakes import moment_of

_LIMITED_FLAGS = {Privileged.PRESENCES: 1 << 13, Privileged.MEMBERS: 1 << 15, Privileged.MESSAGE_CONTENT: 1 << 19}
_HAS_COMMANDS = 1 << 23
NO_KEY = "0" * 64


def user(one: DiscordUser) -> Payload:
    """A user as others see it."""
    payload: Payload = {
        "id": str(one.id),
        "username": one.username,
        "global_name": one.global_name,
        "avatar": one.avatar,
        "discriminator": "0001" if one.bot else "0",
        "public_flags": 0,
        "flags": 0,
        "banner": None,
        "accent_color": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }
    if one.bot:
        payload["bot"] = True
    return payload


def own_user(one: DiscordUser) -> Payload:
    """A user as it sees itself."""
    return user(one) | {"mfa_enabled": False, "locale": one.locale, "verified": True, "email": None}


def gone_user(user_id: int) -> DiscordUser:
    """The user shown for an account that no longer exists."""
    return DiscordUser(user_id, "Deleted User")


def member(realm: Realm, one: DiscordMember, *, with_user: bool = True) -> Payload:
    """A member of a guild; inside messages and typing events without its user."""
    payload: Payload = {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": stamp(one.timed_out_until) if one.timed_out_until else None,
        "flags": 0,
        "joined_at": stamp(one.joined_at),
        "nick": one.nick,
        "pending": False,
        "premium_since": None,
        "roles": ids(one.roles),
        "mute": False,
        "deaf": False,
    }
    if with_user:
        payload["user"] = user(realm.user(one.user_id))
    return payload


def presence(realm: Realm, user_id: int) -> Payload:
    """Whether somebody is there, and what they are doing."""
    status = realm.present.get(user_id)
    return {
        "user": {"id": str(user_id)},
        "status": status.status if status else "offline",
        "activities": status.activities if status else [],
        "client_status": {"web": status.status} if status else {},
    }


def role(one: DiscordRole) -> Payload:
    payload: Payload = {
        "id": str(one.id),
        "name": one.name,
        "description": None,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": one.color,
        "colors": {"primary_color": one.color, "secondary_color": None, "tertiary_color": None},
        "hoist": one.hoist,
        "managed": one.managed,
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if one.bot_id is not None:
        payload["tags"] = {"bot_id": str(one.bot_id)}
    return payload


def emoji(realm: Realm, one: DiscordEmoji) -> Payload:
    return {
        "id": str(one.id),
        "name": one.name,
        "roles": [],
        "user": user(realm.state.users.get(one.creator_id) or gone_user(one.creator_id)),
        "require_colons": True,
        "managed": False,
        "animated": one.animated,
        "available": True,
    }


def channel(realm: Realm, one: DiscordChannel, viewer: int | None = None) -> Payload:
    """Any kind of channel; for a thread, `viewer` adds that user's own membership."""
    if one.type is ChannelType.DM:
        return _direct(realm, one, viewer)
    payload: Payload = {
        "id": str(one.id),
        "type": int(one.type),
        "flags": 0,
        "guild_id": str(one.guild_id),
        "name": one.name,
        "parent_id": _id(one.parent_id),
        "last_message_id": _id(one.last_message_id),
        "rate_limit_per_user": one.slowmode,
    }
    if one.last_pin_at is not None:
        payload["last_pin_timestamp"] = stamp(one.last_pin_at)
    if one.type in THREADS:
        return payload | _thread(one, viewer)
    payload |= {
        "position": one.position,
        "topic": one.topic,
        "nsfw": one.nsfw,
        "permission_overwrites": [
            {"id": str(o.id), "type": o.type, "allow": str(o.allow), "deny": str(o.deny)}
            for o in one.overwrites.values()
        ],
    }
    if one.default_archive_minutes is not None:
        payload["default_auto_archive_duration"] = one.default_archive_minutes
    if one.type is ChannelType.FORUM:
        payload |= {
            "available_tags": [
                {
                    "id": str(t.id),
                    "name": t.name,
                    "moderated": t.moderated,
                    "emoji_id": _id(t.emoji_id),
                    "emoji_name": t.emoji_name,
                }
                for t in one.tags
            ],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return payload


def _direct(realm: Realm, one: DiscordChannel, viewer: int | None) -> Payload:
    return {
        "id": str(one.id),
        "type": int(one.type),
        "flags": 0,
        "last_message_id": _id(one.last_message_id),
        "recipients": [user(realm.user(r)) for r in one.recipients if r != viewer],
    }


def _thread(one: DiscordChannel, viewer: int | None) -> Payload:
    thread = one.as_thread
    metadata: Payload = {
        "archived": thread.archived,
        "archive_timestamp": stamp(thread.archived_at),
        "auto_archive_duration": thread.auto_archive_minutes,
        "locked": thread.locked,
        "create_timestamp": stamp(thread.created_at),
    }
    if one.type is ChannelType.PRIVATE_THREAD:
        metadata["invitable"] = thread.invitable
    payload: Payload = {
        "owner_id": str(thread.owner_id),
        "thread_metadata": metadata,
        "message_count": thread.message_count,
        "member_count": min(len(thread.members), 50),
        "total_message_sent": thread.total_sent,
    }
    if thread.tags:
        payload["applied_tags"] = ids(thread.tags)
    if viewer is not None and viewer in thread.members:
        payload["member"] = thread_member(one, viewer)
    return payload


def thread_member(one: DiscordChannel, user_id: int) -> Payload:
    """Somebody's membership of a thread."""
    return {
        "id": str(one.id),
        "user_id": str(user_id),
        "join_timestamp": stamp(one.as_thread.members[user_id]),
        "flags": 0,
    }


def guild(realm: Realm, one: DiscordGuild) -> Payload:
    """A guild without channels and members, as REST and GUILD_UPDATE give it."""
    nothing = (
        "home_header splash discovery_splash banner application_id afk_channel_id widget_channel_id"
        " vanity_url_code rules_channel_id safety_alerts_channel_id public_updates_channel_id incidents_data"
    )
    payload: Payload = dict.fromkeys(nothing.split())
    return payload | {
        "id": str(one.id),
        "name": one.name,
        "icon": one.icon,
        "description": one.description,
        "features": [],
        "owner_id": str(one.owner_id),
        "region": "local",
        "afk_timeout": 300,
        "system_channel_id": _id(one.system_channel_id),
        "system_channel_flags": 0,
        "widget_enabled": False,
        "verification_level": 0,
        "roles": [role(r) for r in one.roles.values()],
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": one.locale,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [emoji(realm, realm.state.emojis[e]) for e in one.emojis],
        "stickers": [],
    }


def counts(realm: Realm, one: DiscordGuild) -> Payload:
    """How many members there are, and how many of them are present."""
    present = sum(user_id in realm.present for user_id in one.members)
    return {"approximate_member_count": len(one.members), "approximate_presence_count": present}


def my_guild(one: DiscordGuild, own: DiscordMember) -> Payload:
    """A guild in the list of a user's guilds."""
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": one.icon,
        "banner": None,
        "owner": one.owner_id == own.user_id,
        "permissions": str(perm.in_guild(one, own)),
        "features": [],
    }


def webhook(realm: Realm, one: DiscordWebhook, *, with_token: bool, with_user: bool = True) -> Payload:
    """A webhook; those who reach it by its token are not told who made it."""
    payload: Payload = {
        "id": str(one.id),
        "type": 1,
        "name": one.name,
        "avatar": one.avatar,
        "channel_id": str(one.channel_id),
        "guild_id": str(one.guild_id),
        "application_id": _id(one.application_id),
    }
    if with_user:
        payload["user"] = user(realm.state.users.get(one.creator_id) or gone_user(one.creator_id))
    if with_token:
        payload["token"] = one.token
        payload["url"] = f"{realm.origin}/api/webhooks/{one.id}/{one.token}"
    return payload


def command(one: DiscordCommand) -> Payload:
    """An application command as registered, with what Discord adds."""
    payload: Payload = {
        "id": str(one.id),
        "application_id": str(one.application_id),
        "version": str(one.version),
    }
    payload |= one.definition
    if one.guild_id is not None:
        payload["guild_id"] = str(one.guild_id)
    return payload


def flags_of(one: DiscordApplication) -> int:
    """The application's public flags: which privileged intents it may use."""
    return _HAS_COMMANDS | sum(_LIMITED_FLAGS[p] for p in one.privileged)


def application(realm: Realm, one: DiscordApplication) -> Payload:
    """An application as its own bot sees it."""
    nothing: list[Json] = []
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "description": one.description,
        "type": None,
        "bot": user(realm.user(one.id)),
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": NO_KEY,
        "flags": flags_of(one),
        "flags_new": str(flags_of(one)),
        "redirect_uris": nothing,
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(realm.user(one.owner_id)),
        "approximate_guild_count": sum(one.id in g.members for g in realm.state.guilds.values()),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": nothing,
    }


def created_at(id_: int) -> str:
    """The moment when the thing with this id came to be."""
    return stamp(moment_of(id_))


def _id(value: int | None) -> Json:
    return None if value is None else str(value)
