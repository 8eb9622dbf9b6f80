"""Webhooks on the local Discord: personas' names and faces, threads, limits, and who may do what."""

import base64
import io
from typing import Any

import aiohttp
import discord
import pytest
from PIL import Image

from bot.playground.server.payloads.uploaded_files import picture
from bot.playground.server.state import permission_bits as perm
from tests.discord.playground_stage import Stage, staged

FACE = "http://127.0.0.1:9/lisa.png"


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(out, "PNG")
    return out.getvalue()


async def test_a_webhook_speaks_under_a_name_and_face() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        hook = await stage.place(bot).create_webhook(name="troupe", avatar=_png())
        assert (await bot.hears("webhooks_update")).id == stage.channel.id
        sent = await hook.send("Good evening", username="Lisa Carter", avatar_url=FACE, wait=True)
        heard = await bot.hears("message")
        assert (heard.id, heard.webhook_id, heard.author.display_name) == (sent.id, hook.id, "Lisa Carter")
        assert heard.author.bot
        seen = await human.hears("MESSAGE_CREATE")
        assert (seen["author"]["id"], seen["author"]["username"]) == (str(hook.id), "Lisa Carter")
        assert "member" not in seen
        async with aiohttp.ClientSession() as http:
            face = await http.get(sent.author.display_avatar.url, allow_redirects=False)
            assert (face.status, face.headers["Location"]) == (302, FACE)
            plain = await hook.send("As myself", wait=True)
            assert plain.author.name == "troupe"
            own = await http.get(plain.author.display_avatar.url)
            assert await own.read() == _png()


async def test_a_webhook_edits_fetches_and_deletes_what_it_said() -> None:
    async with staged() as stage, stage.bot() as bot:
        hook = await stage.place(bot).create_webhook(name="troupe")
        sent = await hook.send("one", wait=True)
        edited = await sent.edit(content="two", embeds=[discord.Embed(title="t")])
        assert (edited.content, (await hook.fetch_message(sent.id)).content) == ("two", "two")
        await sent.delete()
        assert (await bot.hears("raw_message_delete")).message_id == sent.id
        with pytest.raises(discord.NotFound) as unknown:
            await hook.fetch_message(sent.id)
        assert unknown.value.code == 10008


async def test_without_wait_the_answer_is_empty() -> None:
    async with staged() as stage, stage.bot() as bot:
        hook = await stage.place(bot).create_webhook(name="troupe")
        assert await hook.send("quick") is None
        assert (await bot.hears("message")).content == "quick"
        assert stage.server.requests_to("POST /webhooks/{webhook}/{token}")[-1].status == 204


async def test_a_webhook_speaks_in_a_thread_of_its_channel_only() -> None:
    async with staged() as stage, stage.bot() as bot:
        place = stage.place(bot)
        hook = await place.create_webhook(name="troupe")
        thread = await place.create_thread(name="aside", type=discord.ChannelType.public_thread)
        sent = await hook.send("in here", thread=thread, wait=True)
        assert sent.channel.id == thread.id
        await sent.edit(content="still here")
        elsewhere = stage.server.create_text_channel(stage.guild, "attic")
        other = await bot.hears("guild_channel_create")
        assert other.id == elsewhere.id
        with pytest.raises(discord.HTTPException) as unknown:
            await hook.send("not here", thread=discord.Object(elsewhere.id), wait=True)
        assert unknown.value.code == 10003


async def test_a_thread_that_fell_asleep_wakes_when_spoken_in() -> None:
    async with staged() as stage, stage.bot() as bot:
        place = stage.place(bot)
        hook = await place.create_webhook(name="troupe")
        thread = await place.create_thread(name="aside", type=discord.ChannelType.public_thread)
        await thread.edit(archived=True)
        await hook.send("wake up", thread=thread)
        await bot.hears("raw_thread_update")
        update = await bot.hears("raw_thread_update")
        assert update.data["thread_metadata"]["archived"] is False


@pytest.mark.parametrize("name", ["Clyde", "The discord one", "   "])
async def test_names_that_discord_forbids_are_refused(name: str) -> None:
    async with staged() as stage, stage.bot() as bot:
        hook = await stage.place(bot).create_webhook(name="troupe")
        with pytest.raises(discord.HTTPException) as refused:
            await hook.send("hello", username=name, wait=True)
        assert (refused.value.status, refused.value.code) == (400, 50035)


async def test_webhooks_are_listed_renamed_and_removed() -> None:
    async with staged() as stage, stage.bot() as bot:
        place = stage.place(bot)
        hook = await place.create_webhook(name="troupe")
        [listed] = await place.webhooks()
        assert (listed.id, listed.token, listed.user and listed.user.id) == (
            hook.id,
            hook.token,
            bot.application_id,
        )
        assert [w.id for w in await bot.guilds[0].webhooks()] == [hook.id]
        assert (await hook.edit(name="players")).name == "players"
        assert (await bot.fetch_webhook(hook.id)).name == "players"
        await hook.delete()
        with pytest.raises(discord.NotFound) as gone:
            await hook.send("anyone?", wait=True)
        assert gone.value.code == 10015


async def _post(stage: Stage, url: str, body: object) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as http, http.post(stage.server.api_base + url, json=body) as answer:
        return answer.status, await answer.json() if answer.status != 204 else None


async def test_a_wrong_webhook_token_is_unauthorised() -> None:
    async with staged() as stage, stage.bot() as bot:
        hook = await stage.place(bot).create_webhook(name="troupe")
        status, error = await _post(stage, f"/webhooks/{hook.id}/wrong", {"content": "x"})
        assert (status, error["code"]) == (401, 50027)


async def test_the_sixteenth_webhook_of_a_channel_is_one_too_many() -> None:
    async with staged() as stage, stage.bot() as bot:
        place = stage.place(bot)
        for n in range(15):
            await place.create_webhook(name=f"n{n}")
        with pytest.raises(discord.HTTPException) as full:
            await place.create_webhook(name="more")
        assert full.value.code == 30007


async def test_interactive_components_need_an_application_behind_the_webhook() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        hook = await stage.place(bot).create_webhook(name="troupe")
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Press", custom_id="press"))
        sent = await hook.send("choose", view=view, wait=True)
        assert len(sent.components) == 1
        path = f"/channels/{stage.channel.id}/webhooks"
        _, own = await human.ask("POST", path, {"name": "mine"})
        assert own["application_id"] is None
        row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "y"}]}
        body = {"content": "choose", "components": [row]}
        url = f"/webhooks/{own['id']}/{own['token']}"
        status, error = await _post(stage, f"{url}?with_components=true", body)
        assert (status, error["errors"]["components"]["_errors"][0]["code"]) == (
            400,
            "APPLICATION_WEBHOOK_REQUIRED",
        )
        assert (await _post(stage, f"{url}?wait=true", body))[1]["components"] == []


async def test_a_webhook_posts_in_a_forum_only_with_a_thread() -> None:
    async with staged() as stage, stage.human() as human:
        forum = stage.server.create_forum(stage.guild, "questions")
        _, hook = await human.ask("POST", f"/channels/{forum.id}/webhooks", {"name": "troupe"})
        url = f"/webhooks/{hook['id']}/{hook['token']}?wait=true"
        assert (await _post(stage, url, {"content": "x"}))[1]["code"] == 220001
        _, post = await _post(stage, url, {"content": "x", "thread_name": "Why?"})
        thread = stage.server.realm.channel(int(post["channel_id"]))
        assert (thread.name, thread.parent_id) == ("Why?", forum.id)
        both = f"{url}&thread_id={thread.id}"
        assert (await _post(stage, both, {"content": "x", "thread_name": "Again?"}))[1]["code"] == 220002
        assert (await _post(stage, both, {"content": "an answer"}))[0] == 200


async def test_making_webhooks_needs_the_permission() -> None:
    async with staged() as stage, stage.bot() as bot:
        own = stage.guild.members[bot.application_id or 0]
        stage.server.set_overwrite(stage.channel, own, deny=perm.MANAGE_WEBHOOKS)
        with pytest.raises(discord.Forbidden) as refused:
            await stage.place(bot).create_webhook(name="troupe")
        assert refused.value.code == 50013


async def test_a_webhook_pings_users_only_by_default() -> None:
    async with staged() as stage, stage.bot() as bot:
        role = stage.server.create_role(stage.guild, "Guests", mentionable=True)
        ann = stage.server.user_of(stage.human_token)
        hook = await stage.place(bot).create_webhook(name="troupe")
        await hook.send(f"<@{ann.id}> <@&{role.id}> @everyone")
        heard = await bot.hears("message")
        assert ([u.id for u in heard.mentions], heard.role_mentions) == ([ann.id], [])
        assert not heard.mention_everyone
        await hook.send(f"<@{ann.id}>", allowed_mentions=discord.AllowedMentions.none())
        assert (await bot.hears("message")).mentions == []


async def test_the_first_message_of_a_forum_post_has_the_id_of_its_thread() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        forum = stage.server.create_forum(stage.guild, "questions")
        body = {"name": "Why?", "message": {"content": "Because."}}
        status, post = await human.ask("POST", f"/channels/{forum.id}/threads", body)
        assert status == 201
        assert post["message"]["id"] == post["id"]
        thread = await bot.fetch_channel(int(post["id"]))
        assert isinstance(thread, discord.Thread)
        assert (await thread.fetch_message(thread.id)).content == "Because."


def test_a_jpeg_goes_by_either_name() -> None:
    data = base64.b64encode(b"picture").decode()
    assert picture(f"data:image/jpg;base64,{data}") == picture(f"data:image/jpeg;base64,{data}")
