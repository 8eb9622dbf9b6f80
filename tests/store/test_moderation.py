"""Taking back what people said: removed, reported, said anew; what leaves with it, and what it takes."""

import pytest

from tests.store.stage import ANA, BEN, Stage, nobody, only, outcome, says
from troupe.core.errors import Conflict, NotFound
from troupe.floor.floor_decision import decide_floor
from troupe.ports import Claimed
from troupe.worlds.action import FloorChoice, Talk, Think
from troupe.worlds.outbox import Failed, OutboxRow, RowStatus, Sent
from troupe.worlds.turn import CommitStatus, Outcome
from troupe.worlds.world import WorldStatus

LONG = "A sentence that goes on for a while. " * 80
"""Speech of two parts."""


async def answered(stage: Stage, text: str = "Something rude.", asked: str = "Lisa, hello?") -> None:
    """Ana asks Lisa, who answers; the channel has it as d1 (and d2, if it is long)."""
    turn = await stage.one_turn(asked)
    await stage.commit(turn, outcome(Think(content="What now?"), Talk(content=text), mood=f"full of {text}"))
    await stage.send_head("d1")
    if await stage.stores.outbox.head(stage.id) is not None:
        await stage.send_head("d2")


async def deletions(stage: Stage) -> list[OutboxRow]:
    """Carry out all that is queued; the rows, which must be deletions."""
    rows: list[OutboxRow] = []
    while (row := await stage.stores.outbox.head(stage.id)) is not None:
        assert row.kind == "remove"
        assert await stage.stores.outbox.mark(row.id, "test", 30.0) is not None
        await stage.stores.outbox.settle(row.id, Sent(message_id=row.target_message or ""))
        rows.append(row)
    return rows


async def prompts(stage: Stage) -> str:
    """All that anyone is shown when somebody speaks next."""
    await stage.hear("And now?")
    claimed = await stage.claim(only(*(person.id for person in stage.people)))
    return "\n".join(turn.scene.model_dump_json() for turn in claimed.turns)


async def redone(stage: Stage) -> Claimed:
    """What the real floor makes of it."""
    return await stage.claim(decide_floor)


async def test_what_is_removed_leaves_record_prompts_minds_and_the_channel(stage: Stage) -> None:
    await answered(stage)
    event = await stage.stores.moderation.remove(stage.id, "d1", BEN)
    assert event.text == "Something rude."
    (row,) = await deletions(stage)
    assert (row.target_message, row.webhook_id, row.text) == ("d1", "w1", "")
    assert "rude" not in await prompts(stage)
    mark = next(event for event in await stage.events() if event.kind == "removed")
    assert (mark.author, mark.target, mark.text) == (BEN, event.id, "")
    assert all("rude" not in one.text for one in await stage.events())


async def test_every_part_of_a_speech_goes_whichever_was_meant(stage: Stage) -> None:
    await answered(stage, LONG)
    await stage.stores.moderation.remove(stage.id, "d2", ANA)
    assert [row.target_message for row in await deletions(stage)] == ["d1", "d2"]


async def test_a_part_deleted_by_hand_takes_the_others_along(stage: Stage) -> None:
    await answered(stage, LONG)
    assert await stage.stores.mailbox.erase(stage.id, ["d2"]) == 1
    assert [row.target_message for row in await deletions(stage)] == ["d1"]
    assert await stage.stores.mailbox.erase(stage.id, ["d1"]) == 0
    assert await deletions(stage) == []


async def test_a_part_that_was_on_its_way_is_deleted_once_it_has_arrived(stage: Stage) -> None:
    turn = await stage.one_turn()
    await stage.commit(turn, says(LONG))
    await stage.send_head("d1")
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    await stage.stores.outbox.mark(row.id, "test", 30.0)
    await stage.stores.mailbox.erase(stage.id, ["d1"])
    await stage.stores.outbox.settle(row.id, Sent(message_id="d2", webhook_id="w1"))
    assert [row.target_message for row in await deletions(stage)] == ["d2"]
    speech = next(event for event in await stage.events() if event.kind == "said" and event.erased)
    assert speech.heard is None


async def test_a_stop_takes_no_deletion_back(stage: Stage) -> None:
    await answered(stage)
    await stage.stores.moderation.remove(stage.id, "d1", ANA)
    await stage.stores.worlds.halt(stage.id, "Ana")
    await stage.stores.worlds.close(stage.id, "Ana")
    assert [row.target_message for row in await deletions(stage)] == ["d1"]


async def test_a_deletion_that_fails_leaves_the_event_erased_and_holds_nobody_up(stage: Stage) -> None:
    await answered(stage)
    await stage.stores.moderation.remove(stage.id, "d1", ANA)
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    await stage.stores.outbox.mark(row.id, "test", 30.0)
    await stage.stores.outbox.settle(row.id, Failed(reason="403"))
    assert await stage.stores.outbox.head(stage.id) is None
    assert "rude" not in await prompts(stage)


async def test_only_what_a_person_of_this_world_said_can_be_taken_back_and_only_once(stage: Stage) -> None:
    await answered(stage)
    moderation = stage.stores.moderation
    for unknown in ("m1", "nowhere"):
        with pytest.raises(NotFound):
            await moderation.remove(stage.id, unknown, ANA)
    await moderation.report(stage.id, "d1", ANA)
    for taken in (moderation.remove, moderation.report, moderation.redo):
        with pytest.raises(NotFound):
            await taken(stage.id, "d1", ANA)
    with pytest.raises(NotFound):
        await moderation.account(stage.id, "d1")


async def test_a_report_is_recorded_without_the_words(stage: Stage) -> None:
    await answered(stage)
    event = await stage.stores.moderation.report(stage.id, "d1", BEN)
    assert event.text == "Something rude."
    assert [(e.author, e.text) for e in await stage.events() if e.kind == "reported"] == [(BEN, "")]
    assert all("rude" not in one.text for one in await stage.events())


async def test_an_account_tells_what_was_answered_and_why(stage: Stage) -> None:
    await answered(stage)
    account = await stage.stores.moderation.account(stage.id, "d1")
    assert account.answered is not None
    assert account.answered.text == "Lisa, hello?"
    assert (account.granted, account.decided, account.thoughts) == ("named", "named", ("What now?",))
    assert account.provenance is not None
    assert account.provenance.stand_in
    assert account.answers(ANA.id)
    assert not account.answers(BEN.id)
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    assert (await stage.stores.moderation.account(stage.id, "d1")).answered is None


async def test_a_redone_turn_answers_the_same_with_another_draw(stage: Stage) -> None:
    turn = await stage.one_turn("Lisa, hello?")
    await stage.commit(turn, outcome(Think(content="Rude thoughts."), Talk(content="Something rude.")))
    await stage.send_head("d1")
    await stage.claim(nobody)
    await stage.stores.moderation.redo(stage.id, "d1", ANA)
    assert [row.target_message for row in await deletions(stage)] == ["d1"]
    claimed = await redone(stage)
    (again,) = claimed.turns
    assert again.person_id == turn.person_id
    assert (again.scene.trigger, again.scene.obliged) == (turn.scene.trigger, True)
    assert again.scene.unread == turn.scene.unread
    assert again.seed != turn.seed
    assert again.fence > turn.fence
    assert "ude" not in again.scene.model_dump_json(include={"history", "person"})
    assert (await redone(stage)).decision is None
    assert (await stage.commit(again, says("Good morning."))).status is CommitStatus.COMMITTED
    assert (await stage.commit(turn, says("Late."))).status is not CommitStatus.AGAIN
    await stage.send_head("d3")
    assert await stage.said() == [("Ana", "Lisa, hello?"), ("Lisa", ""), ("Lisa", "Good morning.")]


async def test_a_turn_is_redone_though_nobody_was_called_and_nothing_is_new(stage: Stage) -> None:
    await answered(stage, asked="nice weather")
    await stage.claim(nobody)
    await stage.stores.moderation.redo(stage.id, "d1", ANA)
    claimed = await redone(stage)
    assert claimed.decision is not None
    assert claimed.decision.reason == "Lisa was asked to decide again"
    assert [turn.scene.person.name for turn in claimed.turns] == ["Lisa"]


async def test_a_new_question_beside_a_redo_is_decided_with_it(stage: Stage) -> None:
    await answered(stage)
    await stage.stores.moderation.redo(stage.id, "d1", ANA)
    await stage.hear("Oscar, and you?", BEN)
    claimed = await redone(stage)
    assert {turn.scene.person.name for turn in claimed.turns} == {"Lisa", "Oscar"}


async def test_only_the_latest_speech_in_its_place_can_be_redone(stage: Stage) -> None:
    await answered(stage)
    await stage.hear("Oscar?", place="thread-9")
    turn = (await stage.claim(only(stage.people[1].id))).turns[0]
    await stage.commit(turn, says("Elsewhere."))
    await stage.send_head("d2")
    await stage.hear("Oscar?")
    turn = (await stage.claim(only(stage.people[1].id))).turns[0]
    await stage.commit(turn, says("Here."))
    await stage.send_head("d3")
    with pytest.raises(Conflict, match="only the latest"):
        await stage.stores.moderation.redo(stage.id, "d1", ANA)
    await stage.stores.moderation.redo(stage.id, "d2", ANA)
    assert ("Lisa", "Something rude.") in await stage.said()


async def test_what_cannot_be_redone_stays_as_it_is(stage: Stage) -> None:
    await answered(stage)
    moderation = stage.stores.moderation
    await stage.stores.worlds.halt(stage.id, "Ana")
    with pytest.raises(Conflict, match="silent"):
        await moderation.redo(stage.id, "d1", ANA)
    await stage.stores.worlds.resume(stage.id, "Ana")
    await stage.hear("Lisa, once more?")
    await stage.claim(only(stage.people[0].id))
    with pytest.raises(Conflict, match="about to speak"):
        await moderation.redo(stage.id, "d1", ANA)
    await stage.stores.worlds.halt(stage.id, "Ana")
    await stage.stores.worlds.resume(stage.id, "Ana")
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    with pytest.raises(Conflict, match="is gone"):
        await moderation.redo(stage.id, "d1", ANA)
    await stage.stores.casts.remove(stage.id, stage.people[0].id)
    with pytest.raises(Conflict, match="not here"):
        await moderation.redo(stage.id, "d1", ANA)
    assert ("Lisa", "Something rude.") in await stage.said()


async def test_a_stop_ends_a_redo_that_was_asked_for(stage: Stage) -> None:
    await answered(stage)
    await stage.stores.moderation.redo(stage.id, "d1", ANA)
    await stage.stores.worlds.halt(stage.id, "Ana")
    await stage.stores.worlds.resume(stage.id, "Ana")
    assert (await redone(stage)).turns == ()


async def test_a_redo_that_nobody_came_to_is_found_by_the_next_process(stage: Stage) -> None:
    await answered(stage)
    await stage.claim(nobody)
    await stage.stores.moderation.redo(stage.id, "d1", ANA)
    await deletions(stage)
    assert stage.world.key in await stage.database.due(stage.clock.now())


async def test_a_message_that_answers_is_only_known_in_its_own_world_and_tenant(stage: Stage) -> None:
    await answered(stage)
    theirs = stage.database.tenant("guild:2").moderation
    with pytest.raises(NotFound):
        await theirs.account(stage.id, "d1")
    with pytest.raises(NotFound):
        await theirs.remove(stage.id, "d1", ANA)
    assert (await stage.stores.worlds.get(stage.id)).status is WorldStatus.OPEN


async def test_a_row_of_a_deletion_is_looked_at_again_after_a_crash(stage: Stage) -> None:
    await answered(stage)
    await stage.stores.moderation.remove(stage.id, "d1", ANA)
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    await stage.stores.outbox.mark(row.id, "test", 30.0)
    await stage.clock.advance(31)
    lost = await stage.stores.outbox.head(stage.id)
    assert lost is not None
    assert lost.status is RowStatus.UNKNOWN
    await stage.stores.outbox.retry(lost.id)
    assert [row.target_message for row in await deletions(stage)] == ["d1"]


def declines(reason: str) -> Outcome:
    return outcome(floor=FloorChoice.SILENT).model_copy(update={"refusal": reason})


async def test_why_somebody_kept_silent_is_kept_with_the_turn_and_never_posted(stage: Stage) -> None:
    turn = await stage.one_turn("Lisa, please?")
    await stage.commit(turn, declines("She insulted me."))
    assert await stage.stores.outbox.head(stage.id) is None
    asked = next(event for event in await stage.events() if event.text == "Lisa, please?")
    (account,) = await stage.stores.moderation.silences(stage.id, asked.message_id or "")
    assert (account.event.kind, account.event.text, account.answered) == ("declined", "She insulted me.", asked)
    assert account.event.author.name == turn.scene.person.name
    assert account.provenance is not None
    assert account.granted
    assert await stage.stores.moderation.silences(stage.id, "no such message") == ()
    assert "insulted" not in await prompts(stage)


async def test_a_reason_goes_with_the_message_it_is_about(stage: Stage) -> None:
    turn = await stage.one_turn("Lisa, please?")
    await stage.commit(turn, declines("She insulted me."))
    asked = next(event for event in await stage.events() if event.text == "Lisa, please?")
    await stage.stores.mailbox.erase(stage.id, [asked.message_id or ""])
    assert await stage.stores.moderation.silences(stage.id, asked.message_id or "") == ()
    assert all("insulted" not in event.text for event in await stage.events())


async def test_a_reason_goes_with_anything_that_its_turn_was_shown(stage: Stage) -> None:
    await stage.hear("My secret is a boat.")
    shown = next(event for event in await stage.events() if event.text == "My secret is a boat.")
    turn = await stage.one_turn("Lisa, please?")
    await stage.commit(turn, declines("Because of the boat."))
    await stage.stores.mailbox.erase(stage.id, [shown.message_id or ""])
    assert all("boat" not in event.text for event in await stage.events())
