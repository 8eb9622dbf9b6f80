"""The form in which a model gives what is to be remembered."""

from pydantic import BaseModel, ConfigDict


class WrittenEpisode(BaseModel):
    """What went on, with the numbers of the lines that say so."""

    model_config = ConfigDict(extra="ignore")

    text: str
    lines: list[int]


class WrittenFact(BaseModel):
    """What is so, as one line says."""

    model_config = ConfigDict(extra="ignore")

    about: str
    topic: str
    fact: str
    line: int
    instead_of: str
    hearsay: bool


class Consolidated(BaseModel):
    """All that is to be remembered of some lines."""

    model_config = ConfigDict(extra="ignore")

    episodes: list[WrittenEpisode]
    facts: list[WrittenFact]
