"""The words of members and people: taken in, sent out, taken back, kept from who wants none of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from troupe.core.frozen import Frozen
from troupe.worlds.outbox import Attempt, OutboxRow
from troupe.worlds.speech_account import Account
from troupe.worlds.stop_request import Stop
from troupe.worlds.transcript import Event, HumanAuthor, HumanMessage
from troupe.worlds.world import Person

ReadStop = Callable[[HumanMessage, Sequence[Person]], Stop | None]


class Posted(Frozen):
    """The fate of a message that was posted. `event` is None if it was here already (the duplicate changes
    nothing). `invited` is False where not a word of it was kept, since its author does not take part in the
    session that is held here."""

    event: Event | None
    stopped: Stop | None = None
    invited: bool = True


class PublicQuestion(Frozen):
    """A question that is kept and has yet to be shown: `row` is how, already marked as being sent."""

    row: OutboxRow
    stopped: Stop | None = None


class Mailbox(Protocol):
    """The way in for what humans say."""

    async def post(self, world_id: str, message: HumanMessage, read_stop: ReadStop) -> Posted:
        """Record the message and let those present perceive it; at most once per message id.

        A message that asks for a stop halts the world, or quiets people, in the same transaction. One that stands
        for an earlier one (`replaces`) takes its place: whoever has read that has read this.
        """
        ...

    async def ask(
        self, world_id: str, question: HumanMessage, shown: str, lease: float, read_stop: ReadStop
    ) -> PublicQuestion:
        """Keep a question that a member put with a command, and the line that shows it to all.

        The line is marked as being sent for `lease` seconds, and the question perceived once the line is SENT.
        Left unsettled, the line is looked for and, if it never arrived, posted by delivery. Its message's id
        becomes the event's; the id given does not count. The question counts as asked when it is shown. Raises
        Conflict where nobody may be asked now: the world is not open, or muted by this member.
        """
        ...

    async def revise(self, world_id: str, message_id: str, text: str, at: datetime) -> Event | None:
        """The author edited it: unread, its text is replaced; read by someone, a REVISED event is added too."""
        ...

    async def writer(self, world_id: str, message_id: str) -> HumanAuthor | None:
        """The member whose words this message carries; None if it carries no member's, or they were erased."""
        ...

    async def erase(self, world_id: str, message_ids: Sequence[str]) -> int:
        """Deleted on the platform, a human's or a person's: the text leaves the record, prompts and outbox,
        unread stimuli are withdrawn, and a turn with no trigger left is void. What was derived from it goes too:
        thoughts of all in whose prompts it stood, who go back to the state of mind from before it, briefings, and
        speech that repeats five of its words in a row; a turn that was shown it is decided anew. Of a speech in
        several messages the others are deleted as well. Returns how many were there."""
        ...

    async def forget(self, member_id: str) -> dict[str, int]:
        """Erase all that this member has written in any world of the tenant, as if they had deleted it. Returns
        how many messages that were, by the id of the world. One transaction a world: asked again after a crash,
        it goes on."""
        ...

    async def last_order(self, world_id: str, place: str) -> int | None:
        """The platform's order of the newest message known in this place: catching up starts after it."""
        ...

    async def places(self, world_id: str) -> tuple[str, ...]:
        """The channel and every thread anything was heard in."""
        ...

    async def person_of_message(self, message_id: str) -> str | None:
        """The id of the person whose speech this platform message is, if any."""
        ...


class Outbox(Protocol):
    """Speech on its way out."""

    async def head(self, world_id: str) -> OutboxRow | None:
        """The first unsettled row of a world, whatever its status and due time. A SENDING row whose lease has
        expired comes back as UNKNOWN."""
        ...

    async def mark(self, row_id: str, owner: str, lease: float) -> OutboxRow | None:
        """Begin the one attempt: a conditional update PENDING → SENDING that requires the row's epoch to be the
        world's. None if it may not be sent (any more)."""
        ...

    async def settle(self, row_id: str, attempt: Attempt) -> OutboxRow | None:
        """Record how an attempt ended; returns the world's head from then on. With the last part SENT the speech
        is perceived by those present. Settling a settled row again changes nothing."""
        ...

    async def retry(self, row_id: str) -> None:
        """UNKNOWN → PENDING under its old epoch, once history showed that it never arrived."""
        ...

    async def bound(self, message_id: str) -> bool:
        """Whether this platform message is already the settled form of some row."""
        ...

    async def echo(self, webhook_id: str, name: str, text: str, place: str, message_id: str) -> str | None:
        """Our own message seen on the gateway: settles the world's SENDING or UNKNOWN head row of that name and
        normalised text, if there is one. Returns the world's id if something was settled."""
        ...

    async def notice(self, world_id: str, text: str, place: str | None = None) -> None:
        """Queue a line in the bot's own name."""
        ...


class Moderation(Protocol):
    """Taking back what people said. Each raises NotFound if the message is not (any more) the speech of a person
    of this world."""

    async def account(self, world_id: str, message_id: str) -> Account:
        """The account of how the speech of this message came about."""
        ...

    async def silences(self, world_id: str, message_id: str) -> tuple[Account, ...]:
        """Of a member's message: who was asked about it and kept silent for a reason, as the events that tell it.
        Nobody, for any other message."""
        ...

    async def remove(self, world_id: str, message_id: str, by: HumanAuthor) -> Event:
        """Erase it as `Mailbox.erase` does, and have its messages deleted; returns the event as it was."""
        ...

    async def report(self, world_id: str, message_id: str, by: HumanAuthor) -> Event:
        """The same, recorded as a report."""
        ...

    async def redo(self, world_id: str, message_id: str, by: HumanAuthor) -> Event:
        """The same, and the person gives the turn again: what it answered is unread once more, and the next
        decision of the floor includes them. Raises Conflict unless it is the latest speech of a person in its
        place, the world is open, the person is there and free, and what was answered is still there."""
        ...


class Mutes(Protocol):
    """Members whom the people of a world neither see nor address, because these members asked for it."""

    async def toggle(self, world_id: str, member: HumanAuthor) -> bool:
        """Mute the people of this world for the member, or lift that; returns whether it holds now.

        While it holds, what the member writes is not kept (a stop phrase is obeyed), what they wrote earlier and
        their name are left out of prompts, and turns that were answering them are void.
        """
        ...

    async def of(self, world_id: str) -> tuple[HumanAuthor, ...]:
        """For whom it holds, in the order of their ids."""
        ...
