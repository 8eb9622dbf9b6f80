"""The base of the parts of a persona: typed readings of its document."""

from pydantic import BaseModel, ConfigDict


class PersonaPart(BaseModel):
    """A typed reading of one part of the document; what it has no field for stays in the document."""

    model_config = ConfigDict(frozen=True, extra="ignore")
