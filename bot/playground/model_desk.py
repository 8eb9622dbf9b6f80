"""The talk between the playground's page and the bot about the language model that plays."""

from typing import Protocol

from pydantic import Field, SecretStr

from troupe.core.frozen import Frozen

LONGEST = 500
"""Characters of an address, a name or a key, at most."""


class PlayingModel(Frozen):
    """The model that plays: `line` for the top of the page, `words` in full. `fixed` says why it cannot be changed
    in the page, and is empty if it can."""

    name: str
    line: str
    words: str
    stand_in: bool
    fixed: str = ""


class ModelOffer(Frozen):
    """A program on this machine that serves models."""

    program: str
    address: str
    models: tuple[str, ...]


class ModelCounter(Frozen):
    """The beginning of the page's dialog: the address and model last chosen, and what serves models on this
    machine. `key_for` is the address for which a key is at hand, which itself is never told; `kept` whether a
    choice holds beyond this start."""

    address: str
    model: str
    key_for: str
    kept: bool
    offers: tuple[ModelOffer, ...]


class EndpointChoice(Frozen):
    """An endpoint as somebody typed it. An empty key is the one at hand for this address, if there is one."""

    address: str = Field("", max_length=LONGEST)
    key: SecretStr = Field(SecretStr(""), max_length=LONGEST)


class ModelChoice(EndpointChoice):
    """An endpoint and a model of it."""

    model: str = Field(max_length=LONGEST)


class EndpointModels(Frozen):
    """The models of an endpoint; `fault` is why it cannot be used, in one line."""

    models: tuple[str, ...] = ()
    fault: str = ""


class TrialReport(Frozen):
    """The report of a trial turn. Without a `fault` the model plays from now on. `models` are those to choose from
    where the one asked for is not there; `remark` is what else there is to know."""

    fault: str = ""
    models: tuple[str, ...] = ()
    name: str = ""
    person: str = ""
    said: str = ""
    seconds: float = 0.0
    remark: str = ""


class ModelDesk(Protocol):
    """The desk that tells and changes which model plays, for one guild."""

    @property
    def guild_id(self) -> str: ...

    def playing(self) -> PlayingModel: ...

    async def counter(self) -> ModelCounter: ...

    async def models_at(self, endpoint: EndpointChoice) -> EndpointModels: ...

    async def try_out(self, choice: ModelChoice) -> TrialReport:
        """Let the model play one turn, and then all. A trial that is under way is given up for it."""
        ...

    async def give_up(self) -> TrialReport:
        """End the trial that is under way; nothing has changed."""
        ...

    async def stand_in(self) -> TrialReport:
        """Let the stand-in play again, and forget the choice with its key."""
        ...
