"""The outbox: one attempt a mark, in order, and nothing sent after a stop."""

import asyncio
from datetime import timedelta

import db
from tests.store.stage import Stage, nobody, only, persona, says
from troupe.core.clock import ManualClock
from troupe.core.ids import seeded_ids
from troupe.ports import Database, NewWorld, Stores
from troupe.worlds.outbox import (
    Attempt,
    Failed,
    Offer,
    OutboxRow,
    PutOff,
    RowStatus,
    Sent,
    Unknown,
)
from troupe.worlds.transcript import Delivery, Event


async def speak(stage: Stage, text: str, who: int = 0) -> None:
    """A line of someone, queued."""
    await stage.hear("And?")
    turn = (await stage.claim(only(stage.people[who].id))).turns[0]
    await stage.commit(turn, says(text))


async def head(stage: Stage) -> OutboxRow:
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    return row


async def mark(stage: Stage, row: OutboxRow, lease: float = 30) -> OutboxRow:
    marked = await stage.stores.outbox.mark(row.id, "test", lease)
    assert marked is not None
    return marked


async def speech(stage: Stage, text: str) -> Event:
    return next(event for event in await stage.events() if event.text == text)


async def test_a_row_is_marked_once(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await head(stage)
    marked = await mark(stage, row)
    assert (marked.status, marked.attempts, marked.marked_at) == (RowStatus.SENDING, 1, stage.clock.now())
    assert await stage.stores.outbox.mark(row.id, "other", 30) is None
    assert (await head(stage)).status is RowStatus.SENDING


async def test_only_the_first_row_of_a_world_may_be_sent(stage: Stage) -> None:
    await speak(stage, "One.")
    first = await head(stage)
    await speak(stage, "Two.", who=1)
    assert (await head(stage)).id == first.id
    await stage.send_head("d1")
    second = await head(stage)
    assert (second.text, second.seq) == ("Two.", first.seq + 1)


async def test_a_stop_and_a_mark_race_and_one_of_them_wins_cleanly(
    database_url: str, stage: Stage, clock: ManualClock
) -> None:
    """Whichever comes first: after the stop committed no row can be marked, and a marked row is not cancelled."""
    other = await db.open(database_url, clock=clock, ids=seeded_ids(99))
    twin = other.tenant("guild:1")
    for attempt in range(5):
        await speak(stage, f"Line {attempt}")
        row = await head(stage)
        marked, _ = await asyncio.gather(
            stage.stores.outbox.mark(row.id, "test", 30), twin.worlds.halt(stage.id, "Ana")
        )
        assert await stage.stores.outbox.mark(row.id, "test", 30) is None
        delivery = (await speech(stage, f"Line {attempt}")).delivery
        assert delivery is (Delivery.CANCELLED if marked is None else Delivery.PENDING)
        if marked is not None:
            await stage.stores.outbox.settle(row.id, Sent(message_id=f"d{attempt}"))
        assert await stage.stores.outbox.head(stage.id) is None
        await stage.stores.worlds.resume(stage.id, "Ana")
    await other.close()


async def test_a_row_in_flight_at_the_stop_may_land_and_is_heard(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await mark(stage, await head(stage))
    await stage.stores.worlds.halt(stage.id, "Ana")
    await stage.stores.outbox.settle(row.id, Sent(message_id="d1"))
    event = await speech(stage, "Hello.")
    assert (event.delivery, event.heard) == (Delivery.SENT, 2)
    await stage.stores.worlds.resume(stage.id, "Ana")
    assert (await stage.claim()).decision is None


async def test_a_row_cut_off_before_the_stop_is_never_sent_after_it(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await mark(stage, await head(stage))
    await stage.stores.outbox.settle(row.id, Unknown(reason="reset"))
    await stage.stores.worlds.halt(stage.id, "Ana")
    await stage.stores.worlds.resume(stage.id, "Ana")
    await stage.stores.outbox.retry(row.id)
    assert await stage.stores.outbox.head(stage.id) is None
    assert (await speech(stage, "Hello.")).delivery is Delivery.CANCELLED


async def test_a_row_put_off_before_the_stop_is_cancelled_when_it_comes_back(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await mark(stage, await head(stage))
    await stage.stores.worlds.halt(stage.id, "Ana")
    await stage.stores.outbox.settle(row.id, PutOff(not_before=stage.clock.now(), reason="429"))
    assert await stage.stores.outbox.head(stage.id) is None
    assert (await speech(stage, "Hello.")).delivery is Delivery.CANCELLED


async def test_a_put_off_row_waits_and_then_goes(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await mark(stage, await head(stage))
    until = stage.clock.now() + timedelta(seconds=5)
    await stage.stores.outbox.settle(row.id, PutOff(not_before=until, reason="429"))
    waiting = await head(stage)
    assert (waiting.status, waiting.not_before) == (RowStatus.PENDING, until)
    assert waiting.blocked_since == stage.clock.now()
    assert await stage.stores.outbox.mark(row.id, "test", 30) is None
    await stage.claim(nobody)
    assert await stage.database.due(stage.clock.now()) == ()
    assert await stage.database.next_wake() == until
    await stage.clock.advance(5)
    assert await stage.database.due(stage.clock.now()) == (stage.world.key,)
    await stage.send_head("d1")
    assert (await speech(stage, "Hello.")).delivery is Delivery.SENT


async def test_a_head_blocked_for_a_minute_fails_and_lets_the_next_go(stage: Stage) -> None:
    await speak(stage, "Stuck.")
    await speak(stage, "Next.", who=1)
    for _ in range(7):
        row = await head(stage)
        if row.text == "Next.":
            break
        await mark(stage, row)
        put_off = PutOff(not_before=stage.clock.now() + timedelta(seconds=10), reason="429")
        await stage.stores.outbox.settle(row.id, put_off)
        await stage.clock.advance(10.5)
    assert (await head(stage)).text == "Next."
    stuck = await speech(stage, "Stuck.")
    assert (stuck.delivery, stuck.heard) == (Delivery.FAILED, None)


async def test_a_failed_line_stays_visible_and_unwitnessed(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await mark(stage, await head(stage))
    await stage.stores.outbox.settle(row.id, Failed(reason="403"))
    event = await speech(stage, "Hello.")
    assert (event.delivery, event.heard) == (Delivery.FAILED, None)
    await stage.hear("Hm?")
    for turn in (await stage.claim(only(*(person.id for person in stage.people)))).turns:
        assert all(line.text != "Hello." for line in turn.scene.history)


async def test_settling_twice_changes_nothing(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await stage.send_head("d1")
    before = await stage.events()
    await stage.stores.outbox.settle(row.id, Failed(reason="late"))
    await stage.stores.outbox.settle(row.id, Sent(message_id="d2"))
    assert await stage.events() == before


async def test_a_row_that_may_have_arrived_is_searched_for_after_the_message_before_it(stage: Stage) -> None:
    await speak(stage, "One.")
    await stage.send_head("d1")
    await speak(stage, "Two.", who=1)
    row = await mark(stage, await head(stage))
    await stage.stores.outbox.settle(row.id, Unknown(reason="reset"))
    assert (await head(stage)).after_message == "d1"


async def test_a_lease_that_ran_out_in_mid_send_is_unknown_until_the_history_tells(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await mark(stage, await head(stage), lease=30)
    marked_at = stage.clock.now()
    await stage.clock.advance(31)
    lost = await head(stage)
    assert (lost.status, lost.marked_at) == (RowStatus.UNKNOWN, marked_at)
    assert (await speech(stage, "Hello.")).delivery is Delivery.UNKNOWN
    assert await stage.stores.outbox.mark(row.id, "test", 30) is None
    await stage.stores.outbox.retry(row.id)
    assert (await head(stage)).status is RowStatus.PENDING
    sent = await stage.send_head("d1")
    assert sent.attempts == 2


async def test_an_unknown_row_found_in_the_history_is_sent(stage: Stage) -> None:
    await speak(stage, "Hello.")
    row = await mark(stage, await head(stage))
    await stage.stores.outbox.settle(row.id, Unknown(reason="time-out"))
    assert await stage.database.next_wake() == stage.clock.now() + timedelta(seconds=10)
    assert not await stage.stores.outbox.bound("d1")
    await stage.stores.outbox.settle(row.id, Sent(message_id="d1"))
    assert await stage.stores.outbox.bound("d1")
    assert (await speech(stage, "Hello.")).heard == 2


async def test_our_own_echo_settles_the_row_in_flight(stage: Stage) -> None:
    await speak(stage, "Hello  there.")
    outbox = stage.stores.outbox
    assert await outbox.echo("w1", "Lisa", "Hello there.", "100", "d1") is None
    row = await mark(stage, await head(stage))
    assert await outbox.echo("w1", "Oscar", "Hello there.", "100", "d1") is None
    assert await outbox.echo("w1", "Lisa", "Something else", "100", "d1") is None
    assert await outbox.echo("w1", "Lisa", "Hello there.", "thread", "d1") is None
    assert await outbox.echo("w1", "Lisa", "Hello there.", "100", "d1") == stage.id
    await outbox.settle(row.id, Sent(message_id="d1", webhook_id="w1"))
    assert (await speech(stage, "Hello  there.")).message_id == "d1"


async def test_an_echo_bound_to_another_row_settles_nothing(stage: Stage) -> None:
    await speak(stage, "Yes.")
    await stage.send_head("d1")
    await speak(stage, "Yes.")
    await mark(stage, await head(stage))
    assert await stage.stores.outbox.echo("w1", "Lisa", "Yes.", "100", "d1") is None
    assert await stage.stores.outbox.echo("w1", "Lisa", "Yes.", "100", "d2") == stage.id


async def test_a_long_speech_is_heard_when_its_last_part_arrived(stage: Stage) -> None:
    text = ("A sentence that goes on. " * 200).strip()
    await speak(stage, text)
    first = await stage.send_head("d1")
    assert (first.part, first.parts) == (0, 3)
    assert (await speech(stage, text)).heard is None
    await stage.send_head("d2")
    last = await stage.send_head("d3")
    assert (last.part, len(last.text) <= 2000) == (2, True)
    event = await speech(stage, text)
    assert (event.heard, event.delivery, event.message_id) == (2, Delivery.SENT, "d1")
    assert await stage.stores.mailbox.person_of_message("d3") == stage.people[0].id


async def test_when_a_part_fails_the_rest_is_not_sent(stage: Stage) -> None:
    text = ("A sentence that goes on. " * 200).strip()
    await speak(stage, text)
    await stage.send_head("d1")
    row = await mark(stage, await head(stage))
    await stage.stores.outbox.settle(row.id, Failed(reason="403"))
    assert await stage.stores.outbox.head(stage.id) is None
    event = await speech(stage, text)
    assert (event.delivery, event.heard) == (Delivery.FAILED, None)


async def test_a_notice_goes_out_as_the_bot_even_while_stopped(stage: Stage) -> None:
    await stage.stores.worlds.halt(stage.id, "Ana", "Stopped.")
    await stage.stores.outbox.notice(stage.id, "Missing permission.", place="thread-9")
    await stage.stores.worlds.resume(stage.id, "Ana")
    first = await stage.send_head("n1")
    second = await stage.send_head("n2")
    assert (first.kind, first.text, first.name) == ("notice", "Stopped.", "")
    assert (second.text, second.place) == ("Missing permission.", "thread-9")
    assert (await stage.claim()).decision is None


async def pinned_world(database: Database) -> tuple[Stores, str]:
    stores = database.tenant("guild:1")
    new = NewWorld(
        name="lounge", channel_id="300", notice="Welcome.", offers=(Offer.MUTE, Offer.STOP), pinned=True
    )
    return stores, (await stores.worlds.open(new, [persona("Lisa")])).id


async def deliver(stores: Stores, world_id: str, attempt: Attempt) -> OutboxRow:
    row = await stores.outbox.head(world_id)
    assert row is not None
    assert await stores.outbox.mark(row.id, "test", 30.0) is not None
    await stores.outbox.settle(row.id, attempt)
    return row


async def test_a_notice_offers_what_it_offers_and_is_pinned_once_it_is_sent(database: Database) -> None:
    stores, world_id = await pinned_world(database)
    notice = await deliver(stores, world_id, Sent(message_id="900"))
    assert (notice.kind, notice.offers) == ("notice", (Offer.MUTE, Offer.STOP))
    pin = await deliver(stores, world_id, Sent(message_id="900"))
    assert (pin.kind, pin.target_message, pin.offers) == ("pin", "900", ())
    assert await stores.outbox.head(world_id) is None


async def test_a_pin_that_is_refused_takes_nothing_from_the_notice(database: Database) -> None:
    stores, world_id = await pinned_world(database)
    await deliver(stores, world_id, Sent(message_id="900"))
    await deliver(stores, world_id, Failed(reason="no permission"))
    notice = next(e for e in await stores.transcripts.read(world_id) if e.kind == "notice")
    assert notice.delivery is Delivery.SENT


async def test_what_was_not_posted_is_not_pinned(database: Database) -> None:
    stores, world_id = await pinned_world(database)
    await deliver(stores, world_id, Failed(reason="no permission"))
    assert await stores.outbox.head(world_id) is None
