"""The gateway of the local Discord: dropped connections, resumes, fresh sessions, compression, close codes."""

import json
import zlib
from collections.abc import Callable
from typing import Any

import aiohttp
import discord
import pytest
import zstandard

from tests.discord.playground_stage import PATIENCE, Stage, staged
from troupe.core.clock import ManualClock


@pytest.mark.parametrize("code", [None, 4000, 1011])
async def test_what_was_missed_while_the_connection_was_down_is_replayed_in_order(code: int | None) -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        await human.says(stage.channel, "before")
        stage.server.drop_gateway(code, token=stage.bot_token)
        for n in range(3):
            await human.says(stage.channel, f"missed {n}")
        await bot.hears("resumed")
        await human.says(stage.channel, "after")
        heard = [(await bot.hears("message")).content for _ in range(5)]
        assert heard == ["before", "missed 0", "missed 1", "missed 2", "after"]
        assert not bot.has_heard("message")
        assert not bot.has_heard("ready")


async def test_after_invalid_session_the_bot_starts_afresh() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        stage.server.invalidate_session(token=stage.bot_token)
        await human.says(stage.channel, "lost to the gateway")
        await bot.hears("ready")
        await human.says(stage.channel, "hello again")
        assert (await bot.hears("message")).content == "hello again"
        assert not bot.has_heard("resumed")
        assert [m.content async for m in stage.place(bot).history()] == ["hello again", "lost to the gateway"]


async def test_a_bot_asked_to_reconnect_resumes() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        stage.server.request_reconnect(token=stage.bot_token)
        await human.says(stage.channel, "in between")
        await bot.hears("resumed")
        assert (await bot.hears("message")).content == "in between"


class Wire:
    """A gateway connection seen frame by frame."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def frame(self) -> dict[str, Any]:
        return await self.socket.receive_json(timeout=PATIENCE)

    async def until(self, name: str) -> dict[str, Any]:
        while (frame := await self.frame())["t"] != name:
            pass
        return frame

    async def send(self, op: int, data: object) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, token: str, **more: object) -> None:
        await self.send(2, {"token": token, "intents": 1 << 9, "properties": {}, **more})

    async def closed(self) -> int | None:
        """The code the server closed with."""
        while not self.socket.closed:
            await self.socket.receive(timeout=PATIENCE)
        return self.socket.close_code


class Wires:
    """Opens bare gateway connections and closes them at the end."""

    def __init__(self, stage: Stage) -> None:
        self._url = stage.server.gateway_url
        self._http = aiohttp.ClientSession()

    async def __aenter__(self) -> "Wires":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def open(self, query: str = "?v=10&encoding=json") -> Wire:
        wire = Wire(await self._http.ws_connect(self._url + query))
        hello = await wire.frame()
        assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41250)
        return wire


async def test_heartbeats_are_acknowledged_before_and_after_identifying() -> None:
    async with staged() as stage, Wires(stage) as wires:
        wire = await wires.open()
        await wire.send(1, None)
        assert (await wire.frame())["op"] == 11
        await wire.identify(stage.bot_token)
        ready = await wire.until("READY")
        assert ready["d"]["guilds"] == [{"id": str(stage.guild.id), "unavailable": True}]
        await wire.send(1, ready["s"])
        assert (await wire.frame())["op"] == 11


def _identify(**data: object) -> Callable[[Stage], dict[str, object]]:
    return lambda stage: {"token": stage.bot_token, **data}


@pytest.mark.parametrize(
    ("op", "data", "code"),
    [
        (2, {"token": "nobody", "intents": 0}, 4004),
        (2, _identify(intents=1 << 30), 4013),
        (2, _identify(intents=1, shard=[2, 2]), 4010),
        (3, {"status": "online"}, 4003),
        (77, {}, 4001),
        (1, "x" * 5000, 4002),
        (6, {"token": "nobody", "session_id": "x", "seq": 1}, 4004),
    ],
)
async def test_what_is_wrong_closes_with_its_code(op: int, data: object, code: int) -> None:
    async with staged() as stage, Wires(stage) as wires:
        wire = await wires.open()
        await wire.send(op, data(stage) if callable(data) else data)
        assert await wire.closed() == code


async def test_identifying_twice_closes_with_4005() -> None:
    async with staged() as stage, Wires(stage) as wires:
        wire = await wires.open()
        await wire.identify(stage.bot_token)
        await wire.identify(stage.bot_token)
        assert await wire.closed() == 4005


async def test_more_than_120_events_a_minute_closes_with_4008() -> None:
    async with staged(ManualClock()) as stage, Wires(stage) as wires:
        wire = await wires.open()
        for _ in range(121):
            await wire.send(1, None)
        assert await wire.closed() == 4008


async def test_identifying_again_too_soon_is_an_invalid_session() -> None:
    clock = ManualClock()
    async with staged(clock, identify_interval=5.0) as stage, Wires(stage) as wires:
        first, second = await wires.open(), await wires.open()
        await first.identify(stage.bot_token)
        await first.until("READY")
        await second.identify(stage.bot_token)
        assert await second.frame() == {"op": 9, "d": False, "s": None, "t": None}
        await clock.advance(5.0)
        await second.identify(stage.bot_token)
        await second.until("READY")


async def test_a_session_can_be_resumed_only_for_a_while_and_from_a_number_it_has_reached() -> None:
    clock = ManualClock()
    async with staged(clock) as stage, Wires(stage) as wires:
        wire = await wires.open()
        await wire.identify(stage.bot_token)
        ready = await wire.until("READY")
        resume = {"token": stage.bot_token, "session_id": ready["d"]["session_id"], "seq": ready["s"]}
        await wire.socket.close(code=4000)
        again = await wires.open()
        await again.send(6, resume)
        assert (await again.frame())["t"] == "RESUMED"
        await again.socket.close(code=4000)
        ahead = await wires.open()
        await clock.advance(181)
        await ahead.send(6, resume)
        assert (await ahead.frame())["op"] == 9
        await ahead.identify(stage.bot_token)
        fresh = await ahead.until("READY")
        too_far = await wires.open()
        await too_far.send(6, {**resume, "session_id": fresh["d"]["session_id"], "seq": 99})
        assert await too_far.closed() == 4007


async def test_a_client_that_says_goodbye_cannot_resume() -> None:
    async with staged() as stage, Wires(stage) as wires:
        wire = await wires.open()
        await wire.identify(stage.bot_token)
        ready = await wire.until("READY")
        await wire.socket.close(code=1000)
        again = await wires.open()
        await again.send(6, {"token": stage.bot_token, "session_id": ready["d"]["session_id"], "seq": ready["s"]})
        assert (await again.frame())["op"] == 9


async def test_both_stream_compressions_carry_the_same_frames() -> None:
    async with staged() as stage, aiohttp.ClientSession() as http:
        inflate, expand = zlib.decompressobj(), zstandard.ZstdDecompressor().decompressobj()
        names: dict[str, list[object]] = {}
        for kind, unpack in (("zlib-stream", inflate.decompress), ("zstd-stream", expand.decompress)):
            url = f"{stage.server.gateway_url}?v=10&encoding=json&compress={kind}"
            async with http.ws_connect(url) as socket:
                hello = await socket.receive_bytes(timeout=PATIENCE)
                assert kind != "zlib-stream" or hello.endswith(b"\x00\x00\xff\xff")
                assert json.loads(unpack(hello))["op"] == 10
                await socket.send_json({"op": 2, "d": {"token": stage.bot_token, "intents": 1}})
                frames = [json.loads(unpack(await socket.receive_bytes(timeout=PATIENCE))) for _ in range(2)]
                names[kind] = [f["t"] for f in frames]
        assert names["zlib-stream"] == names["zstd-stream"] == ["READY", "GUILD_CREATE"]


@pytest.mark.parametrize("query", ["?v=10&compress=lzma", "?v=6&encoding=json"])
async def test_an_unknown_version_or_compression_is_refused(query: str) -> None:
    async with staged() as stage, aiohttp.ClientSession() as http:
        socket = await http.ws_connect(stage.server.gateway_url + query)
        await socket.receive(timeout=PATIENCE)
        assert socket.close_code in (4002, 4012)


async def test_presence_is_told_to_those_who_asked() -> None:
    async with staged() as stage, stage.bot() as bot:
        await bot.hears("presence_update")
        async with stage.human():
            _, after = await bot.hears("presence_update")
            assert (after.name, after.status) == ("ann", discord.Status.online)
        _, after = await bot.hears("presence_update")
        assert after.status == discord.Status.offline


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4999])
async def test_a_client_that_closes_is_told_its_own_code(code: int) -> None:
    async with staged() as stage, aiohttp.ClientSession() as http:
        socket = await http.ws_connect(f"{stage.server.gateway_url}?v=10")
        await socket.receive_json()
        await socket.close(code=code)
        assert socket.close_code == code
