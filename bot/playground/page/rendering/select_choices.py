"""The choices that a select offers: its listed options, or the guild's users, roles and channels. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from bot.playground.page.rendering.log_rows import Lens
from bot.playground.page.state.page_payloads import Component, PageEmoji


class SelectKind(IntEnum):
    """Discord's numbers for what a select chooses from."""

    LISTED = 3
    USERS = 5
    ROLES = 6
    MENTIONABLES = 7
    CHANNELS = 8


@dataclass(frozen=True)
class Offered:
    """One line of a select. Before the label stands an emoji, a face (or initials) or a sign such as "#"."""

    value: str
    label: str
    detail: str = ""
    emoji: PageEmoji | None = None
    face: bool = False
    avatar: str | None = None
    sign: str = ""
    chosen: bool = False


def offered(part: Component, lens: Lens) -> list[Offered]:
    """The lines of a select in order; empty for what is none."""
    ids = {d.id for d in part.default_values}
    names = lens.names
    users = [
        Offered(i, name, face=True, avatar=lens.faces.get(i), chosen=i in ids) for i, name in _by_name(names.users)
    ]
    roles = [Offered(i, name.removeprefix("@"), sign="@", chosen=i in ids) for i, name in _by_name(names.roles)]
    match part.type:
        case SelectKind.LISTED:
            return [
                Offered(o.value, o.label, o.description or "", o.emoji, chosen=o.default) for o in part.options
            ]
        case SelectKind.USERS:
            return users
        case SelectKind.ROLES:
            return roles
        case SelectKind.MENTIONABLES:
            return users + roles
        case SelectKind.CHANNELS:
            return [
                Offered(i, name, sign="#", chosen=i in ids)
                for i, name in names.channels.items()
                if not part.channel_types or lens.kinds.get(i) in part.channel_types
            ]
        case _:
            return []


def _by_name(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda pair: pair[1].casefold())
