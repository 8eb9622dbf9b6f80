"""The members whom a message pings: those its text names, narrowed by allowed_mentions."""

import re
from dataclasses import dataclass

from bot.playground.server.payloads.request_bodies import AllowedMentions
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import bad_field
from bot.playground.server.state.discord_records import DiscordChannel
from bot.playground.server.state.discord_state import Realm

_USER = re.compile(r"<@!?(\d{1,20})>")
_ROLE = re.compile(r"<@&(\d{1,20})>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")

ALL_KINDS = frozenset({"users", "roles", "everyone"})
USERS_ONLY = frozenset({"users"})


@dataclass(frozen=True)
class Pings:
    """The users and roles that are pinged, and whether everyone is."""

    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False


def pings(
    realm: Realm,
    channel: DiscordChannel,
    content: str,
    allowed: AllowedMentions | None,
    *,
    granted: int,
    default: frozenset[str] = ALL_KINDS,
    replied_to: int | None = None,
) -> Pings:
    """Work out the pings of a text by an author with the permissions `granted`.

    Without allowed_mentions the kinds in `default` ping; webhooks and interactions have only users there.
    """
    _check(allowed)
    kinds = default if allowed is None else frozenset(allowed.parse or ())
    listed_users = set(allowed.users or ()) if allowed else set[int]()
    listed_roles = set(allowed.roles or ()) if allowed else set[int]()
    users = [
        u for u in _named(_USER, content) if u in realm.state.users and ("users" in kinds or u in listed_users)
    ]
    pings_author = default >= ALL_KINDS if allowed is None else bool(allowed.replied_user)
    if replied_to is not None and pings_author and replied_to in realm.state.users and replied_to not in users:
        users.append(replied_to)
    roles: list[int] = []
    if channel.guild_id is not None:
        guild_roles = realm.guild(channel.guild_id).roles
        for role_id in _named(_ROLE, content):
            role = guild_roles.get(role_id)
            may = role is not None and (role.mentionable or bool(granted & perm.MENTION_EVERYONE))
            if may and ("roles" in kinds or role_id in listed_roles):
                roles.append(role_id)
    everyone = "everyone" in kinds and bool(granted & perm.MENTION_EVERYONE) and bool(_EVERYONE.search(content))
    return Pings(tuple(users), tuple(roles), everyone)


def _named(pattern: re.Pattern[str], content: str) -> list[int]:
    return list(dict.fromkeys(int(digits) for digits in pattern.findall(content)))


def _check(allowed: AllowedMentions | None) -> None:
    if allowed is None:
        return
    for kind, ids in (("users", allowed.users), ("roles", allowed.roles)):
        if ids and kind in (allowed.parse or ()):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            raise bad_field(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
    if any(kind not in ALL_KINDS for kind in allowed.parse or ()):
        raise bad_field(
            ("allowed_mentions", "parse"), "BASE_TYPE_CHOICES", "Value must be one of the known kinds."
        )
