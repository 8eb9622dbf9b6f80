"""Worlds and casts: opening once, epochs, presence, and the wall between tenants."""

import asyncio
from datetime import datetime, timedelta

import pytest

import db
from tests.store.stage import CHANNEL, Stage, grant_unread, never_stops, open_stage, persona, says
from troupe.core.clock import ManualClock
from troupe.core.errors import BadInput, Conflict, NotFound
from troupe.core.ids import seeded_ids
from troupe.people.persona.persona import Persona
from troupe.ports import Database, NewWorld
from troupe.worlds.outbox import Sent
from troupe.worlds.transcript import Delivery, HumanAuthor, HumanMessage
from troupe.worlds.turn import CommitStatus
from troupe.worlds.world import Mode, WorldStatus


async def test_a_channel_has_one_world_until_it_is_closed(stage: Stage) -> None:
    worlds = stage.stores.worlds
    with pytest.raises(Conflict):
        await worlds.open(NewWorld(name="again", channel_id=CHANNEL), [])
    assert (await worlds.at_channel(CHANNEL)) == await worlds.get(stage.id)
    closed = await worlds.close(stage.id, "Ana", "Goodbye.")
    assert closed.status is WorldStatus.CLOSED
    assert await worlds.at_channel(CHANNEL) is None
    again = await worlds.open(NewWorld(name="again", channel_id=CHANNEL), [])
    assert await worlds.all() == (again,)
    assert len(await worlds.all(closed=True)) == 2
    assert (await stage.send_head("n1")).text == "Goodbye."


async def test_two_processes_opening_the_same_channel_open_one(
    database_url: str, database: Database, clock: ManualClock
) -> None:
    other = await db.open(database_url, clock=clock, ids=seeded_ids(99))
    new = NewWorld(name="lounge", channel_id="55")
    results = await asyncio.gather(
        *(one.tenant("guild:1").worlds.open(new, [persona("Lisa")]) for one in (database, other) * 3),
        return_exceptions=True,
    )
    await other.close()
    assert sum(isinstance(result, Conflict) for result in results) == 5
    assert len(await database.tenant("guild:1").worlds.all()) == 1


async def test_opening_seats_the_cast_and_posts_the_notice(database: Database) -> None:
    stores = database.tenant("guild:1")
    new = NewWorld(name="lounge", channel_id="7", notice="Simulated people live here.")
    world = await stores.worlds.open(new, [persona("Lisa"), persona("Oscar")])
    assert [(person.seat, person.name) for person in await stores.casts.of(world.id)] == [
        (0, "Lisa"),
        (1, "Oscar"),
    ]
    row = await stores.outbox.head(world.id)
    assert row is not None
    assert (row.kind, row.text, row.place) == ("notice", "Simulated people live here.", "7")


async def test_a_failed_opening_leaves_nothing(database: Database) -> None:
    stores = database.tenant("guild:1")
    with pytest.raises(Conflict):
        await stores.worlds.open(NewWorld(name="twins", channel_id="7"), [persona("Lisa"), persona("LISA ")])
    assert await stores.worlds.all(closed=True) == ()


async def test_a_stop_voids_turns_and_takes_back_what_is_unsent(stage: Stage) -> None:
    await stage.hear("Hello")
    lisa, oscar, _ = (await stage.claim()).turns
    await stage.commit(lisa, says("Hi."))
    stopped = await stage.stores.worlds.halt(stage.id, "Ana")
    assert (stopped.status, stopped.epoch, stopped.wake_at) == (WorldStatus.STOPPED, 1, None)
    assert await stage.stores.worlds.halt(stage.id, "Ben") == stopped
    assert await stage.stores.outbox.head(stage.id) is None
    late = await stage.commit(oscar, says("Hello."))
    assert late.status is CommitStatus.DISCARDED
    spend = await stage.stores.budgets.today()
    assert (spend.usage.calls, spend.reserved.tokens) == (2, 0)
    hi = next(event for event in await stage.events() if event.text == "Hi.")
    assert hi.delivery is Delivery.CANCELLED
    await stage.hear("Anyone?")
    assert (await stage.claim()).decision is None
    assert await stage.database.due(stage.clock.now()) == ()


async def test_after_a_resume_silence_is_not_made_up_for(stage: Stage) -> None:
    await stage.stores.worlds.halt(stage.id, "Ana")
    await stage.hear("Said during the stop")
    resumed = await stage.stores.worlds.resume(stage.id, "Ana")
    assert (resumed.status, resumed.epoch) == (WorldStatus.OPEN, 2)
    assert (await stage.claim()).decision is None
    await stage.hear("Back again")
    history = (await stage.claim()).turns[0].scene.history
    assert [event.text for event in history] == ["Said during the stop", "Back again"]


async def test_after_a_pause_what_came_in_is_looked_at(stage: Stage) -> None:
    paused = await stage.stores.worlds.pause(stage.id, "Manage Webhooks is missing")
    assert paused.status is WorldStatus.PAUSED
    await stage.hear("Said during the pause")
    await stage.stores.worlds.resume(stage.id, "Ana")
    assert len((await stage.claim()).turns) == 3
    kinds = [(event.kind, event.text) for event in await stage.events()]
    assert ("paused", "Manage Webhooks is missing") in kinds


async def test_a_call_from_before_the_stop_is_not_answered_after_the_resume(stage: Stage) -> None:
    await stage.hear("Cleo, hello?")
    await stage.stores.worlds.halt(stage.id, "Ana")
    await stage.stores.worlds.resume(stage.id, "Ana")
    await stage.hear("Back again")
    turn = (await stage.claim()).turns[0]
    unread = [event.text for event in turn.scene.history if event.id in turn.scene.unread]
    assert unread == ["Back again"]


async def test_a_turn_that_a_pause_made_void_is_taken_again_after_it(stage: Stage) -> None:
    await stage.one_turn()
    await stage.stores.worlds.pause(stage.id, "Manage Webhooks is missing")
    await stage.stores.worlds.resume(stage.id, "Ana")
    assert len(await stage.database.due(stage.clock.now())) == 1
    assert len((await stage.claim()).turns) == 3


async def test_a_stop_outlasts_a_pause_and_a_close_everything(stage: Stage) -> None:
    worlds = stage.stores.worlds
    await worlds.halt(stage.id, "Ana")
    assert (await worlds.pause(stage.id, "broken")).status is WorldStatus.STOPPED
    await worlds.close(stage.id, "Ana")
    assert (await worlds.halt(stage.id, "Ana")).status is WorldStatus.CLOSED
    with pytest.raises(Conflict):
        await worlds.resume(stage.id, "Ana")
    with pytest.raises(Conflict):
        await stage.stores.casts.add(stage.id, *persona("Pia"))
    assert (await stage.hear("Hello?")).event is None


async def test_a_turn_claimed_before_stop_and_resume_stays_void(stage: Stage) -> None:
    turn = await stage.one_turn()
    await stage.stores.worlds.halt(stage.id, "Ana")
    await stage.stores.worlds.resume(stage.id, "Ana")
    assert (await stage.commit(turn, says("Hi."))).status is CommitStatus.DISCARDED
    assert not await stage.stores.turns.renew(turn, 60)


async def test_setting_the_mode_is_in_the_record(stage: Stage) -> None:
    world = await stage.stores.worlds.set_mode(stage.id, Mode.ROUNDTABLE, "Ana")
    assert world.mode is Mode.ROUNDTABLE
    assert (await stage.events())[-1].text == "mode roundtable, set by Ana"


async def test_a_name_is_taken_while_its_owner_is_here(stage: Stage) -> None:
    casts = stage.stores.casts
    with pytest.raises(Conflict, match="Lisa is here already"):
        await casts.add(stage.id, *persona("Lisa"))
    removed = await casts.remove(stage.id, stage.people[0].id)
    assert not removed.present
    again = await casts.add(stage.id, *persona("Lisa"))
    assert (again.seat, again.id != removed.id) == (3, True)
    with pytest.raises(NotFound):
        await casts.remove(stage.id, removed.id)


async def test_who_is_removed_is_voided_and_unsaid(stage: Stage) -> None:
    await stage.hear("Hello")
    lisa, oscar, _ = (await stage.claim()).turns
    await stage.commit(lisa, says("Hi."))
    await stage.stores.casts.remove(stage.id, lisa.person_id)
    await stage.stores.casts.remove(stage.id, oscar.person_id)
    assert await stage.stores.outbox.head(stage.id) is None
    assert (await stage.commit(oscar, says("Hello."))).status is CommitStatus.DISCARDED
    kinds = [event.kind for event in await stage.events()]
    assert kinds.count("left") == 2


async def test_a_persona_comes_back_whole(database: Database) -> None:
    stores = database.tenant("guild:1")
    document = {"name": "Åsa", "shoe size": 39, "beliefs": ["Tea first."], "lore": {"harbour": "She rows."}}
    _, ref = persona("Åsa")
    made = Persona.model_validate(document)
    world = await stores.worlds.open(NewWorld(name="w"), [(made, ref)])
    (person,) = await stores.casts.of(world.id)
    assert person.persona.model_dump(mode="json") == document
    assert person.ref == ref


async def test_typing_reaches_the_floor(stage: Stage) -> None:
    until = stage.clock.now() + timedelta(seconds=8)
    await stage.stores.worlds.typing(stage.id, until)
    await stage.hear("Hello")
    seen: list[datetime | None] = []
    await stage.claim(lambda view: (seen.append(view.typing_until), grant_unread(view))[1])
    assert seen == [until]


async def test_counts_tell_how_it_stands(stage: Stage) -> None:
    await stage.hear("Hello")
    turns = (await stage.claim()).turns
    await stage.commit(turns[0], says("Hi."))
    counts = await stage.stores.worlds.counts(stage.id)
    assert (counts.people, counts.open_turns, counts.unsent) == (3, 2, 1)
    assert counts.last_decision == "whoever has something unread"
    assert counts.events == len(await stage.events())


async def test_a_tenant_sees_nothing_of_another(stage: Stage, database: Database) -> None:
    """Every method that takes an id, called with the ids of another tenant."""
    turn = await stage.one_turn("Secret")
    await stage.commit(turn, says("Hush."))
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    theirs = database.tenant("guild:2")
    message = HumanMessage(
        channel_id=CHANNEL,
        place=CHANNEL,
        message_id="m9",
        order=9,
        author=HumanAuthor(id="1", name="Eve"),
        text="x",
        at=stage.clock.now(),
    )
    now, lisa = stage.clock.now(), stage.people[0].id
    calls = [
        theirs.worlds.get(stage.id),
        theirs.worlds.halt(stage.id, "Eve"),
        theirs.worlds.resume(stage.id, "Eve"),
        theirs.worlds.pause(stage.id, "x"),
        theirs.worlds.close(stage.id, "Eve"),
        theirs.worlds.set_mode(stage.id, Mode.MANUAL, "Eve"),
        theirs.worlds.typing(stage.id, now),
        theirs.worlds.counts(stage.id),
        theirs.casts.add(stage.id, *persona("Eve")),
        theirs.casts.remove(stage.id, lisa),
        theirs.casts.of(stage.id),
        theirs.mailbox.post(stage.id, message, never_stops),
        theirs.mailbox.revise(stage.id, "m1", "x", now),
        theirs.mailbox.erase(stage.id, ["m1"]),
        theirs.mailbox.last_order(stage.id, CHANNEL),
        theirs.mailbox.places(stage.id),
        theirs.turns.renew(turn, 60),
        theirs.outbox.head(stage.id),
        theirs.outbox.mark(row.id, "eve", 30),
        theirs.outbox.settle(row.id, Sent(message_id="d1")),
        theirs.outbox.retry(row.id),
        theirs.outbox.notice(stage.id, "x"),
        theirs.transcripts.read(stage.id),
        theirs.transcripts.decisions(stage.id),
        theirs.transcripts.states(stage.id),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            await call
    assert await theirs.worlds.at_channel(CHANNEL) is None
    assert await theirs.worlds.all(closed=True) == ()
    assert (await theirs.budgets.today()).usage.calls == 0
    await stage.send_head("d1")
    assert await theirs.mailbox.person_of_message("d1") is None
    assert not await theirs.outbox.bound("d1")
    assert await database.tenants() == ("guild:1",)


async def test_two_tenants_share_a_database_and_nothing_else(database: Database, clock: ManualClock) -> None:
    ours = await open_stage(database, clock, "Lisa")
    theirs = database.tenant("guild:2")
    world = await theirs.worlds.open(NewWorld(name="same", channel_id=CHANNEL), [persona("Lisa")])
    await ours.hear("Hello", message_id="m")
    assert (await theirs.transcripts.read(world.id))[-1].kind == "joined"
    assert await database.due(clock.now()) == (ours.world.key,)


async def test_an_empty_tenant_is_refused(database: Database) -> None:
    with pytest.raises(BadInput):
        database.tenant("")
