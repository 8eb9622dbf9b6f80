"""The turn cycle: hear, claim, decide all at once, commit in the order given, and never lose a turn in silence."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Protocol

from troupe.core.clock import Clock
from troupe.core.errors import ModelError, StoreUnavailable, Wordless
from troupe.core.patience import patiently
from troupe.core.usage import Estimate, Usage
from troupe.engine.leases import Closing, CutOff, Interrupted, Leases, UnderWay
from troupe.engine.turn_failures import TurnFailure, failure_notice
from troupe.floor.addressing.message_addressing import adds_to
from troupe.floor.floor_decision import decide_floor
from troupe.floor.stop_reading import read_stop
from troupe.ports import Cap, Claimed, Database, Posted, Turns
from troupe.worlds.outbox import OutboxRow
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import HumanMessage
from troupe.worlds.turn import CommitStatus, Committed, Outcome, Turn
from troupe.worlds.world import Work, WorldKey

log = logging.getLogger(__name__)
"""The standard library's: whoever embeds the engine decides what becomes of it. No default may print the variables
of a failed turn, which are other people's words."""


SHORTEST = 120.0
"""Seconds that a mind is given at least."""


class TurnMind(Protocol):
    """The mind that decides a person's turn."""

    async def decide(self, turn: Turn) -> Outcome:
        """Answer the turn's stimuli, or raise a ModelError."""
        ...

    def estimate(self, scene: Scene) -> Estimate:
        """What deciding on this scene will cost at most."""
        ...


class TurnCycle:
    """Runs worlds on a database with a mind.

    `cap(tenant)` is the most a tenant may spend a day; `poke(key, work)` says what a world may have to do;
    `on_turn_started(turn)` is told of each turn as its mind begins, `on_queued(row)` of the first row that a
    commit puts into the outbox, before the world is poked for it. A turn holds its claim for `lease` seconds,
    renewed while it is decided; a mind gets `limit(turn)` seconds, then its turn fails visibly, so that a slow
    first one cannot hold the others back for longer.
    """

    def __init__(
        self,
        database: Database,
        mind: TurnMind,
        clock: Clock,
        *,
        cap: Callable[[str], Cap],
        poke: Callable[[WorldKey, Work], None],
        lease: float = 60.0,
        limit: Callable[[Turn], float] = lambda _turn: SHORTEST,
        on_turn_started: Callable[[Turn], None] | None = None,
        on_queued: Callable[[OutboxRow], None] | None = None,
    ) -> None:
        self._database = database
        self._mind = mind
        self._clock = clock
        self._cap = cap
        self._poke = poke
        self._lease = lease
        self._leases = Leases(database, clock, lease, limit)
        self._on_turn_started = on_turn_started
        self._on_queued = on_queued
        self._under_way: dict[WorldKey, dict[str, UnderWay]] = defaultdict(dict)

    async def hear(self, tenant: str, world_id: str, message: HumanMessage) -> Posted:
        """Record a human's message and wake the world; if it says stop, what is being decided is interrupted."""
        posted = await self._database.tenant(tenant).mailbox.post(world_id, message, read_stop)
        key = WorldKey(tenant, world_id)
        if posted.stopped is not None:
            people = None if posted.stopped.everyone else posted.stopped.people
            self.interrupt(key, people)
        if posted.event is not None:
            self._poke(key, Work.FLOOR if posted.stopped is None else Work.ALL)
        return posted

    async def ask(self, tenant: str, world_id: str, question: HumanMessage, shown: str, lease: float) -> OutboxRow:
        """Keep a member's question, and return the row that is to show it: see Mailbox.ask. If it says stop, what
        is being decided is interrupted."""
        mailbox = self._database.tenant(tenant).mailbox
        answer = await mailbox.ask(world_id, question, shown, lease, read_stop)
        if answer.stopped is not None:
            people = None if answer.stopped.everyone else answer.stopped.people
            self.interrupt(WorldKey(tenant, world_id), people)
        return answer.row

    async def claim(self, key: WorldKey) -> Claimed:
        """Ask the floor, and take the turns it grants."""
        await self._leases.refresh(tuple(self._under_way.get(key, {}).values()))
        turns = self._database.tenant(key.tenant).turns
        return await turns.claim(key.id, decide_floor, self._mind.estimate, self._cap(key.tenant), self._lease)

    async def play(self, turns: Sequence[Turn], decided: Callable[[Turn], None] | None = None) -> None:
        """Decide all turns at once and commit them in the order given. The world is poked after each; `decided` is
        told of each as soon as its mind has come to an end.

        A turn that fails leaves a visible event, and a notice if the person was addressed. While the database
        cannot be used, what was decided waits for it; StoreUnavailable is raised when that takes too long, and
        turns then left open are claimed again when their lease runs out. Cancelled, it ends quickly all the same:
        what is decided is committed, and what is not is given back, to be claimed again at once.
        """
        under_way: list[UnderWay] = []
        keeping: asyncio.Task[None] | None = None
        try:
            under_way += [self._begin(turn, decided) for turn in turns]
            keeping = asyncio.create_task(self._leases.keep(under_way))
            await _unhurried(asyncio.create_task(self._finish_all(under_way)), under_way)
        finally:
            for item in under_way:
                item.cancel(Interrupted())
                self._forget(item)
            await asyncio.gather(*(item.task for item in under_way), return_exceptions=True)
            if keeping is not None:
                await _ended(keeping)

    async def give_back(self, turns: Sequence[Turn]) -> None:
        """Let go of claimed turns that were not begun: whoever claims next takes them over at once."""
        for turn in turns:
            await self._give_back(turn, Usage())

    async def run_until_quiet(self, key: WorldKey, rounds: int | None = None) -> int:
        """Claim and play until nothing is granted and no wake is due, or turns were granted `rounds` times;
        returns how many turns were played.

        For worlds whose speech is delivered at once (headless ones): nothing here drains an outbox.
        """
        played, idle, rounds_left = 0, False, rounds
        while rounds_left is None or rounds_left > 0:
            claimed = await self.claim(key)
            if claimed.turns:
                await self.play(claimed.turns)
                played += len(claimed.turns)
                rounds_left = None if rounds_left is None else rounds_left - 1
            due = claimed.wake_at is not None and claimed.wake_at <= self._clock.now()
            moved = bool(claimed.turns) or claimed.revealed
            if not moved and (idle or not due):
                break
            idle = not moved
        return played

    def interrupt(self, key: WorldKey, people: Sequence[str] | None = None) -> int:
        """Cut off what is being decided in a world (by these people, or by all); returns how many turns.

        Only an optimisation: their turns are void already, and a late result would be discarded. What a call cut
        off has cost is unknown, so the estimate made at its claim is counted, the most it can have been.
        """
        cut = [
            item
            for item in self._under_way.get(key, {}).values()
            if not item.task.done() and (people is None or item.turn.person_id in people)
        ]
        for item in cut:
            item.cancel(Interrupted())
        return len(cut)

    def _begin(self, turn: Turn, decided: Callable[[Turn], None] | None) -> UnderWay:
        if self._on_turn_started is not None:
            self._on_turn_started(turn)
        now = self._clock.monotonic()
        under_way = UnderWay(turn, self._decide(turn), since=now, renewed=now)
        if decided is not None:
            under_way.task.add_done_callback(lambda _: decided(turn))
        self._under_way[_key(turn)][turn.id] = under_way
        return under_way

    def _decide(self, turn: Turn) -> "asyncio.Task[Outcome]":
        return asyncio.create_task(self._mind.decide(turn), name=f"decide {turn.id}")

    def _forget(self, one: UnderWay) -> None:
        one.ended = True
        under_way = self._under_way.get(_key(one.turn), {})
        under_way.pop(one.turn.id, None)
        if not under_way:
            self._under_way.pop(_key(one.turn), None)

    async def _finish_all(self, under_way: Sequence[UnderWay]) -> None:
        failures: list[TurnFailure] = []
        try:
            for item in under_way:
                work = Work.ALL
                try:
                    commit = await self._finish(item, failures)
                    work = Work.ALL if commit is None or commit.more else Work.OUTBOX
                finally:
                    if not any(failure.under_way is item for failure in failures):
                        self._forget(item)
                        self._poke(_key(item.turn), work)
        finally:
            await self._record(failures)

    async def _record(self, failures: Sequence[TurnFailure]) -> None:
        """Record the turns that failed because of the model, with one notice for all who were addressed: an
        endpoint that is down would be told of by everyone who was asked. Their claims are kept until then."""
        missed = [failure for failure in failures if failure.under_way.turn.scene.obliged]
        for failure in failures:
            notice = failure_notice(missed) if missed and failure is missed[-1] else ""
            try:
                await self._fail(failure.under_way.turn, failure.reason, failure.usage, notice)
            finally:
                self._forget(failure.under_way)
                self._poke(_key(failure.under_way.turn), Work.ALL)

    async def _finish(self, one: UnderWay, failures: list[TurnFailure]) -> Committed | None:
        """Await one decision and commit it, or record how it failed (None); if the model failed, note it."""
        outcome: Outcome | None = None
        try:
            outcome = await one.outcome()
            commit = await self._commit(one.turn, outcome)
        except CutOff as cut:
            await self._let_go(one.turn, cut)
            return None
        except ModelError as error:
            line = error.line if isinstance(error, Wordless) else ""
            failures.append(TurnFailure(one, str(error), type(error), error.usage or Usage(), line))
            return None
        except Exception as error:  # the runner's edge: no turn may vanish, whatever went wrong
            if outcome is not None and isinstance(error, StoreUnavailable):
                raise  # nothing can be recorded either
            log.exception("turn failed", extra=_told(one.turn))
            reason = f"an error inside the bot ({type(error).__name__})"
            usage = Usage() if outcome is None else outcome.usage
            failures.append(TurnFailure(one, reason, type(error), usage))
            return None
        if commit.status is not CommitStatus.AGAIN or commit.turn is None:
            return commit
        return await self._finish_again(one, commit.turn, failures)

    async def _finish_again(self, one: UnderWay, turn: Turn, failures: list[TurnFailure]) -> Committed | None:
        """The human added to the message: decide once more."""
        if one.closing:
            await self._give_back(turn, Usage())
            return None
        one.turn, one.task = turn, self._decide(turn)
        one.since = one.renewed = self._clock.monotonic()
        return await self._finish(one, failures)

    async def _commit(self, turn: Turn, outcome: Outcome) -> Committed:
        turns = self._turns(turn)
        estimate, cap = self._mind.estimate, self._cap(turn.tenant)
        end = await patiently(lambda: turns.commit(turn, outcome, adds_to, estimate, cap), self._clock)
        if end.queued is not None and self._on_queued is not None:
            self._on_queued(end.queued)
        return end

    async def _fail(self, turn: Turn, reason: str, usage: Usage, notice: str) -> None:
        turns = self._turns(turn)
        await patiently(lambda: turns.fail(turn, reason, usage, notice), self._clock)

    async def _let_go(self, turn: Turn, cut: CutOff) -> None:
        """What a call cut off has cost is unknown: the most it can have been is counted."""
        turns, usage = self._turns(turn), self._at_most(turn)
        if isinstance(cut, Closing):
            await self._give_back(turn, usage)
        else:
            await patiently(lambda: turns.fail(turn, "interrupted", usage), self._clock)

    async def _give_back(self, turn: Turn, usage: Usage) -> None:
        turns = self._turns(turn)
        await patiently(lambda: turns.give_back(turn, usage), self._clock)

    def _turns(self, turn: Turn) -> Turns:
        return self._database.tenant(turn.tenant).turns

    def _at_most(self, turn: Turn) -> Usage:
        estimate = self._mind.estimate(turn.scene)
        return Usage(calls=1, tokens_in=estimate.tokens, usd=estimate.usd)


async def _unhurried(finishing: "asyncio.Task[None]", under_way: Sequence[UnderWay]) -> None:
    """Await the end of turns. Our first cancellation only closes them, so that what is decided is committed and
    the rest given back; a second one ends that too."""
    try:
        await asyncio.shield(finishing)
    except asyncio.CancelledError:
        for item in under_way:
            item.close()
        await asyncio.wait({finishing})
        raise
    finally:
        finishing.cancel()
        await asyncio.gather(finishing, return_exceptions=True)


async def _ended(keeping: "asyncio.Task[None]") -> None:
    keeping.cancel()
    await asyncio.wait({keeping})
    if not keeping.cancelled() and (error := keeping.exception()) is not None:
        log.error("leases could not be kept", exc_info=error)


def _told(turn: Turn) -> dict[str, str]:
    """What a line of the log names: ids, no words."""
    return {"world": turn.world_id, "person": turn.person_id, "turn": turn.id}


def _key(turn: Turn) -> WorldKey:
    return WorldKey(turn.tenant, turn.world_id)
