"""A turn, from claim to commit: the values that pass between the store, the mind and the engine."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from troupe.frozen import Frozen
from troupe.minds.state import MindState
from troupe.worlds.action import Action, FloorChoice
from troupe.worlds.scene import Scene


class Usage(Frozen):
    """What model calls cost. `usd` is None where the model's price is unknown. Latency in seconds."""

    calls: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    usd: float | None = None
    latency: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        known = [u for u in (self.usd, other.usd) if u is not None]
        return Usage(
            calls=self.calls + other.calls,
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_cached=self.tokens_cached + other.tokens_cached,
            tokens_out=self.tokens_out + other.tokens_out,
            usd=sum(known) if known else None,
            latency=self.latency + other.latency,
        )

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


class Estimate(Frozen):
    """What a turn is expected to cost at most; reserved at the claim, corrected at the commit."""

    tokens: int
    usd: float | None = None


class Provenance(Frozen):
    """What produced the words: model, prompt files, exact request; `stand_in` marks the understudy."""

    model: str
    prompts_hash: str
    request_hash: str
    parameters: dict[str, float | int | str] = Field(default_factory=dict)
    attempts: int = 1
    stand_in: bool = False


class Outcome(Frozen):
    """What a mind decided: all that a turn will commit."""

    floor: FloorChoice
    actions: tuple[Action, ...]
    state: MindState
    usage: Usage
    provenance: Provenance


class Turn(Frozen):
    """A claimed turn. It answers exactly the stimuli in `scene.unread` and is valid only while it is open,
    its `fence` is the person's and its `epoch` the world's."""

    id: str
    tenant: str
    world_id: str
    person_id: str
    fence: int
    epoch: int
    lease_until: AwareDatetime
    place: str
    through: int
    seed: int
    redone: bool = False
    round_id: str | None = None
    scene: Scene


class CommitStatus(StrEnum):
    """COMMITTED: done. HELD: kept until the roundtable's reveal. AGAIN: the human added to the message, decide
    once more with the new scene. DISCARDED: void (stopped, reclaimed, or its triggers were deleted)."""

    COMMITTED = "committed"
    HELD = "held"
    AGAIN = "again"
    DISCARDED = "discarded"


class Committed(Frozen):
    """The end of a commit. `turn` is set with AGAIN; `reason` with DISCARDED. `more` is False if the floor has
    nothing to look at in the world for now."""

    status: CommitStatus
    more: bool = True
    turn: Turn | None = None
    reason: str = ""
