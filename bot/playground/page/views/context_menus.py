"""What can be done with a message or a channel, as the lines of a menu. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.page.rendering.log_rows import is_person
from bot.playground.page.state.page_payloads import Channel, Command, Message
from bot.playground.page.state.page_state import State

USER_MENU, MESSAGE_MENU = 2, 3
WITH_THREADS = (0, 5)
"""Types of channel in which threads can be started."""


@dataclass(frozen=True)
class Item:
    """A line of a menu: what a click on it does, to what, and the key that does the same."""

    label: str
    act: str
    id: str = ""
    value: str = ""
    sign: str = ""
    key: str = ""
    detail: str = ""
    danger: bool = False


@dataclass(frozen=True)
class Group:
    """Lines of a menu under a title; the first group has none."""

    title: str
    items: tuple[Item, ...]


def commands_of(state: State, kind: int) -> tuple[Command, ...]:
    """The menu commands of a kind that this member may use."""
    return tuple(c for c in state.commands.application_commands if c.type == kind) if state.commands else ()


def message_menu(state: State, message: Message) -> list[Group]:
    """What can be done with a message, by group: one's own means, then those of applications."""
    if message.ephemeral:
        return []
    apps = tuple(Item(c.name, "menu", message.id, c.id) for c in commands_of(state, MESSAGE_MENU))
    author = message.author.id
    about = () if is_person(message) or author not in state.members else commands_of(state, USER_MENU)
    users = tuple(Item(c.name, "user-menu", author, c.id) for c in about)
    title = f"About {state.name_of(message.author)}"
    return [
        Group("", _own(state, message)),
        Group("Apps", apps),
        Group(title, users),
        Group("", _deleting(state, message)),
    ]


def _own(state: State, message: Message) -> tuple[Item, ...]:
    items = [
        Item("Add a reaction", "palette", message.id, sign="smile", key="+"),
        Item("Reply", "reply", message.id, sign="reply", key="R"),
    ]
    if _is_mine(state, message):
        items.append(Item("Edit", "edit", message.id, sign="pencil", key="E"))
    channel = state.channels.get(message.channel_id)
    if message.thread is not None:
        items.append(Item("Open the thread", "open-thread", message.thread.id, sign="thread", key="T"))
    elif channel is not None and channel.type in WITH_THREADS:
        items.append(Item("Start a thread", "thread-from", message.id, sign="thread", key="T"))
    if message.content:
        items.append(Item("Copy the text", "copy", message.id, message.content, sign="copy", key="C"))
    if message.reactions:
        items.append(Item("Who reacted", "who-reacted", message.id, sign="people"))
    return tuple(items)


def _deleting(state: State, message: Message) -> tuple[Item, ...]:
    if _is_mine(state, message):
        return (Item("Delete", "delete", message.id, sign="bin", key="Del", danger=True),)
    if state.me is not None and state.guild is not None and state.guild.owner_id == state.me.id:
        return (Item("Delete", "delete", message.id, sign="bin", danger=True),)
    return ()


def _is_mine(state: State, message: Message) -> bool:
    return state.me is not None and message.author.id == state.me.id and not message.webhook_id


def threads_menu(state: State, channel_id: str, archived: Sequence[Channel]) -> list[Group]:
    """The threads of a channel: those going on, newest first, and those put away."""
    active = [c for c in state.channels.values() if c.parent_id == channel_id and c.is_thread and not c.archived]
    known = {c.id for c in active}
    return [
        Group("Threads", tuple(_thread(c) for c in sorted(active, key=lambda c: -int(c.id)))),
        Group("Archived", tuple(_thread(c) for c in archived if c.id not in known)),
        Group("", (Item("Start a thread", "thread-from", sign="plus"),)),
    ]


def _thread(thread: Channel) -> Item:
    detail = "archived" if thread.archived else ""
    return Item(thread.name or thread.id, "open-thread", thread.id, sign="thread", detail=detail)
