"""The stores that delivery uses, in memory: one world's outbox, and a note of what else was asked for."""

import asyncio
from datetime import timedelta
from typing import cast

from troupe.core.clock import Clock
from troupe.core.errors import StoreUnavailable
from troupe.ports import Stores
from troupe.worlds.outbox import Attempt, Failed, OutboxRow, PutOff, RowStatus, Sent, Unknown
from troupe.worlds.outbox.outbox_row import AnyRow
from troupe.worlds.outbox.say_row import SayRow

TENANT = "guild:7"
WORLD = "world"


def a_row(
    number: int,
    text: str = "Hello.",
    *,
    kind: type[AnyRow] = SayRow,
    channel_id: str = "20",
    place: str | None = None,
    target: str | None = None,
    name: str = "Lisa Carter",
) -> OutboxRow:
    return kind(
        id=f"row-{number}",
        tenant=TENANT,
        world_id=WORLD,
        seq=number,
        status=RowStatus.PENDING,
        epoch=0,
        channel_id=channel_id,
        place=place or channel_id,
        event_id=f"event-{number}",
        name=name,
        text=text,
        target_message=target,
        after_message="500",
    )


_DONE = (RowStatus.SENT, RowStatus.FAILED, RowStatus.CANCELLED)


class FakeOutbox:
    """Rows that move as the port says."""

    def __init__(self, clock: Clock, *rows: OutboxRow) -> None:
        self.clock = clock
        self.rows = {row.id: row for row in rows}
        self.attempts: list[Attempt] = []
        self.notices: list[str] = []
        self.others: set[str] = set()
        self.stopped = False
        self.settled = asyncio.Event()
        self.out_of_order = 0

    async def head(self, world_id: str) -> OutboxRow | None:
        return next((row for row in self.rows.values() if row.status not in _DONE), None)

    async def mark(self, row_id: str, owner: str, lease: float) -> OutboxRow | None:
        row = self.rows[row_id]
        if row.status is not RowStatus.PENDING or self.stopped:
            return None
        return self._change(
            row_id, status=RowStatus.SENDING, marked_at=self.clock.now(), attempts=row.attempts + 1
        )

    async def settle(self, row_id: str, attempt: Attempt) -> OutboxRow | None:
        if self.out_of_order:
            self.out_of_order -= 1
            raise StoreUnavailable("locked")
        self.attempts.append(attempt)
        self.settled.set()
        if isinstance(attempt, Sent):
            self._change(row_id, status=RowStatus.SENT, message_id=attempt.message_id)
        elif isinstance(attempt, Failed):
            self._change(row_id, status=RowStatus.FAILED)
        elif isinstance(attempt, Unknown):
            self._change(row_id, status=RowStatus.UNKNOWN)
        else:
            since = self.rows[row_id].blocked_since or self.clock.now()
            self._change(row_id, status=RowStatus.PENDING, not_before=attempt.not_before, blocked_since=since)
        return next((row for row in self.rows.values() if row.status not in _DONE), None)

    async def retry(self, row_id: str) -> None:
        self._change(row_id, status=RowStatus.PENDING)

    async def bound(self, message_id: str) -> bool:
        return message_id in self.others

    async def echo(self, webhook_id: str, name: str, text: str, place: str, message_id: str) -> str | None:
        return None

    async def notice(self, world_id: str, text: str, place: str | None = None) -> None:
        self.notices.append(text)

    def lose(self, row_id: str) -> None:
        """As if the process had died in mid-send, more than ten seconds ago."""
        self._change(row_id, status=RowStatus.UNKNOWN, marked_at=self.clock.now() - timedelta(seconds=11))

    def _change(self, row_id: str, **changes: object) -> OutboxRow:
        self.rows[row_id] = changed = self.rows[row_id].model_copy(update=changes)
        return changed


class FakeWorlds:
    """Remembers why a world was paused."""

    def __init__(self) -> None:
        self.paused: list[str] = []

    async def pause(self, world_id: str, reason: str) -> None:
        self.paused.append(reason)


class FakeStores:
    """As much of `Stores` as delivery touches."""

    tenant = TENANT

    def __init__(self, outbox: FakeOutbox) -> None:
        self.outbox = outbox
        self.worlds = FakeWorlds()

    def as_stores(self) -> Stores:
        return cast("Stores", self)


def put_offs(outbox: FakeOutbox) -> list[PutOff]:
    return [attempt for attempt in outbox.attempts if isinstance(attempt, PutOff)]
