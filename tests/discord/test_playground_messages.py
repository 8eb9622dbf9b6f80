"""Messages on the local Discord: sending, history, replies, files, limits, mentions, deleting, pins."""

import io
from datetime import timedelta
from typing import Any

import discord
import pytest
from PIL import Image

from bot.playground.server.state import permission_bits as perm
from tests.discord.playground_stage import staged
from troupe.core.clock import ManualClock

NONE = discord.AllowedMentions.none()


async def test_a_message_goes_round_between_human_and_bot() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        sent = await human.says(stage.channel, "  good morning  ", nonce="abc")
        assert (sent["content"], sent["nonce"]) == ("good morning", "abc")
        heard = await bot.hears("message")
        assert (heard.content, heard.author.name, heard.author.bot) == ("good morning", "ann", False)
        assert (heard.guild.name, heard.channel.name, heard.id) == ("House", "lounge", int(sent["id"]))
        answer = await heard.reply("and to you", mention_author=True)
        seen = await human.hears("MESSAGE_CREATE")
        assert seen["id"] == sent["id"]
        seen = await human.hears("MESSAGE_CREATE")
        assert (seen["id"], seen["type"]) == (str(answer.id), 19)
        assert seen["referenced_message"]["content"] == "good morning"
        assert [m["id"] for m in seen["mentions"]] == [human.id]


async def test_edits_and_deletions_are_told_raw() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        message = await human.says(stage.channel, "one")
        path = f"/channels/{stage.channel.id}/messages/{message['id']}"
        status, edited = await human.ask("PATCH", path, {"content": "two"})
        assert (status, edited["content"], edited["edited_timestamp"] is not None) == (200, "two", True)
        update = await bot.hears("raw_message_edit")
        assert (update.message_id, update.data["content"]) == (int(message["id"]), "two")
        assert (await human.ask("DELETE", path))[0] == 204
        assert (await bot.hears("raw_message_delete")).message_id == int(message["id"])
        assert (await human.ask("GET", path))[1]["code"] == 10008


async def test_history_is_paged_before_after_and_around() -> None:
    async with staged() as stage, stage.bot() as bot:
        place = stage.place(bot)
        sent = [await place.send(str(n)) for n in range(12)]
        newest_first = [m.content async for m in place.history(limit=5)]
        assert newest_first == ["11", "10", "9", "8", "7"]
        assert [m.content async for m in place.history(before=sent[3])] == ["2", "1", "0"]
        after = [m.content async for m in place.history(after=sent[8], oldest_first=True)]
        assert after == ["9", "10", "11"]
        around = [m.content async for m in place.history(around=sent[6], limit=5)]
        assert sorted(map(int, around)) == [4, 5, 6, 7, 8]
        assert (await place.fetch_message(sent[2].id)).content == "2"


async def test_history_over_more_than_one_page_comes_whole() -> None:
    async with staged() as stage, stage.bot() as bot, stage.human() as human:
        for n in range(130):
            await human.says(stage.channel, str(n))
        everything = [m.content async for m in stage.place(bot).history(limit=None, oldest_first=True)]
        assert everything == [str(n) for n in range(130)]


async def test_the_same_enforced_nonce_is_one_message() -> None:
    async with staged() as stage, stage.bot() as bot:
        first = await stage.place(bot).send("once", nonce="n1")
        second = await stage.place(bot).send("once", nonce="n1")
        third = await stage.place(bot).send("once", nonce="n2")
        assert first.id == second.id != third.id


async def test_an_enforced_nonce_is_forgotten_after_minutes() -> None:
    clock = ManualClock()
    async with staged(clock) as stage, stage.bot() as bot:
        first = await stage.place(bot).send("once", nonce="n1")
        await clock.advance(301)
        assert (await stage.place(bot).send("once", nonce="n1")).id != first.id


async def test_files_are_kept_described_and_served() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (3, 2)).save(picture, "PNG")
    async with staged() as stage, stage.bot() as bot:
        notes = discord.File(io.BytesIO("grüße".encode()), "notes.txt", description="what was said")
        image = discord.File(io.BytesIO(picture.getvalue()), "dot.png")
        embed = discord.Embed(title="a picture").set_image(url="attachment://dot.png")
        message = await stage.place(bot).send(files=[notes, image], embed=embed)
        [text, dot] = message.attachments
        assert (text.filename, text.description, text.size) == ("notes.txt", "what was said", 7)
        assert (dot.width, dot.height, dot.content_type) == (3, 2, "image/png")
        assert message.embeds[0].image.url == dot.url
        assert (await text.read()).decode() == "grüße"
        edited = await message.edit(content="one less", attachments=[dot])
        assert [a.id for a in edited.attachments] == [dot.id]


async def test_a_file_of_any_name_is_found_again() -> None:
    names = ["50%41.txt", "a b?.txt", "né#1.txt"]
    async with staged() as stage, stage.bot() as bot:
        files = [discord.File(io.BytesIO(name.encode()), name) for name in names]
        message = await stage.place(bot).send(files=files)
        assert [(await one.read()).decode() for one in message.attachments] == names


def _embeds(count: int, size: int) -> list[dict[str, str]]:
    return [{"description": "x" * size} for _ in range(count)]


BAD: list[tuple[dict[str, Any], int, str | None]] = [
    ({"content": "x" * 2001}, 50035, "content"),
    ({"content": "   "}, 50006, None),
    ({}, 50006, None),
    ({"embeds": _embeds(11, 1)}, 50035, "embeds"),
    ({"embeds": _embeds(2, 3001)}, 50035, "embeds"),
    ({"embeds": [{"title": "x" * 257}]}, 50035, "embeds"),
    ({"embeds": [{}]}, 50035, "embeds"),
    ({"content": "x", "nonce": "x" * 26}, 50035, "nonce"),
    ({"content": "x", "message_reference": {"message_id": "1"}}, 50035, "message_reference"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, 50035, "allowed_mentions"),
    ({"content": "x", "components": [{"type": 2, "style": 1}]}, 50035, "components"),
    ({"content": "x", "components": [{"type": 1, "components": []}]}, 50035, "components"),
    ({"content": "x", "flags": 1 << 15, "components": [{"type": 10, "content": "y"}]}, 50035, "flags"),
]


@pytest.mark.parametrize(("body", "code", "path"), BAD)
async def test_what_discord_would_refuse_is_refused_in_its_words(
    body: dict[str, object], code: int, path: str | None
) -> None:
    async with staged() as stage, stage.human() as human:
        status, error = await human.ask("POST", f"/channels/{stage.channel.id}/messages", body)
        assert (status, error["code"]) == (400, code)
        assert path is None or path in error["errors"]
        assert stage.server.realm.state.messages.get(stage.channel.id, {}) == {}


async def test_no_mention_pings_when_none_is_allowed() -> None:
    async with staged() as stage, stage.bot() as bot:
        ann = stage.server.user_of(stage.human_token)
        role = stage.server.create_role(stage.guild, "Guests", mentionable=True)
        text = f"<@{ann.id}> <@&{role.id}> @everyone"
        place = stage.place(bot)
        quiet = await place.send(text, allowed_mentions=NONE)
        assert (quiet.raw_mentions, quiet.mentions, quiet.mention_everyone) == ([ann.id], [], False)
        loud = await place.send(text)
        assert ([u.id for u in loud.mentions], [r.id for r in loud.role_mentions]) == ([ann.id], [role.id])
        assert loud.mention_everyone
        only_role = await place.send(text, allowed_mentions=discord.AllowedMentions(users=False, roles=[role]))
        assert (only_role.mentions, [r.id for r in only_role.role_mentions]) == ([], [role.id])


async def test_everyone_is_pinged_only_by_those_who_may() -> None:
    async with staged() as stage, stage.human() as human:
        assert (await human.says(stage.channel, "@everyone"))["mention_everyone"] is True
        plain = stage.server.create_member("Ben")
        everyone = stage.guild.roles[stage.guild.id]
        stage.server.set_permissions(everyone, stage.guild, everyone.permissions & ~perm.MENTION_EVERYONE)
        async with stage.human(plain) as ben:
            assert (await ben.says(stage.channel, "@everyone"))["mention_everyone"] is False


async def test_many_messages_go_in_one_event() -> None:
    async with staged() as stage, stage.bot() as bot:
        place = stage.place(bot)
        sent = [await place.send(str(n)) for n in range(4)]
        await place.delete_messages(sent[:3])
        gone = await bot.hears("raw_bulk_message_delete")
        assert gone.message_ids == {m.id for m in sent[:3]}
        assert [m.content async for m in place.history()] == ["3"]


async def test_old_messages_cannot_go_in_bulk() -> None:
    clock = ManualClock()
    async with staged(clock) as stage, stage.human() as human:
        old = [(await human.says(stage.channel, "x"))["id"] for _ in range(2)]
        await clock.advance(timedelta(days=15).total_seconds())
        path = f"/channels/{stage.channel.id}/messages/bulk-delete"
        assert (await human.ask("POST", path, {"messages": old}))[1]["code"] == 50034
        assert (await human.ask("POST", path, {"messages": old[:1]}))[1]["code"] == 50016


async def test_pins_are_listed_newest_first_with_a_notice() -> None:
    async with staged() as stage, stage.bot() as bot, stage.human() as human:
        place = stage.place(bot)
        messages = [await place.send(str(n)) for n in range(3)]
        for message in messages:
            await message.pin()
        channel, _ = await bot.hears("guild_channel_pins_update")
        assert channel.id == place.id
        assert [m.content async for m in place.pins()] == ["2", "1", "0"]
        await messages[1].unpin()
        assert [m.content async for m in place.pins()] == ["2", "0"]
        _, older = await human.ask("GET", f"/channels/{place.id}/pins")
        assert [m["content"] for m in older] == ["2", "0"]
        assert [m.type async for m in place.history(limit=1)] == [discord.MessageType.pins_add]


async def test_typing_is_told() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        async with stage.place(bot).typing():
            heard = await human.hears("TYPING_START")
        assert (heard["user_id"], heard["channel_id"]) == (str(bot.user and bot.user.id), str(stage.channel.id))
        assert (await human.ask("POST", f"/channels/{stage.channel.id}/typing"))[0] == 204
        assert (await bot.hears("raw_typing")).user_id in (int(human.id), bot.user and bot.user.id)


async def test_a_bot_talks_to_a_human_directly() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        ann = bot.guilds[0].get_member(int(human.id))
        assert ann is not None
        sent = await ann.send("just you")
        heard = await human.hears("MESSAGE_CREATE")
        assert (heard["id"], "guild_id" in heard) == (str(sent.id), False)
        await human.ask("POST", f"/channels/{sent.channel.id}/messages", {"content": "hello"})
        await bot.hears("message")
        answer = await bot.hears("message")
        assert (answer.content, isinstance(answer.channel, discord.DMChannel)) == ("hello", True)


async def test_polls_count_the_votes_of_humans() -> None:
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        poll = discord.Poll("Tea?", duration=timedelta(hours=2))
        poll.add_answer(text="yes")
        poll.add_answer(text="no", emoji="👎")
        message = await stage.place(bot).send(poll=poll)
        path = f"/channels/{stage.channel.id}/polls/{message.id}"
        assert (await human.ask("PUT", f"{path}/answers/@me", {"answer_ids": ["2"]}))[0] == 204
        vote = await bot.hears("raw_poll_vote_add")
        assert (vote.user_id, vote.answer_id) == (int(human.id), 2)
        fetched = await stage.place(bot).fetch_message(message.id)
        assert fetched.poll is not None
        assert [a.vote_count for a in fetched.poll.answers] == [0, 1]
        assert [u.name async for u in fetched.poll.answers[1].voters()] == ["ann"]
        ended = await message.end_poll()
        assert ended.poll is not None
        assert ended.poll.is_finalised()
        status, error = await human.ask("PUT", f"{path}/answers/@me", {"answer_ids": ["1"]})
        assert (status, error["code"]) == (400, 520006)


async def test_embeds_and_components_come_back_as_discord_py_knows_them() -> None:
    async with staged() as stage, stage.bot() as bot:
        embed = discord.Embed(title="t", description="d", colour=0x123456, url="https://example.invalid/")
        embed.add_field(name="n", value="v", inline=False).set_footer(text="f").set_author(name="a")
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Press", custom_id="press", emoji="👍"))
        view.add_item(discord.ui.Button(label="Look", url="https://example.invalid/"))
        view.add_item(discord.ui.Select(custom_id="pick", options=[discord.SelectOption(label="A", value="a")]))
        message = await stage.place(bot).send(embed=embed, view=view)
        fetched = await stage.place(bot).fetch_message(message.id)
        assert fetched.embeds == [embed]
        rows: Any = fetched.components
        assert [[type(c).__name__ for c in row.children] for row in rows] == [["Button", "Button"], ["SelectMenu"]]


async def test_layouts_of_the_newer_components_are_taken() -> None:
    class Card(discord.ui.LayoutView):
        body = discord.ui.Container[discord.ui.LayoutView](
            discord.ui.TextDisplay("# Hello"),
            discord.ui.Separator(),
            discord.ui.Section[discord.ui.LayoutView](
                "Who is there",
                accessory=discord.ui.Thumbnail[discord.ui.LayoutView]("https://example.invalid/a.png"),
            ),
            discord.ui.MediaGallery(discord.MediaGalleryItem("https://example.invalid/b.png")),
            accent_colour=0xFF0000,
        )
        row = discord.ui.ActionRow[discord.ui.LayoutView](discord.ui.Button(label="Go", custom_id="go"))

    async with staged() as stage, stage.bot() as bot:
        message = await stage.place(bot).send(view=Card(timeout=None))
        assert message.flags.components_v2
        kinds = [c.type for c in message.components]
        assert kinds == [discord.ComponentType.container, discord.ComponentType.action_row]


async def test_what_is_not_supported_is_refused_rather_than_ignored() -> None:
    async with staged() as stage, stage.human() as human:
        said = await human.says(stage.channel, "x")
        path = f"/channels/{stage.channel.id}/messages"
        forward = {"message_reference": {"type": 1, "message_id": said["id"], "channel_id": said["channel_id"]}}
        assert (await human.ask("POST", path, forward))[1]["code"] == 50035
        assert (await human.ask("POST", path, {"sticker_ids": ["1"]}))[1]["code"] == 10060
