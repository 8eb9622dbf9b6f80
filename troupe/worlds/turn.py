"""A turn, from claim to commit: the values that pass between the store, the mind and the engine."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.worlds.action import Action, FloorChoice
from troupe.worlds.mind_state import MindState
from troupe.worlds.outbox import OutboxRow
from troupe.worlds.scene import Scene


class Provenance(Frozen):
    """The origin of the words: model, prompt files, exact request; `stand_in` marks the understudy."""

    model: str
    prompts_hash: str
    request_hash: str
    parameters: dict[str, float | int | str] = Field(default_factory=dict)
    attempts: int = 1
    stand_in: bool = False


class Hush(StrEnum):
    """The people whom a message asked to be quiet, in whatever words: nobody, the person who read it, or all. Only
    a turn can tell, since no list of phrases holds how people ask for a pause."""

    NONE = "none"
    ME = "me"
    ALL = "all"


class Outcome(Frozen):
    """The outcome of a turn: all that a turn will commit.

    `hush` is what the message answered asks for; `refusal` why someone who was asked keeps silent all the same,
    which is told to those who want to know and never posted.
    """

    floor: FloorChoice
    hush: Hush = Hush.NONE
    refusal: str = ""
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
    nothing to look at in the world for now; `queued` is the first row that it put into the outbox."""

    status: CommitStatus
    more: bool = True
    queued: OutboxRow | None = None
    turn: Turn | None = None
    reason: str = ""
