"""The permissions the bot needs in a channel: those missing, in words, and how to mend it."""

from collections.abc import Sequence

import discord

from troupe.core.errors import Conflict

NEEDED: tuple[tuple[str, str, str], ...] = (
    ("view_channel", "View Channel", "to see what is said"),
    ("send_messages", "Send Messages", "to post notices"),
    ("manage_webhooks", "Manage Webhooks", "to let people speak under their own names and faces"),
    ("read_message_history", "Read Message History", "to catch up after a pause"),
    ("add_reactions", "Add Reactions", "to let people react"),
)
"""The permission in discord.py, its name in Discord's settings, and what we need it for."""

PINNING = ("pin_messages", "Pin Messages", "to pin the notice that says who is here")
"""Asked for, and done without where it is missing."""

IN_THREADS = ("send_messages_in_threads", "Send Messages in Threads", "to speak in this thread")


EMBEDS = ("embed_links", "Embed Links", "to show cards")


def invite_link(application_id: int) -> str:
    """The address that invites this bot, with all it may want to do."""
    flags = {attribute: True for attribute, _, _ in (*NEEDED, PINNING, IN_THREADS, EMBEDS)}
    permissions = discord.Permissions(**flags)
    return discord.utils.oauth_url(
        application_id, permissions=permissions, scopes=("bot", "applications.commands")
    )


def missing_permissions(permissions: discord.Permissions, *, thread: bool) -> tuple[tuple[str, str], ...]:
    """Name and purpose of every permission that the bot needs here and does not have."""
    if permissions.administrator:
        return ()
    needed = (*NEEDED, IN_THREADS) if thread else NEEDED
    return tuple((name, purpose) for attribute, name, purpose in needed if not getattr(permissions, attribute))


def require(missing: Sequence[tuple[str, str]], where: str) -> None:
    """Raises Conflict naming everything missing in `where`, with how to mend it."""
    if not missing:
        return
    listed = "\n".join(f"- **{name}**, {purpose}" for name, purpose in missing)
    raise Conflict(
        f"In {where} I still need:\n{listed}\n"
        f"To mend it: the settings of {where} → Permissions → add my role → allow these, then try again."
    )
