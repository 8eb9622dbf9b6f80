"""Erased stays erased: no word of it, no name of its author, nothing made from it, in any column of any table."""

import sqlite3
from pathlib import Path

import pytest

import db
from db.database import SqlDatabase
from tests.store.leftovers import texts_of
from tests.store.stage import (
    ANA,
    BEN,
    Stage,
    grant_unread,
    only,
    open_stage,
    outcome,
    persona,
    says,
    stops_on_stop,
    together,
)
from troupe.core.clock import ManualClock
from troupe.core.ids import Ids
from troupe.core.usage import Usage
from troupe.ports import NewWorld
from troupe.worlds.action import React, Talk, Think
from troupe.worlds.briefing import Briefing
from troupe.worlds.mind_state import MindState
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.turn import CommitStatus, Provenance

ZOE = HumanAuthor(id="4711000471100", name="Zoeleth")
WORD = "quinoline"
TEXT = f"The safe in the cellar opens with {WORD}."
TRACES = (WORD, ZOE.name, ZOE.id)


async def traces(stage: Stage) -> list[tuple[str, str]]:
    """Where a trace of the secret and of who told it is left."""
    assert isinstance(stage.database, SqlDatabase)
    return [(place, text) for place, text in await texts_of(stage.database) if any(t in text for t in TRACES)]


async def confided(stage: Stage) -> None:
    """Zoe tells the secret, Lisa thinks and feels it."""
    await stage.hear(TEXT, ZOE, message_id="m-secret")
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    await stage.commit(turn, outcome(Talk(content="I see."), Think(content=f"So it is {WORD}."), mood=f"{WORD}!"))
    await stage.send_head("900")


async def erase(stage: Stage) -> None:
    assert await stage.stores.mailbox.erase(stage.id, ["m-secret"]) == 1


async def test_thoughts_states_and_the_authors_name_go_from_every_table(stage: Stage) -> None:
    await confided(stage)
    assert {place for place, _ in await traces(stage)} >= {
        "event_texts.text",
        "people.state",
        "events.author_name",
    }
    await erase(stage)
    assert await traces(stage) == []
    assert ("Lisa", "I see.") in await stage.said()


async def test_so_do_later_thoughts_which_the_state_of_mind_may_have_led_to(stage: Stage) -> None:
    await confided(stage)
    await stage.hear("And now?")
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    await stage.commit(
        turn, outcome(Talk(content="Hm."), Think(content=f"I must keep {WORD} to myself."), mood="sly")
    )
    await erase(stage)
    assert await traces(stage) == []
    assert (await stage.stores.casts.of(stage.id))[0].state == MindState()


async def test_thoughts_and_states_that_were_made_before_stay(stage: Stage) -> None:
    turn = await stage.one_turn("Tea?")
    await stage.commit(turn, outcome(Talk(content="Yes."), Think(content="I like tea."), mood="thirsty"))
    await stage.send_head("899")
    await stage.hear(TEXT, ZOE, message_id="m-secret")
    (turn,) = (await stage.claim(only(stage.people[1].id))).turns
    await stage.commit(turn, outcome(Think(content=f"{WORD}, then."), mood=WORD))
    await erase(stage)
    assert await traces(stage) == []
    assert [event.text for event in await stage.events() if event.kind == "thought"] == ["I like tea.", ""]
    lisa, oscar, _ = await stage.stores.casts.of(stage.id)
    assert (lisa.state, oscar.state) == (MindState(emotions="thirsty"), MindState())


async def test_revisions_reactions_and_a_stop_go_with_the_message(stage: Stage) -> None:
    await confided(stage)
    await stage.stores.mailbox.revise(stage.id, "m-secret", f"No, with {WORD} oxide", stage.clock.now())
    await stage.hear("Look.")
    (turn,) = (await stage.claim(only(stage.people[1].id))).turns
    await stage.commit(turn, outcome(React(content="🔑", target="#1")))
    await stage.hear("stop", ZOE, message_id="m-stop", read_stop=stops_on_stop)
    assert await stage.stores.mailbox.erase(stage.id, ["m-secret", "m-stop"]) == 2
    assert await traces(stage) == []
    assert all(event.erased for event in await stage.events() if event.kind == "reacted")


async def test_what_a_person_said_in_five_of_its_words_goes_and_other_words_stay(stage: Stage) -> None:
    await confided(stage)
    await stage.hear("What did Zoe say?")
    (turn,) = (await stage.claim(only(stage.people[1].id))).turns
    await stage.commit(turn, says("That the safe in the CELLAR opens, somehow."))
    await stage.send_head("901")
    await stage.hear("Where is the cellar?")
    (turn,) = (await stage.claim(only(stage.people[2].id))).turns
    await stage.commit(turn, says("The safe stands in the cellar."))
    await stage.send_head("902")
    await erase(stage)
    assert [text for name, text in await stage.said() if name in ("Oscar", "Marta")] == [
        "",
        "The safe stands in the cellar.",
    ]
    head = await stage.stores.outbox.head(stage.id)
    assert head is not None
    assert (head.kind, head.target_message) == ("remove", "901")


async def test_a_turn_that_was_shown_it_is_decided_anew_and_nothing_of_the_first_attempt_is_kept(
    stage: Stage,
) -> None:
    await stage.hear(TEXT, ZOE, message_id="m-secret")
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    await stage.commit(turn, says("I see."))
    await stage.send_head("900")
    await stage.hear("What is the word?")
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    await erase(stage)
    first = await stage.commit(turn, outcome(Talk(content=f"It is {WORD}."), Think(content=WORD), mood=WORD))
    assert first.status is CommitStatus.AGAIN
    assert first.turn is not None
    assert [event.text for event in first.turn.scene.history] == ["I see.", "What is the word?"]
    assert first.turn.scene.unread == turn.scene.unread
    assert (await stage.commit(turn, says(f"It is {WORD}."))).status is CommitStatus.DISCARDED
    assert (await stage.commit(first.turn, says("I forgot."))).status is CommitStatus.COMMITTED
    assert await traces(stage) == []
    assert (await stage.said())[-1] == ("Lisa", "I forgot.")


async def test_a_turn_that_was_not_shown_it_is_committed_as_it_is(stage: Stage) -> None:
    turn = await stage.one_turn("Tea?")
    await stage.hear(TEXT, ZOE, message_id="m-secret")
    await erase(stage)
    done = await stage.commit(turn, outcome(Talk(content="Yes."), Think(content="Tea it is."), mood="thirsty"))
    assert done.status is CommitStatus.COMMITTED
    assert (await stage.stores.casts.of(stage.id))[0].state == MindState(emotions="thirsty")


async def test_an_answer_held_for_the_reveal_loses_its_thoughts_and_quotations(stage: Stage) -> None:
    await stage.hear(TEXT, ZOE, message_id="m-secret")
    await stage.hear("What do you say to that?")
    lisa, oscar, marta = (await stage.claim(together)).turns
    await stage.commit(lisa, outcome(Talk(content="Fine."), Think(content=WORD), mood=WORD))
    await stage.commit(oscar, outcome(Talk(content=TEXT), mood=WORD))
    await erase(stage)
    assert await traces(stage) == []
    again = await stage.commit(marta, says(f"So {WORD}."))
    assert again.turn is not None
    await stage.commit(again.turn, says("Well."))
    assert [said for said in await stage.said() if said[0] != "Ana"] == [
        ("", ""),
        ("Lisa", "Fine."),
        ("Marta", "Well."),
    ]
    assert await traces(stage) == []


async def test_lives_carried_elsewhere_lose_what_they_thought_and_said_of_it(stage: Stage) -> None:
    await confided(stage)
    world = await stage.stores.worlds.open(NewWorld(name="attic", channel_id="101"), [persona("Lisa")])
    (life,) = await stage.stores.casts.of(world.id)
    secret = next(event for event in await stage.events() if event.message_id == "m-secret")
    told = Briefing(
        text=f"You learned of {WORD}.",
        sources=(secret.id,),
        through=1,
        provenance=Provenance(model="test", prompts_hash="p", request_hash="r"),
        usage=Usage(),
    )
    await stage.stores.casts.carry_over(life.id, stage.people[0].id, told)
    attic = Stage(stage.database, stage.stores, stage.clock, world, (life,), counter=50)
    turn = await attic.one_turn("How are you?")
    await attic.commit(turn, outcome(Talk(content=TEXT), Think(content=f"Not a word of {WORD}."), mood=WORD))
    await erase(stage)
    assert await traces(stage) == []
    assert (await attic.stores.casts.of(world.id))[0].state == MindState()


async def test_who_was_muted_leaves_no_name_with_what_they_went_on_to_write(stage: Stage) -> None:
    await stage.stores.mutes.toggle(stage.id, ZOE)
    await stage.hear(TEXT, ZOE, message_id="m-secret")
    await stage.hear("stop", ZOE, read_stop=stops_on_stop)
    await stage.stores.mutes.toggle(stage.id, ZOE)
    assert await traces(stage) == []


async def test_others_keep_their_names_and_words(stage: Stage) -> None:
    await stage.hear("Ana was here.", ANA)
    await stage.hear("Ben was too.", BEN)
    await confided(stage)
    await erase(stage)
    assert (await stage.said())[:2] == [("Ana", "Ana was here."), ("Ben", "Ben was too.")]
    (turn,) = [turn for turn in (await stage.claim(grant_unread)).turns if turn.scene.person.name == "Oscar"]
    assert [event.text for event in turn.scene.history] == ["Ana was here.", "Ben was too.", "I see."]


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


@pytest.mark.parametrize("reader", [False, True])
async def test_no_byte_of_it_stays_in_the_files(
    tmp_path: Path, clock: ManualClock, ids: Ids, reader: bool
) -> None:
    """Not in the log either; another process that reads meanwhile only puts it off."""
    path = tmp_path / "troupe.db"
    database = await db.open(f"sqlite:///{path}", clock=clock, ids=ids)
    assert isinstance(database, SqlDatabase)
    assert await database.engine.read(
        lambda connection: connection.exec_driver_sql("PRAGMA secure_delete").scalar()
    )
    stage = await open_stage(database, clock, "Lisa", "Oscar", "Marta")
    for number in range(40):
        await stage.hear(f"A line of talk, number {number}. " * 5)
    await confided(stage)
    assert WORD.encode() in bytes_of(path)
    other = db_connection(path) if reader else None
    await erase(stage)
    if other is not None:
        await database.due(clock.now())
        assert WORD.encode() in bytes_of(path)
        other.close()
    for _ in range(3):  # the sweep of a bot that sleeps
        await database.due(clock.now())
        await database.engine.on_thread(lambda: None)  # the log is emptied behind the sweep
    left = bytes_of(path)
    assert [trace for trace in TRACES if trace.encode() in left] == []
    assert b"number 39" in left
    await database.close()


def db_connection(path: Path) -> sqlite3.Connection:
    """Another process that is reading."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM events").fetchone()
    return connection


async def test_a_member_who_is_forgotten_leaves_every_world_and_others_stay(stage: Stage) -> None:
    await confided(stage)
    attic = await open_stage(stage.database, stage.clock, "Otto", channel_id="101")
    await attic.hear("Otto, are you there?", ZOE, message_id="m-attic")
    await attic.hear("I am.", ANA, message_id="m-ana")
    erased = await stage.stores.mailbox.forget(ZOE.id)
    assert erased == {stage.id: 1, attic.id: 1}
    assert await traces(stage) == []
    assert [event.text for event in await attic.events() if event.kind == "said"] == ["", "I am."]
    assert await stage.stores.mailbox.forget(ZOE.id) == {}
