"""The buttons of a session's board: the next step, a question or poll in between, pause, resume, pace."""

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest_asyncio
import simcord

from bot.features.focusgroup.session.board_facts import BoardFacts, HeardVote, board_facts
from bot.features.focusgroup.session.session_board import ASK, BY_HAND, NEXT, PAUSE, POLL, RAISE, RESUME, board
from bot.features.shared.lasting_buttons import button, unwatched
from bot.waking.session_watch import SessionWatch
from tests.discord.command_stage import Stage, raised_stage
from tests.store.sessions import Held, a_plan
from troupe.core.clock import ManualClock
from troupe.research.analysis.by_rule.open_questions import OpenQuestion
from troupe.research.analysis.by_rule.spoken_stances import SpokenStance
from troupe.research.conducting.session_runner import SessionRunner
from troupe.research.guides.guide import Ballot, Guide, GuideQuestion, GuideSection
from troupe.research.sessions.guide_agenda import inserted
from troupe.worlds.sessions.session_move import KeptMove, MissingReason, MoveAnswer
from troupe.worlds.sessions.session_view import (
    AskedPerson,
    SeatedPerson,
    SessionView,
    SessionWorld,
    Spoken,
    Standing,
)
from troupe.worlds.sessions.study_session import NewSession, PauseReason, SessionPlaces, SessionStatus
from troupe.worlds.sessions.vote import Vote
from troupe.worlds.world import WorldStatus


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def begun(stage: Stage) -> SessionView:
    places = SessionPlaces(guild_id=str(stage.guild.id), front=str(stage.channel.id))
    new = NewSession(plan=a_plan().model_dump_json(), by_hand=True, places=places)
    session = await stage.stores.sessions.plan(new)
    await stage.stores.sessions.start(session.id)
    return await stage.stores.sessions.view(session.id)


async def pressed(stage: Stage, act: str, session_id: str) -> simcord.InteractionResult:
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("The board", view=unwatched(button(act, session_id, "Go on")))
    return await stage.runner.click(message, label="Go on")


async def test_next_lets_one_more_step_begin_and_the_pace_can_be_changed(stage: Stage) -> None:
    view = await begun(stage)
    await pressed(stage, NEXT, view.session.id)
    assert (await stage.stores.sessions.get(view.session.id)).released == 1
    await pressed(stage, BY_HAND, view.session.id)
    assert (await stage.stores.sessions.get(view.session.id)).released is None
    await pressed(stage, BY_HAND, view.session.id)
    assert (await stage.stores.sessions.get(view.session.id)).released == 0


async def test_waking_everyone_in_front_lets_the_session_go_on_unless_it_waits_for_money(stage: Stage) -> None:
    await stage.open()
    view = await begun(stage)
    sessions = stage.stores.sessions
    await stage.talker.slash(stage.channel, "stop")
    await sessions.pause(view.session.id, PauseReason.STOPPED)
    await stage.runner.slash(stage.channel, "world resume")
    assert (await sessions.get(view.session.id)).status is SessionStatus.RUNNING
    assert [world.status for world in await stage.stores.worlds.all()] == [WorldStatus.OPEN]
    await sessions.pause(view.session.id, PauseReason.CAP)
    assert "money" in stage.refused(await stage.runner.slash(stage.channel, "world resume"))
    assert (await sessions.get(view.session.id)).status is SessionStatus.PAUSED


async def test_pause_and_resume(stage: Stage) -> None:
    view = await begun(stage)
    await pressed(stage, PAUSE, view.session.id)
    paused = await stage.stores.sessions.get(view.session.id)
    assert (paused.status, paused.pause) == (SessionStatus.PAUSED, PauseReason.ASKED)
    await pressed(stage, RESUME, view.session.id)
    assert (await stage.stores.sessions.get(view.session.id)).status is SessionStatus.RUNNING


async def test_the_board_is_told_of_a_pause_and_of_an_end_that_came_from_a_command(stage: Stage) -> None:
    shown: list[SessionStatus] = []

    async def show(view: SessionView) -> None:
        shown.append(view.session.status)

    class NoJobs:
        async def look(self, tenant: str) -> None:
            assert tenant == stage.stores.tenant

    runner = SessionRunner(stage.house.database, stage.house.jobs, poke=stage.house.pokes.poke)
    watch = SessionWatch(stage.house.database, runner, NoJobs(), show)
    view = await begun(stage)
    sessions, tenant = stage.stores.sessions, stage.stores.tenant
    await watch.look(tenant)
    await pressed(stage, PAUSE, view.session.id)
    await watch.look(tenant)
    await watch.look(tenant)
    await sessions.resume(view.session.id, "Ana")
    await watch.look(tenant)
    await sessions.end(view.session.id, "closed by Ana")
    await watch.look(tenant)
    running, paused = SessionStatus.RUNNING, SessionStatus.PAUSED
    assert shown == [running, paused, running, SessionStatus.ENDED]
    assert not watch.concerns(tenant)
    after_a_death = SessionWatch(stage.house.database, runner, NoJobs(), show)
    assert await after_a_death.recall(stage.house.clock.now()) == {tenant}
    await after_a_death.look(tenant)
    assert shown[4:] == [SessionStatus.ENDED]
    assert not after_a_death.concerns(tenant)


async def test_a_question_and_a_poll_are_put_in_between(stage: Stage) -> None:
    view = await begun(stage)
    form = await pressed(stage, ASK, view.session.id)
    await stage.runner.submit_modal(form, {"text": "And in winter?"})
    form = await pressed(stage, POLL, view.session.id)
    await stage.runner.submit_modal(form, {"text": "Hot or cold?\n- hot\n- cold"})
    view = await stage.stores.sessions.view(view.session.id)
    question, poll = inserted(a_plan().guide, view.extras)
    assert isinstance(question, GuideQuestion)
    assert question.text == "And in winter?"
    assert isinstance(poll, Ballot)
    assert (poll.text, poll.options) == ("Hot or cold?", ("hot", "cold"))
    form = await pressed(stage, POLL, view.session.id)
    assert "two or more options" in stage.refused(await stage.runner.submit_modal(form, {"text": "Hot?\nyes"}))


async def test_the_board_offers_what_can_be_done(stage: Stage) -> None:
    view = await begun(stage)
    plan = a_plan()
    assert [item.label for item in board(view, plan).buttons] == [
        "Next",
        "Ask…",
        "Poll…",
        "Show…",
        "Pause",
        "Go on by itself",
        "Hand over…",
        "Suggest…",
        "Thoughts",
        "Invite people",
    ]
    await stage.stores.sessions.pause(view.session.id, PauseReason.BUDGET)
    paused = await stage.stores.sessions.view(view.session.id)
    assert [item.label for item in board(paused, plan).buttons] == ["Resume"]
    assert "budget" in board(paused, plan).text
    await stage.stores.sessions.end(view.session.id, "closed by Ana")
    over = board(await stage.stores.sessions.view(view.session.id), plan)
    assert [item.label for item in over.buttons] == ["Report"]
    assert "Over: closed by Ana." in over.parts[0]


async def test_a_board_fits_into_one_message_however_much_there_is_to_tell(stage: Stage) -> None:
    view = await begun(stage)
    long = "Why would anybody ever drink cold tea? " * 90
    steps = tuple(GuideQuestion(key=f"q{number}", text=long) for number in range(100))
    plan = a_plan(Guide(title="T" * 120, sections=(GuideSection(title="S" * 200, steps=steps),)))
    people = tuple(SeatedPerson(id=f"p{n}", slug=f"p{n}", name="N" * 60, seat=n) for n in range(30))
    world = SessionWorld(number=0, world_id="w", status=WorldStatus.OPEN, people=people)
    gone = MoveAnswer(person_id="p1", missing=MissingReason.UNPOSTED)
    asked = tuple(AskedPerson(standing=Standing.SETTLED, answer=gone) for _ in people)
    move = KeptMove.model_validate(
        {
            "number": 1,
            "kind": "ask",
            "step": "q1",
            "probe": 0,
            "part": 0,
            "asked": ["p1"],
            "posted": [],
            "answers": [],
            "note": "",
            "guests": [],
            "due_at": None,
            "closed": False,
            "at": view.now,
        }
    )
    ballot = Ballot(key="b", text=long, options=("a", "b" * 200))
    vote = Vote(ballot="b", participant="p1", chosen=("b" * 200,))
    heard = HeardVote(ballot, vote, SpokenStance(person_id="p1", event="e", words=long, apart=True))
    question = OpenQuestion(event="e", name="N" * 60, words=long)
    facts = BoardFacts(
        spoken={person.id: Spoken(lines=9, characters=999) for person in people},
        heard=[heard] * 30,
        questions=[question] * 30,
        watching=["W" * 60] * 30,
    )
    shown = board(view.model_copy(update={"worlds": (world,), "asked": asked, "moves": (move,)}), plan, facts)
    assert len(shown.parts) == 7
    assert len(shown.text) <= 4000
    assert str(shown.layout.to_components()).count("'type'") <= 40


async def test_at_what_it_may_cost_it_pauses_and_goes_on_with_more_money(stage: Stage) -> None:
    plan = a_plan().model_copy(update={"max_usd": 0.05, "usd_per_call": 0.01})
    session = await stage.stores.sessions.plan(NewSession(plan=plan.model_dump_json()))
    await stage.stores.sessions.start(session.id)
    held = Held(stage.house.database, stage.stores, stage.house.clock, plan, session.id)
    runner = SessionRunner(stage.house.database, stage.house.jobs, poke=stage.house.pokes.poke)
    await runner.look(session.key)
    await held.all_answer()
    paused = await runner.look(session.key)
    assert (paused.session.status, paused.session.pause) == (SessionStatus.PAUSED, PauseReason.CAP)
    shown = board(paused, plan, await board_facts(stage.stores, paused, plan))
    (floor,) = [part for part in shown.parts if part.startswith("**Who has had the floor**")]
    assert [line.split(" · ")[2] for line in floor.splitlines()[1:]] == ["1 line"] * 3
    assert "▰▰▰▱▱▱▱▱" in floor
    assert [item.label for item in shown.buttons] == ["More money…"]
    assert "3 calls, $0.03 of at most $0.05" in shown.text
    form = await pressed(stage, RAISE, session.id)
    await stage.runner.submit_modal(form, {"text": "$1"})
    moves = (await runner.look(session.key)).moves
    assert [(move.step, move.probe) for move in moves][-1] == ("now", 1)
