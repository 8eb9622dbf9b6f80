"""The address of Discord: points discord.py at any server that speaks the protocol, once, before login."""

import re
import zlib
from collections.abc import Callable
from typing import cast

import aiohttp
import discord
import discord.utils
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from troupe.core.errors import Misconfigured, TroupeError


class EndpointZlibStream:
    """The gateway's zlib-stream transport, as discord.py's decompression context.

    discord.py prefers zstd wherever a zstd library is importable, which also depends on what else is
    installed; Spacebar's zstd sends one frame a message, which discord.py's stream decoder refuses.
    """

    COMPRESSION_TYPE = "zlib-stream"
    FLUSH = b"\x00\x00\xff\xff"

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()
        self._pending = bytearray()

    def decompress(self, data: bytes, /) -> str | None:
        """The message that `data` completes, or None while parts are missing."""
        self._pending += data
        if not self._pending.endswith(self.FLUSH):
            return None
        message = self._stream.decompress(bytes(self._pending))
        self._pending.clear()
        return message.decode()


_ABSENT = ("thread", "poll", "interaction", "interaction_metadata")
_NULLS = re.compile(rf'"(?:{"|".join(_ABSENT)})"\s*:\s*null')


class LenientReader:
    """Reads JSON and leaves out what some servers send as null where Discord leaves the key out.

    discord.py takes these keys of a message for present whenever they are there: one null in a gateway event
    ends the connection, one in a history answer ends the reading. Texts without such a null cost one search.
    """

    def __init__(self, read: Callable[[str | bytes], object]) -> None:
        self._read = read

    def __call__(self, text: str | bytes) -> object:
        value = self._read(text)
        return _pruned(value) if _NULLS.search(text if isinstance(text, str) else text.decode()) else value


def _pruned(value: object) -> object:
    if isinstance(value, dict):
        mapping = cast("dict[str, object]", value)
        return {key: _pruned(part) for key, part in mapping.items() if part is not None or key not in _ABSENT}
    return [_pruned(part) for part in cast("list[object]", value)] if isinstance(value, list) else value


def plain_json_answers() -> aiohttp.TraceConfig:
    """Lets discord.py read JSON from servers that name a charset.

    It compares the content type to `application/json` exactly, and takes `application/json; charset=utf-8`,
    which most web frameworks send, for text.
    """

    async def drop_charset(
        session: aiohttp.ClientSession, context: object, end: aiohttp.TraceRequestEndParams
    ) -> None:
        headers = end.response.headers
        if headers.get("Content-Type", "").startswith("application/json;"):
            plain = CIMultiDict(headers)
            plain["Content-Type"] = "application/json"
            end.response._headers = CIMultiDictProxy(plain)  # pyright: ignore[reportPrivateUsage]
            end.response._cache.pop("headers", None)  # pyright: ignore[reportPrivateUsage]

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(drop_charset)
    return trace


def point_at(api_base: str, cdn_base: str, gateway: URL | None = None) -> None:
    """Tell discord.py its addresses; the gateway's only if one goes there. They are class attributes of the
    library: one process, one Discord."""
    Route.BASE = api_base
    Asset.BASE = cdn_base  # pyright: ignore[reportAttributeAccessIssue]
    if gateway is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = gateway
    reader = discord.utils._from_json  # pyright: ignore[reportPrivateUsage]
    if not isinstance(cast("object", reader), LenientReader):
        discord.utils._from_json = LenientReader(reader)  # pyright: ignore[reportPrivateUsage]
    discord.utils._ActiveDecompressionContext = EndpointZlibStream  # pyright: ignore[reportPrivateUsage]


class Unreachable(TroupeError):
    """Discord does not answer just now: the network, a refused connection, or trouble of Discord's own."""

    retry = True


UNREADABLE = (discord.DiscordException, AttributeError, LookupError, TypeError, ValueError)
"""How discord.py, and we, fail on an answer or an event of a shape that nobody expected."""

ASKING = aiohttp.ClientTimeout(total=15)


async def find_gateway(api_base: str, token: str) -> URL:
    """The gateway's address, asked of the server itself.

    Raises Misconfigured, in one line, when the token is refused or nothing usable answers, and Unreachable when
    nothing answers just now.
    """
    reason = ""
    async with aiohttp.ClientSession(timeout=ASKING) as http:
        for path, headers in (("/gateway/bot", {"Authorization": f"Bot {token}"}), ("/gateway", {})):
            try:
                async with http.get(api_base + path, headers=headers) as answer:
                    if answer.status == 200:
                        body = await answer.json(content_type=None)
                        return URL(str(body["url"]))
                    raise_for(answer.status, api_base)
                    reason = f"HTTP {answer.status}"
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise Unreachable(f"{api_base} cannot be reached ({type(error).__name__})") from error
            except (ValueError, KeyError, TypeError) as error:
                reason = f"an answer that is not Discord's: {type(error).__name__}"
    raise Misconfigured(f"DISCORD_API_BASE: no gateway to be had from {api_base} ({reason})")


def raise_for(status: int, api_base: str) -> None:
    """Raise what a status that refuses the bot itself means; others pass."""
    if status == 401:
        raise Misconfigured("DISCORD_TOKEN: Discord does not know this token; copy it anew from the portal")
    if status == 429:
        raise Misconfigured(
            f"{api_base} takes no more requests from this address for now (HTTP 429): wait an hour, then start "
            "again; every try before that makes it last longer"
        )
    if status >= 500:
        raise Unreachable(f"{api_base} has trouble of its own (HTTP {status})")
