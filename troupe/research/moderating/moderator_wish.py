"""The form in which a model writes what a moderator person wants to do next."""

from pydantic import BaseModel, Field

from troupe.worlds.sessions.moderator_decision import DecisionKind

EVERYONE = "everyone"


class ModeratorWish(BaseModel):
    """What is wanted, as a model writes it; whether it may be done is looked at by code."""

    reason: str = Field(description="Why, in one short line. Nobody in the room hears it.")
    move: DecisionKind
    to: str = Field(default="", description="For probe: the name of one person, or everyone.")
    text: str = Field(default="", description="For probe and reframe: the question, word for word as you say it.")
    lines: list[int] = Field(
        default_factory=list[int], description="For skip: the numbers of the lines that answer the next question."
    )
