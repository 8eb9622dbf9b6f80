"""Claims: one decision for what is new, fences and leases, caps and budgets."""

import asyncio
from datetime import timedelta

import pytest

import db
from db.cycle.turn_claim import MAX_CLAIMS
from tests.store.stage import (
    ANA,
    BEN,
    CountingFloor,
    Stage,
    always_adds,
    grant_unread,
    nobody,
    only,
    open_stage,
    outcome,
    says,
    thinks,
)
from troupe.core.clock import ManualClock
from troupe.core.ids import seeded_ids
from troupe.core.usage import Usage
from troupe.ports import Cap, Database
from troupe.worlds.action import FloorChoice, React, Talk
from troupe.worlds.floor_view import FloorDecision, FloorView
from troupe.worlds.text.shown_lines import HIGH, LOW, UNREAD_LINES
from troupe.worlds.turn import CommitStatus
from troupe.worlds.world import Caps


async def test_nothing_new_means_no_decision(stage: Stage) -> None:
    floor = CountingFloor(nobody)
    assert (await stage.claim(floor)).decision is None
    await stage.hear("Hello")
    assert (await stage.claim(floor)).decision is not None
    assert (await stage.claim(floor)).decision is None
    assert len(floor.views) == 1


async def test_a_line_that_nobody_else_hears_needs_no_decision_and_hides_no_later_one(
    database: Database, clock: ManualClock
) -> None:
    stage = await open_stage(database, clock, "Lisa")
    await stage.commit(await stage.one_turn(), says("Here I am."))
    await stage.send_head("d1")
    floor = CountingFloor()
    assert (await stage.claim(floor)).decision is None
    assert floor.views == []
    await stage.hear("And now?")
    assert len((await stage.claim(floor)).turns) == 1


async def test_the_floor_sees_who_is_there_and_what_was_said(stage: Stage) -> None:
    floor = CountingFloor()
    await stage.hear("Hello")
    await stage.hear("Anyone?", BEN)
    await stage.claim(floor)
    await stage.hear("Hm")
    await stage.claim(floor)
    first, second = floor.views
    assert [member.name for member in first.members] == ["Lisa", "Oscar", "Marta"]
    assert first.members[0].interests == ("tea",)
    assert (first.through, first.decided, first.calls_since_human) == (2, 0, 0)
    assert first.humans == ("Ana", "Ben")
    assert [member.unread for member in first.members] == [(1, 2)] * 3
    assert (second.through, second.decided) == (3, 2)
    assert all(member.busy for member in second.members)


async def test_calls_since_the_last_human_message_are_counted(stage: Stage) -> None:
    floor = CountingFloor()
    await stage.hear("Hello")
    for turn in (await stage.claim(floor)).turns[:1]:
        await stage.commit(turn, says("Hi."))
    await stage.send_head("d1")
    await stage.claim(floor)
    assert floor.views[1].calls_since_human == 3


async def test_two_racing_claims_decide_once(database_url: str, stage: Stage, clock: ManualClock) -> None:
    """Two processes, each with its own database handle, both woken by the same message."""
    other = await db.open(database_url, clock=clock, ids=seeded_ids(99))
    await stage.hear("Hello")
    twin = Stage(other, other.tenant("guild:1"), clock, stage.world, stage.people)
    results = await asyncio.gather(*(one.claim() for one in (stage, twin, stage, twin)))
    await other.close()
    assert sorted(len(claimed.turns) for claimed in results) == [0, 0, 0, 3]
    assert len(await stage.stores.transcripts.decisions(stage.id)) == 1


async def test_racing_posts_of_the_same_message_keep_one(
    database_url: str, stage: Stage, clock: ManualClock
) -> None:
    other = await db.open(database_url, clock=clock, ids=seeded_ids(99))
    twin = Stage(other, other.tenant("guild:1"), clock, stage.world, stage.people)
    results = await asyncio.gather(*(one.hear("Hello", message_id="m") for one in (stage, twin, stage, twin)))
    await other.close()
    assert sum(posted.event is not None for posted in results) == 1


async def test_numbers_stay_gapless_under_concurrent_posts(stage: Stage) -> None:
    await asyncio.gather(*(stage.hear(f"line {n}", message_id=f"x{n}") for n in range(20)))
    said = [event for event in await stage.events() if event.kind == "said"]
    assert [event.heard for event in said] == list(range(1, 21))


async def test_an_expired_lease_is_claimed_again_under_a_higher_fence(stage: Stage) -> None:
    floor = CountingFloor(only(stage.people[0].id))
    await stage.hear("Hello")
    lost = (await stage.claim(floor, lease=30)).turns[0]
    await stage.clock.advance(29)
    assert (await stage.claim(floor)).turns == ()
    await stage.clock.advance(2)
    taken = (await stage.claim(floor)).turns[0]
    assert (taken.id, taken.fence, taken.scene.unread) == (lost.id, lost.fence + 1, lost.scene.unread)
    assert len(floor.views) == 1
    late = await stage.commit(lost, says("Too late"))
    assert (late.status, late.reason) == (CommitStatus.DISCARDED, "taken over by another process")
    assert not await stage.stores.turns.renew(lost, 30)
    assert (await stage.commit(taken, says("In time"))).status is CommitStatus.COMMITTED
    assert [text for name, text in await stage.said() if name == "Lisa"] == ["In time"]
    assert (await stage.stores.budgets.today()).usage.calls == 2


async def test_a_renewed_lease_is_not_taken_over(stage: Stage) -> None:
    await stage.hear("Hello")
    turn = (await stage.claim(lease=30)).turns[0]
    await stage.clock.advance(20)
    assert await stage.stores.turns.renew(turn, 30)
    await stage.clock.advance(20)
    assert turn.id not in {taken.id for taken in (await stage.claim()).turns}


async def test_a_turn_lost_too_often_fails_visibly(stage: Stage) -> None:
    await stage.hear("Hello")
    await stage.claim(only(stage.people[0].id), lease=10)
    for _ in range(MAX_CLAIMS - 1):
        await stage.clock.advance(11)
        assert len((await stage.claim(lease=10)).turns) == 1
    await stage.clock.advance(11)
    assert (await stage.claim(lease=10)).turns == ()
    failed = [event for event in await stage.events() if event.kind == "turn_failed"]
    assert len(failed) == 1
    assert (await stage.stores.budgets.today()).reserved.tokens == 0


async def test_the_simulation_never_outruns_the_channel(database: Database, clock: ManualClock) -> None:
    stage = await open_stage(database, clock, "Lisa", "Oscar", caps=Caps.model_validate({"unsent": 2}))
    await stage.hear("Hello")
    for turn in (await stage.claim()).turns:
        await stage.commit(turn, says("Hi."))
    await stage.hear("More")
    assert (await stage.claim()).decision is None
    await stage.send_head("d1")
    assert (await stage.claim()).decision is not None


async def test_a_due_wake_causes_one_decision_even_at_the_same_instant(stage: Stage) -> None:
    again = stage.clock.now() + timedelta(seconds=5)

    def later(_view: FloorView) -> FloorDecision:
        return FloorDecision(reason="typing", wake_at=again)

    await stage.hear("Hello")
    assert (await stage.claim(later)).wake_at == again
    assert await stage.database.next_wake() == again
    assert (await stage.claim(grant_unread)).decision is None
    await stage.clock.advance(5)
    assert await stage.database.due(stage.clock.now()) == (stage.world.key,)
    claimed = await stage.claim(later)
    assert claimed.decision is not None
    # The wake just set lies at this very instant again: it is another wake, and decides once more.
    assert (await stage.claim(nobody)).decision is not None
    assert (await stage.claim(nobody)).decision is None
    assert [decision.reason for decision in await stage.stores.transcripts.decisions(stage.id)] == [
        "nobody",
        "typing",
        "typing",
    ]


async def test_at_the_cap_everyone_falls_silent_with_one_notice_a_day(stage: Stage) -> None:
    cap = Cap(tokens=1500, notice="The budget for today is spent.")
    await stage.hear("Hello")
    claimed = await stage.claim(cap=cap, tokens=1000)
    assert len(claimed.turns) == 1
    assert claimed.decision is not None
    assert set(claimed.decision.notes.values()) == {"the day's budget is spent"}
    await stage.hear("Hello?")
    assert (await stage.claim(cap=cap, tokens=1000)).turns == ()
    notices = [event.text for event in await stage.events() if event.kind == "notice"]
    assert notices == ["The budget for today is spent."]
    await stage.commit(claimed.turns[0], says("Hi."))
    assert (await stage.stores.budgets.today()).reserved.tokens == 0
    await stage.clock.advance(86_400)
    await stage.hear("A new day")
    assert len((await stage.claim(cap=cap, tokens=200)).turns) == 3


async def test_a_cap_in_money_counts_what_is_spent_and_reserved(stage: Stage) -> None:
    cap = Cap(usd=0.05)
    await stage.hear("Hello")
    claimed = await stage.claim(cap=cap, usd=0.02)
    assert len(claimed.turns) == 2
    for turn in claimed.turns:
        await stage.commit(turn, says("Hi."))
    spend = await stage.stores.budgets.today()
    assert spend.usage.usd == pytest.approx(0.02)
    assert spend.reserved.usd == 0


async def test_a_failed_turn_is_visible_and_its_cost_counted(stage: Stage) -> None:
    turn = await stage.one_turn()
    await stage.stores.turns.fail(turn, "the model gave no answer", Usage(calls=1, tokens_in=9), "Try again.")
    failed = next(event for event in await stage.events() if event.kind == "turn_failed")
    assert (failed.author.kind, failed.text) == ("person", "the model gave no answer")
    spend = await stage.stores.budgets.today()
    assert (spend.usage.tokens, spend.reserved.tokens) == (9, 0)
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    assert row.text == "Try again."
    await stage.clock.advance(3600)
    assert (await stage.claim()).turns == ()
    await stage.stores.turns.fail(turn, "again", Usage(calls=1, tokens_in=9))
    assert (await stage.stores.budgets.today()).usage.tokens == 9


async def test_silence_posts_nothing_whatever_the_actions_say(stage: Stage) -> None:
    turn = await stage.one_turn()
    silent = outcome(Talk(content="I stay silent."), React(content="👍"), floor=FloorChoice.SILENT)
    await stage.commit(turn, silent)
    assert await stage.stores.outbox.head(stage.id) is None
    assert await stage.said() == [("Ana", "Hello?")]


async def test_a_thought_is_in_the_thinkers_history_alone(stage: Stage) -> None:
    await stage.hear("Hello")
    for turn in (await stage.claim()).turns:
        await stage.commit(turn, thinks(f"I am {turn.scene.person.name}."))
    assert (await stage.claim()).turns == ()
    await stage.hear("Well?")
    for turn in (await stage.claim()).turns:
        own = f"I am {turn.scene.person.name}."
        assert [event.text for event in turn.scene.history] == ["Hello", own, "Well?"]


async def test_own_undelivered_speech_is_last_in_the_history(stage: Stage) -> None:
    turn = await stage.one_turn("One")
    await stage.commit(turn, says("Mine, still on its way."))
    await stage.hear("Two")
    claimed = await stage.claim(only(stage.people[0].id, stage.people[1].id))
    assert [event.text for event in claimed.turns[0].scene.history] == ["One", "Two", "Mine, still on its way."]
    assert [event.text for event in claimed.turns[1].scene.history] == ["One", "Two"]


async def test_history_is_compacted_in_steps_with_hysteresis(stage: Stage) -> None:
    for number in range(HIGH):
        await stage.hear(f"line {number}")
        if number % 40 == 39:
            turn = (await stage.claim(only(stage.people[0].id))).turns[0]
            assert len(turn.scene.history) == number + 1
            await stage.commit(turn, outcome())
    await stage.hear("one too many")
    turn = (await stage.claim(only(stage.people[0].id))).turns[0]
    assert len(turn.scene.history) == LOW
    first = turn.scene.history[0]
    await stage.commit(turn, outcome())
    await stage.hear("and on")
    turn = (await stage.claim(only(stage.people[0].id))).turns[0]
    assert (turn.scene.history[0], len(turn.scene.history)) == (first, LOW + 1)


async def test_more_than_a_prompt_shows_is_passed_over(stage: Stage) -> None:
    for number in range(HIGH + 30):
        await stage.hear(f"line {number}")
    turn = (await stage.claim(only(stage.people[0].id))).turns[0]
    assert len(turn.scene.unread) == UNREAD_LINES + 1  # the one that calls her comes on top
    await stage.commit(turn, outcome())
    floor = CountingFloor(nobody)
    await stage.hear("next")
    await stage.claim(floor)
    assert floor.views[0].members[0].unread == (HIGH + 31,)


async def test_seeds_depend_on_world_line_and_seat_alone(stage: Stage) -> None:
    await stage.hear("Hello")
    seeds = [turn.seed for turn in (await stage.claim()).turns]
    assert len(set(seeds)) == 3
    twin = await open_stage(stage.database, stage.clock, "Pia", "Quinn", "Rosa", channel_id="twin")
    await twin.hear("Hi")
    assert [turn.seed for turn in (await twin.claim()).turns] == seeds


async def test_messages_heard_while_deciding_wake_the_floor_after_the_commit(stage: Stage) -> None:
    turn = await stage.one_turn()
    await stage.hear("By the way", BEN)
    assert (await stage.claim(nobody)).decision is not None
    assert (await stage.commit(turn, says("Hi."), always_adds)).status is CommitStatus.COMMITTED
    assert await stage.database.due(stage.clock.now()) == (stage.world.key,)
    assert (await stage.claim(nobody)).decision is not None


async def test_a_turn_answering_a_line_that_others_have_talked_past_names_it(stage: Stage) -> None:
    turn = await stage.one_turn("A question")
    await stage.hear("And I went on", ANA)
    await stage.commit(turn, says("An answer"))
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    assert row.target_message is None
    await stage.send_head("d1")
    turn = (await stage.claim(only(stage.people[1].id))).turns[0]
    await stage.hear("Something else", BEN)
    await stage.commit(turn, says("About your answer"))
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    assert row.target_message == "d1"


async def test_a_reaction_goes_to_the_line_it_names_and_is_noticed_once_sent(stage: Stage) -> None:
    await stage.hear("One")
    await stage.hear("Two")
    turn = (await stage.claim(only(stage.people[0].id))).turns[0]
    await stage.commit(turn, outcome(React(content="👍", target="#1")))
    row = await stage.send_head("m1")
    assert (row.kind, row.text, row.target_message) == ("react", "👍", "m1")
    assert (await stage.claim()).decision is None
    await stage.hear("Three")
    turns = (await stage.claim()).turns
    reacted = next(event for event in turns[1].scene.history if event.kind == "reacted")
    assert (reacted.author.kind, reacted.text) == ("person", "👍")
    assert reacted.id not in turns[1].scene.unread
    assert len(turns[1].scene.unread) == 3


async def test_what_a_community_settles_lowers_the_cap_and_never_raises_it(stage: Stage) -> None:
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"usd_per_day": 0.05}))
    await stage.hear("Hello?")
    claimed = await stage.claim(cap=Cap(usd=5.0, tokens=1500), usd=0.03, tokens=400)
    assert len(claimed.turns) == 1
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"usd_per_day": 9.0}))
    await stage.hear("And now?")
    assert len((await stage.claim(cap=Cap(usd=0.05), usd=0.03, tokens=400)).turns) == 0


async def test_a_community_can_settle_a_cap_in_tokens_where_the_bot_has_none(stage: Stage) -> None:
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"tokens_per_day": 1500}))
    await stage.hear("Hello?")
    claimed = await stage.claim(cap=Cap(notice="The budget for today is spent."), tokens=1000)
    assert len(claimed.turns) == 1
    assert "The budget for today is spent." in [event.text for event in await stage.events()]


async def test_a_turn_given_back_is_claimed_at_once_and_only_its_new_holder_may_end_it(stage: Stage) -> None:
    turn = await stage.one_turn()
    cost = Usage(calls=1, tokens_in=500)
    for _ in range(2):  # the answer to the first call was lost on its way
        await stage.stores.turns.give_back(turn, cost)
    assert stage.world.key in await stage.database.due(stage.clock.now())
    assert not await stage.stores.turns.renew(turn, 60)
    floor = CountingFloor(nobody)
    (again,) = (await stage.claim(floor)).turns
    assert floor.views == []
    assert (again.id, again.fence, again.scene.unread) == (turn.id, turn.fence + 1, turn.scene.unread)
    assert (await stage.commit(turn, says("Late."))).status is CommitStatus.DISCARDED
    assert (await stage.commit(again, says("Yes."))).status is CommitStatus.COMMITTED
    assert await stage.said() == [("Ana", "Hello?"), ("Lisa", "Yes.")]
    usage = (await stage.stores.budgets.today()).usage
    assert usage.calls == 2  # the call cut off, which the late answer ended, and the one that counts
    await stage.stores.turns.give_back(again, Usage())
    assert (await stage.claim(floor)).turns == ()


async def test_giving_back_is_no_attempt_that_never_ended(stage: Stage) -> None:
    turn = await stage.one_turn()
    for _ in range(MAX_CLAIMS + 2):
        await stage.stores.turns.give_back(turn, Usage())
        (turn,) = (await stage.claim(nobody)).turns
    assert "turn_failed" not in [event.kind for event in await stage.events()]


@pytest.mark.parametrize("asked", [True, False])
async def test_who_asked_is_told_of_a_turn_given_up_and_what_came_meanwhile_is_answered(
    stage: Stage, asked: bool
) -> None:
    await stage.hear("Hello?")
    rule = only(stage.people[0].id) if asked else grant_unread
    await stage.claim(rule)
    await stage.hear("And this?", BEN)
    for _ in range(MAX_CLAIMS - 1):
        await stage.clock.advance(61)
        assert (await stage.claim(nobody)).turns
    await stage.clock.advance(61)
    floor = CountingFloor(nobody)
    assert (await stage.claim(floor)).turns == ()
    notices = [event.text for event in await stage.events() if event.kind == "notice"]
    told = f"Lisa could not answer: the bot was cut off {MAX_CLAIMS} times. Please ask again."
    assert notices == ([told] if asked else [])
    (view,) = floor.views
    assert next(member for member in view.members if member.id == stage.people[0].id).unread
