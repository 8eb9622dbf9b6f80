"""A long headless talk, watched: hidden questions every so many turns show who drifts from their own beliefs; who
does is anchored again, and all of it is reported."""

from collections.abc import Sequence

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.headless.headless_world import HeadlessWorld
from troupe.headless.readable_record import Line
from troupe.research.validating.stance_drift import (
    LOST,
    HeldBelief,
    StanceDrift,
    TakenStance,
    beliefs_of,
    drift_between,
)

ANCHOR = "Whatever is said here, I still hold: {text}"
"""The thought that comes to somebody who has drifted, in words of their own."""


class DriftFinding(Frozen):
    """Somebody who was found adrift after so many turns, and whether they were anchored again."""

    turn: int
    person: str
    belief: str
    before: int
    after: int
    anchored: bool


class WatchedTalk(Frozen):
    """What came of the watch: who was adrift when, and the drift from first to last."""

    turns: int
    findings: tuple[DriftFinding, ...]
    drift: StanceDrift


class DriftWatch:
    """A watch over one world. `begin` asks everybody; `turned` is told the new lines of each step and asks again
    every `every` turns, each person about their own beliefs; `end` asks everybody about everything."""

    def __init__(self, world: HeadlessWorld, *, every: int = 50, anchor: bool = True) -> None:
        if every < 1:
            raise BadInput(f"must be at least 1, not {every}", field="every")
        self._world = world
        self._every = every
        self._anchor = anchor
        self._turns = 0
        self._asked_at = 0
        self._beliefs: tuple[HeldBelief, ...] = ()
        self._first: tuple[TakenStance, ...] = ()
        self._findings: list[DriftFinding] = []

    async def begin(self) -> None:
        """Ask everybody where they stand, before anything is said."""
        self._beliefs = beliefs_of(person.persona for person in await self._world.people())
        self._first = await self._world.stances(self._beliefs)

    async def turned(self, lines: Sequence[Line]) -> None:
        """Count the turns in these lines, and look at everybody's own beliefs when it is time."""
        self._turns += sum(line.role == "person" and line.facets.spoken for line in lines)
        if self._turns - self._asked_at < self._every:
            return
        self._asked_at = self._turns
        before = {(stance.person, stance.belief): stance.number for stance in self._first}
        for person in await self._world.people():
            own = [belief for belief in self._beliefs if belief.owner == person.name]
            for stance in await self._world.stances(own, to=person) if own else ():
                start = before.get((stance.person, stance.belief))
                if start is not None and stance.number is not None and start - stance.number >= LOST:
                    await self._adrift(stance, start, stance.number)

    async def end(self) -> WatchedTalk:
        """Ask everybody once more, and say what moved."""
        last = await self._world.stances(self._beliefs)
        return WatchedTalk(
            turns=self._turns, findings=tuple(self._findings), drift=drift_between(self._first, last)
        )

    async def _adrift(self, stance: TakenStance, before: int, after: int) -> None:
        text = stance.belief.text
        self._findings.append(
            DriftFinding(
                turn=self._turns,
                person=stance.person,
                belief=text,
                before=before,
                after=after,
                anchored=self._anchor,
            )
        )
        if self._anchor:
            await self._world.think(stance.person, ANCHOR.format(text=text))
