"""The meaning of Discord's refusals for a row, in words that tell the people of the channel what to do."""

from typing import Literal, assert_never

from bot.delivery.single_request import RequestRefused
from troupe.core.frozen import Frozen
from troupe.worlds.outbox import OutboxRow
from troupe.worlds.outbox.queued_row import Transport

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
UNKNOWN_WEBHOOK = 10015
MISSING_ACCESS = 50001
MISSING_PERMISSIONS = 50013
INVALID_WEBHOOK_TOKEN = 50027
TOO_MANY_WEBHOOKS = 30007
GONE = (UNKNOWN_CHANNEL, UNKNOWN_MESSAGE)
"""What a deletion or an edit may be told that is as good as a yes."""

Step = Literal["webhook", "post", "history"]


class RefusalVerdict(Frozen):
    """`rebuild`: the webhook is gone, make another. `pause`: nobody can speak here until someone mends it;
    `words` say what. Otherwise only this row failed."""

    words: str
    rebuild: bool = False
    pause: bool = False


def judge(refusal: RequestRefused, row: OutboxRow, step: Step) -> RefusalVerdict:
    """Read a refusal of finding the webhook, of the post itself, or of reading the history."""
    speech = row.facets.transport is Transport.WEBHOOK
    if speech and step == "post" and _webhook_is_gone(refusal):
        return RefusalVerdict(words="the webhook was deleted", rebuild=True)
    if refusal.code == TOO_MANY_WEBHOOKS:
        words = f"<#{row.channel_id}> already has as many webhooks as Discord allows. Delete one under "
        return RefusalVerdict(words=words + "channel settings → Integrations → Webhooks.", pause=True)
    if refusal.status == 401:
        return RefusalVerdict(words="Discord no longer accepts the bot's token.", pause=speech)
    if refusal.status == 403:
        words = f"I lack the permission **{_permission(refusal, row, step)}** in <#{row.channel_id}>."
        return RefusalVerdict(words=words, pause=speech and step != "history")
    if refusal.code == UNKNOWN_CHANNEL or refusal.status == 404:
        gone_world = speech and row.place == row.channel_id
        return RefusalVerdict(words="the channel, thread or message is gone.", pause=gone_world)
    return RefusalVerdict(words=f"Discord refused it: {refusal.message or 'no reason given'} ({refusal.code}).")


def _webhook_is_gone(refusal: RequestRefused) -> bool:
    if refusal.code in (UNKNOWN_WEBHOOK, INVALID_WEBHOOK_TOKEN):
        return True
    return refusal.status in (401, 404) and refusal.code != UNKNOWN_CHANNEL


def _permission(refusal: RequestRefused, row: OutboxRow, step: Step) -> str:
    """The permission that is most likely missing, as Discord's settings call it."""
    if refusal.code == MISSING_ACCESS:
        return "View Channel"
    if step == "history":
        return "Read Message History"
    match row.facets.transport:
        case Transport.WEBHOOK:
            return "Manage Webhooks"
        case Transport.MESSAGE:
            return "Send Messages" if row.place == row.channel_id else "Send Messages in Threads"
        case Transport.REACTION:
            return "Add Reactions"
        case Transport.PIN:
            return "Pin Messages"
        case Transport.EDIT:
            return "View Channel"
        case Transport.DELETION:
            return "Manage Messages"
        case _:
            assert_never(row.facets.transport)
