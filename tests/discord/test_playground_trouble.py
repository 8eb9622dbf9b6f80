"""Rate limits and planned trouble on the local Discord, and how discord.py lives with them."""

import asyncio

import aiohttp
import discord
import pytest
from aiohttp import ClientError, ServerDisconnectedError

from bot.playground.server import LocalDiscord
from tests.discord.playground_stage import staged
from troupe.core.clock import ManualClock, SystemClock

SEND = "POST /channels/{channel}/messages"
EXECUTE = "POST /webhooks/{webhook}/{token}"


async def test_a_429_is_waited_out_by_discord_py_and_nothing_is_doubled() -> None:
    async with staged() as stage, stage.bot() as bot:
        stage.server.rate_limit_next(SEND, n=2, retry_after=0.01)
        await stage.place(bot).send("patience")
        assert [e.status for e in stage.server.requests_to(SEND)] == [429, 429, 200]
        assert [m.content async for m in stage.place(bot).history()] == ["patience"]


async def test_a_server_error_is_retried_by_discord_py() -> None:
    async with staged() as stage, stage.bot() as bot:
        stage.server.fail_next("GET /channels/{channel}", 404)
        with pytest.raises(discord.NotFound):
            await bot.fetch_channel(stage.channel.id)
        assert (await bot.fetch_channel(stage.channel.id)).id == stage.channel.id


async def _send(http: aiohttp.ClientSession, stage_url: str, content: str = "x") -> aiohttp.ClientResponse:
    answer = await http.post(stage_url, json={"content": content})
    await answer.read()
    return answer


async def test_buckets_count_down_refuse_and_refill() -> None:
    clock = ManualClock()
    async with staged(clock, rate_limits=True) as stage:
        headers = {"Authorization": f"Bot {stage.bot_token}"}
        url = f"{stage.server.api_base}/channels/{stage.channel.id}/messages"
        async with aiohttp.ClientSession(headers=headers) as http:
            left = [(await _send(http, url)).headers["X-RateLimit-Remaining"] for _ in range(5)]
            assert left == ["4", "3", "2", "1", "0"]
            refused = await _send(http, url)
            body = await refused.json()
            assert (refused.status, body["global"], body["retry_after"]) == (429, False, 5.0)
            assert "Via" in refused.headers
            assert refused.headers["X-RateLimit-Scope"] == "user"
            assert refused.headers["Content-Type"] == "application/json"
            other = stage.server.create_text_channel(stage.guild, "attic")
            elsewhere = await _send(http, f"{stage.server.api_base}/channels/{other.id}/messages")
            assert elsewhere.status == 200
            assert elsewhere.headers["X-RateLimit-Bucket"] == refused.headers["X-RateLimit-Bucket"]
            await clock.advance(5.0)
            assert (await _send(http, url)).status == 200


async def test_webhooks_have_five_in_two_seconds_and_thirty_a_minute_a_channel() -> None:
    clock = ManualClock()
    async with staged(clock, rate_limits=True) as stage, stage.human() as human:
        hooks: list[str] = []
        for name in ("a", "b"):
            _, made = await human.ask("POST", f"/channels/{stage.channel.id}/webhooks", {"name": name})
            hooks.append(f"{stage.server.api_base}/webhooks/{made['id']}/{made['token']}")
        async with aiohttp.ClientSession() as http:
            statuses = [(await _send(http, hooks[0])).status for _ in range(6)]
            assert statuses == [204] * 5 + [429]
            for _ in range(2):
                await clock.advance(2.0)
                for hook in hooks:
                    assert [(await _send(http, hook)).status for _ in range(5)] == [204] * 5
            await clock.advance(2.0)
            assert [(await _send(http, hooks[0])).status for _ in range(4)] == [204] * 4
            refused = await _send(http, hooks[1])
            assert (refused.status, refused.headers["X-RateLimit-Scope"]) == (429, "shared")
            await clock.advance(60.0)
            assert (await _send(http, hooks[1])).status == 204


async def test_fifty_a_second_is_the_most_for_a_bot() -> None:
    clock = ManualClock()
    async with staged(clock, rate_limits=True) as stage:
        headers = {"Authorization": f"Bot {stage.bot_token}"}
        async with aiohttp.ClientSession(headers=headers) as http:
            statuses: list[tuple[int, str | None]] = []
            for n in range(51):
                path = ("/users/@me", "/users/@me/guilds", "/gateway/bot", "/oauth2/applications/@me", "/gateway",
                        f"/users/{stage.server.user_of(stage.human_token).id}")[n % 6]  # fmt: skip
                async with http.get(stage.server.api_base + path) as answer:
                    statuses.append((answer.status, answer.headers.get("X-RateLimit-Global")))
            assert statuses[-1] == (429, "true")
            assert (200, None) in statuses


async def test_humans_are_not_limited() -> None:
    async with staged(ManualClock(), rate_limits=True) as stage, stage.human() as human:
        said = [await human.says(stage.channel, str(n)) for n in range(40)]
        assert [message["content"] for message in said] == [str(n) for n in range(40)]


async def test_ten_thousand_refusals_block_the_address() -> None:
    clock = ManualClock()
    async with LocalDiscord(clock) as server, aiohttp.ClientSession() as http:
        limits = server._rest._limits  # pyright: ignore[reportPrivateUsage]
        for _ in range(10_000):
            limits.note(401)
        guild = server.create_guild("House")
        token = server.create_bot("Troupe", in_guilds=[guild])
        async with http.get(f"{server.api_base}/users/@me", headers={"Authorization": f"Bot {token}"}) as answer:
            assert (answer.status, "Via" in answer.headers) == (429, False)


async def test_an_answer_can_be_lost_after_the_deed() -> None:
    async with staged() as stage, stage.bot() as bot:
        hook = await stage.place(bot).create_webhook(name="troupe")
        stage.server.lose_next(EXECUTE)
        url = f"{stage.server.api_base}/webhooks/{hook.id}/{hook.token}?wait=1"
        async with aiohttp.ClientSession() as http:
            with pytest.raises((ServerDisconnectedError, ClientError)):
                await http.post(url, json={"content": "did it arrive?"})
        assert (await bot.hears("message")).content == "did it arrive?"


async def test_a_connection_can_break_before_the_deed() -> None:
    async with staged() as stage, stage.bot() as bot:
        stage.server.reset_next(SEND)
        async with aiohttp.ClientSession(headers={"Authorization": f"Bot {stage.bot_token}"}) as http:
            with pytest.raises(ClientError):
                await http.post(
                    f"{stage.server.api_base}/channels/{stage.channel.id}/messages", json={"content": "x"}
                )
        assert [m.content async for m in stage.place(bot).history()] == []


async def test_a_request_can_hang_until_the_client_gives_up() -> None:
    async with staged() as stage, stage.human() as human:
        stage.server.hang_next("GET /users/@me")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await human.ask("GET", "/users/@me")
        assert (await human.ask("GET", "/users/@me"))[0] == 200


async def test_latency_is_waited_by_the_clock() -> None:
    clock = ManualClock()
    async with staged(clock) as stage, stage.human() as human:
        stage.server.latency = 2.0
        slow = asyncio.create_task(human.ask("GET", "/users/@me"))
        async with human.http.get(f"{stage.server.cdn_base}/embed/avatars/0.png") as other:
            assert other.status == 200
        assert not slow.done()
        await clock.advance(2.0)
        assert (await slow)[0] == 200


async def test_a_route_that_is_lacking_says_so_and_is_remembered() -> None:
    async with LocalDiscord(SystemClock()) as server, aiohttp.ClientSession() as http:
        async with http.get(f"{server.api_base}/guilds/1/soundboard-sounds") as answer:
            assert answer.status == 501
            assert (await answer.json())["route"] == "GET /guilds/1/soundboard-sounds"
        assert server.unknown_routes == ["GET /guilds/1/soundboard-sounds"]


@pytest.mark.parametrize("header", [None, "Bot nonsense", "nonsense"])
async def test_without_a_known_token_nothing_is_answered(header: str | None) -> None:
    async with LocalDiscord(SystemClock()) as server, aiohttp.ClientSession() as http:
        headers = {"Authorization": header} if header else {}
        async with http.get(f"{server.api_base}/users/@me", headers=headers) as answer:
            assert (answer.status, await answer.json()) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_a_body_that_is_no_json_is_refused() -> None:
    async with staged() as stage, stage.human() as human:
        url = f"{stage.server.api_base}/channels/{stage.channel.id}/messages"
        async with human.http.post(url, data=b"{", headers={"Content-Type": "application/json"}) as answer:
            assert (answer.status, (await answer.json())["code"]) == (400, 50109)
