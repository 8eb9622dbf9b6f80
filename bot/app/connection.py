"""The connection to Discord: logging in, staying on the gateway, and what it means to be turned away."""

import asyncio
from collections.abc import Callable

import aiohttp
import discord
import discord.utils
import structlog
from pydantic import SecretStr

from bot.environment.discord_endpoint import UNREADABLE, Unreachable, find_gateway, point_at, raise_for
from bot.environment.settings import Settings
from troupe.core.clock import Clock
from troupe.core.errors import Misconfigured

log = structlog.get_logger("troupe")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between attempts to log in: doubled each time, up to the longest."""
RECONNECT_AFTER = 5.0
"""Seconds between attempts to reach a gateway that was never reached."""
AUTHENTICATION_FAILED = 4004
"""The gateway's close code for a bad token."""


class DiscordConnection:
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
        """Find the gateway and log in; the client's setup hook runs.

        A server that cannot be reached is waited for, with one line in the log for each state. Raises
        Misconfigured, in one line, when we are turned away."""
        fault, pause = "", FIRST_PAUSE
        while True:
            try:
                await self._try_to_log_in(token.get_secret_value())
            except Unreachable as error:
                if str(error) != fault:
                    fault = str(error)
                    self._problem(f"{fault}; trying again until it can be")
                await self._forget_session()
                await self._clock.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                if fault:
                    log.info("Discord can be reached again")
                return

    async def _try_to_log_in(self, secret: str) -> None:
        base = self._settings.discord_api_base
        point_at(base, self._settings.discord_cdn_base, await find_gateway(base, secret))
        try:
            await self._client.login(secret)
        except discord.LoginFailure:
            raise _bad_token() from None
        except discord.HTTPException as error:
            raise_for(error.status, base)
            raise Misconfigured(f"{base} refused the login (HTTP {error.status})") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(f"{base} cannot be reached ({type(error).__name__})") from error
        except UNREADABLE as error:
            raise Misconfigured(
                f"DISCORD_API_BASE: what {base} answers to the login cannot be read ({type(error).__name__})"
            ) from None

    async def _forget_session(self) -> None:
        """discord.py makes a new session with each login, on the connector of the first."""
        await self._client.http.close()
        self._client.http.connector = discord.utils.MISSING

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
            raise Misconfigured(
                f"Discord's gateway turned the bot away for good (close code {closed.code})"
            ) from None

    async def end(self) -> None:
        """Leave the gateway."""
        if self._staying is not None:
            self._staying.cancel()
            await asyncio.gather(self._staying, return_exceptions=True)

    async def _stay(self) -> None:
        """discord.py reconnects by itself, but not where its very first attempt fails: it then trips over the
        connection it never had. Nor does it where the gateway sends what is no message at all."""
        while True:
            try:
                return await self._client.connect()
            except discord.DiscordException:
                raise
            except UNREADABLE as error:
                if self._client.ws is None:  # pyright: ignore[reportUnnecessaryComparison] - None until connected
                    self._problem("Discord's gateway cannot be reached; trying again")
                else:
                    self._problem(f"Discord's gateway makes no sense ({type(error).__name__}); connecting anew")
                await self._clock.sleep(RECONNECT_AFTER)


def _bad_token() -> Misconfigured:
    return Misconfigured("DISCORD_TOKEN: Discord does not know this token; copy it anew from the portal")
