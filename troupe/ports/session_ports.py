"""Sessions as a store: planned, moved on one transaction a move, paused, resumed, ended, and read."""

from collections.abc import Mapping
from typing import Protocol

from troupe.core.usage import Usage
from troupe.ports.ledger_ports import SessionHold
from troupe.worlds.jobs.job import Job
from troupe.worlds.sessions.moderator_decision import NewDecision
from troupe.worlds.sessions.session_move import NewMove
from troupe.worlds.sessions.session_view import SessionView, Spoken
from troupe.worlds.sessions.study_session import NewSession, PauseReason, SessionPlaces, StudySession
from troupe.worlds.sessions.vote import Vote
from troupe.worlds.transcript import Event


class Sessions(Protocol):
    """The sessions of one tenant. Nothing of a session is in memory alone: whoever looks at it next goes on with
    it. Each method raises NotFound for a session that the tenant does not have."""

    async def plan(self, new: NewSession) -> StudySession:
        """Keep a session to be started later; the one that is there, if its study has this condition and
        replicate already."""
        ...

    async def replan(self, session_id: str, plan: str) -> StudySession:
        """Replace what is to be done; of one that is paused, what it may cost. Raises Conflict while it runs,
        and once it has ended."""
        ...

    async def place(self, session_id: str, places: SessionPlaces) -> StudySession:
        """Note where it is held, and its card."""
        ...

    async def get(self, session_id: str) -> StudySession: ...

    async def at_channel(self, channel_id: str) -> StudySession | None:
        """The session that is held in this channel, in front or backstage: the one under way, else the newest."""
        ...

    async def all(self, limit: int = 25) -> tuple[StudySession, ...]:
        """The newest sessions, newest first."""
        ...

    async def of_study(self, study_id: str) -> tuple[StudySession, ...]:
        """The runs of a study, the one as planned first: by condition, then by replicate."""
        ...

    async def start(self, session_id: str, hold: SessionHold | None = None) -> StudySession:
        """Let it run. What it was quoted, if given, is held for its calls until it ends, whichever process dies;
        on a later day from its next question on. Raises Conflict if it has ended, and for a channel where another
        one runs; OverBudget where today has no room for the hold."""
        ...

    async def pause(self, session_id: str, reason: PauseReason) -> StudySession:
        """Let nothing new begin; turns under way end as they may. One that does not run stays as it is."""
        ...

    async def resume(self, session_id: str, by: str) -> StudySession:
        """Go on where it was; worlds of it that were stopped or paused are open again. Raises Conflict if it is
        not paused."""
        ...

    async def release(self, session_id: str) -> StudySession:
        """*Next*: wait no longer for guests who were asked; where none are waited for, let one more step of the
        guide begin, if it goes by hand."""
        ...

    async def by_hand(self, session_id: str, by_hand: bool) -> StudySession:
        """Have each step wait for `release` from now on, or go on by itself."""
        ...

    async def insert(self, session_id: str, step: str) -> int:
        """Keep a step that is put in before the next one of the guide, as JSON; returns its number, from 1.
        Raises Conflict if it has ended."""
        ...

    async def end(self, session_id: str, early: str) -> StudySession:
        """End it before its guide does, for a reason; its worlds stay as they are. One that has ended stays so."""
        ...

    async def usage(self, session_id: str) -> Usage:
        """What it has cost so far, by the calls that are settled."""
        ...

    async def spoken(self, session_id: str) -> Mapping[str, Spoken]:
        """What each of its people has said aloud so far, by the person's id; who has not spoken is left out."""
        ...

    async def view(self, session_id: str) -> SessionView: ...

    async def carry(self, session_id: str, move: NewMove) -> bool:
        """Carry out a move with all its effects, and keep it; False, and nothing done, if its number is not the
        next one any more, the session does not run, or one of its worlds is not open."""
        ...

    async def line(self, session_id: str, message_id: str) -> Event | None:
        """The line in front that this message carries, of a person, a member or the moderator; None if it
        carries none, or it was erased."""
        ...

    async def take_back(self, session_id: str, event_id: str) -> int:
        """Erase what the moderator said or showed in this line, with everything that was said in answer to it:
        as `Mailbox.erase` does. A question that went round, or to several worlds, goes whole. Guests are waited
        for no longer, and what they or the people have answered that is kept for the reveal is never said. One
        transaction a world: asked again after a crash, it goes on. Returns how many lines went. Raises NotFound
        unless it is a human's line, or something shown, in a world of the session."""
        ...

    async def vote(self, job: Job, session_id: str, vote: Vote) -> bool:
        """Keep the vote that a job has brought, with the events which the job was made from; at most once for a
        ballot and person. False if the job is no longer ours."""
        ...

    async def miss(self, session_id: str, vote: Vote) -> None:
        """Keep that somebody has no vote, unless there is one."""
        ...

    async def decide(self, job: Job, session_id: str, decision: NewDecision) -> bool:
        """Keep the decision that a job has brought, with the events which the job was made from; at most once
        for a move. False if the job is no longer ours."""
        ...

    async def leave_undecided(self, session_id: str, number: int, note: str) -> None:
        """Keep that nothing was decided for this move, and why, unless something was: the guide goes on."""
        ...

    async def hand_over(self, session_id: str, plan: str | None, told: str = "") -> StudySession:
        """Let the moderator person of this plan lead from now on, by itself; without one let humans lead, step
        by step. The front is told so, in the same transaction; done again, nothing changes and nobody is told. A
        question under way is finished. Raises Conflict for a session that has ended."""
        ...

    async def take_over(self, session_id: str) -> None:
        """Let turns and jobs be claimed at once that a process held which is known to be dead: for a store that
        only one process uses."""
        ...

    async def forget(self, human_id: str) -> int:
        """Erase the plans and inserted steps of every session that was asked for by this human; those not over
        are ended. Returns how many there were."""
        ...
