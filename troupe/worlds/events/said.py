"""The kind of event that is plain speech."""

from typing import Literal

from troupe.worlds.events.spoken_event import SpokenEvent


class Said(SpokenEvent):
    """Speech, of a human or a person."""

    kind: Literal["said"] = "said"
