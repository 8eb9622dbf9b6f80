"""A decision of the moderator person of a session: one of a closed set, made once before a move."""

from enum import StrEnum

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen


class DecisionKind(StrEnum):
    """The kind of a decision. GO_ON: as the guide has it. PROBE: a question of the moderator's own, to one
    person or to everyone. REFRAME: the next question in other words. SKIP: the next question was answered
    already. CLOSE: the questions that are left of a section are left out, since its time is over."""

    GO_ON = "go_on"
    PROBE = "probe"
    REFRAME = "reframe"
    SKIP = "skip"
    CLOSE = "close"


class NewDecision(Frozen):
    """A decision for the `number`-th move of a session. `step` is the question that it is about, by its key; of
    CLOSE the first one that is left out. `person` is who is probed, by id, a guest of the session too; None for
    everyone. `lines` are the events that answer a question which is skipped.

    `by` is who decided, as the session knows them; `text` the words of a probe or of a reframed question;
    `reason` why, for those backstage alone. `note` says in words of the house why something else was wanted and
    is not done: its words are `text` then, and the kind is GO_ON. `stand_in`: the understudy decided."""

    number: int
    kind: DecisionKind = DecisionKind.GO_ON
    step: str = ""
    person: str | None = None
    lines: tuple[str, ...] = ()
    by: str = ""
    text: str = ""
    reason: str = ""
    note: str = ""
    stand_in: bool = False


class ModeratorDecision(NewDecision):
    """A decision as it is kept."""

    at: AwareDatetime
