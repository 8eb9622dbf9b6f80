"""What comes back to a person in a turn: what is asked about and lies before the history they are shown."""

import pytest_asyncio

from db.database import SqlDatabase
from tests.store.stage import ANA, BEN, Stage, only, open_stage, outcome, says
from troupe.core.clock import ManualClock
from troupe.minds.prompt.recalled_lines import recalled_lines
from troupe.minds.prompt.turn_prompt import turn_messages
from troupe.worlds.action import Talk, Think
from troupe.worlds.mind_state import MindState
from troupe.worlds.text.shown_lines import HIGH
from troupe.worlds.turn import Turn

BOAT = "I keep my boat in Porto, it is called Gaivota."


async def turn_about(stage: Stage, text: str) -> Turn:
    """The turn of the first person, who is asked this."""
    await stage.hear(text, BEN)
    return (await stage.claim(only(stage.people[0].id))).turns[0]


async def talk_on(stage: Stage) -> None:
    """So much is said of other things, and read, that the beginning is no longer shown."""
    for number in range(HIGH + 20):
        await stage.hear(f"The soup of day {number} was fine.")
        if number % 40 == 39:
            turn = (await stage.claim(only(stage.people[0].id))).turns[0]
            await stage.commit(turn, outcome())


@pytest_asyncio.fixture
async def old(database: SqlDatabase, clock: ManualClock) -> Stage:
    """A world in which the boat was spoken of long ago."""
    stage = await open_stage(database, clock, "Lisa", "Oscar")
    await stage.hear("Good morning.", BEN)
    await stage.hear(BOAT, ANA, message_id="m-boat")
    await clock.advance(3 * 86_400)
    await talk_on(stage)
    return stage


async def test_what_is_asked_about_comes_back_with_its_day_and_speaker(old: Stage) -> None:
    turn = await turn_about(old, "Where does Ana keep her boat?")
    assert BOAT not in [event.text for event in turn.scene.history]
    assert [event.text for event in turn.scene.recalled] == [BOAT]
    assert recalled_lines(turn.scene) == [f"5 January, Ana: {BOAT}"]
    prompt = turn_messages(turn.scene)[-1].content
    assert prompt.index("# Now") < prompt.index(f"- 5 January, Ana: {BOAT}")


async def test_nothing_comes_back_that_is_still_shown(database: SqlDatabase, clock: ManualClock) -> None:
    stage = await open_stage(database, clock, "Lisa", "Oscar")
    await stage.hear(BOAT, ANA)
    turn = await turn_about(stage, "Where does Ana keep her boat?")
    assert turn.scene.recalled == ()
    assert "comes back" not in turn_messages(turn.scene)[-1].content


async def test_nothing_comes_back_of_what_nobody_spoke_of(old: Stage) -> None:
    turn = await turn_about(old, "Do helicopters yodel?")
    assert turn.scene.recalled == ()


async def test_who_it_came_back_to_is_exposed_to_it(old: Stage) -> None:
    """Erased after that, it takes along the thought and the state that came of it, and the turn under way."""
    turn = await turn_about(old, "Where does Ana keep her boat?")
    await old.commit(turn, outcome(Talk(content="Far away."), Think(content="In Porto, I think."), mood="salty"))
    assert (await old.stores.transcripts.states(old.id))[old.people[0].id].emotions == "salty"
    await old.stores.mailbox.erase(old.id, ["m-boat"])
    assert (await old.stores.transcripts.states(old.id))[old.people[0].id] == MindState()
    assert "In Porto, I think." not in [event.text for event in await old.events()]
    await old.send_head("900")
    later = await turn_about(old, "Where does Ana keep her boat?")
    assert BOAT not in [event.text for event in later.scene.recalled]


async def test_why_tells_what_had_come_back(old: Stage) -> None:
    turn = await turn_about(old, "Where does Ana keep her boat?")
    await old.commit(turn, says("In Porto."))
    await old.send_head("900")
    account = await old.stores.moderation.account(old.id, "900")
    assert [event.text for event in account.recalled] == [BOAT]
    await old.stores.mailbox.erase(old.id, ["m-boat"])
    assert (await old.stores.moderation.account(old.id, "900")).recalled == ()
