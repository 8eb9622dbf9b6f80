"""The menus of a message and of a channel, as lines. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.page.rendering.log_rows import is_person
from bot.playground.page.state.page_payloads import PageChannel, PageCommand, PageMessage
from bot.playground.page.state.page_state import PageState

USER_MENU, MESSAGE_MENU = 2, 3
WITH_THREADS = (0, 5)
"""Types of channel in which threads can be started."""


@dataclass(frozen=True)
class MenuItem:
    """A line of a menu: what a click on it does, to what, and the key that does the same."""

    label: str
    act: str
    id: str = ""
    value: str = ""
    sign: str = ""
    key: str = ""
    detail: str = ""
    danger: bool = False
    on: bool = False


@dataclass(frozen=True)
class MenuGroup:
    """Lines of a menu under a title; the first group has none."""

    title: str
    items: tuple[MenuItem, ...]


def commands_of(state: PageState, kind: int) -> tuple[PageCommand, ...]:
    """The menu commands of a kind that this member may use."""
    return tuple(c for c in state.commands.application_commands if c.type == kind) if state.commands else ()


def message_menu(state: PageState, message: PageMessage) -> list[MenuGroup]:
    """What can be done with a message, by group: one's own means, then those of applications."""
    if message.ephemeral:
        return []
    apps = tuple(MenuItem(c.name, "menu", message.id, c.id) for c in commands_of(state, MESSAGE_MENU))
    author = message.author.id
    about = () if is_person(message) or author not in state.members else commands_of(state, USER_MENU)
    users = tuple(MenuItem(c.name, "user-menu", author, c.id) for c in about)
    title = f"About {state.name_of(message.author)}"
    return [
        MenuGroup("", _own(state, message)),
        MenuGroup("Apps", apps),
        MenuGroup(title, users),
        MenuGroup("", _deleting(state, message)),
    ]


def _own(state: PageState, message: PageMessage) -> tuple[MenuItem, ...]:
    items = [
        MenuItem("Add a reaction", "palette", message.id, sign="smile", key="+"),
        MenuItem("Reply", "reply", message.id, sign="reply", key="R"),
    ]
    if _is_mine(state, message):
        items.append(MenuItem("Edit", "edit", message.id, sign="pencil", key="E"))
    channel = state.channels.get(message.channel_id)
    if message.thread is not None:
        items.append(MenuItem("Open the thread", "open-thread", message.thread.id, sign="thread", key="T"))
    elif channel is not None and channel.type in WITH_THREADS:
        items.append(MenuItem("Start a thread", "thread-from", message.id, sign="thread", key="T"))
    if _runs_it(state):
        label = "Unpin" if message.pinned else "Pin"
        items.append(MenuItem(label, "pin", message.id, sign="pin", on=not message.pinned))
    if message.content:
        items.append(MenuItem("Copy the text", "copy", message.id, message.content, sign="copy", key="C"))
    if message.reactions:
        items.append(MenuItem("Who reacted", "who-reacted", message.id, sign="people"))
    return tuple(items)


def _deleting(state: PageState, message: PageMessage) -> tuple[MenuItem, ...]:
    if _is_mine(state, message):
        return (MenuItem("Delete", "delete", message.id, sign="bin", key="Del", danger=True),)
    if _runs_it(state):
        return (MenuItem("Delete", "delete", message.id, sign="bin", danger=True),)
    return ()


def _runs_it(state: PageState) -> bool:
    """Whether this member owns the guild, and so may do all that there is."""
    return state.me is not None and state.guild is not None and state.guild.owner_id == state.me.id


def _is_mine(state: PageState, message: PageMessage) -> bool:
    return state.me is not None and message.author.id == state.me.id and not message.webhook_id


def threads_menu(state: PageState, channel_id: str, archived: Sequence[PageChannel]) -> list[MenuGroup]:
    """The threads of a channel: those going on, newest first, and those put away."""
    active = [c for c in state.channels.values() if c.parent_id == channel_id and c.is_thread and not c.archived]
    ids = {c.id for c in active}
    return [
        MenuGroup("Threads", tuple(_thread(c) for c in sorted(active, key=lambda c: -int(c.id)))),
        MenuGroup("Archived", tuple(_thread(c) for c in archived if c.id not in ids)),
        MenuGroup("", (MenuItem("Start a thread", "thread-from", sign="plus"),)),
    ]


def _thread(thread: PageChannel) -> MenuItem:
    detail = "archived" if thread.archived else ""
    return MenuItem(thread.name or thread.id, "open-thread", thread.id, sign="thread", detail=detail)
