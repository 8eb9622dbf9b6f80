"""The pure step from what a page knows to what it knows after an event."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar, assert_never

from bot.playground.page.state.log_stepping import noticed, reacted, talked
from bot.playground.page.state.page_events import (
    ChannelGone,
    ChannelSeen,
    ChannelShown,
    ChoicesOffered,
    CommandsRead,
    Event,
    GuildSeen,
    HistoryRead,
    InteractionDone,
    InteractionFailed,
    InteractionSent,
    LinkChanged,
    MemberGone,
    MemberSeen,
    MessageEdited,
    MessageSeen,
    MessagesGone,
    ModalAsked,
    ModalClosed,
    ModelSeen,
    NoticeDismissed,
    NoticeGiven,
    PeopleRead,
    ReactionChange,
    ReactionsCleared,
    Ready,
    TypingLapsed,
    TypingStarted,
)
from bot.playground.page.state.page_state import PageState

Value = TypeVar("Value")
NO_ANSWER = "The application did not respond."


def step(state: PageState, event: Event) -> PageState:
    """The state after an event. Pure; an event about something unknown changes nothing."""
    match event:
        case Ready(user=user, session_id=session_id):
            return replace(state, me=user, session_id=session_id, typing={}, pending={})
        case LinkChanged(link=link, reason=reason):
            return replace(state, link=link, link_reason=reason)
        case GuildSeen() | ChannelSeen() | ChannelGone() | MemberSeen() | MemberGone():
            return _place(state, event)
        case ChannelShown(channel_id=channel_id):
            return replace(state, unread=_without(state.unread, channel_id))
        case ModelSeen(model=model):
            return replace(state, playing=model)
        case PeopleRead(channel_id=channel_id, people=people, silence=silence):
            return replace(
                state,
                people={**state.people, channel_id: people},
                silence={**state.silence, channel_id: silence},
            )
        case MessageSeen() | MessageEdited() | MessagesGone() | HistoryRead():
            return talked(state, event)
        case ReactionChange() | ReactionsCleared():
            return reacted(state, event)
        case TypingStarted() | TypingLapsed():
            return _typing(state, event)
        case NoticeGiven() | NoticeDismissed():
            return noticed(state, event)
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


def _place(state: PageState, event: GuildSeen | ChannelSeen | ChannelGone | MemberSeen | MemberGone) -> PageState:
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
            return replace(
                state,
                channels=_without(state.channels, channel_id),
                unread=_without(state.unread, channel_id),
            )
        case MemberSeen(member=member):
            if member.user is None:
                return state
            return replace(state, members={**state.members, member.user.id: member})
        case MemberGone(user=user):
            return replace(state, members=_without(state.members, user.id))
        case _:
            assert_never(event)


def _typing(state: PageState, event: TypingStarted | TypingLapsed) -> PageState:
    there = state.typing.get(event.channel_id, {})
    match event:
        case TypingLapsed(user_id=user_id):
            typists = _without(there, user_id)
        case TypingStarted(user_id=user_id, member=member):
            if state.me is not None and user_id == state.me.id:
                return state
            person = member or state.members.get(user_id)
            user = person.user if person else None
            name = (person.nick if person and person.nick else None) or (user.shown_name if user else "Someone")
            typists = {**there, user_id: name}
        case _:
            assert_never(event)
    return replace(state, typing={**state.typing, event.channel_id: typists})


def _applications(
    state: PageState,
    event: CommandsRead
    | InteractionSent
    | InteractionDone
    | InteractionFailed
    | ChoicesOffered
    | ModalAsked
    | ModalClosed,
) -> PageState:
    match event:
        case CommandsRead(index=index):
            return replace(state, commands=index)
        case InteractionSent(nonce=nonce):
            return replace(state, pending={**state.pending, nonce: event})
        case InteractionDone(nonce=nonce):
            return replace(state, pending=_without(state.pending, nonce))
        case InteractionFailed(nonce=nonce, at=at):
            errand = state.pending.get(nonce)
            if errand is None:
                return state
            state = replace(state, pending=_without(state.pending, nonce))
            return step(state, NoticeGiven(nonce, errand.channel_id, f"{errand.what}: {NO_ANSWER}", at))
        case ChoicesOffered():
            return replace(state, choices=event)
        case ModalAsked(modal=modal):
            return replace(state, modal=modal, pending=_without(state.pending, modal.nonce or ""))
        case ModalClosed():
            return replace(state, modal=None)
        case _:
            assert_never(event)


def _without(mapping: Mapping[str, Value], key: str) -> dict[str, Value]:
    return {k: v for k, v in mapping.items() if k != key}
