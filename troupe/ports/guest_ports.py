"""The guests of sessions as a store: humans who join, answer, vote, and withdraw with all that was theirs."""

from typing import Protocol

from troupe.worlds.sessions.session_guest import NewGuest, SessionGuest
from troupe.worlds.sessions.vote import Vote


class SessionGuests(Protocol):
    """The guests in the sessions of one tenant. Members are named by their id on the platform, which stands
    nowhere but in the row of their joining. Methods with a session raise NotFound for one that the tenant does not
    have; `answer` and `vote` raise it for a member who does not take part, too."""

    async def join(self, session_id: str, new: NewGuest) -> SessionGuest:
        """Keep that the member has agreed to take part; the guest that they are already, if they are. Raises
        Conflict for a session that is over, and for a name that somebody else has there."""
        ...

    async def withdraw(self, session_id: str, user_id: str) -> bool:
        """Erase what the member has said there as if they had deleted it, with what came of it, their answers and
        votes, and what was read out of the study. That somebody has withdrawn is kept, and not who. False if they
        do not take part."""
        ...

    async def joined_by(self, user_id: str) -> tuple[str, ...]:
        """The ids of the sessions in which the member takes part."""
        ...

    async def of(self, session_id: str) -> tuple[SessionGuest, ...]:
        """All who ever joined, in the order of joining."""
        ...

    async def answer(self, session_id: str, user_id: str, place: tuple[str, int], text: str) -> bool:
        """Keep the answer to the question (step and probe) that is open: until the reveal, where all answer
        together and what the guest wrote before is replaced; else it is said at once. Returns whether it was.
        Raises Conflict if the question is over, or was not put to them."""
        ...

    async def vote(self, session_id: str, user_id: str, vote: Vote) -> None:
        """Keep a vote in the ballot that is open; `participant` does not count. Raises Conflict if the ballot is
        over or was not put to them, or they have voted."""
        ...

    async def close(self, session_id: str, number: int) -> bool:
        """Let guests answer no longer what this move has put to them, and take the buttons from under it. False,
        and nothing done, if another move was made since, or it is closed."""
        ...

    async def reveal(self, session_id: str, number: int) -> bool:
        """Say what was kept back of the question that this move has put: first the people's answers, then those of
        guests. False, and nothing done, if another move was made since, or nothing is kept back."""
        ...
