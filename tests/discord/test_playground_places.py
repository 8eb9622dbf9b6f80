"""Channels, threads, reactions and permissions on the local Discord, and the pictures it serves."""

import io

import aiohttp
import discord
import pytest
from PIL import Image

from bot.playground.server.state import permission_bits as perm
from tests.discord.playground_stage import staged


async def test_a_thread_starts_from_a_message_and_is_heard() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        said = await human.says(stage.channel, "let us go aside")
        await bot.hears("message")
        path = f"/channels/{stage.channel.id}/messages/{said['id']}/threads"
        status, made = await human.ask("POST", path, {"name": "aside"})
        assert (status, made["id"], made["owner_id"]) == (201, said["id"], human.id)
        thread = await bot.hears("thread_create")
        assert (thread.id, thread.parent_id, thread.name) == (int(said["id"]), stage.channel.id, "aside")
        starter = await bot.hears("message")
        assert starter.type is discord.MessageType.thread_starter_message
        await human.ask("POST", f"/channels/{made['id']}/messages", {"content": "here?"})
        heard = await bot.hears("message")
        assert (heard.content, heard.channel) == ("here?", thread)
        original = await stage.place(bot).fetch_message(int(said["id"]))
        assert original.thread == thread
        assert (await human.ask("POST", path, {"name": "twice"}))[1]["code"] == 160004
        assert [t.id for t in await bot.guilds[0].active_threads()] == [thread.id]


async def test_a_thread_is_joined_left_archived_and_removed() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        place = stage.place(bot)
        thread = await place.create_thread(name="aside", type=discord.ChannelType.public_thread)
        await bot.hears("thread_create")
        await human.ask("PUT", f"/channels/{thread.id}/thread-members/@me")
        assert (await bot.hears("thread_member_join")).id == int(human.id)
        assert {m.id for m in await thread.fetch_members()} == {int(human.id), bot.application_id}
        await human.ask("DELETE", f"/channels/{thread.id}/thread-members/@me")
        assert (await bot.hears("thread_member_remove")).id == int(human.id)
        await thread.edit(archived=True, locked=True)
        await bot.hears("raw_thread_update")
        assert [t.id async for t in place.archived_threads()] == [thread.id]
        assert await bot.guilds[0].active_threads() == []
        await thread.delete()
        assert (await bot.hears("raw_thread_delete")).thread_id == thread.id


async def test_nothing_is_changed_in_an_archived_thread() -> None:
    async with staged() as stage, stage.bot() as bot:
        place = stage.place(bot)
        thread = await place.create_thread(name="aside", type=discord.ChannelType.public_thread)
        message = await thread.send("x")
        await thread.edit(archived=True)
        for refused in (message.edit(content="y"), message.add_reaction("👍"), message.delete()):
            with pytest.raises(discord.HTTPException) as archived:
                await refused
            assert archived.value.code == 50083
        await thread.send("awake")
        await message.add_reaction("👍")


async def test_a_private_thread_is_hidden_from_those_outside() -> None:
    async with staged() as stage:
        token = stage.server.create_member("Ben")
        async with stage.human(token) as ben, stage.bot() as bot:
            place = stage.place(bot)
            thread = await place.create_thread(name="secret")
            await thread.send("psst")
            assert (await ben.ask("GET", f"/channels/{thread.id}/messages"))[1]["code"] == 50001
            await place.send("in public")
            assert (await ben.hears("MESSAGE_CREATE"))["content"] == "in public"
            await thread.add_user(discord.Object(int(ben.id)))
            assert (await ben.hears("THREAD_CREATE"))["id"] == str(thread.id)
            await thread.send("welcome")
            assert (await ben.hears("MESSAGE_CREATE"))["content"] == "welcome"


async def test_reactions_come_and_go() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        message = await stage.place(bot).send("like it?")
        path = f"/channels/{stage.channel.id}/messages/{message.id}/reactions"
        await message.add_reaction("👍")
        own = await bot.hears("raw_reaction_add")
        assert (own.user_id, str(own.emoji)) == (bot.application_id, "👍")
        assert (await human.ask("PUT", f"{path}/👍/@me"))[0] == 204
        assert (await human.ask("PUT", f"{path}/👍/@me"))[0] == 204
        added = await bot.hears("raw_reaction_add")
        assert (added.user_id, added.member.name) == (int(human.id), "ann")
        fetched = await stage.place(bot).fetch_message(message.id)
        assert [(str(r.emoji), r.count, r.me) for r in fetched.reactions] == [("👍", 2, True)]
        assert {u.name async for u in fetched.reactions[0].users()} == {"ann", "Troupe"}
        await human.ask("DELETE", f"{path}/👍/@me")
        assert (await bot.hears("raw_reaction_remove")).user_id == int(human.id)
        await message.clear_reactions()
        await bot.hears("raw_reaction_clear")
        assert not bot.has_heard("raw_reaction_add")
        assert (await human.ask("PUT", f"{path}/hello/@me"))[1]["code"] == 10014


async def test_the_twenty_first_emoji_is_one_too_many() -> None:
    async with staged() as stage, stage.human() as human:
        message = await human.says(stage.channel, "?")
        path = f"/channels/{stage.channel.id}/messages/{message['id']}/reactions"
        for n in range(20):
            assert (await human.ask("PUT", f"{path}/{chr(0x1F600 + n)}/@me"))[0] == 204
        assert (await human.ask("PUT", f"{path}/🐙/@me"))[1]["code"] == 30010


async def test_an_emoji_of_the_application_is_a_face_to_react_with() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    async with staged() as stage, stage.bot() as bot:
        emoji = await bot.create_application_emoji(name="lisa", image=picture.getvalue())
        assert [e.name for e in await bot.fetch_application_emojis()] == ["lisa"]
        message = await stage.place(bot).send(f"{emoji}")
        await message.add_reaction(emoji)
        assert (await bot.hears("raw_reaction_add")).emoji.id == emoji.id
        assert await emoji.read() == picture.getvalue()
        await emoji.delete()
        assert await bot.fetch_application_emojis() == []


async def test_a_hidden_channel_is_neither_seen_nor_heard() -> None:
    async with staged() as stage:
        token = stage.server.create_member("Ben")
        async with stage.human() as ann, stage.human(token) as ben, stage.bot() as bot:
            everyone = stage.guild.roles[stage.guild.id]
            own = stage.guild.members[bot.application_id or 0]
            stage.server.set_overwrite(stage.channel, own, allow=perm.VIEW_CHANNEL)
            stage.server.set_overwrite(stage.channel, everyone, deny=perm.VIEW_CHANNEL)
            assert (await ben.hears("CHANNEL_DELETE"))["id"] == str(stage.channel.id)
            await ann.says(stage.channel, "behind doors")
            assert (await bot.hears("message")).content == "behind doors"
            status, error = await ben.ask("GET", f"/channels/{stage.channel.id}/messages")
            assert (status, error["code"]) == (403, 50001)
            stage.server.set_overwrite(stage.channel, everyone)
            assert (await ben.hears("CHANNEL_CREATE"))["id"] == str(stage.channel.id)
            await ann.says(stage.channel, "come in")
            assert (await ben.hears("MESSAGE_CREATE"))["content"] == "come in"


@pytest.mark.parametrize(
    ("denied", "method", "path", "body"),
    [
        (perm.SEND_MESSAGES, "POST", "/messages", {"content": "x"}),
        (perm.MANAGE_MESSAGES, "DELETE", "/messages/{message}", None),
        (perm.MANAGE_MESSAGES, "POST", "/messages/bulk-delete", {"messages": ["1", "2"]}),
        (perm.ADD_REACTIONS, "PUT", "/messages/{message}/reactions/👍/@me", None),
        (perm.READ_HISTORY, "GET", "/messages/{message}", None),
        (perm.CREATE_PUBLIC_THREADS, "POST", "/messages/{message}/threads", {"name": "x"}),
        (perm.MANAGE_CHANNELS, "PATCH", "", {"topic": "x"}),
        (perm.MANAGE_WEBHOOKS, "GET", "/webhooks", None),
        (perm.MANAGE_ROLES, "PUT", "/permissions/1", {"type": 1}),
    ],
)
async def test_what_needs_a_permission_is_refused_without_it(
    denied: int, method: str, path: str, body: object
) -> None:
    async with staged() as stage, stage.human() as human:
        message = await human.says(stage.channel, "x")
        own = stage.guild.members[stage.server.user_of(stage.bot_token).id]
        stage.server.set_overwrite(stage.channel, own, deny=denied)
        url = f"{stage.server.api_base}/channels/{stage.channel.id}{path.format(message=message['id'])}"
        headers = {"Authorization": f"Bot {stage.bot_token}"}
        async with aiohttp.ClientSession(headers=headers) as http, http.request(method, url, json=body) as answer:
            assert (answer.status, (await answer.json())["code"]) == (403, 50013)


async def test_channels_are_made_changed_and_removed() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        status, made = await human.ask(
            "POST", f"/guilds/{stage.guild.id}/channels", {"name": "The Attic", "type": 0}
        )
        assert (status, made["name"]) == (201, "the-attic")
        assert (await bot.hears("guild_channel_create")).name == "the-attic"
        await human.ask("PATCH", f"/channels/{made['id']}", {"topic": "dust", "rate_limit_per_user": 5})
        _, after = await bot.hears("guild_channel_update")
        assert (after.topic, after.slowmode_delay) == ("dust", 5)
        await human.ask("DELETE", f"/channels/{made['id']}")
        assert (await bot.hears("guild_channel_delete")).id == int(made["id"])
        assert [c["name"] for c in (await human.ask("GET", f"/guilds/{stage.guild.id}/channels"))[1]] == ["lounge"]


async def test_a_role_is_handled_only_from_above() -> None:
    async with staged() as stage:
        own = stage.guild.members[stage.server.user_of(stage.bot_token).id]
        stage.server.set_permissions(stage.guild.roles[own.roles[0]], stage.guild, perm.MANAGE_ROLES)
        async with stage.bot() as bot:
            guild = bot.guilds[0]
            role = await guild.create_role(name="Guests", permissions=discord.Permissions(send_messages=True))
            ann = guild.get_member(stage.server.user_of(stage.human_token).id)
            assert ann is not None
            high = stage.server.create_role(stage.guild, "High")
            with pytest.raises(discord.Forbidden):
                await ann.add_roles(discord.Object(high.id))
            assert role.name == "Guests"


async def test_default_faces_are_pictures_and_unknown_ones_are_not_found() -> None:
    async with staged() as stage, aiohttp.ClientSession() as http:
        async with http.get(f"{stage.server.cdn_base}/embed/avatars/3.png") as face:
            assert (face.status, face.content_type) == (200, "image/png")
            assert Image.open(io.BytesIO(await face.read())).size == (128, 128)
        for path in ("/embed/avatars/9.png", "/avatars/1/2.png", "/attachments/1/2/3.txt"):
            async with http.get(stage.server.cdn_base + path) as missing:
                assert missing.status == 404
