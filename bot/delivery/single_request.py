"""One request to Discord, tried exactly once, and what became of it.

discord.py repeats requests underneath its caller; for everything that posts, a repeat is a double message.
"""

from collections.abc import Mapping
from typing import TypeVar

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr, TypeAdapter, ValidationError

from troupe.core.frozen import Frozen

T = TypeVar("T")

_JSON = TypeAdapter[JsonValue](JsonValue)
USER_AGENT = "DiscordBot (discord-troupe, 0.1)"
TIMEOUT = aiohttp.ClientTimeout(total=15.0, sock_connect=5.0)
"""Seconds for the whole request, and for reaching the server at all."""


class NotSent(Exception):
    """The request never left: the server could not be reached."""


class Lost(Exception):
    """The request may have been carried out: the connection broke, or no answer came in time."""


class RequestRefused(Exception):
    """The server answered, and it was not a yes. `code` is Discord's own error code, 0 if there is none."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"HTTP {status}, code {code}: {message}")
        self.status = status
        self.code = code
        self.message = message


class Limited(Exception):
    """429. `retry_after` is in seconds; `everywhere` when the whole bot must wait."""

    def __init__(self, retry_after: float, *, everywhere: bool) -> None:
        super().__init__(f"rate limited for {retry_after:.2f} s")
        self.retry_after = retry_after
        self.everywhere = everywhere


class _Complaint(BaseModel):
    """The body of a refusal, as far as we use it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: int = 0
    message: str = ""
    retry_after: float | None = None
    everywhere: bool = Field(default=False, alias="global")


class RequestAnswer(Frozen):
    """A yes. `rest_after` is how many seconds to leave this route alone; 0 while requests remain."""

    status: int
    body: JsonValue
    rest_after: float = 0.0

    def read(self, adapter: TypeAdapter[T]) -> T:
        """The body as a typed value; a body of another form counts as Lost."""
        try:
            return adapter.validate_python(self.body)
        except ValidationError as error:
            raise Lost(f"an answer of unexpected form ({error.error_count()} fields)") from None


class SingleRequests:
    """Discord's HTTP interface at one address. Paths start with a slash; secrets never reach an error."""

    def __init__(self, base: str, token: SecretStr) -> None:
        self._base = base
        self._token = token
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(timeout=TIMEOUT, headers={"User-Agent": USER_AGENT})

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: JsonValue = None,
        as_bot: bool = True,
    ) -> RequestAnswer:
        """Make one request. Raises NotSent, Lost, Limited or Refused; a 5xx is Lost."""
        if self._session is None:
            raise NotSent("not open")
        headers = {"Authorization": f"Bot {self._token.get_secret_value()}"} if as_bot else {}
        try:
            async with self._session.request(
                method, self._base + path, params=query, json=body, headers=headers, allow_redirects=False
            ) as response:
                return await _read(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Lost(type(error).__name__) from None


async def _read(response: aiohttp.ClientResponse) -> RequestAnswer:
    """Turn a response into an answer or the error it means."""
    body = await _body(response)
    if response.status < 300:
        return RequestAnswer(status=response.status, body=body, rest_after=_rest_after(response))
    if response.status >= 500:
        raise Lost(f"HTTP {response.status}")
    complaint = _complaint(body)
    if response.status == 429:
        wait = (
            complaint.retry_after if complaint.retry_after is not None else _number(response, "Retry-After", 1.0)
        )
        everywhere = complaint.everywhere or response.headers.get("X-RateLimit-Scope") == "global"
        raise Limited(max(wait, 0.0), everywhere=everywhere)
    raise RequestRefused(response.status, complaint.code, complaint.message)


async def _body(response: aiohttp.ClientResponse) -> JsonValue:
    if "json" not in response.content_type:
        return None
    try:
        return _JSON.validate_json(await response.read())
    except ValidationError:
        return None


def _complaint(body: JsonValue) -> _Complaint:
    try:
        return _Complaint.model_validate(body)
    except ValidationError:
        return _Complaint()


def _rest_after(response: aiohttp.ClientResponse) -> float:
    if response.headers.get("X-RateLimit-Remaining") != "0":
        return 0.0
    return _number(response, "X-RateLimit-Reset-After", 0.0)


def _number(response: aiohttp.ClientResponse, header: str, default: float) -> float:
    try:
        return float(response.headers.get(header, default))
    except ValueError:
        return default
