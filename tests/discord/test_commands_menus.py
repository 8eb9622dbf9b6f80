"""The menus on messages on simcord's Discord: who may, what is told, and what leaves."""

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest_asyncio
import simcord

from tests.discord.command_stage import Stage, raised_stage, told
from troupe.core.clock import ManualClock
from troupe.core.usage import Estimate, Usage
from troupe.floor.addressing.message_addressing import adds_to
from troupe.floor.floor_decision import decide_floor
from troupe.ports import Cap
from troupe.worlds.action import FloorChoice, Talk, Think
from troupe.worlds.events.marks.redone import Redone
from troupe.worlds.events.marks.reported import Reported
from troupe.worlds.events.said import Said
from troupe.worlds.guild_settings import GuildSettings
from troupe.worlds.mind_state import MindState
from troupe.worlds.outbox import OutboxRow, Sent
from troupe.worlds.transcript import AnyEvent, Event
from troupe.worlds.turn import Outcome, Provenance


class Conversation:
    """A world in which Tom has asked Ana something, and her answer, `line`, is in the channel."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.line: discord.Message
        self.other = stage.guild.add_member(stage.env.create_user("Nora"))
        mods = stage.guild.create_role("mods", permissions=discord.Permissions(manage_messages=True))
        self.moderator = stage.guild.add_member(stage.env.create_user("Mia"), roles=[mods])

    async def begin(self) -> None:
        await self.stage.open()
        await self.stage.talker.slash(self.stage.channel, "ask", person="ana", question="Is the bread done?")
        self.line = await self.answer()

    async def answer(self) -> discord.Message:
        """Whoever has the floor speaks; the last message of theirs that went out."""
        world = await self.stage.world()
        await self.stage.house.engine.play((await self.stage.house.engine.claim(world.key)).turns)
        return [message for row, message in await self.outgoing() if row.kind == "say" and message][-1]

    async def outgoing(self) -> list[tuple[OutboxRow, discord.Message | None]]:
        """Send all that is queued, as the delivery would."""
        world, outbox = await self.stage.world(), self.stage.stores.outbox
        channel = self.stage.bot.get_channel(self.stage.channel.id)
        assert isinstance(channel, discord.TextChannel)
        sent: list[tuple[OutboxRow, discord.Message | None]] = []
        while (row := await outbox.head(world.id)) is not None:
            assert await outbox.mark(row.id, "test", 30.0) is not None
            posts = row.kind in ("say", "notice")
            message = await channel.send(row.text) if posts else None
            message_id = row.target_message or "" if message is None else str(message.id)
            await outbox.settle(row.id, Sent(message_id=message_id, webhook_id="1"))
            sent.append((row, message))
        return sent

    async def choose(self, who: simcord.MemberActor, menu: str) -> simcord.InteractionResult:
        return await who.context_menu(self.stage.channel, menu, self.line)

    async def report(self, who: simcord.MemberActor, reason: str) -> discord.Embed:
        form = await self.choose(who, "Report")
        return told(await who.submit_modal(form, {"reason": reason}))

    async def words(self) -> list[str]:
        """What persons are on record with."""
        return [e.text for e in await self.events(Said) if e.author.kind == "person"]

    async def events(self, kind: type[AnyEvent]) -> list[Event]:
        return [event for event in await self.stage.record() if isinstance(event, kind)]


@pytest_asyncio.fixture
async def talk(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Conversation]:
    async with raised_stage(tmp_path, clock) as stage:
        talk = Conversation(stage)
        await talk.begin()
        yield talk


async def test_why_tells_what_was_answered_why_and_that_a_stand_in_spoke(talk: Conversation) -> None:
    shown = {field.name: field.value for field in told(await talk.choose(talk.other, "Why?")).fields}
    assert shown["Answering"] == "**Tom**: Is the bread done?"
    assert "asked" in (shown["Why they had the floor"] or "")
    assert "understudy" in (shown["The words are by"] or "")
    assert "What they thought" not in shown


async def test_on_a_members_message_why_tells_who_kept_silent_about_it(talk: Conversation) -> None:
    world, turns = await talk.stage.world(), talk.stage.stores.turns
    await talk.stage.talker.slash(talk.stage.channel, "ask", person="ana", question="And now?")
    (turn,) = (await turns.claim(world.id, decide_floor, lambda _: Estimate(tokens=0), Cap(), 60)).turns
    silent = Outcome(
        floor=FloorChoice.SILENT,
        refusal="He never says please.",
        actions=(),
        state=MindState(),
        usage=Usage(),
        provenance=Provenance(model="grand", prompts_hash="p", request_hash="r"),
    )
    await turns.commit(turn, silent, adds_to)
    talk.line = next(m for m in talk.stage.channel.history() if "And now?" in m.content)
    shown = {field.name: field.value for field in told(await talk.choose(talk.other, "Why?")).fields}
    assert shown["Ana Sol kept silent"] == "He never says please."
    assert shown["The reasons are by"] == "the language model **grand**"


async def test_thoughts_are_for_those_who_run_the_channel(talk: Conversation) -> None:
    world, turns = await talk.stage.world(), talk.stage.stores.turns
    await talk.stage.talker.slash(talk.stage.channel, "ask", person="ana", question="Is it done now?")
    (turn,) = (await turns.claim(world.id, decide_floor, lambda _: Estimate(tokens=0), Cap(), 60)).turns
    await turns.commit(
        turn,
        Outcome(
            floor=FloorChoice.SPEAK,
            actions=(Think(content="Not *again*."), Talk(content="Yes.")),
            state=MindState(),
            usage=Usage(),
            provenance=Provenance(model="grand", prompts_hash="p", request_hash="r"),
        ),
        adds_to,
    )
    ((_, message),) = await talk.outgoing()
    assert message is not None
    talk.line = message
    shown = {field.name: field.value for field in told(await talk.choose(talk.stage.runner, "Why?")).fields}
    assert shown["What they thought"] == r"- Not \*again\*."
    assert shown["The words are by"] == "the language model **grand**"
    assert "What they thought" not in {f.name for f in told(await talk.choose(talk.other, "Why?")).fields}


async def test_whom_it_was_said_to_removes_it(talk: Conversation) -> None:
    assert told(await talk.choose(talk.stage.talker, "Remove")).title == "Removed"
    assert await talk.words() == [""]
    ((row, _),) = await talk.outgoing()
    assert (row.kind, row.target_message) == ("remove", str(talk.line.id))


async def test_a_moderator_removes_anything_by_permission_or_by_the_settled_role(talk: Conversation) -> None:
    await talk.choose(talk.moderator, "Remove")
    assert await talk.words() == [""]
    await talk.stage.talker.slash(talk.stage.channel, "ask", person="ana", question="And the rolls?")
    talk.line = await talk.answer()
    wardens = talk.stage.guild.create_role("wardens")
    warden = talk.stage.guild.add_member(talk.stage.env.create_user("Wim"), roles=[wardens])
    await talk.stage.stores.guilds.change(lambda _: GuildSettings(moderator_role=str(wardens.id)))
    await talk.choose(warden, "Remove")
    assert await talk.words() == ["", ""]


async def test_other_members_are_pointed_to_reporting(talk: Conversation) -> None:
    assert "*Report*" in talk.stage.refused(await talk.choose(talk.other, "Remove"))
    assert "said to" in talk.stage.refused(await talk.choose(talk.other, "Redo"))
    assert "" not in await talk.words()


async def test_what_no_person_said_cannot_be_chosen(talk: Conversation) -> None:
    talk.line = await talk.stage.talker.send(talk.stage.channel, "I am no persona")
    for menu in ("Why?", "Redo", "Remove", "Report"):
        assert "nothing that one of the people" in talk.stage.refused(await talk.choose(talk.moderator, menu))


async def test_it_is_said_anew(talk: Conversation) -> None:
    before = await talk.words()
    assert "decides again" in (told(await talk.choose(talk.stage.talker, "Redo")).title or "")
    assert (await talk.stage.world()).key in talk.stage.house.pokes.poked
    again = await talk.answer()
    first, second = await talk.words()
    assert first == ""
    assert second
    assert before != [second]
    assert again.id != talk.line.id
    (mark,) = await talk.events(Redone)
    assert mark.author.kind == "human"


async def test_what_came_before_the_latest_cannot_be_redone(talk: Conversation) -> None:
    await talk.stage.talker.slash(talk.stage.channel, "ask", person="ben", question="Is the bus late?")
    await talk.answer()
    assert "latest" in talk.stage.refused(await talk.choose(talk.stage.talker, "Redo"))


async def test_a_report_hides_it_and_shows_the_moderators_who_what_and_why(talk: Conversation) -> None:
    office = talk.stage.guild.create_text_channel("office")
    wardens = talk.stage.guild.create_role("wardens")
    settled = GuildSettings(moderators_channel=str(office.id), moderator_role=str(wardens.id))
    await talk.stage.stores.guilds.change(lambda _: settled)
    (words,) = await talk.words()
    answer = await talk.report(talk.other, "It is *rude*.")
    assert "The moderators have been told" in (answer.description or "")
    assert await talk.words() == [""]
    card = office.last_message
    assert card is not None
    assert card.content == f"<@&{wardens.id}>"
    (embed,) = card.embeds
    assert discord.utils.escape_markdown(words.splitlines()[0]) in (embed.description or "")
    shown = {field.name: field.value for field in embed.fields}
    assert "Ana Sol" in (shown["Said by"] or "")
    assert f"<@{talk.other.id}>" in (shown["Reported by"] or "")
    assert shown["Why"] == r"It is \*rude\*."
    assert str(talk.line.id) in (shown["Where"] or "")
    (mark,) = await talk.events(Reported)
    assert (mark.text, mark.author.kind) == ("", "human")


async def test_without_a_moderators_channel_it_is_hidden_and_the_reporter_knows_nobody_was_told(
    talk: Conversation,
) -> None:
    answer = await talk.report(talk.other, "")
    assert "no channel for reports" in (answer.description or "")
    assert await talk.words() == [""]


async def test_with_a_moderators_channel_that_is_closed_the_reporter_is_asked_to_tell_one(
    talk: Conversation,
) -> None:
    assert talk.stage.bot.user is not None
    denied = discord.PermissionOverwrite(send_messages=False)
    office = talk.stage.guild.create_text_channel("office", overwrites={talk.stage.bot.user: denied})
    await talk.stage.stores.guilds.change(lambda _: GuildSettings(moderators_channel=str(office.id)))
    answer = await talk.report(talk.other, "rude")
    assert "could not write to the moderators" in (answer.description or "")
    assert await talk.words() == [""]


async def test_what_was_said_in_a_world_that_is_over_can_still_be_taken_out(talk: Conversation) -> None:
    world = await talk.stage.world()
    await talk.stage.close()
    assert "have left" in talk.stage.refused(await talk.choose(talk.stage.talker, "Redo"))
    await talk.stage.open()
    assert told(await talk.choose(talk.stage.talker, "Remove")).title == "Removed"
    events = await talk.stage.stores.transcripts.read(world.id)
    assert not any(e.text for e in events if e.kind == "said" and e.author.kind == "person")


async def test_two_reports_of_one_message_are_one(talk: Conversation) -> None:
    form = await talk.choose(talk.other, "Report")
    await talk.report(talk.moderator, "")
    assert "taken out already" in talk.stage.refused(await talk.other.submit_modal(form, {"reason": "late"}))
    assert len(await talk.events(Reported)) == 1


async def test_who_asked_takes_the_question_back_and_nobody_else_may(talk: Conversation) -> None:
    question = next(message for message in talk.stage.channel.history() if "Is the bread done?" in message.content)
    talk.line = question
    assert "Only who asked it" in talk.stage.refused(await talk.choose(talk.other, "Remove"))
    assert told(await talk.choose(talk.stage.talker, "Remove")).title == "Removed"
    (asked,) = [event for event in await talk.events(Said) if event.author.kind == "human"]
    assert (asked.erased, asked.text, asked.author.kind == "human" and asked.author.name) == (True, "", "")
    assert question.id not in {message.id for message in talk.stage.channel.history()}
