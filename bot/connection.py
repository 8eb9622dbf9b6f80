"""The connection to Discord: logging in, staying on the gateway, and what it means to be turned away."""

import asyncio
from collections.abc import Callable

import aiohttp
import discord
from pydantic import SecretStr

from bot.endpoint import find_gateway, point_at
from bot.settings import Settings
from troupe.clock import Clock
from troupe.errors import Misconfigured

ASKING = aiohttp.ClientTimeout(total=15)
RECONNECT_AFTER = 5.0
"""Seconds between attempts to reach a gateway that was never reached."""
AUTHENTICATION_FAILED = 4004
"""The gateway's close code for a bad token."""


class Connection:
    """A client's way to Discord and back."""

    def __init__(
        self, client: discord.Client, settings: Settings, clock: Clock, problem: Callable[[str], None]
    ) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock
        self._problem = problem
        self._staying: asyncio.Task[None] | None = None

    async def log_in(self, token: SecretStr) -> None:
        """Find the gateway and log in; the client's setup hook runs. Raises Misconfigured, in one line, for a
        token that is refused or a server that cannot be reached."""
        base, secret = self._settings.discord_api_base, token.get_secret_value()
        async with aiohttp.ClientSession(timeout=ASKING) as http:
            gateway = await find_gateway(http, base, secret)
        point_at(base, self._settings.discord_cdn_base, gateway)
        try:
            await self._client.login(secret)
        except discord.LoginFailure:
            raise _bad_token() from None

    def begin(self) -> None:
        """Go on the gateway and stay there."""
        self._staying = asyncio.create_task(self._stay(), name="gateway")

    async def wait(self) -> None:
        """Until the connection is ended. Raises Misconfigured when Discord turns us away for good."""
        if self._staying is None:
            return
        try:
            await asyncio.shield(self._staying)
        except discord.PrivilegedIntentsRequired:
            raise Misconfigured(
                "Discord refused the message content intent: switch on MESSAGE CONTENT INTENT in the developer "
                "portal, under Bot → Privileged Gateway Intents"
            ) from None
        except discord.ConnectionClosed as closed:
            if closed.code == AUTHENTICATION_FAILED:
                raise _bad_token() from None
            raise

    async def end(self) -> None:
        """Leave the gateway."""
        if self._staying is not None:
            self._staying.cancel()
            await asyncio.gather(self._staying, return_exceptions=True)

    async def _stay(self) -> None:
        """discord.py reconnects by itself, but not where its very first attempt fails: it then trips over the
        connection it never had."""
        while True:
            try:
                return await self._client.connect()
            except AttributeError:
                if self._client.ws is not None:  # pyright: ignore[reportUnnecessaryComparison] - None until connected
                    raise
                self._problem("Discord's gateway cannot be reached; trying again")
                await self._clock.sleep(RECONNECT_AFTER)


def _bad_token() -> Misconfigured:
    return Misconfigured("DISCORD_TOKEN: Discord does not know this token; copy it anew from the portal")
