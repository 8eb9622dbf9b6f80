"""The turn cycle: hear, claim, decide all at once, commit in the order given, and never lose a turn in silence."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from troupe.clock import Clock
from troupe.errors import ModelError, ModelTimeout
from troupe.ports import Cap, Claimed, Database, Posted, Turns
from troupe.worlds.addressing import adds_to
from troupe.worlds.deciding import decide_floor
from troupe.worlds.scene import Scene
from troupe.worlds.stopping import read_stop
from troupe.worlds.transcript import HumanMessage
from troupe.worlds.turn import CommitStatus, Estimate, Outcome, Turn, Usage
from troupe.worlds.world import Work, WorldKey

log = logging.getLogger(__name__)
"""The standard library's: whoever embeds the engine decides what becomes of it. No default may print the variables
of a failed turn, which are other people's words."""


class Mind(Protocol):
    """What decides a person's turn."""

    async def decide(self, turn: Turn) -> Outcome:
        """Answer the turn's stimuli, or raise a ModelError."""
        ...

    def estimate(self, scene: Scene) -> Estimate:
        """What deciding on this scene will cost at most."""
        ...


class _Interrupted(Exception):
    """The world was stopped, or the turn lost, while a mind was deciding."""


@dataclass(slots=True)
class _Deciding:
    """A turn under way: the task that decides it, since when (monotonic seconds), whether it has ended, and why
    its task was cancelled, if it was."""

    turn: Turn
    task: "asyncio.Task[Outcome]"
    since: float
    ended: bool = False
    cut_off: ModelError | _Interrupted | None = None

    def cancel(self, why: ModelError | _Interrupted) -> None:
        if not self.task.done():
            self.cut_off = why
            self.task.cancel()


class Engine:
    """Runs worlds on a database with a mind.

    `cap(tenant)` is the most a tenant may spend a day; `poke(key, work)` says what a world may have to do;
    `on_turn_started(turn)` is told of each turn as its mind begins. A turn holds its claim for `lease` seconds,
    renewed while it is decided; a mind gets `limit` seconds, then its turn fails visibly, so that a slow first
    one cannot hold the others back for longer.
    """

    def __init__(
        self,
        database: Database,
        mind: Mind,
        clock: Clock,
        *,
        cap: Callable[[str], Cap],
        poke: Callable[[WorldKey, Work], None],
        lease: float = 60.0,
        limit: float = 120.0,
        on_turn_started: Callable[[Turn], None] | None = None,
    ) -> None:
        self._database = database
        self._mind = mind
        self._clock = clock
        self._cap = cap
        self._poke = poke
        self._lease = lease
        self._limit = limit
        self._on_turn_started = on_turn_started
        self._under_way: dict[WorldKey, dict[str, _Deciding]] = defaultdict(dict)

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

    async def claim(self, key: WorldKey) -> Claimed:
        """Ask the floor, and take the turns it grants."""
        turns = self._database.tenant(key.tenant).turns
        return await turns.claim(key.id, decide_floor, self._mind.estimate, self._cap(key.tenant), self._lease)

    async def play(self, turns: Sequence[Turn], decided: Callable[[Turn], None] | None = None) -> None:
        """Decide all turns at once and commit them in the order given. The world is poked after each; `decided` is
        told of each as soon as its mind has come to an end.

        A turn that fails leaves a visible event, and a notice if the person was addressed. An error of the
        database itself is raised; turns then left open are claimed again when their lease runs out.
        """
        deciding: list[_Deciding] = []
        keeping: asyncio.Task[None] | None = None
        try:
            deciding += [self._begin(turn, decided) for turn in turns]
            keeping = asyncio.create_task(self._keep_leases(deciding))
            for one in deciding:
                await self._finish(one)
        finally:
            for one in deciding:
                one.cancel(_Interrupted())
                self._forget(one)
            await asyncio.gather(*(one.task for one in deciding), return_exceptions=True)
            if keeping is not None:
                await _ended(keeping)

    async def run_until_quiet(self, key: WorldKey, rounds: int | None = None) -> int:
        """Claim and play until nothing is granted and no wake is due, or turns were granted `rounds` times;
        returns how many turns were played.

        For worlds whose speech is delivered at once (headless ones): nothing here drains an outbox.
        """
        played, idle, left = 0, False, rounds
        while left is None or left > 0:
            claimed = await self.claim(key)
            if claimed.turns:
                await self.play(claimed.turns)
                played += len(claimed.turns)
                left = None if left is None else left - 1
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
            one
            for one in self._under_way.get(key, {}).values()
            if not one.task.done() and (people is None or one.turn.person_id in people)
        ]
        for one in cut:
            one.cancel(_Interrupted())
        return len(cut)

    def _begin(self, turn: Turn, decided: Callable[[Turn], None] | None) -> _Deciding:
        if self._on_turn_started is not None:
            self._on_turn_started(turn)
        one = _Deciding(turn, self._decide(turn), self._clock.monotonic())
        if decided is not None:
            one.task.add_done_callback(lambda _: decided(turn))
        self._under_way[_key(turn)][turn.id] = one
        return one

    def _decide(self, turn: Turn) -> "asyncio.Task[Outcome]":
        return asyncio.create_task(self._mind.decide(turn), name=f"decide {turn.id}")

    def _forget(self, one: _Deciding) -> None:
        one.ended = True
        under_way = self._under_way.get(_key(one.turn), {})
        under_way.pop(one.turn.id, None)
        if not under_way:
            self._under_way.pop(_key(one.turn), None)

    async def _finish(self, one: _Deciding) -> None:
        """Await one decision and commit it, or record how it failed."""
        turns = self._turns(one.turn)
        uncounted, work = Usage(), Work.ALL
        try:
            outcome = await _result(one)
            uncounted = outcome.usage
            done = await turns.commit(one.turn, outcome, adds_to)
            uncounted = Usage()
            if done.status is CommitStatus.AGAIN and done.turn is not None:
                one.turn, one.task, one.since = done.turn, self._decide(done.turn), self._clock.monotonic()
                outcome = await _result(one)
                uncounted = outcome.usage
                done = await turns.commit(one.turn, outcome, adds_to)
            work = Work.ALL if done.more else Work.OUTBOX
        except _Interrupted:
            await turns.fail(one.turn, "interrupted", self._at_most(one.turn))
        except ModelError as error:
            reason = str(error)
            await turns.fail(one.turn, reason, error.usage or Usage(), _notice(one.turn, reason))
        except Exception as error:  # the runner's edge: no turn may vanish, whatever went wrong
            log.exception("turn failed", extra=_told(one.turn))
            reason = f"an error inside the bot ({type(error).__name__})"
            await turns.fail(one.turn, reason, uncounted, _notice(one.turn, reason))
        finally:
            self._forget(one)
            self._poke(_key(one.turn), work)

    async def _keep_leases(self, deciding: Sequence[_Deciding]) -> None:
        """Renew the claims of turns until they end; cut off minds that take too long or have lost theirs."""
        while True:
            await self._clock.sleep(self._lease / 3)
            for one in [one for one in deciding if not one.ended]:
                if self._clock.monotonic() - one.since >= self._limit:
                    one.cancel(ModelTimeout(f"no answer within {self._limit:.0f} seconds"))
                if not await self._turns(one.turn).renew(one.turn, self._lease):
                    one.cancel(_Interrupted())

    def _turns(self, turn: Turn) -> Turns:
        return self._database.tenant(turn.tenant).turns

    def _at_most(self, turn: Turn) -> Usage:
        estimate = self._mind.estimate(turn.scene)
        return Usage(calls=1, tokens_in=estimate.tokens, usd=estimate.usd)


async def _result(one: _Deciding) -> Outcome:
    """What the mind decided, or what it raised; why it was cut off, if it was. (Awaiting the task itself could
    not tell its cancellation from our own.)"""
    await asyncio.wait({one.task})
    if one.task.cancelled():
        raise one.cut_off or _Interrupted
    return one.task.result()


async def _ended(keeping: "asyncio.Task[None]") -> None:
    keeping.cancel()
    await asyncio.wait({keeping})
    if not keeping.cancelled() and (error := keeping.exception()) is not None:
        log.error("leases could not be renewed", exc_info=error)


def _notice(turn: Turn, reason: str) -> str:
    """What the channel is told: only someone who was addressed is missed."""
    return f"{turn.scene.person.name} cannot answer right now: {reason}" if turn.scene.obliged else ""


def _told(turn: Turn) -> dict[str, str]:
    """What a line of the log names: ids, no words."""
    return {"world": turn.world_id, "person": turn.person_id, "turn": turn.id}


def _key(turn: Turn) -> WorldKey:
    return WorldKey(turn.tenant, turn.world_id)
