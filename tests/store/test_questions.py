"""Questions asked with a command: kept before they are shown, perceived once they are."""

import pytest

from tests.store.stage import ANA, CHANNEL, Stage, grant_unread, nobody, says, stops_on_stop
from troupe.core.errors import Conflict
from troupe.ports import PublicQuestion
from troupe.worlds.outbox import PutOff, RowStatus, Sent
from troupe.worlds.transcript import Delivery, Event, HumanMessage
from troupe.worlds.world import WorldStatus

SHOWN = "**Ana** → **Lisa**: Is there soup?"


def a_question(stage: Stage, text: str = "Is there soup?") -> HumanMessage:
    return HumanMessage(
        channel_id=CHANNEL,
        place=CHANNEL,
        message_id="i500",
        order=500,
        author=ANA,
        text=text,
        at=stage.clock.now(),
        addressed=(stage.people[0].id,),
    )


async def asked(stage: Stage, text: str = "Is there soup?") -> PublicQuestion:
    return await stage.stores.mailbox.ask(stage.id, a_question(stage, text), SHOWN, 20, stops_on_stop)


async def by_humans(stage: Stage) -> list[Event]:
    return [event for event in await stage.events() if event.author.kind == "human"]


async def test_a_question_is_perceived_under_its_message_once_it_is_shown(stage: Stage) -> None:
    row = (await asked(stage)).row
    assert (row.kind, row.status, row.text) == ("question", RowStatus.SENDING, SHOWN)
    (event,) = await by_humans(stage)
    assert (event.heard, event.message_id, event.delivery) == (None, None, Delivery.PENDING)
    assert (await stage.claim(grant_unread)).turns == ()
    await stage.stores.outbox.settle(row.id, Sent(message_id="m501"))
    (event,) = await by_humans(stage)
    assert (event.text, event.message_id, event.addressed) == ("Is there soup?", "m501", (stage.people[0].id,))
    turns = (await stage.claim(grant_unread)).turns
    assert {turn.person_id for turn in turns} == {person.id for person in stage.people}
    assert await stage.stores.mailbox.last_order(stage.id, CHANNEL) == 500


async def test_a_question_whose_process_died_is_doubtful_until_seen_and_posted_if_it_never_is(
    stage: Stage,
) -> None:
    row = (await asked(stage)).row
    await stage.clock.advance(3600)
    head = await stage.stores.outbox.head(stage.id)
    assert head is not None
    assert (head.id, head.status) == (row.id, RowStatus.UNKNOWN)
    await stage.stores.outbox.retry(row.id)
    assert (await stage.send_head("m502")).text == SHOWN
    (event,) = await by_humans(stage)
    assert event.message_id == "m502"
    assert event.heard is not None
    assert event.at == stage.clock.now()


async def test_a_question_seen_on_the_gateway_is_shown(stage: Stage) -> None:
    await asked(stage)
    outbox = stage.stores.outbox
    assert await outbox.echo("", "", "**Ana** → **Lisa**: Another?", CHANNEL, "m1") is None
    assert await outbox.echo("", "", SHOWN, CHANNEL, "m2") == stage.id
    assert [event.message_id for event in await by_humans(stage)] == ["m2"]


async def test_a_stop_after_the_question_was_put_off_takes_it_back(stage: Stage) -> None:
    row = (await asked(stage)).row
    await stage.stores.outbox.settle(row.id, PutOff(not_before=stage.clock.now(), reason="expired"))
    await stage.stores.worlds.halt(stage.id, "Ben")
    assert [event.delivery for event in await by_humans(stage)] == [Delivery.CANCELLED]


async def test_a_question_that_says_stop_stops(stage: Stage) -> None:
    assert (await asked(stage, "stop")).stopped is not None
    assert (await stage.stores.worlds.get(stage.id)).status is WorldStatus.STOPPED


async def test_nobody_is_asked_in_a_world_that_is_silent_or_muted(stage: Stage) -> None:
    await stage.stores.mutes.toggle(stage.id, ANA)
    with pytest.raises(Conflict, match="muted"):
        await asked(stage)
    await stage.stores.mutes.toggle(stage.id, ANA)
    await stage.stores.worlds.halt(stage.id, "Ben")
    with pytest.raises(Conflict, match="silent"):
        await asked(stage)
    assert not await by_humans(stage)


async def test_what_is_said_goes_out_behind_the_question_before_it(stage: Stage) -> None:
    await stage.hear("Lisa?")
    turn = (await stage.claim(grant_unread)).turns[0]
    row = (await asked(stage)).row
    await stage.commit(turn, says("Yes?"))
    assert (await stage.stores.worlds.counts(stage.id)).unsent == 2
    await stage.stores.outbox.settle(row.id, Sent(message_id="m9"))
    assert (await stage.send_head("m10")).text == "Yes?"


async def test_a_question_in_the_air_keeps_nobody_from_the_floor(stage: Stage) -> None:
    for _ in range(stage.world.caps.unsent):
        await asked(stage)
    await stage.hear("And you?")
    assert (await stage.claim(nobody)).decision is not None


async def test_an_erased_question_needs_no_deletion_where_it_was_deleted(stage: Stage) -> None:
    row = (await asked(stage)).row
    await stage.stores.outbox.settle(row.id, Sent(message_id="m9"))
    assert await stage.stores.mailbox.erase(stage.id, ["m9"]) == 1
    assert await stage.stores.outbox.head(stage.id) is None  # it is gone from the channel already
