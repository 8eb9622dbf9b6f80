"""A study as it was held: who took part, what was asked, said and voted. Reports and exports read nothing
else."""

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field

from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.people.persona.persona import Persona
from troupe.research.guides.guide import Guide
from troupe.research.sessions.run_change import RunChange
from troupe.worlds.sessions.vote import Vote

__all__ = [
    "AfterAnswer",
    "DeviationKind",
    "Participant",
    "Prediction",
    "RunFork",
    "SpeakerRole",
    "Study",
    "StudyAnswer",
    "StudyDeviation",
    "StudyIntervention",
    "StudyLine",
    "StudyRun",
    "Vote",
]


class SpeakerRole(StrEnum):
    """The part somebody has in a study. HUMAN: a member who takes part or moderates beside the simulated
    people."""

    PERSON = "person"
    MODERATOR = "moderator"
    HUMAN = "human"
    HOUSE = "house"


class Participant(Frozen):
    """Somebody who answers. `name` is a pseudonym for a human, who has no persona."""

    id: str
    name: str
    slug: str = ""
    persona: Persona | None = None
    persona_hash: str = ""
    seat: int = 0

    @property
    def human(self) -> bool:
        return self.persona is None


class StudyLine(Frozen):
    """A line of the record. `step` is the key of the guide's step in whose course it was said, `probe` the
    number of its probe, counted from 1, and 0 for the question itself. `inner` is a thought: generated text that
    explains, and is never evidence. `link` leads to the message in its channel, where there is one."""

    id: str
    seq: int
    at: AwareDatetime
    role: SpeakerRole
    speaker_id: str
    speaker: str
    text: str
    step: str | None = None
    probe: int = 0
    inner: bool = False
    target: str | None = None
    link: str | None = None
    stand_in: bool = False


class StudyAnswer(Frozen):
    """The answer of one participant to one question or probe: its lines, or why there is none."""

    step: str
    probe: int = 0
    participant: str
    lines: tuple[str, ...] = ()
    missing: str = ""


class Prediction(Frozen):
    """What somebody who watches expected before the start. It is shown beside the findings, and never ranked."""

    by: str
    text: str
    at: AwareDatetime


class StudyIntervention(Frozen):
    """Something that was put into the mind of one participant alone, as a `thought` or a `goal`: whatever they
    did after it is no answer of an undisturbed person."""

    kind: Literal["thought", "goal"]
    participant: str
    text: str
    at: AwareDatetime


class DeviationKind(StrEnum):
    """The kind of a deviation from the guide. PROBED: a probe of the moderator's own. REFRAMED: a question in
    other words. LEFT_OUT: a question answered already. OUT_OF_TIME: a question for which no time was left.
    DROPPED: something else was wanted, and the guide went on."""

    PROBED = "probed"
    REFRAMED = "reframed"
    LEFT_OUT = "left out"
    OUT_OF_TIME = "out of time"
    DROPPED = "dropped"


class StudyDeviation(Frozen):
    """Something that a moderator person, `by`, did beyond the guide. `probe` is its number among those of the
    question, `participant` the one who was asked alone; `planned` are the guide's words, `text` the moderator's;
    `lines` those that answer a question which was left out. `note` says why something was not done."""

    kind: DeviationKind
    step: str
    probe: int = 0
    participant: str = ""
    planned: str = ""
    text: str = ""
    reason: str = ""
    note: str = ""
    by: str = ""
    lines: tuple[str, ...] = ()
    at: AwareDatetime


class RunFork(Frozen):
    """The point at which a run goes on from another one, `run`: its record is the same through the last line
    that is kept, `line`, of that other run. `step` is the first one that was played anew, empty at the end;
    `kept` are the steps that were over before, whose answers and votes are copies."""

    run: str
    step: str = ""
    line: str = ""
    kept: tuple[str, ...] = ()


class StudyRun(Frozen):
    """One run of a guide with one panel. `condition` names what is particular to it, empty for the study as
    planned; `replicate` counts the runs of a condition from 0. `unchanged` is the condition of its twins: the
    runs that are like it but for its `change`, its own where it has none."""

    id: str
    condition: str = ""
    replicate: int = 0
    unchanged: str = ""
    change: RunChange | None = None
    fork: RunFork | None = None
    seed: int
    participants: tuple[Participant, ...]
    lines: tuple[StudyLine, ...]
    answers: tuple[StudyAnswer, ...]
    votes: tuple[Vote, ...]
    skipped: dict[str, str] = Field(default_factory=dict)
    """Steps that were left out, by key, with the reason."""
    model: str
    stand_in: bool = False
    """The understudy played, and no language model."""
    began_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    """None while it is under way, or paused for the budget."""
    ended_early: str = ""
    """Why it ended before its guide did; empty where it was played to the end."""
    usage: Usage = Usage()
    faults: tuple[str, ...] = ()
    """What went wrong on the way, in words."""
    predictions: tuple[Prediction, ...] = ()
    quoted: tuple[str, ...] = ()
    """The ids of lines that those who watched wanted in the report."""
    interventions: tuple[StudyIntervention, ...] = ()
    moderators: tuple[str, ...] = ()
    """The moderator persons who led it, or a part of it; empty where humans did, or the guide went on by
    itself."""
    deviations: tuple[StudyDeviation, ...] = ()
    """What these did beyond the guide. Answers to probes of their own count in no figure of a question."""
    taken_back: int = 0
    """How many lines the moderator took back, with their answers: nothing else is left of them."""
    withdrawn: int = 0
    """How many humans took part and have withdrawn: all that was theirs is gone from here."""


class AfterAnswer(Frozen):
    """The answer of somebody who was asked when the study was over, alone and in the state of mind in which it
    had left them; or why there is none. `run` is the run of the study that they took part in."""

    run: str
    participant: str
    question: str
    text: str = ""
    missing: str = ""
    at: AwareDatetime
    stand_in: bool = False


class Study(Frozen):
    """All runs of one guide. `panel` tells in words how the people were found; `prompt_hash` is of the prompts
    they were played by."""

    version: int = 1
    id: str
    guide: Guide
    guide_hash: str
    panel: str
    prompt_hash: str = ""
    software: str = ""
    recruited_on: tuple[str, ...] = ()
    """What people had to say or be in order to be asked, in words: a rule or a question of the screener each.
    None of it can be a finding, since whoever thought otherwise was not there."""
    runs: tuple[StudyRun, ...]
    afterwards: tuple[AfterAnswer, ...] = ()
    """What people were asked after the session; no part of any run."""

    @property
    def first(self) -> StudyRun:
        """The study as planned, in its first run: what reports quote from."""
        return self.runs[0]
