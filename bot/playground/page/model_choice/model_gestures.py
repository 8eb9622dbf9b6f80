"""The gestures in the dialog that plugs in a language model, parsed at the edge."""

from pydantic import Field, SecretStr

from bot.playground.model_desk import LONGEST
from bot.playground.page.rendering.gestures import Gesture


class EndpointTyped(Gesture):
    """An address, with or without a key, whose models are asked for; `serial` numbers the askings."""

    serial: int
    address: str = Field(max_length=LONGEST)
    key: SecretStr = Field(max_length=LONGEST)


class ModelTyped(Gesture):
    """A model at an endpoint, to be tried and to play."""

    address: str = Field(max_length=LONGEST)
    key: SecretStr = Field(max_length=LONGEST)
    model: str = Field(max_length=LONGEST)
