"""The steps of a channel's log: messages, reactions, notices. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from bot.playground.page.state.page_events import (
    HistoryRead,
    MessageEdited,
    MessageSeen,
    MessagesGone,
    NoticeDismissed,
    NoticeGiven,
    ReactionChange,
    ReactionsCleared,
)
from bot.playground.page.state.page_payloads import PageMessage, PageReaction
from bot.playground.page.state.page_state import Log, PageState

KEPT_UNREAD = 20
"""Messages kept of a channel nobody has looked at yet; its newest page is read when somebody does."""


def talked(state: PageState, event: MessageSeen | MessageEdited | MessagesGone | HistoryRead) -> PageState:
    """The state after messages came, changed, went or were read."""
    match event:
        case MessageSeen(message=message):
            log = state.log(message.channel_id)
            messages = _added(log.messages, message)
            if not log.loaded:
                messages = messages[-KEPT_UNREAD:]
            state = _with_log(state, message.channel_id, replace(log, messages=messages))
            # People speak through their application's webhook, yet it is the application that was typing for them.
            keys = (message.author.id, message.application_id)
            typing = {i: name for i, name in state.typing.get(message.channel_id, {}).items() if i not in keys}
            state = replace(state, typing={**state.typing, message.channel_id: typing})
            fresh = all(m.id != message.id for m in log.messages)
            return _with_unread(state, message.channel_id, (message,)) if fresh else state
        case MessageEdited(message=message):
            return _revised(state, message)
        case MessagesGone(channel_id=channel_id, ids=ids):
            log = state.log(channel_id)
            remainder = tuple(_orphaned(m, ids) for m in log.messages if m.id not in ids)
            return _with_log(state, channel_id, replace(log, messages=remainder))
        case HistoryRead():
            return _read(state, event)
        case _:
            assert_never(event)


def _revised(state: PageState, message: PageMessage) -> PageState:
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


def _read(state: PageState, event: HistoryRead) -> PageState:
    log = state.log(event.channel_id)
    if event.older_than is None:
        # The newest page replaces what was there, except what only this member sees and what came meanwhile.
        last = max((int(m.id) for m in event.messages), default=0)
        older = [m for m in log.messages if m.ephemeral or int(m.id) > last]
    else:
        older = list(log.messages)
    by_id = {m.id: m for m in (*event.messages, *older)}
    messages = tuple(sorted(by_id.values(), key=lambda m: int(m.id)))
    new_log = replace(log, messages=messages, loaded=True, reaches_start=event.reaches_start)
    state = _with_log(state, event.channel_id, new_log)
    if not log.loaded or event.older_than is not None:
        return state
    # It was read before, and is read anew after the connection was lost.
    last_known = max((int(m.id) for m in log.messages), default=0)
    return _with_unread(state, event.channel_id, [m for m in event.messages if int(m.id) > last_known])


def _with_unread(state: PageState, channel_id: str, messages: Sequence[PageMessage]) -> PageState:
    me = state.me.id if state.me else None
    count = sum(1 for m in messages if m.author.id != me and not m.ephemeral)
    if not count:
        return state
    return replace(state, unread={**state.unread, channel_id: state.unread.get(channel_id, 0) + count})


def reacted(state: PageState, event: ReactionChange | ReactionsCleared) -> PageState:
    """The state after a message's reactions changed."""
    message = state.message(event.channel_id, event.message_id)
    if message is None:
        return state
    match event:
        case ReactionsCleared(emoji=None):
            reactions: tuple[PageReaction, ...] = ()
        case ReactionsCleared(emoji=emoji):
            reactions = tuple(r for r in message.reactions if emoji is None or r.emoji.key != emoji.key)
        case ReactionChange():
            mine = state.me is not None and event.user_id == state.me.id
            reactions = _counted(message.reactions, event, mine=mine)
        case _:
            assert_never(event)
    return _swapped(state, message.model_copy(update={"reactions": reactions}))


def _counted(
    reactions: tuple[PageReaction, ...], event: ReactionChange, *, mine: bool
) -> tuple[PageReaction, ...]:
    key = event.emoji.key
    old = next((r for r in reactions if r.emoji.key == key), None)
    if old is None:
        return (*reactions, PageReaction(count=1, me=mine, emoji=event.emoji)) if event.added else reactions
    change = {"count": old.count + (1 if event.added else -1), "me": event.added if mine else old.me}
    new = old.model_copy(update=change)
    return tuple(new if r is old else r for r in reactions if r is not old or new.count > 0)


def noticed(state: PageState, event: NoticeGiven | NoticeDismissed) -> PageState:
    """The state after something was said to this member alone, or waved away."""
    log = state.log(event.channel_id)
    match event:
        case NoticeGiven():
            new_log = replace(log, notices=(*log.notices, event))
        case NoticeDismissed(id=dismissed):
            new_log = replace(
                log,
                notices=tuple(n for n in log.notices if n.id != dismissed),
                messages=tuple(m for m in log.messages if m.id != dismissed or not m.ephemeral),
            )
        case _:
            assert_never(event)
    return _with_log(state, event.channel_id, new_log)


def _with_log(state: PageState, channel_id: str, log: Log) -> PageState:
    return replace(state, logs={**state.logs, channel_id: log})


def _added(messages: tuple[PageMessage, ...], new: PageMessage) -> tuple[PageMessage, ...]:
    if not messages or int(new.id) > int(messages[-1].id):
        return (*messages, new)
    by_id = {m.id: m for m in (*messages, new)}
    return tuple(sorted(by_id.values(), key=lambda m: int(m.id)))


def _swapped(state: PageState, message: PageMessage) -> PageState:
    log = state.log(message.channel_id)
    messages = tuple(message if m.id == message.id else m for m in log.messages)
    return _with_log(state, message.channel_id, replace(log, messages=messages))


def _orphaned(message: PageMessage, gone: tuple[str, ...]) -> PageMessage:
    """A reply whose message was deleted keeps its place but quotes nothing any more."""
    original = message.referenced_message
    if original is None or original.id not in gone:
        return message
    return message.model_copy(update={"referenced_message": None})
