"""What an endpoint says of itself: the models it lists, and how many calls at once it works on."""

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


class ModelList(BaseModel):
    """The list of models, as far as all servers agree on it."""

    data: list[ListedModel]


class LlamaProps(BaseModel):
    """Of llama.cpp's `/props`, its number of slots."""

    total_slots: int


class OllamaVersion(BaseModel):
    """Ollama's `/api/version`."""

    version: str


@dataclass(frozen=True, slots=True)
class EndpointSurvey:
    """`models` is empty where the endpoint lists none, `slots` None where it does not say."""

    models: tuple[str, ...] = ()
    slots: int | None = None

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


async def list_models(client: "openai.AsyncOpenAI") -> tuple[str, ...]:
    """The models the endpoint lists, aliases too; none if it lists none, or does not answer."""
    body = await _asked(client, "/models", ModelList)
    if body is None:
        return ()
    names = [name for model in body.data for name in (model.id, *model.aliases) if name]
    return tuple(dict.fromkeys(names))


async def count_slots(client: "openai.AsyncOpenAI", base_url: str) -> int | None:
    """How many calls a server at home works on at once: llama.cpp says it, Ollama has one place unless told. None
    where nobody says."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(base_url))
    if (props := await _asked(client, f"{origin}/props", LlamaProps)) is not None:
        return max(1, props.total_slots)
    if await _asked(client, f"{origin}/api/version", OllamaVersion) is not None:
        return 1
    return None


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
