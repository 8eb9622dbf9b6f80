"""Language models that are served on this machine: looked for at the usual addresses, and offered."""

import asyncio
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from bot.environment.endpoint_listing import list_models_at
from bot.environment.settings import Settings

AT_HOME = 1.0
"""Seconds: a server on this machine answers at once, or is not there."""
OWN = "OPENAI_BASE_URL"
"""In place of a program's name: the endpoint that whoever runs us has named."""


@dataclass(frozen=True, slots=True)
class Address:
    """The usual address of a program that serves models."""

    program: str
    base_url: str


USUAL = (
    Address("Ollama", "http://127.0.0.1:11434/v1"),
    Address("LM Studio", "http://127.0.0.1:1234/v1"),
    Address("llama.cpp", "http://127.0.0.1:8080/v1"),
    Address("vLLM", "http://127.0.0.1:8000/v1"),
)


@dataclass(frozen=True, slots=True)
class LocalModels:
    """The models that one program offers here."""

    address: Address
    models: tuple[str, ...]

    @property
    def variables(self) -> str:
        """What to set to be played by the first of them."""
        return f"OPENAI_BASE_URL={self.address.base_url} TROUPE_MODEL={shlex.quote(self.models[0])}"

    def __str__(self) -> str:
        names = ", ".join(self.models[:3]) + (f" and {len(self.models) - 3} more" if len(self.models) > 3 else "")
        if self.address.program == OWN:
            return f"the endpoint there offers {names}"
        return f"{self.address.program} is running here with {names}"


async def find_local(addresses: Sequence[Address] = USUAL) -> tuple[LocalModels, ...]:
    """Every program that answers at these addresses and has a model to offer."""
    offers = await asyncio.gather(*(list_models_at(address.base_url, None, AT_HOME) for address in addresses))
    return tuple(LocalModels(a, offer.models) for a, offer in zip(addresses, offers, strict=True) if offer.models)


async def models_there(settings: Settings) -> LocalModels | None:
    """What the endpoint that the settings name offers; None if they name none, or it offers nothing."""
    if settings.openai_base_url is None:
        return None
    key = settings.openai_api_key
    secret = None if key is None else key.get_secret_value()
    listing = await list_models_at(settings.openai_base_url, secret)
    return LocalModels(Address(OWN, listing.base_url), listing.models) if listing.models else None
