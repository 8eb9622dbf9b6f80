"""The menu *Study…* on a line in front, and who may use it: those who run the channel, and researchers."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import discord
import pytest_asyncio
import simcord

from tests.discord.answers import labels, press
from tests.discord.command_stage import Stage, raised_stage, told
from tests.store.sessions import Held, a_plan
from troupe.core.clock import ManualClock
from troupe.worlds.outbox import Sent
from troupe.worlds.sessions.session_move import MissingReason
from troupe.worlds.sessions.session_note import NoteKind
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


@dataclass
class Moment:
    """A session in the lounge that has asked its first question, and the message that carries it."""

    stage: Stage
    held: Held
    question: discord.Message

    async def menu(self, who: simcord.MemberActor) -> simcord.InteractionResult:
        return await who.context_menu(self.stage.channel, "Study…", self.question)


async def asked(stage: Stage) -> Moment:
    plan = a_plan()
    places = SessionPlaces(guild_id=str(stage.guild.id), front=str(stage.channel.id))
    session = await stage.stores.sessions.plan(NewSession(plan=plan.model_dump_json(), places=places))
    await stage.stores.sessions.start(session.id)
    held = Held(stage.house.database, stage.stores, stage.house.clock, plan, session.id)
    await held.move()
    await held.move()
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("🎙️ What do you drink now?")
    (world_id,) = await held.worlds()
    row = await stage.stores.outbox.head(world_id)
    assert row is not None
    assert await stage.stores.outbox.mark(row.id, "test", 60.0) is not None
    await stage.stores.outbox.settle(row.id, Sent(message_id=str(message.id), webhook_id=None))
    return Moment(stage, held, message)


async def test_a_line_is_quoted_and_a_question_taken_back_with_its_answers(stage: Stage) -> None:
    moment = await asked(stage)
    await moment.held.all_answer()
    shown = await moment.menu(stage.runner)
    assert labels(shown) == ["Quote in the report", "Fork here…", "Take back with its answers"]
    assert "What do you drink now?" in (told(shown).description or "")
    quoted = await press(stage, shown, "Quote in the report")
    assert "word for word" in (told(quoted).description or "")
    (note,) = await stage.stores.notes.of(moment.held.id, NoteKind.QUOTE)
    view = await moment.held.view()
    assert note.event == view.moves[1].posted[0].event
    gone = await press(stage, await moment.menu(stage.runner), "Take back with its answers")
    assert "4 lines are gone" in (told(gone).description or "")
    asked_again = await moment.held.view()
    assert {one.answer.missing for one in asked_again.asked} == {MissingReason.TAKEN_BACK}
    assert "no line" in stage.refused(await moment.menu(stage.runner))


async def test_researchers_may_by_their_role_and_nobody_else(stage: Stage) -> None:
    moment = await asked(stage)
    assert "Manage Channels" in stage.refused(await moment.menu(stage.talker))
    role = stage.guild.create_role("Researchers")
    researcher = stage.guild.add_member(stage.env.create_user("Rea"), roles=[role])
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"researchers_role": str(role.id)}))
    assert "Quote in the report" in labels(await moment.menu(researcher))
    assert f"<@&{role.id}>" in stage.refused(await moment.menu(stage.talker))
    closed = await researcher.slash(stage.channel, "focusgroup close")
    assert "closed" in (told(closed).title or "")
