"""Pure: what a Discord message says to the people of a world, or that it says nothing to them."""

import re
from collections.abc import Collection, Mapping

import discord

from troupe.worlds.transcript import HumanAuthor, HumanMessage

_TOKEN = re.compile(
    r"<(?:@!?(?P<user>\d+)|@&(?P<role>\d+)|#(?P<channel>\d+)|a?:(?P<emoji>\w+):\d+|/(?P<command>[^:>]+):\d+)>"
)
_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)


def read_message(
    message: discord.Message,
    channel_id: int,
    bot_id: int,
    proxies: Collection[str] = (),
    names: Mapping[int, str] = {},
) -> HumanMessage | None:
    """The human's message, or None: from a bot, a webhook (unless it is on the list of proxies, which speak for
    humans), Discord itself, or empty. `channel_id` is the world's channel, the parent of a thread.
    `names` are what members are called here, by their id, where that is not as Discord shows them."""
    if message.type not in _SPOKEN or not _is_human(message, bot_id, proxies):
        return None
    text = text_of(message, names)
    if not text:
        return None
    reference = message.reference
    replied = reference.message_id if reference and message.type is discord.MessageType.reply else None
    return HumanMessage(
        channel_id=str(channel_id),
        place=str(message.channel.id),
        message_id=str(message.id),
        order=message.id,
        author=_author(message),
        text=text,
        at=message.created_at,
        reply_to=str(replied) if replied else None,
        mentions_bot=_mentions(message, bot_id),
    )


def text_of(message: discord.Message, names: Mapping[int, str] = {}) -> str:
    """The words with names for ids, and in brackets what was attached, stuck on or passed on."""
    parts = [_named(message.content, message, names)]
    parts += [f"[forwarded: {snapshot.content}]" for snapshot in message.message_snapshots if snapshot.content]
    parts += [_attachment(attachment) for attachment in message.attachments]
    parts += [f"[sticker: {sticker.name}]" for sticker in message.stickers]
    return "\n".join(part for part in (p.strip() for p in parts) if part)


def _is_human(message: discord.Message, bot_id: int, proxies: Collection[str]) -> bool:
    if message.webhook_id is not None:
        return str(message.webhook_id) in proxies or str(message.application_id) in proxies
    return not message.author.bot and message.author.id != bot_id


def _author(message: discord.Message) -> HumanAuthor:
    """A proxy's message is by the name it carries: Discord does not tell who is behind it."""
    name = message.author.display_name
    if message.webhook_id is not None:
        return HumanAuthor(id=f"proxy:{message.webhook_id}:{name}", name=name)
    return HumanAuthor(id=str(message.author.id), name=name)


def _mentions(message: discord.Message, bot_id: int) -> bool:
    """By name, or by the role that Discord made for the bot, which is easily picked instead."""
    if any(user.id == bot_id for user in message.mentions):
        return True
    return any(role.tags is not None and role.tags.bot_id == bot_id for role in message.role_mentions)


def _named(content: str, message: discord.Message, names: Mapping[int, str]) -> str:
    users = {user.id: names.get(user.id, user.display_name) for user in message.mentions}
    roles = {role.id: role.name for role in message.role_mentions}

    def name(match: re.Match[str]) -> str:
        if match["user"]:
            return "@" + users.get(int(match["user"]), "someone")
        if match["role"]:
            return "@" + roles.get(int(match["role"]), "some role")
        if match["channel"]:
            channel = message.guild.get_channel_or_thread(int(match["channel"])) if message.guild else None
            return f"#{channel.name}" if channel is not None else "#some-channel"
        return f":{match['emoji']}:" if match["emoji"] else "/" + match["command"]

    return _TOKEN.sub(name, content)


def _attachment(attachment: discord.Attachment) -> str:
    kind = (attachment.content_type or "file").split("/")[0]
    kind = kind if kind in ("image", "video", "audio") else "file"
    described = f": {attachment.description}" if attachment.description else ""
    return f"[{kind}: {attachment.filename}{described}]"
