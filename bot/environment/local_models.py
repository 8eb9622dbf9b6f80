"""Language models that are served on this machine: looked for at the usual addresses, and offered."""

import asyncio
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.environment.settings import Settings
from troupe.core.errors import Misconfigured
from troupe.llm.openai.openai_model import normal_base_url

PATIENCE = aiohttp.ClientTimeout(total=1.0)
"""Seconds: a server on this machine answers at once, or is not there."""
OWN = "OPENAI_BASE_URL"
"""In place of a program's name: the endpoint that whoever runs us has named."""
MOST_ANSWER = 1_000_000
"""Bytes of an answer that are read; whatever listens there need not be a model server."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a program usually serves its models."""

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
    """What one program offers here."""

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
    async with aiohttp.ClientSession(timeout=PATIENCE) as http:
        offers = await asyncio.gather(*(_models_at(http, address) for address in addresses))
    return tuple(LocalModels(a, models) for a, models in zip(addresses, offers, strict=True) if models)


async def models_there(settings: Settings) -> LocalModels | None:
    """What the endpoint that the settings name offers; None if they name none, or it offers nothing."""
    if settings.openai_base_url is None:
        return None
    try:
        address = Address(OWN, normal_base_url(settings.openai_base_url))
    except Misconfigured:
        return None
    key = settings.openai_api_key
    headers = {} if key is None else {"Authorization": f"Bearer {key.get_secret_value()}"}
    async with aiohttp.ClientSession(timeout=PATIENCE, headers=headers) as http:
        models = await _models_at(http, address)
    return LocalModels(address, models) if models else None


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str


class _Models(BaseModel):
    """The list of models, as far as all servers agree on it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    data: tuple[_Model, ...]


async def _models_at(http: aiohttp.ClientSession, address: Address) -> tuple[str, ...]:
    """The names; none if nothing answers there, or something else does."""
    try:
        async with http.get(f"{address.base_url}/models", allow_redirects=False) as answer:
            if answer.status != 200:
                return ()
            listed = _Models.model_validate_json(await _body(answer))
    except (aiohttp.ClientError, TimeoutError, OSError, ValidationError):
        return ()
    return tuple(model.id for model in listed.data if model.id and "embed" not in model.id.lower())


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """All of an answer, which may come in many pieces, up to the most that is read."""
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > MOST_ANSWER:
            return b""
    return bytes(body)
