"""The roundtable: answers held, revealed in seat order in one transaction, a missing one visible."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from db.schema.tables.world_tables import PersonRow
from db.tx.transaction import Tx
from tests.store.stage import Stage, always_adds, says, thinks, together
from troupe.core.usage import Usage
from troupe.worlds.outbox import OutboxRow
from troupe.worlds.turn import CommitStatus, Turn


async def opened(stage: Stage) -> tuple[Turn, ...]:
    await stage.hear("What do you all think?")
    turns = (await stage.claim(together)).turns
    assert len(turns) == 3
    assert all(turn.scene.together for turn in turns)
    return turns


async def queued(stage: Stage) -> list[str]:
    rows: list[OutboxRow] = []
    for number in range(9):
        if await stage.stores.outbox.head(stage.id) is None:
            break
        rows.append(await stage.send_head(f"q{number}"))
    return [row.text for row in rows]


async def test_answers_are_held_and_revealed_in_seat_order(stage: Stage) -> None:
    lisa, oscar, marta = await opened(stage)
    assert (await stage.commit(marta, says("Third."))).status is CommitStatus.HELD
    assert (await stage.commit(oscar, says("Second."))).status is CommitStatus.HELD
    assert await stage.stores.outbox.head(stage.id) is None
    assert await stage.said() == [("Ana", "What do you all think?")]
    assert (await stage.commit(lisa, says("First."))).status is CommitStatus.COMMITTED
    assert await queued(stage) == ["First.", "Second.", "Third."]


async def test_in_a_headless_world_the_reveal_is_heard_in_seat_order(headless: Stage) -> None:
    lisa, oscar, marta = await opened(headless)
    for turn, text in ((oscar, "Second."), (marta, "Third."), (lisa, "First.")):
        await headless.commit(turn, says(text))
    said = [event for event in await headless.events() if event.kind == "said"]
    assert [(event.heard, event.text) for event in said[1:]] == [(2, "First."), (3, "Second."), (4, "Third.")]


async def test_a_held_answer_given_twice_is_held_once(stage: Stage) -> None:
    lisa, _, _ = await opened(stage)
    assert (await stage.commit(lisa, says("First."))).status is CommitStatus.HELD
    assert (await stage.commit(lisa, says("Changed my mind."))).status is CommitStatus.HELD
    assert (await stage.stores.budgets.today()).usage.calls == 1


async def test_silence_and_failure_settle_a_member(stage: Stage) -> None:
    lisa, oscar, marta = await opened(stage)
    await stage.commit(lisa, thinks("Nothing to say."))
    await stage.commit(marta, says("I have."))
    await stage.stores.turns.fail(oscar, "no answer from the model", Usage())
    assert await queued(stage) == ["I have."]
    assert "no_answer" not in {event.kind for event in await stage.events()}


async def test_past_the_deadline_a_missing_answer_is_a_visible_event(stage: Stage) -> None:
    lisa, oscar, marta = await opened(stage)
    await stage.commit(marta, says("I am ready."))
    await stage.commit(lisa, says("So am I."))
    limit = stage.world.caps.round_limit
    assert await stage.stores.turns.renew(oscar, limit + 60)
    assert await stage.database.next_wake() == stage.clock.now() + timedelta(seconds=limit)
    await stage.clock.advance(limit)
    assert await stage.database.due(stage.clock.now()) == (stage.world.key,)
    claimed = await stage.claim(together)
    assert claimed.revealed
    assert await queued(stage) == ["So am I.", "Oscar gave no answer.", "I am ready."]
    late = await stage.commit(oscar, says("Wait!"))
    assert late.status is CommitStatus.DISCARDED
    assert "no_answer" in {event.kind for event in await stage.events()}
    assert (await stage.stores.budgets.today()).reserved.tokens == 0


async def test_the_claim_that_opens_a_round_says_when_to_look_again(stage: Stage) -> None:
    await stage.hear("What do you all think?")
    claimed = await stage.claim(together)
    assert claimed.wake_at == stage.clock.now() + timedelta(seconds=stage.world.caps.round_limit)


async def test_nobody_hears_another_before_the_reveal(headless: Stage) -> None:
    lisa, oscar, marta = await opened(headless)
    await headless.commit(lisa, says("My secret."))
    await headless.hear("Take your time")
    again = await headless.commit(oscar, says("Mine."), always_adds)
    assert again.turn is not None
    assert all(event.text != "My secret." for event in again.turn.scene.history)
    await headless.commit(again.turn, says("Mine."))
    await headless.commit(marta, says("And mine."))
    assert [text for _, text in (await headless.said())[2:]] == ["My secret.", "Mine.", "And mine."]


async def test_a_member_of_the_round_who_leaves_does_not_hold_up_the_others(stage: Stage) -> None:
    lisa, oscar, marta = await opened(stage)
    await stage.commit(lisa, says("First."))
    await stage.commit(oscar, says("Second."))
    await stage.stores.casts.remove(stage.id, marta.person_id)
    assert await queued(stage) == ["First.", "Second."]


async def test_a_stop_drops_held_answers(stage: Stage) -> None:
    lisa, oscar, _ = await opened(stage)
    await stage.commit(lisa, says("First."))
    await stage.stores.worlds.halt(stage.id, "Ana")
    assert (await stage.commit(oscar, says("Second."))).status is CommitStatus.DISCARDED
    await stage.stores.worlds.resume(stage.id, "Ana")
    await stage.clock.advance(1000)
    assert not (await stage.claim(together)).revealed
    assert await queued(stage) == []


async def test_a_lost_member_is_claimed_again_while_the_round_is_open(stage: Stage) -> None:
    await stage.hear("What do you all think?")
    turns = (await stage.claim(together, lease=20)).turns
    await stage.commit(turns[0], says("First."))
    await stage.clock.advance(21)
    again = (await stage.claim(together)).turns
    assert [turn.person_id for turn in again] == [turn.person_id for turn in turns[1:]]
    assert all(turn.scene.together and turn.round_id == turns[0].round_id for turn in again)


async def test_an_answer_that_is_held_looks_at_nobody_else(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred people would otherwise be read a hundred times, each with their state of mind."""
    locked: list[set[str]] = []
    original = Tx.lock_people

    def lock_people(tx: Tx, ids: Iterable[str]) -> dict[str, PersonRow]:
        people = original(tx, ids)
        locked.append(set(people))
        return people

    lisa, oscar, marta = await opened(stage)
    monkeypatch.setattr(Tx, "lock_people", lock_people)
    await stage.commit(oscar, says("Second."))
    await stage.stores.turns.fail(marta, "no answer from the model", Usage())
    assert locked == [{oscar.person_id}, {marta.person_id}]
    await stage.commit(lisa, says("First."))
    assert locked[2] == {lisa.person_id, oscar.person_id, marta.person_id}
