"""Notes on sessions as a store: what those who watch put down, and what comes of it."""

from typing import Protocol

from troupe.worlds.sessions.session_note import NewNote, NoteKind, SessionNote


class SessionNotes(Protocol):
    """The notes on the sessions of one tenant. Nothing in them reaches the people of a session but by a method
    that says so."""

    async def add(self, session_id: str, new: NewNote) -> SessionNote:
        """Keep a note. A quote of the same line, and the same observer, are kept once. Raises NotFound for a
        session that the tenant does not have, Conflict for a prediction once it was started."""
        ...

    async def of(self, session_id: str, *kinds: NoteKind) -> tuple[SessionNote, ...]:
        """The notes of these kinds, or all, in the order of writing."""
        ...

    async def get(self, note_id: str) -> SessionNote:
        """Raises NotFound."""
        ...

    async def settle(self, note_id: str) -> SessionNote:
        """Mark it as done with; done already, it stays so."""
        ...

    async def ask(self, note_id: str, step: str) -> bool:
        """Have a suggestion asked in the session: as a step put in between, in one transaction with its mark.
        False, and nothing done, if it was asked before. Raises Conflict if the session has ended."""
        ...

    async def whisper(self, session_id: str, new: NewNote) -> SessionNote:
        """Put a thought or a goal into the mind of one person, and keep that it was done, in one transaction: they
        have it before them from then on as a thought of their own, and nobody else perceives anything. Raises
        NotFound for somebody who does not sit in the session, Conflict once it has ended."""
        ...

    async def forget(self, human_id: str) -> int:
        """Erase what this human has noted; returns how many notes those were."""
        ...
