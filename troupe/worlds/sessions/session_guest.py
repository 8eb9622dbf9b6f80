"""A guest of a session: a human who has agreed to take part beside the simulated people."""

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen
from troupe.worlds.events.author import HumanAuthor

_GUEST = "guest:"
"""How the id begins under which a guest stands in the record."""


class SessionGuest(Frozen):
    """A guest under the pseudonym that they take part by; `number` counts those who joined, from 1. Only here
    stands which member it is (`user_id`): record, prompts and study know the pseudonym. Who has withdrawn has
    neither of the two. `consent` is the version of the text that they agreed to."""

    id: str
    number: int
    name: str
    user_id: str | None
    consent: str
    joined_at: AwareDatetime
    left_at: AwareDatetime | None = None

    @property
    def slug(self) -> str:
        """Their word in the study, as those of simulated people are of the panel."""
        return f"guest_{self.number}"

    @property
    def present(self) -> bool:
        return self.left_at is None

    @property
    def author(self) -> HumanAuthor:
        """Who speaks, as everybody in the session knows them."""
        return HumanAuthor(id=f"{_GUEST}{self.id}", name=self.name)


class NewGuest(Frozen):
    """A member who wants to take part: under a `name` of their own choice, empty for "Guest 1"; `taken` are names
    that others bear. `consent` is the version of the text that they have before them."""

    user_id: str
    consent: str
    name: str = ""
    taken: tuple[str, ...] = ()


class GuestAnswer(Frozen):
    """The answer of a guest to a question (`probe` 0) or a probe of it. `text` is kept for the reveal; what has
    been said stands in the record, as these `events`."""

    guest: str
    step: str
    probe: int
    text: str = ""
    events: tuple[str, ...] = ()


def is_guest(author_id: str) -> bool:
    """Whether an author of the record is a guest of a session."""
    return author_id.startswith(_GUEST)
