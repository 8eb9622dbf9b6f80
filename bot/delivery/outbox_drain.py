"""Drains the outbox of a world, in order: one attempt a mark, and every way an attempt can end."""

from collections.abc import Callable
from datetime import datetime, timedelta

from cachetools import TTLCache

from bot.delivery.delivery_reconciliation import Doubts
from bot.delivery.refusals import RefusalVerdict, judge
from bot.delivery.row_sending import Sending, SendingRoute
from bot.delivery.single_request import Limited, Lost, NotSent, RequestRefused
from bot.delivery.webhook_pacing import Pacing
from bot.delivery.webhooks import Webhooks
from troupe.core.clock import Clock
from troupe.core.kept_words import also_forgets
from troupe.core.patience import patiently
from troupe.ports import Stores
from troupe.worlds.outbox import Attempt, Failed, OutboxRow, PutOff, RowStatus, Sent, Unknown
from troupe.worlds.outbox.queued_row import Transport
from troupe.worlds.world import WorldKey

LEASE = 30.0
"""Seconds after which an attempt that never reported counts as unknown; longer than any request may take."""
LOOK_AFTER = 10.0
"""Seconds from the attempt to the search of the history, so that a slow message has arrived by then."""
BLOCKED_LIMIT = 60.0
"""Seconds that the first row of a world may be put off before it fails."""
BETWEEN_TRIES = 5.0
"""Seconds to wait when Discord cannot be reached or has trouble of its own."""

HEADS_REMEMBERED = 4096
"""Worlds whose first row is known from the transaction that has just ended. When there are more, all are asked
for."""
REBUILDS_REMEMBERED = 4096
"""Rows for which the webhook was made anew, each for as long as it may be tried at all. A row that is forgotten
early has its webhook made anew once more."""


class OutboxDrain:
    """Carries rows of the outbox to Discord. `owner` names this process in marks; `heard` is told of each world
    in which a row was settled."""

    def __init__(
        self,
        stores_of: Callable[[str], Stores],
        sending: Sending,
        webhooks: Webhooks,
        doubts: Doubts,
        pacing: Pacing,
        clock: Clock,
        *,
        owner: str,
        heard: Callable[[WorldKey], None],
        problem: Callable[[str], None],
    ) -> None:
        self._stores_of = stores_of
        self._sending = sending
        self._webhooks = webhooks
        self._doubts = doubts
        self._pacing = pacing
        self._clock = clock
        self._owner = owner
        self._heard = heard
        self._problem = problem
        self._heads: dict[str, OutboxRow | None] = {}
        also_forgets(self)
        self._rebuilt: TTLCache[str, bool] = TTLCache(REBUILDS_REMEMBERED, 2 * BLOCKED_LIMIT, clock.monotonic)
        self._closing = False

    def close(self) -> None:
        """Begin no further row."""
        self._closing = True

    def expect(self, row: OutboxRow) -> None:
        """A row that has just been queued is probably the first of its world, which is poked next: it need not be
        asked for. If it is not the first, or no more to be sent, `mark` will tell."""
        self._know(row.world_id, row)

    def forget_words(self) -> None:
        """After an erasure: what is first in a world is asked for."""
        self._heads = {}

    def _know(self, world_id: str, head: OutboxRow | None) -> None:
        if len(self._heads) >= HEADS_REMEMBERED:
            self._heads = {}
        self._heads[world_id] = head

    async def drain(self, key: WorldKey) -> datetime | None:
        """Send what can be sent now. Returns when to look again, None when nothing is left to wait for."""
        stores = self._stores_of(key.tenant)
        while not self._closing:
            row = await self._head(stores, key.id)
            if row is None:
                return None
            later = await self._next_step(stores, row)
            if later is not None and later > self._clock.now():
                return later
            if later is None:
                after = await stores.outbox.head(key.id)
                if after is not None and (after.id, after.status) == (row.id, row.status):
                    return None  # it may not be sent any more: the world was stopped in between
        return None

    async def _head(self, stores: Stores, world_id: str) -> OutboxRow | None:
        heads = self._heads
        return heads.pop(world_id) if world_id in heads else await stores.outbox.head(world_id)

    async def _next_step(self, stores: Stores, row: OutboxRow) -> datetime | None:
        """Bring the first row of a world one step further. Returns when it has to be looked at again."""
        now = self._clock.now()
        if row.status is RowStatus.SENDING:  # another process is at it, or died at it
            return max((row.marked_at or now) + timedelta(seconds=LEASE), now + timedelta(seconds=1))
        if row.status is RowStatus.UNKNOWN:
            due = (row.marked_at or now) + timedelta(seconds=LOOK_AFTER)
            return due if due > now else await self._resolve(stores, row)
        if row.not_before is not None and row.not_before > now:
            return row.not_before
        return await self._send(stores, row)

    async def _send(self, stores: Stores, row: OutboxRow) -> datetime | None:
        """The way of a pending row: find its webhook, wait for its turn, mark, post once, settle."""
        try:
            route = await self._sending.route(row)
        except (RequestRefused, Limited, NotSent, Lost) as error:
            return await self._unroutable(stores, row, error)
        face = await self._sending.face(row)
        async with self._pacing.turn(route.lane):
            marked = await stores.outbox.mark(row.id, self._owner, LEASE)
            if marked is None:
                return None
            attempt, verdict = await self._attempt(marked, route, face)
            await self._settle(stores, marked, attempt)
        return await self._after(stores, marked, attempt, verdict)

    async def _settle(self, stores: Stores, row: OutboxRow, attempt: Attempt) -> None:
        """Record how an attempt ended, once the database can be used: what it is not told may be sent again."""
        if not isinstance(attempt, Sent):  # a notice may follow that nobody is poked for
            await patiently(lambda: stores.outbox.settle(row.id, attempt), self._clock)
            return
        with self._doubts.settling(attempt.message_id):
            head = await patiently(lambda: stores.outbox.settle(row.id, attempt), self._clock)
        self._know(row.world_id, head)

    async def _attempt(
        self, row: OutboxRow, route: SendingRoute, face: str | None
    ) -> tuple[Attempt, RefusalVerdict | None]:
        """Post, and say how it ended."""
        try:
            return await self._sending.post(row, route, face), None
        except Lost as lost:
            return Unknown(reason=str(lost)), None
        except NotSent as error:
            return self._put_off(row, BETWEEN_TRIES, f"Discord cannot be reached ({error})"), None
        except Limited as limit:
            return self._put_off(row, limit.retry_after, "Discord asked to wait"), None
        except RequestRefused as refusal:
            return self._refused(row, judge(refusal, row, "post"))

    def _refused(self, row: OutboxRow, verdict: RefusalVerdict) -> tuple[Attempt, RefusalVerdict | None]:
        if verdict.rebuild and row.id not in self._rebuilt:
            self._rebuilt[row.id] = True
            self._webhooks.forget(row.channel_id)
            return self._put_off(row, 0.0, verdict.words), None
        return Failed(reason=verdict.words), verdict

    def _put_off(self, row: OutboxRow, seconds: float, reason: str) -> PutOff | Failed:
        """Try again later, unless that is later than a row may hold up its world."""
        now = self._clock.now()
        until = now + timedelta(seconds=seconds)
        if until > (row.blocked_since or now) + timedelta(seconds=BLOCKED_LIMIT):
            return Failed(reason=f"{reason}, for longer than {BLOCKED_LIMIT:.0f} s")
        return PutOff(not_before=until, reason=reason)

    async def _unroutable(
        self, stores: Stores, row: OutboxRow, error: RequestRefused | Limited | NotSent | Lost
    ) -> datetime | None:
        """No webhook to be had: nothing was posted, whatever the error."""
        marked = await stores.outbox.mark(row.id, self._owner, LEASE)
        if marked is None:
            return None
        verdict: RefusalVerdict | None = None
        attempt: Attempt
        if isinstance(error, RequestRefused):
            verdict = judge(error, row, "webhook")
            attempt = Failed(reason=verdict.words)
        elif isinstance(error, Limited):
            attempt = self._put_off(marked, error.retry_after, "Discord asked to wait")
        else:
            attempt = self._put_off(marked, BETWEEN_TRIES, f"no webhook to be had ({error})")
        await self._settle(stores, marked, attempt)
        return await self._after(stores, marked, attempt, verdict)

    async def _after(
        self, stores: Stores, row: OutboxRow, attempt: Attempt, verdict: RefusalVerdict | None
    ) -> datetime | None:
        """What follows from a settled attempt; when to look at the row again."""
        now = self._clock.now()
        if isinstance(attempt, PutOff):
            return attempt.not_before
        if isinstance(attempt, Unknown):
            return now + timedelta(seconds=LOOK_AFTER)
        self._rebuilt.pop(row.id, None)
        if isinstance(attempt, Failed):
            await self._report(stores, row, attempt.reason, pause=verdict is not None and verdict.pause)
        self._heard(WorldKey(row.tenant, row.world_id))
        return now

    async def _report(self, stores: Stores, row: OutboxRow, reason: str, *, pause: bool) -> None:
        """Make a failure visible; a world in which nobody can speak is paused, with a notice that says why."""
        self._problem(f"{row.kind} in {row.place} failed: {reason}")
        if not pause:
            return
        await stores.worlds.pause(row.world_id, reason)
        text = f"The people here cannot speak: {reason} When that is mended, use `/world resume`."
        await stores.outbox.notice(row.world_id, text)

    async def _resolve(self, stores: Stores, row: OutboxRow) -> datetime | None:
        """Decide a row that may have arrived."""
        try:
            arrived = await self._doubts.look_for(stores, row)
        except RequestRefused as refusal:
            words = f"{judge(refusal, row, 'history').words} So I cannot tell whether a message arrived"
            attempt: Attempt = Failed(reason=words)
            await self._settle(stores, row, attempt)
            if row.facets.transport is Transport.WEBHOOK:
                await stores.outbox.notice(row.world_id, f"{words}, and do not send it again.", row.place)
            return await self._after(stores, row, attempt, None)
        except Limited as limit:
            return self._clock.now() + timedelta(seconds=limit.retry_after)
        except (NotSent, Lost):
            return self._clock.now() + timedelta(seconds=BETWEEN_TRIES)
        if arrived is None:
            await stores.outbox.retry(row.id)
            return self._clock.now()
        await self._settle(stores, row, arrived)
        return await self._after(stores, row, arrived, None)
