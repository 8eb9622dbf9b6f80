"""The author of an event: a member, a person of the world, or the house."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from troupe.core.kinds import Kind


class HumanAuthor(Kind):
    """A member who wrote the message. `id` is an opaque string."""

    kind: Literal["human"] = "human"
    id: str
    name: str


class PersonAuthor(Kind):
    """A person of the world who said or did it."""

    kind: Literal["person"] = "person"
    id: str
    name: str


class SystemAuthor(Kind):
    """The house itself, which is nobody."""

    kind: Literal["system"] = "system"
    id: ClassVar[str] = ""
    name: ClassVar[str] = ""


Author = Annotated[HumanAuthor | PersonAuthor | SystemAuthor, Field(discriminator="kind")]
