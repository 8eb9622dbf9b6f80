"""A local Discord kept in a folder: all of it is there after a restart, a kill or a full disk; damage is said."""

import asyncio
import base64
import io
import os
import resource
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.furnishing.sample_guild import furnished
from bot.playground.server import DiscordChannel, LocalDiscord
from bot.playground.server.keeping.state_database import FORMER_NAME, NAME, VERSION
from bot.playground.server.state import permission_bits as perm
from troupe.core.clock import ManualClock, SystemClock
from troupe.core.errors import AlreadyServed, BadInput

ROOT = Path(__file__).resolve().parents[2]
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def asks(server: LocalDiscord, token: str, method: str, path: str, body: object = None) -> Any:
    """A request to it, as whoever has the token; the JSON of its answer."""
    headers = {"Authorization": token}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.request(method, server.api_base + path, json=body) as answer,
    ):
        assert answer.status < 300, await answer.text()
        return await answer.json() if answer.status != 204 else None


async def posts(server: LocalDiscord, token: str, channel: DiscordChannel, text: str, **more: object) -> Any:
    return await asks(server, token, "POST", f"/channels/{channel.id}/messages", {"content": text, **more})


async def test_everything_is_there_again_after_a_restart(tmp_path: Path) -> None:
    async with LocalDiscord(SystemClock(), keep_in=tmp_path) as first:
        sample = furnished(first)
        you, bot = sample.runner_token, f"Bot {sample.bot_token}"
        lounge = first.realm.channel(int(sample.world_channel_id))
        file = aiohttp.FormData()
        file.add_field("payload_json", '{"content": "a file"}', content_type="application/json")
        file.add_field("files[0]", io.BytesIO(PIXEL), filename="dot.png", content_type="image/png")
        async with aiohttp.ClientSession(headers={"Authorization": you}) as http:
            await (await http.post(f"{first.api_base}/channels/{lounge.id}/messages", data=file)).read()
        said = await posts(first, you, lounge, "first")
        where = f"/channels/{lounge.id}/messages/{said['id']}"
        await asks(first, you, "PATCH", where, {"content": "first, mended"})
        await asks(first, bot, "PUT", f"{where}/reactions/%F0%9F%91%8D/@me")
        gone = await posts(first, you, lounge, "gone")
        await first.keep()
        await asks(first, you, "DELETE", f"/channels/{lounge.id}/messages/{gone['id']}")
        thread = await asks(first, you, "POST", f"{where}/threads", {"name": "aside"})
        await posts(first, you, first.realm.channel(int(thread["id"])), "in the thread", message_reference=None)
        hook = await asks(first, bot, "POST", f"/channels/{lounge.id}/webhooks", {"name": "people"})
        image = f"data:image/png;base64,{base64.b64encode(PIXEL).decode()}"
        face = {"name": "face_lisa", "image": image}
        emoji = await asks(first, bot, "POST", f"/applications/{said_application(first)}/emojis", face)
        picture = f"{first.cdn_base}/emojis/{emoji['id']}.png"
        spoken = {
            "content": "hello",
            "username": "Lisa",
            "avatar_url": picture,
            "embeds": [{"title": "e", "color": 5}],
        }
        await asks(first, bot, "POST", f"/webhooks/{hook['id']}/{hook['token']}", spoken)
        command = [{"name": "who", "description": "Who is here", "type": 1}]
        await asks(first, bot, "PUT", f"/applications/{said_application(first)}/commands", command)
        first.set_overwrite(
            lounge, first.realm.guild(int(sample.guild_id)).roles[int(sample.guild_id)], deny=1 << 6
        )
        before = await seen(first, you, lounge, sample.guild_id)
        newest = first.realm.snowflakes.next()

    async with LocalDiscord(SystemClock(), keep_in=tmp_path) as second:
        again = furnished(second)
        assert not again.fresh
        assert (again.runner_token, again.bot_token, again.world_channel_id) == (
            you,
            sample.bot_token,
            sample.world_channel_id,
        )
        assert await seen(second, you, lounge, sample.guild_id) == before
        assert second.realm.permissions(second.user_of(again.member_token).id, lounge) & perm.VIEW_CHANNEL
        talk = await asks(second, you, "GET", f"/channels/{lounge.id}/messages")
        assert talk[0]["author"]["username"] == "Lisa"
        async with aiohttp.ClientSession() as http:
            file, face = talk[-1]["attachments"][0]["url"], talk[0]["author"]["avatar"]
            for address in (file, f"{second.cdn_base}/avatars/{hook['id']}/{face}.png"):
                assert address.startswith(second.cdn_base)
                async with http.get(address) as answer:
                    assert await answer.read() == PIXEL
        assert second.realm.snowflakes.next() > newest - (1 << 22)
        assert int((await posts(second, you, lounge, "on"))["id"]) > int(talk[0]["id"])


def said_application(server: LocalDiscord) -> int:
    [application] = server.realm.state.applications
    return application


async def seen(server: LocalDiscord, token: str, channel: DiscordChannel, guild_id: str) -> str:
    """All a member can read, without the server's address."""
    found = [
        await asks(server, token, "GET", f"/channels/{channel.id}/messages"),
        await asks(server, token, "GET", f"/guilds/{guild_id}/threads/active"),
        await asks(server, token, "GET", f"/guilds/{guild_id}/channels"),
        await asks(server, token, "GET", f"/guilds/{guild_id}/application-command-index"),
        await asks(server, token, "GET", f"/guilds/{guild_id}/members?limit=100"),
    ]
    return repr(found).replace(server.cdn_base, "")


async def test_ids_go_on_rising_when_the_clock_has_been_set_back(tmp_path: Path) -> None:
    clock = ManualClock()
    async with LocalDiscord(clock, keep_in=tmp_path) as first:
        sample = furnished(first)
        await clock.advance(3600)
        late = first.create_text_channel(first.realm.guild(int(sample.guild_id)), "late")
    async with LocalDiscord(ManualClock(), keep_in=tmp_path) as second:
        assert second.realm.snowflakes.next() > late.id


async def test_what_only_one_member_sees_is_not_kept(tmp_path: Path) -> None:
    async with LocalDiscord(SystemClock(), keep_in=tmp_path) as first:
        sample = furnished(first)
        channel = first.realm.channel(int(sample.world_channel_id))
        private = await posts(first, sample.runner_token, channel, "hush")
        message = first.realm.message(channel.id, int(private["id"]))
        message.visible_to = message.author_id
    assert b"hush" not in (tmp_path / NAME).read_bytes()


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.playground.furnishing.sample_guild import furnished
from bot.playground.server import LocalDiscord
from tests.discord.test_playground_keeping import posts
from troupe.core.clock import SystemClock

async def main():
    async with LocalDiscord(SystemClock(), keep_in=Path(sys.argv[1])) as server:
        sample = furnished(server)
        channel = server.realm.channel(int(sample.world_channel_id))
        for number in range(40):
            await posts(server, sample.runner_token, channel, f"line {number}")
        await server.keep()
        await posts(server, sample.runner_token, channel, "perhaps lost")
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_a_kill_loses_nothing_that_was_written(tmp_path: Path) -> None:
    killed = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", KILLED, str(tmp_path)), cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert await killed.wait() < 0
    async with LocalDiscord(SystemClock(), keep_in=tmp_path) as server:
        sample = furnished(server)
        talk = await asks(
            server, sample.runner_token, "GET", f"/channels/{sample.world_channel_id}/messages?limit=100"
        )
        kept = [m["content"] for m in reversed(talk) if m["content"].startswith("line")]
        assert kept == [f"line {number}" for number in range(40)]


async def test_a_file_that_was_removed_leaves_the_database(tmp_path: Path) -> None:
    query = "SELECT content FROM records WHERE key LIKE 'blobs/%'"
    async with LocalDiscord(SystemClock(), keep_in=tmp_path) as first:
        furnished(first)
        first.create_member("Faced", avatar=PIXEL)
    assert rows(tmp_path, query) == [(PIXEL,)]
    async with LocalDiscord(SystemClock(), keep_in=tmp_path) as second:
        second.realm.state.blobs.clear()
    assert rows(tmp_path, query) == []


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / NAME)) as connection, connection:
        return list(connection.execute(query))


def without_beginning(content: bytes) -> bytes:
    return content[10:]


def something_else(_: bytes) -> bytes:
    return b"something else altogether"


def cut_off(content: bytes) -> bytes:
    return content[:8192]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (without_beginning, "file is not a database"),
        (something_else, "file is not a database"),
        (cut_off, "database disk image is malformed"),
    ],
)
async def test_a_damaged_file_is_named_in_one_line_and_left_alone(
    tmp_path: Path, damage: Callable[[bytes], bytes], said: str
) -> None:
    async with LocalDiscord(SystemClock(), keep_in=tmp_path) as first:
        furnished(first)
    path = tmp_path / NAME
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    with pytest.raises(BadInput) as caught:
        await LocalDiscord(SystemClock(), keep_in=tmp_path).start()
    assert str(caught.value) == f"--data: {path} is damaged: {said}. Move it away to begin anew."
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE records SET value = '{}' WHERE key LIKE 'channels/%'", r"channels/\d+\.id: Field required"),
        ("UPDATE records SET value = replace(value, '{', '<')", r"users/\d+: Invalid JSON"),
        ("INSERT INTO records VALUES ('planets/1', '{}', NULL)", "planets/1 is of no known table"),
        ("DROP TABLE records", "no such table: records"),
    ],
)
async def test_a_record_that_cannot_be_read_is_named(tmp_path: Path, change: str, said: str) -> None:
    async with LocalDiscord(SystemClock(), keep_in=tmp_path) as first:
        furnished(first)
    rows(tmp_path, change)
    with pytest.raises(BadInput, match=f"{NAME} is damaged: {said}.*Move it away to begin anew"):
        await LocalDiscord(SystemClock(), keep_in=tmp_path).start()


async def test_a_file_of_another_version_is_not_touched(tmp_path: Path) -> None:
    async with LocalDiscord(SystemClock(), keep_in=tmp_path) as first:
        furnished(first)
    rows(tmp_path, f"PRAGMA user_version = {VERSION + 1}")
    content = (tmp_path / NAME).read_bytes()
    with pytest.raises(BadInput, match=f"is of version {VERSION + 1}, and this Troupe reads version {VERSION}"):
        await LocalDiscord(SystemClock(), keep_in=tmp_path).start()
    assert (tmp_path / NAME).read_bytes() == content


async def test_a_folder_kept_as_a_journal_is_told_of_in_one_line(tmp_path: Path) -> None:
    former = tmp_path / FORMER_NAME
    former.write_bytes(b'0e1f7f4c {"format":"troupe local discord","version":1}\n')
    with pytest.raises(BadInput) as caught:
        await LocalDiscord(SystemClock(), keep_in=tmp_path).start()
    assert str(caught.value) == (
        f"--data: {former} was kept by an earlier Troupe, and this one cannot read it. "
        "Choose another folder, or move this one away."
    )
    assert os.listdir(tmp_path) == [FORMER_NAME]


async def test_a_folder_serves_one_playground_at_a_time(tmp_path: Path) -> None:
    async with LocalDiscord(SystemClock(), keep_in=tmp_path):
        with pytest.raises(AlreadyServed):
            await LocalDiscord(SystemClock(), keep_in=tmp_path).start()


async def test_a_disk_that_refuses_is_tried_again_and_the_file_stays_whole(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with LocalDiscord(SystemClock(), keep_in=tmp_path) as first:
        sample = furnished(first)
        channel = first.realm.channel(int(sample.world_channel_id))
        await first.keep()
        await posts(first, sample.runner_token, channel, "one")
        allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (16, allowed[1]))  # no file may grow beyond 16 bytes
        try:
            await first.keep()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
        refused = [said.getMessage() for said in caplog.records if "cannot be written" in said.getMessage()]
        assert len(refused) == 1
        await posts(first, sample.runner_token, channel, "two")
    async with LocalDiscord(SystemClock(), keep_in=tmp_path) as second:
        talk = await asks(second, sample.runner_token, "GET", f"/channels/{channel.id}/messages")
        assert [m["content"] for m in talk] == ["two", "one"]
