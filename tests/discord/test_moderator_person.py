"""A focus group handed over to a moderator person and taken over: on the board, by command, before the start."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio
import simcord

from bot.features.focusgroup.session.session_board import HAND_OVER, TAKE_OVER, board
from tests.discord.command_stage import Stage, raised_stage
from tests.discord.test_session_controls import begun, pressed
from tests.store.sessions import a_plan
from troupe.core.clock import ManualClock
from troupe.research.moves.next_move import next_move
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.outbox import Sent
from troupe.worlds.outbox.chair_row import ChairRow
from troupe.worlds.sessions.session_move import MoveKind, NewMove
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


def told(result: simcord.InteractionResult) -> str:
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    return str(message.embeds[0].to_dict())


async def moved(stage: Stage, view: SessionView) -> NewMove:
    now = await stage.stores.sessions.view(view.session.id)
    move = next_move(SessionPlan.model_validate_json(now.plan), now)
    assert isinstance(move, NewMove)
    assert await stage.stores.sessions.carry(view.session.id, move)
    return move


async def test_the_lead_is_handed_over_and_taken_back(stage: Stage) -> None:
    view = await begun(stage)
    assert (await moved(stage, view)).kind is MoveKind.OPEN
    form = await pressed(stage, HAND_OVER, view.session.id)
    assert "Tobias Achterberg moderates" in told(await stage.runner.submit_modal(form, {"text": "tobias"}))
    move = await moved(stage, view)
    assert move.speaker is not None
    world = (await stage.stores.sessions.view(view.session.id)).worlds[0]
    rows = [await stage.stores.outbox.head(world.world_id)]
    while (row := rows[-1]) is not None:
        assert await stage.stores.outbox.mark(row.id, "test", 30.0)
        await stage.stores.outbox.settle(row.id, Sent(message_id=f"9{len(rows)}", webhook_id=None))
        rows.append(await stage.stores.outbox.head(world.world_id))
    texts = [row.text for row in rows if row is not None]
    assert sum("moderates from here" in text for text in texts) == 1
    asked = next(row for row in rows if isinstance(row, ChairRow))
    assert (asked.name, asked.text) == ("Tobias Achterberg", "What do you drink now?")
    shown = board(await stage.stores.sessions.view(view.session.id), SessionPlan.model_validate_json(view.plan))
    assert "Take over" in [item.label for item in shown.buttons]
    assert "You lead" in told(await pressed(stage, TAKE_OVER, view.session.id))
    session = await stage.stores.sessions.get(view.session.id)
    assert (session.chaired, session.released) == (False, 1)


async def test_a_planned_study_is_given_to_a_moderator_by_command(stage: Stage) -> None:
    places = SessionPlaces(guild_id=str(stage.guild.id), front="1", backstage=str(stage.channel.id))
    new = NewSession(plan=a_plan().model_dump_json(), by_hand=True, places=places)
    session = await stage.stores.sessions.plan(new)
    answer = await stage.runner.slash(stage.channel, "focusgroup moderator", person="ana")
    assert "Ana Sol moderates" in told(answer)
    assert (await stage.stores.sessions.get(session.id)).chaired
    refused = await stage.runner.slash(stage.channel, "focusgroup moderator", person="nobody at all")
    assert "nobody" in stage.refused(refused)
    await stage.runner.slash(stage.channel, "focusgroup moderator")
    assert (await stage.stores.sessions.get(session.id)).released == 0
    refused = await stage.talker.slash(stage.channel, "focusgroup moderator")
    assert "Manage Channels" in stage.refused(refused)
