"""The turn cycle as a store: claim, commit, and every other end of a turn."""

from collections.abc import Callable, Sequence
from typing import Protocol

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen
from troupe.core.usage import Estimate, Usage
from troupe.ports.ledger_ports import Cap
from troupe.worlds.floor_view import FloorDecision, FloorView
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event
from troupe.worlds.turn import Committed, Outcome, Turn
from troupe.worlds.world import Person

DecideFloor = Callable[[FloorView], FloorDecision]
EstimateTurn = Callable[[Scene], Estimate]
AddsTo = Callable[[Event, Event, Sequence[Person]], bool]
"""Whether the second event, by the same human, goes on with the first rather than addressing someone else."""


class Claimed(Frozen):
    """The end of a claim. No turns means nothing to do now; `wake_at` is when to look again, if known.
    `decision` is None where none was due (nothing new was heard and no wake was due, or the world may not act).
    `revealed` says that a roundtable's answers were just revealed."""

    turns: tuple[Turn, ...] = ()
    decision: FloorDecision | None = None
    wake_at: AwareDatetime | None = None
    revealed: bool = False


class Turns(Protocol):
    """The turn cycle."""

    async def claim(
        self, world_id: str, decide: DecideFloor, estimate: EstimateTurn, cap: Cap, lease: float
    ) -> Claimed:
        """One floor decision at most, and the turns it grants, each with fence, lease (seconds), epoch, its exact
        stimuli and its reserved cost. What the tenant has settled lowers the cap. Expired leases are claimed
        again with a higher fence, the floor not asked twice. A roundtable past its limit is revealed first. A
        beat of the rhythm that is due is struck here, by one process alone."""
        ...

    async def renew(self, turn: Turn, lease: float) -> bool:
        """Keep a long turn; False if it is no longer ours."""
        ...

    async def reserve(self, turn: Turn, estimate: Estimate, cap: Cap) -> bool:
        """Set aside more for a turn before another request is made for it; False if it is no longer ours, or the
        cap has no room. It ends with the turn."""
        ...

    async def recall(self, turn: Turn, question: str) -> Scene | None:
        """What comes back to the person of an open turn at this question, as a scene that holds nothing else from
        before; noted on the turn, so that an erasure reaches it. None if the turn is no longer ours."""
        ...

    async def commit(
        self,
        turn: Turn,
        outcome: Outcome,
        adds_to: AddsTo,
        estimate: EstimateTurn | None = None,
        cap: Cap = Cap(),  # noqa: B008 - frozen
    ) -> Committed:
        """Consume stimuli, append actions, keep state and usage, queue speech: all or nothing, and only while
        the turn is open under its fence and epoch. The usage of a discarded turn is still counted. A turn to be
        decided again is reserved anew, by `estimate` (None: as much as it held); where the cap has no room it is
        committed as it is."""
        ...

    async def fail(self, turn: Turn, reason: str, usage: Usage, notice: str = "") -> None:
        """End a turn that went wrong: a visible TURN_FAILED event, its stimuli consumed, its cost counted."""
        ...

    async def give_back(self, turn: Turn, usage: Usage) -> None:
        """Let go of an open turn because this process is ending: whoever claims next takes it over at once, as if
        its lease had run out. Its cost so far is counted, and it does not count as an attempt."""
        ...
