"""Reactions and poll votes: who chose what under a message."""

from bot.playground.server.acts import message_acts as messages
from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.payloads import message_payloads
from bot.playground.server.state import intents
from bot.playground.server.state.discord_errors import DiscordError
from bot.playground.server.state.discord_records import DiscordChannel, DiscordMessage, DiscordReaction, PollAnswer
from bot.playground.server.state.discord_state import GatewayEvent, Realm
from bot.playground.server.state.json_wire import Payload

REACTIONS_LIMIT = 20


def find(message: DiscordMessage, name: str, emoji_id: int | None) -> DiscordReaction | None:
    """The reaction with this emoji; custom emoji go by their id."""
    for reaction in message.reactions:
        if reaction.emoji_id == emoji_id and (emoji_id is not None or reaction.name == name):
            return reaction
    return None


def add(realm: Realm, message: DiscordMessage, user_id: int, emoji: DiscordReaction) -> None:
    """React; a second time changes nothing. Raises 30010 beyond 20 emoji."""
    reaction = find(message, emoji.name, emoji.emoji_id)
    if reaction is None:
        if len(message.reactions) >= REACTIONS_LIMIT:
            raise DiscordError(30010)
        reaction = DiscordReaction(emoji.name, emoji.emoji_id, emoji.animated)
        message.reactions.append(reaction)
    if user_id in reaction.users:
        return
    reaction.users.append(user_id)
    channel = realm.channel(message.channel_id)
    payload = _event(channel, message, reaction, user_id)
    payload["message_author_id"] = str(message.author_id)
    if channel.guild_id is not None and (own := realm.guild(channel.guild_id).members.get(user_id)):
        payload["member"] = payloads.member(realm, own)
    _tell(realm, "MESSAGE_REACTION_ADD", channel, message, payload)


def remove(realm: Realm, message: DiscordMessage, user_id: int, name: str, emoji_id: int | None) -> None:
    """Take somebody's reaction back. Raises 10014 when there is none with that emoji."""
    reaction = find(message, name, emoji_id)
    if reaction is None:
        raise DiscordError(10014)
    if user_id not in reaction.users:
        return
    reaction.users.remove(user_id)
    if not reaction.users:
        message.reactions.remove(reaction)
    channel = realm.channel(message.channel_id)
    _tell(realm, "MESSAGE_REACTION_REMOVE", channel, message, _event(channel, message, reaction, user_id))


def remove_emoji(realm: Realm, message: DiscordMessage, name: str, emoji_id: int | None) -> None:
    """Take back everybody's reactions with one emoji. Raises 10014 when there are none."""
    reaction = find(message, name, emoji_id)
    if reaction is None:
        raise DiscordError(10014)
    message.reactions.remove(reaction)
    channel = realm.channel(message.channel_id)
    payload = _place(channel, message) | {"emoji": message_payloads.reaction_emoji(reaction)}
    _tell(realm, "MESSAGE_REACTION_REMOVE_EMOJI", channel, message, payload)


def remove_all(realm: Realm, message: DiscordMessage) -> None:
    message.reactions.clear()
    channel = realm.channel(message.channel_id)
    _tell(realm, "MESSAGE_REACTION_REMOVE_ALL", channel, message, _place(channel, message))


def vote(realm: Realm, message: DiscordMessage, user_id: int, answer_ids: tuple[int, ...]) -> None:
    """Set a human's votes in a poll to exactly these answers."""
    poll = message.poll
    if poll is None:
        raise DiscordError(10008)
    if poll.finalized or realm.clock.now() >= poll.expires_at:
        raise DiscordError(520006)
    for answer in poll.answers:
        has = user_id in answer.voters
        if answer.id in answer_ids and not has:
            answer.voters.append(user_id)
            _tell_vote(realm, "MESSAGE_POLL_VOTE_ADD", message, answer, user_id)
        elif has and answer.id not in answer_ids:
            answer.voters.remove(user_id)
            _tell_vote(realm, "MESSAGE_POLL_VOTE_REMOVE", message, answer, user_id)


def end_poll(realm: Realm, message: DiscordMessage) -> None:
    """Close a poll at once."""
    if message.poll is None:
        raise DiscordError(10008)
    message.poll.finalized = True
    message.poll.expires_at = min(message.poll.expires_at, realm.clock.now())
    messages.retell(realm, message)


def _tell_vote(realm: Realm, name: str, message: DiscordMessage, answer: PollAnswer, user_id: int) -> None:
    channel = realm.channel(message.channel_id)
    payload = _place(channel, message) | {"user_id": str(user_id), "answer_id": answer.id}
    intent = intents.polls(channel.guild_id)
    realm.publish(GatewayEvent(name, payload, channel.guild_id, channel.id, intents=intent))


def _place(channel: DiscordChannel, message: DiscordMessage) -> Payload:
    payload: Payload = {"channel_id": str(channel.id), "message_id": str(message.id)}
    if channel.guild_id is not None:
        payload["guild_id"] = str(channel.guild_id)
    return payload


def _event(channel: DiscordChannel, message: DiscordMessage, reaction: DiscordReaction, user_id: int) -> Payload:
    return _place(channel, message) | {
        "user_id": str(user_id),
        "emoji": message_payloads.reaction_emoji(reaction),
        "burst": False,
        "type": 0,
    }


def _tell(realm: Realm, name: str, channel: DiscordChannel, message: DiscordMessage, payload: Payload) -> None:
    only = frozenset({message.visible_to}) if message.visible_to is not None else None
    intent = intents.reactions(channel.guild_id)
    realm.publish(GatewayEvent(name, payload, channel.guild_id, channel.id, only, intent))
