"""Rows and panels as HTML: templates with every value escaped, and the few filters they use."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import assert_never
from zlib import crc32

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.playground.page.rendering.log_rows import DayDivider, Lens, MessageRow, NoticeRow, Row, SystemRow
from bot.playground.page.rendering.markdown import is_only_emoji
from bot.playground.page.rendering.markdown import render as render_markdown
from bot.playground.page.rendering.select_choices import offered


def hue(name: str) -> int:
    """A colour that stays with a name, in degrees."""
    return crc32(name.encode()) * 137 % 360


def initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalnum()]
    if len(words) >= 2:
        return (words[0][0] + words[1][0]).upper()
    return (words[0] if words else name)[:2].upper()


def colour(number: int) -> str:
    return f"#{number & 0xFFFFFF:06x}"


def is_web_address(value: object) -> bool:
    """Only these become links or pictures; javascript: and data: never do."""
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def clock_face(moment: datetime, zone: tzinfo | None = None) -> str:
    return moment.astimezone(zone).strftime("%H:%M")


def whole_moment(moment: datetime, zone: tzinfo | None = None) -> str:
    local = moment.astimezone(zone)
    return f"{local:%A}, {local.day} {local:%B %Y, %H:%M}"


@lru_cache(maxsize=1)
def environment() -> Environment:
    templates = Environment(
        loader=PackageLoader("bot.playground.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {
        "hue": hue,
        "initials": initials,
        "colour": colour,
        "clock": clock_face,
        "moment": whole_moment,
        "markdown": render_markdown,
        "offered": offered,
    }
    tests: dict[str, Callable[..., bool]] = {"web": is_web_address, "onlyemoji": is_only_emoji}
    for name, made_filter in filters.items():
        templates.filters[name] = made_filter
    for name, made_test in tests.items():
        templates.tests[name] = made_test
    return templates


def row_html(row: Row, lens: Lens) -> str:
    """One row of the log."""
    if isinstance(row, MessageRow):
        # A mentioned member may have left; the message itself still says who it was.
        mentions = {user.id: user.shown_name for user in row.message.mentions}
        lens = replace(lens, names=replace(lens.names, users={**mentions, **lens.names.users}))
    return panel(
        "message.html",
        row=row,
        kind=_kind_of(row),
        lens=lens,
        names=lens.names,
        pictures=lens.pictures,
        zone=lens.zone,
    )


def _kind_of(row: Row) -> str:
    """What the template calls a row; a class that is renamed must not change what is drawn."""
    match row:
        case DayDivider():
            return "day"
        case SystemRow():
            return "system"
        case NoticeRow():
            return "notice"
        case MessageRow():
            return "message"
        case _:
            assert_never(row)


def panel(template: str, **values: object) -> str:
    """A whole template filled with these values."""
    return environment().get_template(template).render(values)


def macro(template: str, name: str, *values: object) -> Markup:
    """One macro of a template, called with these values."""
    return getattr(environment().get_template(template).module, name)(*values)


@dataclass(frozen=True)
class SidebarEntry:
    """A channel or thread in the sidebar, with the number of its unread messages."""

    id: str
    name: str
    thread: bool
    unread: int


@dataclass(frozen=True)
class SidebarGroup:
    """Channels under a category's name; the first group has none."""

    title: str
    channels: tuple[SidebarEntry, ...]


@dataclass(frozen=True)
class Soul:
    """Somebody in the list of people. `user_id` is empty for a person who speaks through a webhook."""

    name: str
    avatar: str | None
    user_id: str = ""
    tag: str = ""
    line: str = ""


@dataclass(frozen=True)
class Circle:
    """A heading of the list of people with those under it."""

    title: str
    people: tuple[Soul, ...]
