"""Guilds and who is in them: channels, roles, members, webhooks, emoji, and their events."""

from collections.abc import Callable

from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.state import intents
from bot.playground.server.state.discord_records import (
    THREADS,
    ChannelType,
    DiscordChannel,
    DiscordEmoji,
    DiscordGuild,
    DiscordMember,
    DiscordRole,
    DiscordUser,
    DiscordWebhook,
    Overwrite,
)
from bot.playground.server.state.discord_state import GatewayEvent, Presence, Realm
from bot.playground.server.state.json_wire import Payload


def add_channel(realm: Realm, channel: DiscordChannel) -> None:
    """Put a new channel into its guild."""
    realm.state.channels[channel.id] = channel
    _tell_channel(realm, "CHANNEL_CREATE", channel)


def changing_channel(realm: Realm, channel: DiscordChannel, change: Callable[[], None]) -> None:
    """Make a change to a channel. Humans for whom it appears or vanishes are told so, all others of the change."""
    before = _humans_who_see(realm, channel)
    change()
    after = _humans_who_see(realm, channel)
    payload = payloads.channel(realm, channel)
    _tell_channel(
        realm, "CHANNEL_UPDATE", channel, None if before == after else _bots(realm, channel) | before & after
    )
    for name, users in (("CHANNEL_DELETE", before - after), ("CHANNEL_CREATE", after - before)):
        if users:
            realm.publish(GatewayEvent(name, payload, channel.guild_id, None, users, intents.GUILDS))


def set_overwrite(realm: Realm, channel: DiscordChannel, overwrite: Overwrite) -> None:
    """Set what a channel allows and denies to one role or member."""
    changing_channel(realm, channel, lambda: channel.overwrites.__setitem__(overwrite.id, overwrite))


def remove_overwrite(realm: Realm, channel: DiscordChannel, overwrite_id: int) -> None:
    changing_channel(realm, channel, lambda: channel.overwrites.__delitem__(overwrite_id))


def remove_channel(realm: Realm, channel: DiscordChannel) -> None:
    """Delete a channel or thread with its messages, threads and webhooks."""
    for thread in list(realm.threads(channel.guild_id or 0, channel.id)):
        remove_channel(realm, thread)
    if channel.type in THREADS:
        payload: Payload = {
            "id": str(channel.id),
            "guild_id": str(channel.guild_id),
            "parent_id": str(channel.parent_id),
            "type": int(channel.type),
        }
        realm.publish(GatewayEvent("THREAD_DELETE", payload, channel.guild_id, channel.id, intents=intents.GUILDS))
    else:
        _tell_channel(realm, "CHANNEL_DELETE", channel)
    for webhook in [w for w in realm.state.webhooks.values() if w.channel_id == channel.id]:
        del realm.state.webhooks[webhook.id]
    realm.state.messages.pop(channel.id, None)
    del realm.state.channels[channel.id]


def typing(realm: Realm, channel: DiscordChannel, user_id: int) -> None:
    """Somebody began to type."""
    payload: Payload = {
        "channel_id": str(channel.id),
        "user_id": str(user_id),
        "timestamp": int(realm.clock.now().timestamp()),
    }
    if channel.guild_id is not None:
        payload["guild_id"] = str(channel.guild_id)
        if own := realm.guild(channel.guild_id).members.get(user_id):
            payload["member"] = payloads.member(realm, own)
    intent = intents.typing(channel.guild_id)
    realm.publish(GatewayEvent("TYPING_START", payload, channel.guild_id, channel.id, intents=intent))


def put_role(realm: Realm, guild: DiscordGuild, role: DiscordRole) -> None:
    """Add a role or tell of one that was changed."""
    name = "GUILD_ROLE_UPDATE" if role.id in guild.roles else "GUILD_ROLE_CREATE"
    guild.roles[role.id] = role
    payload: Payload = {"guild_id": str(guild.id), "role": payloads.role(role)}
    realm.publish(GatewayEvent(name, payload, guild.id, intents=intents.GUILDS))


def remove_role(realm: Realm, guild: DiscordGuild, role_id: int) -> None:
    """Delete a role and take it from everyone who has it."""
    del guild.roles[role_id]
    for member in guild.members.values():
        if role_id in member.roles:
            member.roles.remove(role_id)
            tell_member(realm, guild, member)
    payload: Payload = {"guild_id": str(guild.id), "role_id": str(role_id)}
    realm.publish(GatewayEvent("GUILD_ROLE_DELETE", payload, guild.id, intents=intents.GUILDS))


def add_member(realm: Realm, guild: DiscordGuild, member: DiscordMember) -> None:
    """Somebody joins."""
    guild.members[member.user_id] = member
    payload = payloads.member(realm, member) | {"guild_id": str(guild.id)}
    realm.publish(GatewayEvent("GUILD_MEMBER_ADD", payload, guild.id, intents=intents.MEMBERS))


def tell_member(realm: Realm, guild: DiscordGuild, member: DiscordMember) -> None:
    """Tell of a member whose nickname, roles or time-out changed; the member itself always hears it."""
    payload = payloads.member(realm, member) | {"guild_id": str(guild.id)}
    audience = frozenset(guild.members) - {member.user_id}
    realm.publish(GatewayEvent("GUILD_MEMBER_UPDATE", payload, guild.id, None, audience, intents.MEMBERS))
    realm.publish(GatewayEvent("GUILD_MEMBER_UPDATE", payload, guild.id, None, frozenset({member.user_id})))


def remove_member(realm: Realm, guild: DiscordGuild, user_id: int) -> None:
    """Somebody leaves or is removed; to themselves the guild is gone."""
    del guild.members[user_id]
    payload: Payload = {"guild_id": str(guild.id), "user": payloads.user(realm.user(user_id))}
    realm.publish(GatewayEvent("GUILD_MEMBER_REMOVE", payload, guild.id, intents=intents.MEMBERS))
    farewell: Payload = {"id": str(guild.id)}
    realm.publish(GatewayEvent("GUILD_DELETE", farewell, guild.id, None, frozenset({user_id}), intents.GUILDS))


def tell_user(realm: Realm, user: DiscordUser) -> None:
    """Tell a user, and the guilds it is in, that its name or face changed."""
    realm.publish(GatewayEvent("USER_UPDATE", payloads.own_user(user), only=frozenset({user.id})))
    for guild in realm.state.guilds.values():
        if member := guild.members.get(user.id):
            tell_member(realm, guild, member)


def put_webhook(realm: Realm, webhook: DiscordWebhook) -> None:
    """Add a webhook or tell that one changed."""
    realm.state.webhooks[webhook.id] = webhook
    _tell_webhooks(realm, webhook.guild_id, webhook.channel_id)


def remove_webhook(realm: Realm, webhook: DiscordWebhook) -> None:
    del realm.state.webhooks[webhook.id]
    _tell_webhooks(realm, webhook.guild_id, webhook.channel_id)


def put_emoji(realm: Realm, emoji: DiscordEmoji) -> None:
    """Add or rename an emoji; those of an application raise no event."""
    realm.state.emojis[emoji.id] = emoji
    if emoji.guild_id is not None:
        guild = realm.guild(emoji.guild_id)
        if emoji.id not in guild.emojis:
            guild.emojis.append(emoji.id)
        _tell_emojis(realm, guild)


def remove_emoji(realm: Realm, emoji: DiscordEmoji) -> None:
    del realm.state.emojis[emoji.id]
    if emoji.guild_id is not None:
        guild = realm.guild(emoji.guild_id)
        guild.emojis.remove(emoji.id)
        _tell_emojis(realm, guild)


def presence(realm: Realm, user_id: int, status: str, activities: list[Payload]) -> None:
    """Somebody came, went or changed their status."""
    if status == "offline":
        realm.present.pop(user_id, None)
    else:
        realm.present[user_id] = Presence(status, activities)
    for guild in realm.state.guilds.values():
        if user_id in guild.members:
            payload = payloads.presence(realm, user_id) | {"guild_id": str(guild.id)}
            realm.publish(GatewayEvent("PRESENCE_UPDATE", payload, guild.id, intents=intents.PRESENCES))


def _tell_channel(realm: Realm, name: str, channel: DiscordChannel, only: frozenset[int] | None = None) -> None:
    """Bots hear of every channel of their guilds; humans only of those they see."""
    if only is None and channel.guild_id is not None:
        only = _bots(realm, channel) | _humans_who_see(realm, channel)
    elif only is None:
        only = frozenset(channel.recipients)
    intent = intents.GUILDS if channel.type is not ChannelType.DM else 0
    realm.publish(GatewayEvent(name, payloads.channel(realm, channel), channel.guild_id, None, only, intent))


def _bots(realm: Realm, channel: DiscordChannel) -> frozenset[int]:
    members = realm.guild(channel.guild_id or 0).members
    return frozenset(u for u in members if u in realm.state.applications)


def _humans_who_see(realm: Realm, channel: DiscordChannel) -> frozenset[int]:
    members = realm.guild(channel.guild_id or 0).members
    return frozenset(u for u in members if u not in realm.state.applications and realm.can_see(u, channel))


def _tell_webhooks(realm: Realm, guild_id: int, channel_id: int) -> None:
    payload: Payload = {"guild_id": str(guild_id), "channel_id": str(channel_id)}
    realm.publish(GatewayEvent("WEBHOOKS_UPDATE", payload, guild_id, channel_id, intents=intents.WEBHOOKS))


def _tell_emojis(realm: Realm, guild: DiscordGuild) -> None:
    emojis = [payloads.emoji(realm, realm.state.emojis[e]) for e in guild.emojis]
    payload: Payload = {"guild_id": str(guild.id), "emojis": emojis}
    realm.publish(GatewayEvent("GUILD_EMOJIS_UPDATE", payload, guild.id, intents=intents.EXPRESSIONS))
