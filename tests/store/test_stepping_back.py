"""Minds set back: to the last state that nothing erased went into, in this life and in those that came of it; and
left alone where the erased line was never shown."""

from sqlmodel import Session, select

from db.database import SqlDatabase
from db.minds.mind_keeping import ALL_KEPT
from db.schema.tables.world_tables import MindStateRow
from tests.store.leftovers import texts_of
from tests.store.stage import BEN, CHANNEL, Stage, only, open_stage, outcome, persona, says
from troupe.ports import NewWorld
from troupe.worlds.action import Talk, Think
from troupe.worlds.floor_view import FloorDecision, FloorView, Grant
from troupe.worlds.mind_state import MindState
from troupe.worlds.turn import CommitStatus

WORD = "quinoline"
TEXT = f"The safe in the cellar opens with {WORD}."
SECRET = "m-secret"


async def moved(stage: Stage, seat: int, mood: str, line: str = "Well?", said: str = "Oh.") -> None:
    """A member speaks, and whoever sits there answers and is left in this mood."""
    await stage.hear(line)
    (turn,) = (await stage.claim(only(stage.people[seat].id))).turns
    done = await stage.commit(turn, outcome(Talk(content=said), Think(content=f"I am {mood}."), mood=mood))
    assert done.status is CommitStatus.COMMITTED
    if stage.world.channel_id is not None:
        stage.counter += 1
        await stage.send_head(f"d{stage.counter}")


async def confided(stage: Stage, seat: int = 0) -> None:
    await stage.hear(TEXT, message_id=SECRET)
    await moved(stage, seat, f"full of {WORD}")


async def erase(stage: Stage) -> None:
    assert await stage.stores.mailbox.erase(stage.id, [SECRET]) == 1
    assert isinstance(stage.database, SqlDatabase)
    assert [place for place, text in await texts_of(stage.database) if WORD in text] == []


async def moods(stage: Stage) -> list[str]:
    return [person.state.emotions for person in await stage.stores.casts.of(stage.id)]


async def thoughts(stage: Stage) -> list[str]:
    return [event.text for event in await stage.events() if event.kind == "thought" and not event.erased]


async def elsewhere(stage: Stage, channel: str, former_id: str, *others: str) -> Stage:
    """A further world, in which Lisa goes on with the mind of this person."""
    names = ("Lisa", *others)
    world = await stage.stores.worlds.open(
        NewWorld(name="attic", channel_id=channel), [persona(name) for name in names]
    )
    people = await stage.stores.casts.of(world.id)
    await stage.stores.casts.carry_over(people[0].id, former_id)
    return Stage(
        stage.database, stage.stores, stage.clock, world, await stage.stores.casts.of(world.id), int(channel) * 10
    )


async def test_a_mind_goes_back_to_the_last_state_from_before_the_erased_line(stage: Stage) -> None:
    await moved(stage, 0, "sleepy")
    await moved(stage, 0, "thirsty")
    await confided(stage)
    await moved(stage, 0, "sly")
    await erase(stage)
    assert await moods(stage) == ["thirsty", "", ""]
    assert await thoughts(stage) == ["I am sleepy.", "I am thirsty."]
    await moved(stage, 0, "rested")
    assert await moods(stage) == ["rested", "", ""]


async def test_erasing_twice_goes_back_twice(stage: Stage) -> None:
    await moved(stage, 0, "sleepy")
    await stage.hear("First.", message_id="m-first")
    await moved(stage, 0, "first")
    await confided(stage)
    await erase(stage)
    assert await moods(stage) == ["first", "", ""]
    assert await stage.stores.mailbox.erase(stage.id, ["m-first"]) == 1
    assert await moods(stage) == ["sleepy", "", ""]


async def test_states_are_read_as_of_an_event(stage: Stage) -> None:
    lisa, oscar, marta = (person.id for person in stage.people)
    await moved(stage, 0, "sleepy")
    then = (await stage.events())[-1].seq
    await confided(stage, 1)
    pia = await stage.stores.casts.add(stage.id, *persona("Pia"))
    await stage.stores.casts.remove(stage.id, marta)
    await moved(stage, 0, "wide awake")
    now = (await stage.events())[-1].seq
    as_of = stage.stores.transcripts.states_as_of
    assert await as_of(stage.id, then) == {
        lisa: MindState(emotions="sleepy"),
        oscar: MindState(),
        marta: MindState(),
    }
    assert await as_of(stage.id, now) == {
        lisa: MindState(emotions="wide awake"),
        oscar: MindState(emotions=f"full of {WORD}"),
        pia.id: MindState(),
    }
    await erase(stage)
    assert (await as_of(stage.id, now))[lisa] == MindState(emotions="sleepy")
    assert (await as_of(stage.id, now))[oscar] == MindState()


async def test_a_life_carried_over_before_keeps_its_mind_and_one_carried_over_after_goes_back(
    stage: Stage,
) -> None:
    lisa = stage.people[0].id
    await moved(stage, 0, "sleepy")
    before = await elsewhere(stage, "101", lisa)
    await confided(stage)
    after = await elsewhere(stage, "102", lisa)
    later = await elsewhere(after, "103", after.people[0].id)
    await moved(before, 0, "merry")
    await moved(after, 0, f"hiding {WORD}")
    await moved(later, 0, "sly")
    await erase(stage)
    assert [await moods(one) for one in (before, after, later)] == [["merry"], ["sleepy"], ["sleepy"]]
    assert await thoughts(before) == ["I am merry."]
    assert await thoughts(after) == await thoughts(later) == []


async def test_a_life_that_was_carried_on_before_is_not_set_back_with_the_one_it_came_from(stage: Stage) -> None:
    """What its own world was told of takes it back no further than to what it came with."""
    await moved(stage, 0, "sleepy")
    attic = await elsewhere(stage, "101", stage.people[0].id)
    await confided(attic)
    await moved(stage, 0, "thirsty")
    await erase(attic)
    assert await moods(attic) == ["sleepy"]
    assert (await moods(stage))[0] == "thirsty"


async def test_what_somebody_who_never_met_her_repeats_elsewhere_goes_too(stage: Stage) -> None:
    await confided(stage)
    attic = await elsewhere(stage, "101", stage.people[0].id, "Pia")
    await moved(attic, 0, "sly", said=TEXT)
    await moved(attic, 1, "pensive", said="She says the safe in the cellar opens. Hm.")
    await erase(stage)
    assert [text for name, text in await attic.said() if name != "Ana"] == ["", ""]
    assert await moods(attic) == ["", ""]


async def test_a_late_joiner_keeps_their_mind(stage: Stage) -> None:
    await confided(stage)
    pia = await stage.stores.casts.add(stage.id, *persona("Pia"))
    stage.people = (*stage.people, pia)
    await moved(stage, 3, "curious")
    await erase(stage)
    assert await moods(stage) == ["", "", "", "curious"]


async def test_who_was_only_ever_muted_for_the_author_keeps_their_mind(stage: Stage) -> None:
    """Oscar had a turn only while she had muted the people; Marta one before, and one when it was lifted."""
    await stage.hear(TEXT, BEN, message_id=SECRET)
    await moved(stage, 2, "curious")
    await stage.stores.mutes.toggle(stage.id, BEN)
    await moved(stage, 1, "bored")
    await moved(stage, 2, "calm")
    await erase(stage)
    assert await moods(stage) == ["", "bored", ""]


async def test_who_read_it_once_the_mute_was_lifted_was_shown_it(stage: Stage) -> None:
    await stage.hear(TEXT, BEN, message_id=SECRET)
    await stage.stores.mutes.toggle(stage.id, BEN)
    await moved(stage, 1, "bored")
    await stage.stores.mutes.toggle(stage.id, BEN)
    await moved(stage, 1, f"thinks of {WORD}")
    await erase(stage)
    assert await moods(stage) == ["", "bored", ""]


async def test_a_line_that_still_waits_for_a_turn_was_not_shown(stage: Stage) -> None:
    """It was said to Oscar in a thread; his turn answers in the channel."""
    oscar = stage.people[1].id

    def elsewhere_first(view: FloorView) -> FloorDecision:
        in_channel = [event for event in view.recent if event.place == CHANNEL]
        called = {event.id: (oscar,) for event in view.recent if event.place != CHANNEL}
        grant = Grant(person_id=oscar, trigger=in_channel[-1].id, obliged=True, reason="named")
        return FloorDecision(grants=(grant,), called=called, reason="named")

    await stage.hear(TEXT, place="thread-1", message_id=SECRET)
    await stage.hear("Oscar?")
    (turn,) = (await stage.claim(elsewhere_first)).turns
    assert [event.text for event in turn.scene.history] == ["Oscar?"]
    await stage.commit(turn, says("Yes?", mood="calm"))
    await erase(stage)
    assert (await moods(stage))[1] == "calm"


async def test_a_turn_under_way_is_decided_anew_with_the_mind_that_is_carried_over(stage: Stage) -> None:
    await moved(stage, 0, "sleepy")
    attic = await open_stage(stage.database, stage.clock, "Pia", channel_id="101")
    turn = await attic.one_turn()
    await attic.stores.casts.carry_over(attic.people[0].id, stage.people[0].id)
    done = await attic.commit(turn, says("Hm.", mood="empty"))
    assert done.turn is not None
    assert done.turn.scene.person.state == MindState(emotions="sleepy")


async def test_old_states_are_thinned_out_and_the_newest_all_stay(headless: Stage) -> None:
    states = 2 * ALL_KEPT + 7
    for number in range(1, states + 1):
        await moved(headless, 0, f"mood {number}")
    rows = await kept(headless)
    assert rows[-ALL_KEPT:] == list(range(states - ALL_KEPT + 1, states + 1))
    assert rows[:-ALL_KEPT] == [4, *range(8, states - ALL_KEPT + 1, 2)]


async def kept(stage: Stage) -> list[int]:
    assert isinstance(stage.database, SqlDatabase)
    rows = await stage.database.engine.read(
        lambda connection: Session(connection).exec(select(MindStateRow)).all()
    )
    return sorted(row.number for row in rows)


async def test_a_state_that_did_not_change_is_not_kept_again(headless: Stage) -> None:
    for _ in range(3):
        await moved(headless, 0, "calm")
    assert await kept(headless) == [1]


async def test_who_said_four_of_its_words_keeps_theirs(stage: Stage) -> None:
    await confided(stage)
    await moved(stage, 1, "calm", line="Oscar, where is it?", said="The safe in the hall is open.")
    await erase(stage)
    assert ("Oscar", "The safe in the hall is open.") in await stage.said()
