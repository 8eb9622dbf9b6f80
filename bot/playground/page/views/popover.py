"""What opens beside the thing that was clicked: a message's menu, or somebody's card."""

from dataclasses import dataclass

from bot.playground.page.mentions import people_heard
from bot.playground.page.payloads import Command, Message
from bot.playground.page.render import panel
from bot.playground.page.rows import avatar_of, is_person
from bot.playground.page.seat import Seat
from bot.playground.page.state import State
from bot.playground.page.views.panel import Panel

USER_MENU, MESSAGE_MENU = 2, 3


@dataclass(frozen=True)
class Item:
    """A line of a menu: what a click on it does, and to what."""

    label: str
    act: str
    id: str
    value: str = ""
    sign: str = ""
    danger: bool = False


@dataclass(frozen=True)
class Group:
    """Lines of a menu under a title; the first group has none."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Card:
    """Somebody: a member, or a person who speaks through a webhook (then `user_id` is empty)."""

    name: str
    avatar: str | None
    user_id: str = ""
    tag: str = ""
    line: str = ""
    about: str = ""
    roles: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()


class Popover:
    """One tab's popover; there is at most one open. The browser puts it beside what was clicked."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._panel = Panel("div", "popover")
        self._serial = 0

    def close(self) -> None:
        self._panel.show("")

    def show_menu(self, message: Message) -> None:
        groups = message_menu(self._seat.state, message)
        self._show("menu.html", title="What to do with this message", groups=groups)

    def show_card(self, user_id: str, name: str, channel_id: str) -> None:
        """The card of a member, or of the person of this name who was heard in the channel."""
        state, pictures = self._seat.state, self._seat.wire.origin
        card = member_card(state, user_id, pictures) if user_id else person_card(state, name, channel_id, pictures)
        if card is not None:
            self._show("card.html", card=card)

    def _show(self, template: str, **values: object) -> None:
        # Numbered, so that the same thing opened twice is drawn again: the browser has hidden it meanwhile.
        self._serial += 1
        self._panel.show(panel(template, serial=self._serial, **values))


def commands_of(state: State, kind: int) -> tuple[Command, ...]:
    """The menu commands of a kind that this member may use."""
    return tuple(c for c in state.commands.application_commands if c.type == kind) if state.commands else ()


def message_menu(state: State, message: Message) -> list[Group]:
    """What can be done with a message, by group."""
    own = [Item("Reply", "reply", message.id, sign="reply")]
    if state.me is not None and message.author.id == state.me.id and not message.webhook_id:
        own.append(Item("Edit", "edit", message.id, sign="pencil"))
    apps = tuple(Item(c.name, "menu", message.id, c.id) for c in commands_of(state, MESSAGE_MENU))
    author = message.author.id
    about = () if is_person(message) or author not in state.members else commands_of(state, USER_MENU)
    users = tuple(Item(c.name, "user-menu", author, c.id) for c in about)
    if message.ephemeral:
        return []
    return [Group("", tuple(own)), Group("Apps", apps), Group(f"About {state.name_of(message.author)}", users)]


def member_card(state: State, user_id: str, pictures: str) -> Card | None:
    """A member, or an application's bot; None for who is not here."""
    member = state.members.get(user_id)
    if member is None or member.user is None:
        return None
    user = member.user
    roles = tuple(state.roles[i].name for i in member.roles if i in state.roles)
    return Card(
        state.name_of(user),
        avatar_of(user, pictures),
        user.id,
        "APP" if user.bot else "",
        f"@{user.username}",
        roles=roles,
        commands=commands_of(state, USER_MENU),
    )


def person_card(state: State, name: str, channel_id: str, pictures: str) -> Card | None:
    """A person heard in a channel; None for who was not."""
    heard = people_heard(state, channel_id, pictures)
    if name not in heard:
        return None
    return Card(name, heard[name], tag="PERSON", line="A simulated person")
