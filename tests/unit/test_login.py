"""Logging in to Discord: what is waited out, and what ends in one plain line."""

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import discord
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.app.connection import LONGEST_PAUSE, DiscordConnection
from bot.cli.doctor.discord_check import examine_discord
from bot.environment.settings import Settings
from bot.gateway.gateway_client import TroupeClient
from bot.gateway.readable_events import Reader, leave_out_unreadable
from bot.playground.server import LocalDiscord
from troupe.core.clock import ManualClock
from troupe.core.errors import Misconfigured

GATEWAY, ME = "GET /gateway/bot", "GET /users/@me"


class EnoughError(Exception):
    """Waited as often as the test wants to see."""


class Impatient(ManualClock):
    """Notes how long it was to wait, and does not."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []
        self.most = 100

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if len(self.pauses) == self.most:
            raise EnoughError


class Door:
    """A connection to somewhere, its clock and what it told of problems."""

    def __init__(self, base: str, token: str) -> None:
        self.clock = Impatient()
        self.problems: list[str] = []
        self.token = SecretStr(token)
        given = {"DISCORD_TOKEN": self.token, "DISCORD_API_BASE": base, "DISCORD_CDN_BASE": base}
        self.settings = Settings.model_validate(given)
        self.client = discord.Client(intents=discord.Intents.none())
        self.connection = DiscordConnection(self.client, self.settings, self.clock, self.problems.append)

    async def log_in(self) -> None:
        try:
            await self.connection.log_in(self.token)
        finally:
            await self.client.close()

    async def refused(self) -> str:
        with pytest.raises(Misconfigured) as caught:
            await self.log_in()
        assert "\n" not in str(caught.value)
        return str(caught.value)


@asynccontextmanager
async def local_discord() -> AsyncGenerator[tuple[LocalDiscord, Door]]:
    server = LocalDiscord(ManualClock())
    await server.start()
    try:
        server.create_guild("Guild")
        yield server, Door(server.api_base, server.create_bot("Troupe"))
    finally:
        await server.stop()


@asynccontextmanager
async def answering(status: int, body: str, kind: str) -> AsyncGenerator[Door]:
    """A server that says the same to every request."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type=kind)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address: tuple[str, int] = runner.addresses[0]
        yield Door(f"http://127.0.0.1:{address[1]}/api/v10", "a.b.c")
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("route", [GATEWAY, ME])
async def test_trouble_of_discords_own_is_waited_out_with_one_line(route: str) -> None:
    async with local_discord() as (server, door):
        server.fail_next(route, status=503, n=9)
        await door.log_in()
    (problem,) = door.problems
    assert "HTTP 503" in problem
    assert door.clock.pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


async def test_a_server_that_is_away_is_waited_for_and_each_state_told_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        door = Door(f"http://127.0.0.1:{taken.getsockname()[1]}/api/v10", "a.b.c")
        door.clock.most = 3
        with pytest.raises(EnoughError):
            await door.log_in()
    (problem,) = door.problems
    assert "cannot be reached" in problem


@pytest.mark.parametrize("status", [400, 403, 429])
@pytest.mark.parametrize("kind", ["application/json", "text/html"])
async def test_a_refusal_is_one_plain_line(status: int, kind: str) -> None:
    async with answering(status, '{"message": "no"}' if "json" in kind else "<html>no</html>", kind) as door:
        assert f"HTTP {status}" in await door.refused()
    assert door.clock.pauses == []


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_login_refused_behind_a_good_gateway_is_one_plain_line(status: int) -> None:
    async with local_discord() as (server, door):
        server.fail_next(ME, status=status)
        assert f"HTTP {status}" in await door.refused()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html>Welcome</html>", "text/html"),
        ('{"url": "ws://127.0.0.1:9"}', "application/json"),
        ("[]", "text/plain"),
    ],
)
async def test_what_is_no_discord_is_one_plain_line(body: str, kind: str) -> None:
    async with answering(200, body, kind) as door:
        assert "DISCORD_API_BASE" in await door.refused()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "<html>Welcome</html>", "text/html"),
        (200, '{"url": "ws://127.0.0.1:9"}', "application/json"),
        (200, "[1, 2]", "application/json"),
        (403, "<html>no</html>", "text/html"),
        (503, "{}", "application/json"),
    ],
)
async def test_the_doctor_survives_whatever_answers(status: int, body: str, kind: str) -> None:
    async with answering(status, body, kind) as door:
        (finding,) = await examine_discord(door.settings, {})
    assert not finding.ok
    assert finding.fix


async def test_an_event_that_cannot_be_read_is_left_out_and_told_without_its_content() -> None:
    problems: list[str] = []
    client = TroupeClient(status="", problem=problems.append)
    readers = client._connection.parsers  # pyright: ignore[reportPrivateUsage]
    for name in ("MESSAGE_CREATE", "MESSAGE_UPDATE", "GUILD_UPDATE", "INTERACTION_CREATE", "CHANNEL_CREATE"):
        readers[name](["a secret"])
    assert any("MESSAGE_CREATE" in problem for problem in problems)
    assert len(problems) == 5
    assert "secret" not in str(problems)


def test_an_unreadable_greeting_ends_in_one_plain_line() -> None:
    def stumble(_: object) -> None:
        raise KeyError("user")

    readers: dict[str, Reader] = {"READY": stumble}
    leave_out_unreadable(readers, lambda _: None)
    with pytest.raises(Misconfigured, match="greeting cannot be read"):
        readers["READY"]({})
