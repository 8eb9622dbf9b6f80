"""A pause that nobody asked for: who called before or while it lasted is answered after the resume."""

from collections.abc import Sequence

from tests.store.stage import BEN, Stage, says
from troupe.floor.floor_decision import decide_floor
from troupe.worlds.outbox import Failed
from troupe.worlds.turn import Turn

REASON = "Manage Webhooks is missing."


async def fail_head(stage: Stage, reason: str = REASON) -> None:
    """The first unsettled row is refused."""
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    assert await stage.stores.outbox.mark(row.id, "test", 30.0) is not None
    await stage.stores.outbox.settle(row.id, Failed(reason=reason))


async def answers(stage: Stage, *words: str) -> None:
    for turn, text in zip((await stage.claim(decide_floor)).turns, words, strict=True):
        await stage.commit(turn, says(text))


async def pause(stage: Stage, seconds: float = 0.0, reason: str = REASON) -> None:
    await stage.stores.worlds.pause(stage.id, reason)
    await stage.clock.advance(seconds)


async def resumed(stage: Stage) -> Sequence[Turn]:
    await stage.stores.worlds.resume(stage.id, "Ana")
    return (await stage.claim(decide_floor)).turns


def unread(turns: Sequence[Turn]) -> list[tuple[str, list[str]]]:
    return [
        (turn.scene.person.name, [event.text for event in turn.scene.history if event.id in turn.scene.unread])
        for turn in turns
    ]


async def test_a_question_whose_answer_could_not_be_posted_is_answered_after_the_resume(stage: Stage) -> None:
    await stage.hear("Lisa, is there soup?")
    await answers(stage, "There is.")
    await fail_head(stage)
    await pause(stage, 3600)
    assert unread(await resumed(stage)) == [("Lisa", ["Lisa, is there soup?"])]


async def test_answers_that_the_pause_took_back_are_given_too(stage: Stage) -> None:
    await stage.hear("Lisa, is there soup?")
    await stage.hear("Oscar, is there bread?", BEN)
    await answers(stage, "Soup.", "Bread.")
    await fail_head(stage)
    await pause(stage, 20)
    assert sorted(unread(await resumed(stage))) == [
        ("Lisa", ["Lisa, is there soup?"]),
        ("Oscar", ["Oscar, is there bread?"]),
    ]


async def test_who_saw_a_part_of_the_answer_is_not_answered_again(stage: Stage) -> None:
    await stage.hear("Lisa, is there soup?")
    await answers(stage, "Soup. " * 600)
    await stage.send_head("d1")
    await fail_head(stage)
    await pause(stage)
    assert unread(await resumed(stage)) == []


async def test_an_answer_that_failed_for_another_reason_or_was_taken_back_is_not_given_again(stage: Stage) -> None:
    await stage.hear("Lisa, is there soup?")
    await answers(stage, "Soup.")
    await fail_head(stage, "the text was refused")
    await stage.hear("Oscar, is there bread?", BEN)
    await answers(stage, "Bread.")
    await stage.stores.casts.remove(stage.id, stage.people[1].id)
    await pause(stage)
    assert unread(await resumed(stage)) == []


async def test_calls_that_came_while_paused_count_whatever_their_age_and_remarks_do_not(stage: Stage) -> None:
    await pause(stage, 600)
    await stage.hear("Marta, are you there?")
    await stage.hear("What weather", BEN)
    await stage.clock.advance(2 * 86400)
    assert [name for name, _ in unread(await resumed(stage))] == ["Marta"]


async def test_a_call_found_behind_a_flood_of_a_pause_is_answered(stage: Stage) -> None:
    await pause(stage)
    await stage.hear("Marta, are you there?")
    for number in range(120):
        await stage.hear(f"Number {number}", BEN)
    await stage.clock.advance(86400)
    assert [name for name, _ in unread(await resumed(stage))] == ["Marta"]


async def test_whoever_resumes_without_mending_anything_loses_no_question(stage: Stage) -> None:
    await stage.hear("Lisa, is there soup?")
    await answers(stage, "Soup.")
    await fail_head(stage)
    await pause(stage, 3600)
    for turn in await resumed(stage):
        await stage.commit(turn, says("Soup!"))
    await fail_head(stage)
    await pause(stage, 3600)
    assert unread(await resumed(stage)) == [("Lisa", ["Lisa, is there soup?"])]


async def test_what_a_stop_followed_on_is_not_made_up_for(stage: Stage) -> None:
    await pause(stage)
    await stage.hear("Marta, are you there?")
    await stage.stores.worlds.halt(stage.id, "Ana")
    assert unread(await resumed(stage)) == []


async def test_a_call_grown_old_after_the_pause_is_stale_as_ever(stage: Stage) -> None:
    await pause(stage)
    await resumed(stage)
    await stage.clock.advance(10)
    await stage.hear("Marta, are you there?")
    await stage.clock.advance(3600)
    assert unread((await stage.claim(decide_floor)).turns) == []


async def test_an_erased_question_does_not_come_back_with_a_pause(stage: Stage) -> None:
    await stage.hear("Lisa, is there soup?", message_id="m9")
    await answers(stage, "Soup.")
    await fail_head(stage)
    await stage.stores.mailbox.erase(stage.id, ["m9"])
    await pause(stage)
    assert unread(await resumed(stage)) == []
