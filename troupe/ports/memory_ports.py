"""What people remember of what they witnessed."""

from typing import Protocol

from troupe.worlds.remembered_line import RememberedLine


class Memories(Protocol):
    """The lines that each person witnessed, found again. Nothing is copied: what is erased is not found."""

    async def search(
        self, person_id: str, question: str, limit: int = 10, *, asker: str = ""
    ) -> tuple[RememberedLine, ...]:
        """The lines that answer this best, the best first: of what the person heard or said, and of nothing else.

        `asker` is the name of whoever asks, for whom "I" and "my" stand. Raises NotFound if there is no such
        person.
        """
        ...
