"""What a member's page knows, and the pure step from one event to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, assert_never

from bot.playground.page.events import (
    ChannelGone,
    ChannelSeen,
    ChoicesOffered,
    CommandsRead,
    Event,
    GuildSeen,
    HistoryRead,
    InteractionDone,
    InteractionFailed,
    InteractionSent,
    Link,
    LinkChanged,
    MemberGone,
    MemberSeen,
    MessageEdited,
    MessageSeen,
    MessagesGone,
    ModalAsked,
    ModalClosed,
    NoticeDismissed,
    NoticeGiven,
    PeopleRead,
    ReactionChange,
    ReactionsCleared,
    Ready,
    TypingLapsed,
    TypingStarted,
)
from bot.playground.page.payloads import (
    Channel,
    CommandIndex,
    Guild,
    Member,
    Message,
    Modal,
    Reaction,
    Resident,
    Role,
    User,
)

Value = TypeVar("Value")
KEPT_UNREAD = 20
"""Messages kept of a channel nobody has looked at yet; its newest page is read when somebody does."""
NO_ANSWER = "The application did not respond."


@dataclass(frozen=True)
class Log:
    """The messages of one channel that the page holds, oldest first; `loaded` once its newest page was read."""

    messages: tuple[Message, ...] = ()
    notices: tuple[NoticeGiven, ...] = ()
    loaded: bool = False
    reaches_start: bool = False


@dataclass(frozen=True)
class State:
    """Everything one member's page shows. Replaced, never changed."""

    link: Link = Link.CONNECTING
    link_reason: str = ""
    me: User | None = None
    session_id: str = ""
    guild: Guild | None = None
    channels: Mapping[str, Channel] = field(default_factory=dict[str, Channel])
    members: Mapping[str, Member] = field(default_factory=dict[str, Member])
    roles: Mapping[str, Role] = field(default_factory=dict[str, Role])
    logs: Mapping[str, Log] = field(default_factory=dict[str, Log])
    newest: Mapping[str, str] = field(default_factory=dict[str, str])
    typing: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    commands: CommandIndex | None = None
    people: Mapping[str, tuple[Resident, ...]] = field(default_factory=dict[str, tuple[Resident, ...]])
    pending: Mapping[str, InteractionSent] = field(default_factory=dict[str, InteractionSent])
    choices: ChoicesOffered | None = None
    modal: Modal | None = None

    def log(self, channel_id: str) -> Log:
        return self.logs.get(channel_id, Log())

    def message(self, channel_id: str, message_id: str) -> Message | None:
        return next((m for m in self.log(channel_id).messages if m.id == message_id), None)

    def people_in(self, channel_id: str) -> tuple[Resident, ...]:
        """The simulated people who live in a channel, as far as the page knows."""
        return self.people.get(channel_id, ())

    def name_of(self, user: User) -> str:
        """The name a user goes by in this guild."""
        member = self.members.get(user.id)
        return (member.nick if member and member.nick else None) or user.shown_name


def step(state: State, event: Event) -> State:
    """The state after an event. Pure; an event about something unknown changes nothing."""
    match event:
        case Ready(user=user, session_id=session_id):
            return replace(state, me=user, session_id=session_id, typing={}, pending={})
        case LinkChanged(link=link, reason=reason):
            return replace(state, link=link, link_reason=reason)
        case GuildSeen() | ChannelSeen() | ChannelGone() | MemberSeen() | MemberGone():
            return _place(state, event)
        case PeopleRead(channel_id=channel_id, people=people):
            return replace(state, people={**state.people, channel_id: people})
        case MessageSeen() | MessageEdited() | MessagesGone() | HistoryRead():
            return _talk(state, event)
        case ReactionChange() | ReactionsCleared():
            return _reactions(state, event)
        case TypingStarted() | TypingLapsed():
            return _typing(state, event)
        case NoticeGiven() | NoticeDismissed():
            return _notices(state, event)
        case (
            CommandsRead()
            | InteractionSent()
            | InteractionDone()
            | InteractionFailed()
            | ChoicesOffered()
            | ModalAsked()
            | ModalClosed()
        ):
            return _applications(state, event)
        case _:
            assert_never(event)


def _place(state: State, event: GuildSeen | ChannelSeen | ChannelGone | MemberSeen | MemberGone) -> State:
    match event:
        case GuildSeen(guild=guild):
            if state.guild is not None and state.guild.id != guild.id:
                return state  # the page shows one guild: the first
            channels = {c.id: c for c in (*guild.channels, *guild.threads)}
            members = {m.user.id: m for m in guild.members if m.user}
            roles = {r.id: r for r in guild.roles}
            return replace(state, guild=guild, channels=channels, members=members, roles=roles)
        case ChannelSeen(channel=channel):
            return replace(state, channels={**state.channels, channel.id: channel})
        case ChannelGone(id=channel_id):
            return replace(state, channels=_without(state.channels, channel_id))
        case MemberSeen(member=member):
            if member.user is None:
                return state
            return replace(state, members={**state.members, member.user.id: member})
        case MemberGone(user=user):
            return replace(state, members=_without(state.members, user.id))
        case _:
            assert_never(event)


def _talk(state: State, event: MessageSeen | MessageEdited | MessagesGone | HistoryRead) -> State:
    match event:
        case MessageSeen(message=message):
            log = state.log(message.channel_id)
            messages = _added(log.messages, message)
            if not log.loaded:
                messages = messages[-KEPT_UNREAD:]
            state = _with_log(state, message.channel_id, replace(log, messages=messages))
            # People speak through their application's webhook, yet it is the application that was typing for them.
            typing = _without(state.typing.get(message.channel_id, {}), message.author.id)
            typing = _without(typing, message.application_id or "")
            return replace(
                state,
                typing={**state.typing, message.channel_id: typing},
                newest={**state.newest, message.channel_id: message.id},
            )
        case MessageEdited(message=message):
            return _revised(state, message)
        case MessagesGone(channel_id=channel_id, ids=ids):
            log = state.log(channel_id)
            kept = tuple(_orphaned(m, ids) for m in log.messages if m.id not in ids)
            return _with_log(state, channel_id, replace(log, messages=kept))
        case HistoryRead():
            return _read(state, event)
        case _:
            assert_never(event)


def _revised(state: State, message: Message) -> State:
    """Put a changed message in the place of the old one, keeping what the gateway leaves out of an update."""
    old = state.message(message.channel_id, message.id)
    if old is None:
        return state
    keep: dict[str, object] = {
        name: getattr(old, name)
        for name in ("reactions", "referenced_message", "member", "interaction_metadata", "thread")
        if name not in message.model_fields_set
    }
    # One's own reactions are not part of an update, which is the same for every member.
    if "reactions" in message.model_fields_set:
        mine = {r.emoji.key for r in old.reactions if r.me}
        keep["reactions"] = tuple(r.model_copy(update={"me": r.emoji.key in mine}) for r in message.reactions)
    return _swapped(state, message.model_copy(update=keep))


def _read(state: State, event: HistoryRead) -> State:
    log = state.log(event.channel_id)
    if event.older_than is None:
        # The newest page replaces what was there, except what only this member sees and what came meanwhile.
        last = max((int(m.id) for m in event.messages), default=0)
        kept = [m for m in log.messages if m.ephemeral or int(m.id) > last]
    else:
        kept = list(log.messages)
    merged = {m.id: m for m in (*event.messages, *kept)}
    messages = tuple(sorted(merged.values(), key=lambda m: int(m.id)))
    changed = replace(log, messages=messages, loaded=True, reaches_start=event.reaches_start)
    state = _with_log(state, event.channel_id, changed)
    if not messages:
        return state
    return replace(state, newest={**state.newest, event.channel_id: messages[-1].id})


def _reactions(state: State, event: ReactionChange | ReactionsCleared) -> State:
    message = state.message(event.channel_id, event.message_id)
    if message is None:
        return state
    match event:
        case ReactionsCleared(emoji=None):
            reactions: tuple[Reaction, ...] = ()
        case ReactionsCleared(emoji=emoji):
            reactions = tuple(r for r in message.reactions if emoji is None or r.emoji.key != emoji.key)
        case ReactionChange():
            mine = state.me is not None and event.user_id == state.me.id
            reactions = _counted(message.reactions, event, mine=mine)
        case _:
            assert_never(event)
    return _swapped(state, message.model_copy(update={"reactions": reactions}))


def _counted(reactions: tuple[Reaction, ...], event: ReactionChange, *, mine: bool) -> tuple[Reaction, ...]:
    key = event.emoji.key
    old = next((r for r in reactions if r.emoji.key == key), None)
    if old is None:
        return (*reactions, Reaction(count=1, me=mine, emoji=event.emoji)) if event.added else reactions
    change = {"count": old.count + (1 if event.added else -1), "me": event.added if mine else old.me}
    new = old.model_copy(update=change)
    return tuple(new if r is old else r for r in reactions if r is not old or new.count > 0)


def _typing(state: State, event: TypingStarted | TypingLapsed) -> State:
    there = state.typing.get(event.channel_id, {})
    match event:
        case TypingLapsed(user_id=user_id):
            changed = _without(there, user_id)
        case TypingStarted(user_id=user_id, member=member):
            if state.me is not None and user_id == state.me.id:
                return state
            known = member or state.members.get(user_id)
            user = known.user if known else None
            name = (known.nick if known and known.nick else None) or (user.shown_name if user else "Someone")
            changed = {**there, user_id: name}
        case _:
            assert_never(event)
    return replace(state, typing={**state.typing, event.channel_id: changed})


def _notices(state: State, event: NoticeGiven | NoticeDismissed) -> State:
    log = state.log(event.channel_id)
    match event:
        case NoticeGiven():
            changed = replace(log, notices=(*log.notices, event))
        case NoticeDismissed(id=dismissed):
            changed = replace(
                log,
                notices=tuple(n for n in log.notices if n.id != dismissed),
                messages=tuple(m for m in log.messages if m.id != dismissed or not m.ephemeral),
            )
        case _:
            assert_never(event)
    return _with_log(state, event.channel_id, changed)


def _applications(
    state: State,
    event: CommandsRead
    | InteractionSent
    | InteractionDone
    | InteractionFailed
    | ChoicesOffered
    | ModalAsked
    | ModalClosed,
) -> State:
    match event:
        case CommandsRead(index=index):
            return replace(state, commands=index)
        case InteractionSent(nonce=nonce):
            return replace(state, pending={**state.pending, nonce: event})
        case InteractionDone(nonce=nonce):
            return replace(state, pending=_without(state.pending, nonce))
        case InteractionFailed(nonce=nonce, at=at):
            sent = state.pending.get(nonce)
            if sent is None:
                return state
            state = replace(state, pending=_without(state.pending, nonce))
            return step(state, NoticeGiven(nonce, sent.channel_id, f"{sent.what}: {NO_ANSWER}", at))
        case ChoicesOffered():
            return replace(state, choices=event)
        case ModalAsked(modal=modal):
            return replace(state, modal=modal)
        case ModalClosed():
            return replace(state, modal=None)
        case _:
            assert_never(event)


def _with_log(state: State, channel_id: str, log: Log) -> State:
    return replace(state, logs={**state.logs, channel_id: log})


def _added(messages: tuple[Message, ...], new: Message) -> tuple[Message, ...]:
    if not messages or int(new.id) > int(messages[-1].id):
        return (*messages, new)
    merged = {m.id: m for m in (*messages, new)}
    return tuple(sorted(merged.values(), key=lambda m: int(m.id)))


def _swapped(state: State, message: Message) -> State:
    log = state.log(message.channel_id)
    messages = tuple(message if m.id == message.id else m for m in log.messages)
    return _with_log(state, message.channel_id, replace(log, messages=messages))


def _orphaned(message: Message, gone: tuple[str, ...]) -> Message:
    """A reply whose message was deleted keeps its place but quotes nothing any more."""
    quoted = message.referenced_message
    if quoted is None or quoted.id not in gone:
        return message
    return message.model_copy(update={"referenced_message": None})


def _without(mapping: Mapping[str, Value], key: str) -> dict[str, Value]:
    return {k: v for k, v in mapping.items() if k != key}
