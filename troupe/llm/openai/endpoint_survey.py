"""An endpoint's account of itself: the models it lists, and how many calls at once it works on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    import openai

Body = TypeVar("Body", bound=BaseModel)

PATIENCE = 5.0
"""Seconds for each question; whoever cannot say is taken as it is."""
_TAIL = re.compile(r":latest\Z|\.gguf\Z", re.IGNORECASE)


class ListedModel(BaseModel):
    id: str
    aliases: list[str] = []
    max_model_len: int | None = None
    """Of vLLM: the tokens of prompt and answer together."""


class ModelList(BaseModel):
    """The list of models, as far as all servers agree on it."""

    data: list[ListedModel]


class LlamaSettings(BaseModel):
    """With which llama.cpp answers where a call says nothing else."""

    n_ctx: int | None = None


class LlamaProps(BaseModel):
    """Of llama.cpp's `/props`, its number of slots, and in the settings the tokens that one slot has room for."""

    total_slots: int
    default_generation_settings: LlamaSettings = LlamaSettings()


class OllamaVersion(BaseModel):
    """Ollama's `/api/version`."""

    version: str


@dataclass(frozen=True, slots=True)
class EndpointSurvey:
    """`models` is empty where the endpoint lists none. `contexts` are the tokens that each has room for, where the
    list says it."""

    models: tuple[str, ...] = ()
    contexts: tuple[tuple[str, int], ...] = ()

    def context_of(self, name: str) -> int | None:
        """The tokens of prompt and answer that this model has room for; None where the list does not say."""
        return next((context for listed, context in self.contexts if same_model(name, listed)), None)

    def has(self, name: str) -> bool:
        """Whether a model of this name may be there: one that lists nothing may have any."""
        return not self.models or any(same_model(name, listed) for listed in self.models)


def is_loopback(host: str) -> bool:
    """Whether this host is the machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_near(host: str) -> bool:
    """Whether this host is the machine itself or in its own network, so that it may be as slow as a processor."""
    if is_loopback(host) or "." not in host or host.endswith((".local", ".lan", ".internal")):
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False


def same_model(one: str, other: str) -> bool:
    """Whether two names may be those of one model: an alias, a file's path, a dated version of it."""
    first, second = _bare(one), _bare(other)
    tails = first.rpartition("/")[2], second.rpartition("/")[2]
    return any(a.startswith(b) or b.startswith(a) for a, b in ((first, second), tails) if a and b)


def shown_model(name: str) -> str:
    """A model's name for people to read: of a file on somebody's machine, only the file."""
    return name.rpartition("/")[2].removesuffix(".gguf") if name.startswith("/") or "\\" in name else name


@dataclass(frozen=True, slots=True)
class ServerCapacity:
    """Of a server at home: how many calls it works on at once, and the tokens each has room for; None where it
    does not say."""

    slots: int | None = None
    context: int | None = None


async def list_models(client: "openai.AsyncOpenAI") -> EndpointSurvey:
    """The models the endpoint lists, aliases too; none if it lists none, or does not answer."""
    body = await _asked(client, "/models", ModelList)
    if body is None:
        return EndpointSurvey()
    names = [name for model in body.data for name in (model.id, *model.aliases) if name]
    contexts = [(model.id, model.max_model_len) for model in body.data if model.max_model_len]
    return EndpointSurvey(tuple(dict.fromkeys(names)), tuple(contexts))


async def read_capacity(client: "openai.AsyncOpenAI", base_url: str) -> ServerCapacity:
    """What a server at home says of itself: llama.cpp all of it; Ollama has one place unless told."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(base_url))
    if (props := await _asked(client, f"{origin}/props", LlamaProps)) is not None:
        return ServerCapacity(max(1, props.total_slots), props.default_generation_settings.n_ctx or None)
    if await _asked(client, f"{origin}/api/version", OllamaVersion) is not None:
        return ServerCapacity(slots=1)
    return ServerCapacity()


def offer(models: Sequence[str]) -> str:
    """The models to choose from, in words."""
    names = list(dict.fromkeys(shown_model(name) for name in models))
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


async def _asked(client: "openai.AsyncOpenAI", path: str, form: type[Body]) -> Body | None:
    import httpx2
    import openai

    try:
        answer = await client.get(path, cast_to=httpx2.Response, options={"timeout": PATIENCE})
        return form.model_validate_json(answer.content)
    except (openai.APIError, ValidationError):
        return None


def _bare(name: str) -> str:
    return _TAIL.sub("", name.strip().casefold().replace("\\", "/"))
