"""The search of a guild's messages on the local Discord: by words, newest first, and only where one may read."""

import pytest

from bot.playground.server.state import permission_bits as perm
from tests.discord.playground_stage import Human, Stage, staged


async def texts(human: Human, stage: Stage, query: str) -> list[str]:
    status, page = await human.ask("GET", f"/guilds/{stage.guild.id}/messages/search?{query}")
    assert status == 200, page
    return [message["content"] for group in page["messages"] for message in group]


@pytest.mark.parametrize(
    ("content", "hits"),
    [
        ("keys", ["Keys again", "Where are my keys?"]),
        ("my%20KEYS", ["Where are my keys?"]),
        ("cafe", ["Ein Café am Eck"]),
        ("teapot", []),
    ],
)
async def test_all_words_must_be_there_whatever_their_case_and_accents(content: str, hits: list[str]) -> None:
    async with staged() as stage, stage.human() as human:
        for text in ("Where are my keys?", "Ein Café am Eck", "Keys again"):
            await human.says(stage.channel, text)
        assert await texts(human, stage, f"content={content}") == hits


async def test_it_is_paged_and_counted() -> None:
    async with staged() as stage, stage.human() as human:
        for number in range(5):
            await human.says(stage.channel, f"line {number}")
        path = f"/guilds/{stage.guild.id}/messages/search?content=line&limit=2&offset=2"
        _, page = await human.ask("GET", path)
        assert page["total_results"] == 5
        assert [group[0]["content"] for group in page["messages"]] == ["line 2", "line 1"]
        assert (await human.ask("GET", path.replace("limit=2", "limit=26")))[0] == 400


async def test_nobody_finds_what_they_may_not_read_and_threads_come_along() -> None:
    async with staged() as stage, stage.human() as human:
        secret = stage.server.create_text_channel(stage.guild, "secret")
        stage.server.set_overwrite(secret, stage.guild.roles[stage.guild.id], deny=perm.VIEW_CHANNEL)
        owner = stage.server.create_member("owner", owner=True)
        async with stage.human(owner) as boss:
            await boss.says(secret, "the password")
            message = await human.says(stage.channel, "no word here")
            path = f"/channels/{stage.channel.id}/messages/{message['id']}/threads"
            _, thread = await human.ask("POST", path, {"name": "Aside"})
            await human.ask("POST", f"/channels/{thread['id']}/messages", {"content": "a password aside"})
            assert await texts(human, stage, "content=password") == ["a password aside"]
            assert await texts(boss, stage, "content=password") == ["a password aside", "the password"]
            _, page = await human.ask("GET", f"/guilds/{stage.guild.id}/messages/search?content=password")
            assert [one["name"] for one in page["threads"]] == ["Aside"]
            assert await texts(boss, stage, f"content=password&channel_id={secret.id}") == ["the password"]
