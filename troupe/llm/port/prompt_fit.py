"""What prompts fit a language model: short ones where it reads slowly, and none longer than it has room for."""

from dataclasses import dataclass
from enum import StrEnum


class PortraitLength(StrEnum):
    """How people are told who they are: as the endpoint's speed and room ask for, or as somebody has set it."""

    AUTO = "auto"
    WHOLE = "whole"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class PromptFit:
    """`short`: each token keeps people waiting, so a prompt says what it must and an answer is asked for in few
    words. `context` is the room for prompt and answer together, in tokens; None where nobody says."""

    short: bool = False
    context: int | None = None
