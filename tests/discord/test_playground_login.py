"""The local Discord with real discord.py: logging in, the guild cache, intents and shards."""

import discord
import pytest

from bot.playground.server import Privileged
from tests.discord.playground_stage import staged


async def test_a_bot_logs_in_and_knows_its_guild() -> None:
    async with staged() as stage, stage.bot() as bot:
        assert bot.user is not None
        assert bot.user.name == "Troupe"
        [guild] = bot.guilds
        assert (guild.name, guild.owner and guild.owner.name) == ("House", "ann")
        assert {m.name for m in guild.members} == {"ann", "Troupe"}
        assert [c.name for c in guild.text_channels] == ["lounge"]
        assert guild.chunked
        assert bot.application_id == bot.user.id


async def test_a_wrong_token_is_a_login_failure() -> None:
    async with staged() as stage:
        with pytest.raises(discord.LoginFailure):
            async with stage.bot(token="none.of.ours"):
                pass


async def test_a_human_token_is_no_bot() -> None:
    async with staged() as stage:
        with pytest.raises(discord.LoginFailure):
            async with stage.bot(token=stage.human_token):
                pass


async def test_a_privileged_intent_that_was_not_approved_closes_with_4014() -> None:
    async with staged() as stage:
        token = stage.server.create_bot("Plain", privileged=())
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with stage.bot(token=token):
                pass


async def test_without_message_content_only_what_concerns_the_bot_can_be_read() -> None:
    async with staged() as stage:
        token = stage.server.create_bot("Plain", privileged=[Privileged.MEMBERS])
        plain = stage.server.user_of(token)
        intents = discord.Intents.default()
        async with stage.human() as human, stage.bot(token=token, intents=intents) as bot:
            await human.says(stage.channel, "a secret", embeds=[{"title": "t"}])
            hidden = await bot.hears("message")
            assert (hidden.content, hidden.embeds) == ("", [])
            await human.says(stage.channel, f"hello <@{plain.id}>")
            assert (await bot.hears("message")).content == f"hello <@{plain.id}>"
            await stage.place(bot).send("my own")
            assert (await bot.hears("message")).content == "my own"
            history = [m.content async for m in stage.place(bot).history()]
            assert history == ["my own", f"hello <@{plain.id}>", ""]


async def test_events_without_their_intent_are_not_sent() -> None:
    async with staged() as stage:
        intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
        async with stage.human() as human, stage.bot(intents=intents) as bot:
            message = await human.says(stage.channel, "one")
            await human.ask("POST", f"/channels/{stage.channel.id}/typing")
            await human.ask("PUT", f"/channels/{stage.channel.id}/messages/{message['id']}/reactions/👍/@me")
            await human.says(stage.channel, "two")
            assert [(await bot.hears("message")).content for _ in range(2)] == ["one", "two"]
            assert not bot.has_heard("raw_typing")
            assert not bot.has_heard("raw_reaction_add")


async def test_each_shard_gets_the_guilds_that_are_its_own() -> None:
    async with staged() as stage:
        shard = (stage.guild.id >> 22) % 2
        async with stage.bot(shard_count=2, shard_id=shard) as bot:
            assert [g.id for g in bot.guilds] == [stage.guild.id]
        async with stage.bot(shard_count=2, shard_id=1 - shard) as bot:
            assert list(bot.guilds) == []


async def test_guilds_and_members_that_come_and_go_are_told() -> None:
    async with staged() as stage, stage.bot() as bot:
        token = stage.server.create_member("Ben")
        ben = stage.server.user_of(token)
        assert (await bot.hears("member_join")).id == ben.id
        role = stage.server.create_role(stage.guild, "Guests")
        assert (await bot.hears("guild_role_create")).name == "Guests"
        stage.server.give_role(stage.guild, ben.id, role)
        _, after = await bot.hears("member_update")
        assert [r.name for r in after.roles] == ["@everyone", "Guests"]
        stage.server.leave(stage.guild, ben.id)
        assert (await bot.hears("member_remove")).id == ben.id
        other = stage.server.create_guild("Annex")
        assert bot.user is not None
        stage.server.invite_bot(other, bot.user.id)
        assert (await bot.hears("guild_join")).name == "Annex"
        stage.server.leave(other, bot.user.id)
        assert (await bot.hears("guild_remove")).name == "Annex"


async def test_members_are_found_by_name_and_by_id() -> None:
    async with staged() as stage:
        for name in ("Bea", "Ben", "Cid"):
            stage.server.create_member(name)
        async with stage.bot(chunk_guilds_at_startup=False) as bot:
            guild = bot.guilds[0]
            assert {m.name for m in await guild.query_members("be")} == {"bea", "ben"}
            cid = next(u for u in stage.server.realm.state.users.values() if u.username == "cid")
            [found] = await guild.query_members(user_ids=[cid.id])
            assert found.id == cid.id
            assert (await guild.fetch_member(cid.id)).name == "cid"
            assert {m.name async for m in guild.fetch_members()} == {"ann", "Troupe", "bea", "ben", "cid"}


async def test_who_is_present_is_known_from_the_start() -> None:
    async with staged() as stage, stage.human(), stage.bot() as bot:
        [ann] = [m for m in bot.guilds[0].members if not m.bot]
        assert ann.status is discord.Status.online
        counted = await bot.fetch_guild(stage.guild.id)
        assert (counted.approximate_member_count, counted.approximate_presence_count) == (2, 2)


async def test_listing_members_needs_the_approved_intent() -> None:
    async with staged() as stage:
        token = stage.server.create_bot("Plain", privileged=[])
        async with stage.bot(token=token, intents=discord.Intents.default()) as bot:
            with pytest.raises(discord.Forbidden):
                await bot.http.get_members(stage.guild.id, 10, None)
