"""A message to nobody is put to one person, to a second only once the first has kept silent."""

from tests.store.stage import ANA, BEN, Stage, open_stage, outcome, says, thinks
from troupe.core.clock import ManualClock
from troupe.floor.floor_decision import decide_floor
from troupe.ports import Database
from troupe.worlds.turn import CommitStatus

REMARK = "The bridge over the wide river was closed all morning"


async def asked(stage: Stage) -> list[str]:
    """The names of those who have the floor now."""
    claimed = await stage.claim(decide_floor)
    return [turn.scene.person.name for turn in claimed.turns]


async def test_a_second_is_asked_once_the_first_has_kept_silent_and_no_third(stage: Stage) -> None:
    await stage.hear(REMARK)
    first = (await stage.claim(decide_floor)).turns
    assert len(first) == 1
    assert await asked(stage) == []
    done = await stage.commit(first[0], outcome())
    assert done.more
    second = (await stage.claim(decide_floor)).turns
    assert [turn.scene.trigger.text for turn in second if turn.scene.trigger] == [REMARK]
    assert second[0].person_id != first[0].person_id
    await stage.commit(second[0], outcome())
    assert await asked(stage) == []
    assert await asked(stage) == []


async def test_nobody_else_is_asked_once_the_first_has_spoken(stage: Stage) -> None:
    await stage.hear(REMARK)
    first = (await stage.claim(decide_floor)).turns[0]
    await stage.commit(first, says("All morning?"))
    await stage.send_head("d1")
    assert await asked(stage) == []


async def test_nobody_else_is_asked_about_what_is_not_the_newest_any_more(stage: Stage) -> None:
    await stage.hear(REMARK)
    first = (await stage.claim(decide_floor)).turns[0]
    await stage.hear("Lisa, are you there?", BEN)
    await stage.commit(first, outcome())
    claimed = await stage.claim(decide_floor)
    assert {turn.scene.trigger.text for turn in claimed.turns if turn.scene.trigger} == {"Lisa, are you there?"}
    for turn in claimed.turns:
        await stage.commit(turn, says("Yes."))
    assert await asked(stage) == []


async def test_what_its_author_adds_meanwhile_waits_for_whoever_is_being_asked(stage: Stage) -> None:
    await stage.hear(REMARK)
    first = (await stage.claim(decide_floor)).turns[0]
    await stage.hear("And the trams did not run either", ANA)
    assert await asked(stage) == []
    assert (await stage.commit(first, outcome())).status is CommitStatus.COMMITTED
    claimed = await stage.claim(decide_floor)
    assert [turn.scene.trigger.text for turn in claimed.turns if turn.scene.trigger] == [
        "And the trams did not run either"
    ]


async def test_over_ten_minutes_the_askings_stay_within_their_budget(
    database: Database, clock: ManualClock
) -> None:
    stage = await open_stage(database, clock, "Lisa", "Oscar", "Marta", "Rory")
    messages = calls = 0
    for number in range(20):
        await stage.hear(f"{REMARK}, for the {number}th time")
        messages += 1
        while turns := (await stage.claim(decide_floor)).turns:
            calls += len(turns)
            for turn in turns:
                await stage.commit(turn, thinks("Not for me."))
        await clock.advance(20)
    assert messages < calls <= 1.2 * messages


async def test_decisions_are_kept_with_their_verdict_and_candidates(stage: Stage) -> None:
    await stage.hear(REMARK)
    claimed = await stage.claim(decide_floor)
    assert claimed.decision is not None
    assert claimed.decision.verdict == "ask"
    assert len(claimed.decision.candidates) == len(stage.people)
    assert claimed.turns[0].person_id == claimed.decision.candidates[0]
    assert "is asked" in claimed.decision.reason
