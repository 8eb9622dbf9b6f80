"""The matter of a request that knows its own answer by rule, for the stand-in that reads no prose."""

from abc import ABC, abstractmethod

from pydantic import BaseModel

from troupe.core.frozen import Frozen


class ComposedMatter(Frozen, ABC):
    """The matter that a prompt was made from, where an answer can be made of it without a model. Only the
    understudy asks for that answer, so it is always said to be a stand-in's."""

    @abstractmethod
    def composed(self, seed: int) -> BaseModel:
        """A value of the request's output model."""
