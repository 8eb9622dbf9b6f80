"""Rows whose sending was cut off: where they are searched for, and how they come back."""

from datetime import timedelta

from tests.store.stage import Stage, only, outcome, says
from tests.store.test_outbox import head, mark, speak, speech
from troupe.worlds.action import React
from troupe.worlds.outbox import RowStatus, Sent, Unknown
from troupe.worlds.transcript import Delivery


async def lose(stage: Stage) -> str:
    """The first row is sent and its answer lost; its id."""
    row = await mark(stage, await head(stage))
    await stage.stores.outbox.settle(row.id, Unknown(reason="reset"))
    return row.id


async def test_a_line_that_did_not_arrive_is_on_its_way_again_and_no_longer_unknown(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await lose(stage)
    assert (await speech(stage, "Hello.")).delivery is Delivery.UNKNOWN
    await stage.clock.advance(10)
    await stage.stores.outbox.retry(row)
    assert (await speech(stage, "Hello.")).delivery is Delivery.PENDING
    assert (await stage.send_head("d1")).id == row
    assert (await speech(stage, "Hello.")).delivery is Delivery.SENT


async def test_a_line_to_be_sent_again_is_due_at_once(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await lose(stage)
    assert await stage.database.due(stage.clock.now()) == ()
    await stage.stores.outbox.retry(row)
    assert await stage.database.due(stage.clock.now()) == (stage.world.key,)


async def test_only_a_row_in_doubt_is_sent_again(stage: Stage) -> None:
    """A retry that comes late (the echo settled the row meanwhile) must not send it twice."""
    await speak(stage, "Hello.")
    row = await lose(stage)
    await stage.stores.outbox.settle(row, Sent(message_id="d1", webhook_id="w1"))
    await stage.stores.outbox.retry(row)
    assert await stage.stores.outbox.head(stage.id) is None
    assert (await speech(stage, "Hello.")).delivery is Delivery.SENT


async def test_a_row_in_flight_is_not_sent_again(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await mark(stage, await head(stage))
    await stage.stores.outbox.retry(row.id)
    assert (await head(stage)).status is RowStatus.SENDING


async def test_a_row_in_doubt_is_looked_at_ten_seconds_after_its_attempt(stage: Stage) -> None:
    await speak(stage, "Hello.")
    begun = stage.clock.now()
    row = await mark(stage, await head(stage))
    await stage.clock.advance(4)
    await stage.stores.outbox.settle(row.id, Unknown(reason="reset"))
    assert await stage.database.next_wake() == begun + timedelta(seconds=10)


async def test_the_search_starts_behind_the_latest_of_several_messages(stage: Stage) -> None:
    for number, text in enumerate(("One.", "Two.", "Three.")):
        await speak(stage, text)
        await stage.send_head(f"d{number}")
    await speak(stage, "Four.")
    await lose(stage)
    assert (await head(stage)).after_message == "d2"


async def test_with_nothing_sent_before_the_search_has_no_message_to_start_from(stage: Stage) -> None:
    await speak(stage, "One.")
    await lose(stage)
    assert (await head(stage)).after_message is None


async def test_a_reaction_is_no_message_to_search_behind(stage: Stage) -> None:
    """A reaction sits on an older message of a human, often the oldest of all: nothing is posted as its id."""
    await speak(stage, "One.")
    await stage.send_head("d1")
    await stage.hear("Nice")
    turn = (await stage.claim(only(stage.people[1].id))).turns[0]
    await stage.commit(turn, outcome(React(content="👍")))
    await stage.send_head("m1")
    await speak(stage, "Two.")
    await lose(stage)
    assert (await head(stage)).after_message == "d1"


async def test_the_search_starts_in_the_place_of_the_row(stage: Stage) -> None:
    await speak(stage, "In the channel.")
    await stage.send_head("d1")
    starts: list[str | None] = []
    for message_id in ("t1", "t2"):
        await stage.hear("And here?", place="thread-9")
        turn = (await stage.claim(only(stage.people[0].id))).turns[0]
        await stage.commit(turn, says("In the thread."))
        row = await lose(stage)
        found = await head(stage)
        assert found.place == "thread-9"
        starts.append(found.after_message)
        await stage.stores.outbox.settle(row, Sent(message_id=message_id, webhook_id="w1"))
    assert starts == [None, "t1"]
