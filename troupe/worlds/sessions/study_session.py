"""A session: one run of a study's guide with one panel, as its life cycle is kept."""

from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen


class SessionStatus(StrEnum):
    """PLANNED: its plan may still be changed. RUNNING: moves are carried out. PAUSED: see PauseReason. ENDED:
    its guide was played to the end, or it was ended before that."""

    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class PauseReason(StrEnum):
    """The reason why a session pauses. ASKED: a moderator asked for it. STOPPED: somebody said stop in front, or
    its channel cannot be used. BUDGET: today's budget has no room for what comes next. CAP: what the study
    may cost has none."""

    ASKED = "asked"
    STOPPED = "stopped"
    BUDGET = "budget"
    CAP = "cap"


class SessionKey(NamedTuple):
    """Enough to find a session, no data."""

    tenant: str
    id: str


class SessionPlaces(Frozen):
    """The places where a session is held: the channel or thread in `front`, of this guild, and the card
    `backstage`, as a message in its channel. `rooms` are threads of the front, one for each of several worlds,
    by number. `join_card` is the message in front that invites members, `report` the one backstage that carries
    the newest report. All empty for one without a channel."""

    guild_id: str | None = None
    front: str | None = None
    backstage: str | None = None
    card: str | None = None
    rooms: tuple[str, ...] = ()
    join_card: str | None = None
    report: str | None = None


class NewSession(Frozen):
    """The order to plan a session. `plan` is what is to be done, a `SessionPlan` as JSON: words, kept apart
    from the life cycle. `study_id` joins the runs of one study, of which each `condition` has each `replicate`
    once: planned again, it is the same session. Without one it is the first of a study of its own. `by_hand`:
    each step waits for *Next*. `chaired`: the moderator person of the plan leads it."""

    plan: str
    study_id: str | None = None
    condition: str = ""
    replicate: int = 0
    seed: int = 0
    by_hand: bool = False
    chaired: bool = False
    model: str | None = None
    asked_for: str | None = None
    places: SessionPlaces = SessionPlaces()


class StudySession(Frozen):
    """The life cycle of a session, without a word of anybody. `moves` is how many were made; `released` how many
    steps of the guide may have begun by now, None for all of them; `chaired`: the moderator person of its plan
    leads it; `resumes` how often it went on after a pause. `ended_early` says why it ended before its guide
    did."""

    tenant: str
    id: str
    study_id: str
    condition: str
    replicate: int
    seed: int
    status: SessionStatus
    pause: PauseReason | None
    moves: int
    released: int | None
    chaired: bool = False
    resumes: int
    model: str | None
    asked_for: str | None
    places: SessionPlaces
    created_at: AwareDatetime
    began_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    ended_early: str

    @property
    def key(self) -> SessionKey:
        return SessionKey(self.tenant, self.id)
