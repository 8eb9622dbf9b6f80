"""The models that an endpoint lists, and if it cannot say: in one plain line why, and the way out."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from troupe.core.errors import Misconfigured
from troupe.llm.openai.endpoint_survey import is_loopback
from troupe.llm.openai.openai_model import OPENAI, normal_base_url

PATIENCE = 8.0
"""Seconds an endpoint anywhere has to list its models."""
MOST_ANSWER = 1_000_000
"""Bytes of an answer that are read; whatever listens there need not be a model server."""

LONGEST_NAME = 200
"""Characters of a model's name."""


@dataclass(frozen=True, slots=True)
class EndpointListing:
    """`models` is empty where the endpoint lists none; `fault` is empty unless it cannot be used as it is
    given."""

    base_url: str
    models: tuple[str, ...] = ()
    fault: str = ""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str


class _Models(BaseModel):
    """The list of models, as far as all servers agree on it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    data: tuple[_Model, ...]


async def list_models_at(given: str, key: str | None, patience: float = PATIENCE) -> EndpointListing:
    """Ask the endpoint at an address, as people write it, for its models; nothing given is OpenAI's own."""
    try:
        base_url = normal_base_url(given)
        parts = urlsplit(base_url)
        _ = parts.port
    except (Misconfigured, ValueError):
        return EndpointListing("", fault="That is no address. It looks like http://localhost:11434/v1.")
    if "@" in parts.netloc:
        return EndpointListing("", fault="Leave name and password out of the address; a key has its own field.")
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        return EndpointListing(base_url, fault="That is no key: it holds spaces or signs that no key has.")
    if base_url == OPENAI and key is None:
        return EndpointListing(base_url, fault="OpenAI needs a key. For another endpoint, give its address.")
    return await _ask(base_url, parts.hostname or "", key, patience)


async def _ask(base_url: str, host: str, key: str | None, patience: float) -> EndpointListing:
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    timeout = aiohttp.ClientTimeout(total=patience)
    # as the client of the model itself does, the web is reached by the machine's proxy, and the machine is not
    proxied = not is_loopback(host)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers, trust_env=proxied) as http,
            http.get(f"{base_url}/models", allow_redirects=False) as answer,
        ):
            status, body = answer.status, await _body(answer)
    except aiohttp.ClientSSLError:
        return EndpointListing(
            base_url, fault=f"No secure connection to {base_url}. A server at home often wants http://."
        )
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return EndpointListing(
            base_url, fault=f"Nothing answers at {base_url}. Does the server run, and is the address right?"
        )
    if fault := _refused(base_url, status, body, key):
        return EndpointListing(base_url, fault=fault)
    return EndpointListing(base_url, _names(body) if status == 200 else ())


def _refused(base_url: str, status: int, body: bytes, key: str | None) -> str:
    """Why further asking is useless, by the status of the answer; an endpoint without a list says 404 or the
    like."""
    if status in {401, 403}:
        if key is None:
            return f"{base_url} asks for a key ({status})."
        return f"{base_url} refuses this key ({status}). Copy it again, all of it."
    if status == 429:
        return f"{base_url} is busy (429). Try again in a moment."
    if status >= 500:
        return f"{base_url} is failing ({status}). Try again in a moment."
    if status == 200 and body.lstrip()[:1] == b"<":
        return f"A web page answers at {base_url}. The address of a model server often ends in /v1."
    return ""


def _names(body: bytes) -> tuple[str, ...]:
    """The names in a list; none if it is another answer. Models for embeddings cannot speak, and a name that
    cannot be shown cannot be chosen."""
    try:
        listed = _Models.model_validate_json(body)
    except ValidationError:
        return ()
    return tuple(dict.fromkeys(model.id for model in listed.data if _can_be_chosen(model.id)))


def _can_be_chosen(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and name.isprintable() and "embed" not in name.lower()


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """All of an answer, which may come in many pieces, up to the most that is read."""
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > MOST_ANSWER:
            return b""
    return bytes(body)
