"""The mailbox: once per message, heard by those present, edited and deleted faithfully."""

from collections.abc import Sequence
from datetime import timedelta

from tests.store.stage import ANA, BEN, Stage, always_adds, grant_unread, only, persona, says, stops_on_stop
from troupe.core.usage import Usage
from troupe.worlds.outbox import RowStatus
from troupe.worlds.stop_request import Stop
from troupe.worlds.transcript import HumanAuthor, HumanMessage
from troupe.worlds.turn import CommitStatus
from troupe.worlds.world import Person, WorldStatus


async def test_the_same_message_twice_is_one_event(stage: Stage) -> None:
    first = await stage.hear("Hi", message_id="m")
    again = await stage.hear("Hi", message_id="m")
    assert first.event is not None
    assert again.event is None
    assert len(await stage.said()) == 1


async def test_the_message_is_kept_as_it_came(stage: Stage) -> None:
    posted = await stage.hear("Hi", BEN, place="thread-9", message_id="m")
    event = posted.event
    assert event is not None
    assert (event.author, event.text, event.place, event.message_id) == (BEN, "Hi", "thread-9", "m")
    assert (event.heard, event.at, event.erased) == (1, stage.clock.now(), False)
    assert (await stage.events())[-1] == event


async def test_a_newcomer_knows_nothing_of_what_was_said_before(stage: Stage) -> None:
    await stage.hear("A secret")
    pia = await stage.stores.casts.add(stage.id, *persona("Pia"))
    assert pia.joined_heard == 1
    await stage.hear("Welcome, Pia")
    claimed = await stage.claim(only(pia.id))
    assert [event.text for event in claimed.turns[0].scene.history] == ["Welcome, Pia"]


async def test_a_reply_to_a_person_addresses_them(stage: Stage) -> None:
    turn = await stage.one_turn()
    await stage.commit(turn, says("Hello."))
    await stage.send_head("d1")
    posted = await stage.hear("And you?", reply_to="d1")
    assert posted.event is not None
    assert posted.event.addressed == (stage.people[0].id,)
    assert await stage.stores.mailbox.person_of_message("d1") == stage.people[0].id
    assert await stage.stores.mailbox.person_of_message("m1") is None


async def test_catching_up_starts_after_the_newest_order_of_each_place(stage: Stage) -> None:
    mailbox = stage.stores.mailbox
    assert await mailbox.last_order(stage.id, "100") is None
    assert await mailbox.places(stage.id) == ("100",)
    await stage.hear("one")
    await stage.hear("two", place="thread-9")
    await stage.hear("three")
    assert await mailbox.last_order(stage.id, "100") == 3
    assert await mailbox.last_order(stage.id, "thread-9") == 2
    assert await mailbox.places(stage.id) == ("100", "thread-9")


async def test_platform_orders_are_larger_than_32_bits(stage: Stage) -> None:
    stage.counter = 1_150_000_000_000_000_000
    await stage.hear("now")
    assert await stage.stores.mailbox.last_order(stage.id, "100") == 1_150_000_000_000_000_001


async def test_editing_an_unread_message_replaces_its_text(stage: Stage) -> None:
    await stage.hear("Helo")
    event = await stage.stores.mailbox.revise(stage.id, "m1", "Hello", stage.clock.now())
    assert event is not None
    assert event.text == "Hello"
    assert [event.kind for event in await stage.events()].count("revised") == 0
    assert (await stage.claim()).turns[0].scene.history[0].text == "Hello"


async def test_editing_a_read_message_adds_a_revision_and_triggers_nothing(stage: Stage) -> None:
    turn = await stage.one_turn("Helo")
    await stage.commit(turn, says("Hi!"))
    later = stage.clock.now() + timedelta(seconds=5)
    event = await stage.stores.mailbox.revise(stage.id, "m1", "Hello", later)
    assert event is not None
    revision = (await stage.events())[-1]
    assert (revision.kind, revision.text, revision.target) == ("revised", "Hello", event.id)
    assert (revision.heard, revision.at) == (None, later)
    assert (await stage.claim()).decision is None


async def test_an_edit_that_changes_no_text_changes_nothing(stage: Stage) -> None:
    turn = await stage.one_turn("Hello")
    await stage.commit(turn, says("Hi!"))
    before = await stage.events()
    assert await stage.stores.mailbox.revise(stage.id, "m1", "Hello", stage.clock.now()) is not None
    assert await stage.events() == before


async def test_editing_what_is_unknown_or_a_persons_is_ignored(stage: Stage) -> None:
    turn = await stage.one_turn()
    await stage.commit(turn, says("Hello."))
    await stage.send_head("d1")
    assert await stage.stores.mailbox.revise(stage.id, "nope", "x", stage.clock.now()) is None
    assert await stage.stores.mailbox.revise(stage.id, "d1", "x", stage.clock.now()) is None


async def test_deleting_the_only_trigger_voids_the_turn_and_withdraws_the_stimuli(stage: Stage) -> None:
    turn = await stage.one_turn("Never mind")
    assert await stage.stores.mailbox.erase(stage.id, ["m1", "unknown"]) == 1
    late = await stage.commit(turn, says("About that…"))
    assert (late.status, late.reason) == (CommitStatus.DISCARDED, "what it answered was deleted")
    assert await stage.stores.outbox.head(stage.id) is None
    event = next(event for event in await stage.events() if event.message_id == "m1")
    assert (event.erased, event.text) == (True, "")
    spend = await stage.stores.budgets.today()
    assert spend.reserved.tokens == 0
    assert spend.usage.tokens == 120


async def test_a_turn_with_another_trigger_left_goes_on_without_the_deleted_line(stage: Stage) -> None:
    await stage.hear("First")
    await stage.hear("Second")
    turn = (await stage.claim(only(stage.people[0].id))).turns[0]
    assert len(turn.scene.unread) == 2
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    first = await stage.commit(turn, says("Yes, both."))
    assert first.status is CommitStatus.AGAIN
    assert first.turn is not None
    assert [event.text for event in first.turn.scene.history] == ["Second"]
    assert first.turn.scene.trigger is not None
    assert first.turn.scene.trigger.text == "Second"
    assert (await stage.commit(first.turn, says("Yes."))).status is CommitStatus.COMMITTED
    assert (await stage.commit(turn, says("Yes, both."))).status is CommitStatus.DISCARDED
    again = await stage.claim(only(stage.people[1].id))
    assert again.decision is None
    await stage.hear("Third")
    history = (await stage.claim(only(stage.people[1].id))).turns[0].scene.history
    assert [event.text for event in history] == ["Second", "Third"]


async def test_a_deleted_message_leaves_its_revisions_too(stage: Stage) -> None:
    turn = await stage.one_turn("Mi PIN is 1")
    await stage.commit(turn, says("Oh."))
    await stage.stores.mailbox.revise(stage.id, "m1", "My PIN is 1234", stage.clock.now())
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    assert not any("1234" in event.text for event in await stage.events())


async def test_a_persons_words_deleted_by_a_moderator_leave_record_and_prompts(stage: Stage) -> None:
    turn = await stage.one_turn()
    await stage.commit(turn, says("Something rude."))
    await stage.send_head("d1")
    assert await stage.stores.mailbox.erase(stage.id, ["d1"]) == 1
    await stage.hear("What was that?")
    claimed = await stage.claim(grant_unread)
    assert all("rude" not in event.text for turn in claimed.turns for event in turn.scene.history)
    assert ("Lisa", "") in await stage.said()


async def test_deleting_one_part_of_a_long_speech_stops_the_parts_behind_it(stage: Stage) -> None:
    turn = await stage.one_turn()
    await stage.commit(turn, says("A sentence. " * 300))
    await stage.send_head("d1")
    await stage.stores.mailbox.erase(stage.id, ["d1"])
    assert await stage.stores.outbox.head(stage.id) is None


async def test_a_stop_phrase_halts_the_world_in_the_same_transaction(stage: Stage) -> None:
    turn = await stage.one_turn()
    posted = await stage.hear("stop", read_stop=stops_on_stop)
    assert posted.stopped == Stop(everyone=True, notice="All quiet.")
    assert (await stage.stores.worlds.get(stage.id)).status is WorldStatus.STOPPED
    assert (await stage.commit(turn, says("But…"))).status is CommitStatus.DISCARDED
    row = await stage.stores.outbox.head(stage.id)
    assert row is not None
    assert (row.text, row.status) == ("All quiet.", RowStatus.PENDING)
    again = await stage.hear("stop", read_stop=stops_on_stop)
    assert again.stopped is not None
    assert (await stage.stores.worlds.get(stage.id)).epoch == 1


async def test_a_stop_for_one_person_quiets_them_alone(stage: Stage) -> None:
    lisa = stage.people[0]

    def quiet_lisa(_message: HumanMessage, people: Sequence[Person]) -> Stop | None:
        return Stop(people=tuple(person.id for person in people if person.name == "Lisa"))

    await stage.hear("Hello all")
    turns = (await stage.claim()).turns
    await stage.hear("Lisa, please be quiet", read_stop=quiet_lisa)
    assert [person.quiet for person in await stage.stores.casts.of(stage.id)] == [True, False, False]
    assert (await stage.commit(turns[0], says("But…"))).status is CommitStatus.DISCARDED
    assert (await stage.commit(turns[1], says("Hello."))).status is CommitStatus.COMMITTED
    assert (await stage.stores.worlds.get(stage.id)).status is WorldStatus.OPEN
    await stage.stores.worlds.resume(stage.id, "Ana")
    assert not any(person.quiet for person in await stage.stores.casts.of(stage.id))
    assert lisa.id == (await stage.stores.casts.of(stage.id))[0].id


async def test_what_a_human_adds_before_the_commit_is_answered_with_it_once(stage: Stage) -> None:
    turn = await stage.one_turn("I was thinking")
    await stage.hear("about dinner")
    again = await stage.commit(turn, says("Yes?"), always_adds)
    assert again.status is CommitStatus.AGAIN
    redone = again.turn
    assert redone is not None
    assert redone.redone
    assert [event.text for event in redone.scene.history] == ["I was thinking", "about dinner"]
    assert len(redone.scene.unread) == 2
    await stage.hear("or lunch")
    assert (await stage.commit(redone, says("Dinner!"), always_adds)).status is CommitStatus.COMMITTED
    spend = await stage.stores.budgets.today()
    assert (spend.usage.calls, spend.reserved.tokens) == (2, 0)
    assert (await stage.stores.worlds.get(stage.id)).wake_at == stage.clock.now()


async def test_what_another_human_says_meanwhile_does_not_redo_the_turn(stage: Stage) -> None:
    turn = await stage.one_turn("I was thinking")
    await stage.hear("Hi all", BEN)
    await stage.hear("elsewhere", ANA, place="thread-9")
    assert (await stage.commit(turn, says("Yes?"), always_adds)).status is CommitStatus.COMMITTED


async def test_the_answer_to_a_commit_that_was_lost_is_given_again(stage: Stage) -> None:
    turn = await stage.one_turn("I was thinking")
    await stage.hear("about dinner")
    first = await stage.commit(turn, says("Yes?"), always_adds)
    second = await stage.commit(turn, says("Yes?"), always_adds)
    assert first.turn is not None
    assert second.turn is not None
    assert second.turn.scene.unread == first.turn.scene.unread
    assert (await stage.commit(second.turn, says("Dinner!"))).status is CommitStatus.COMMITTED
    assert (await stage.commit(second.turn, says("Dinner!"))).status is CommitStatus.COMMITTED
    assert [text for name, text in await stage.said() if name == "Lisa"] == ["Dinner!"]
    assert (await stage.stores.budgets.today()).usage == Usage(
        calls=2, tokens_in=200, tokens_out=40, usd=0.02, latency=1.0
    )


async def test_a_message_that_stands_for_another_takes_its_place(stage: Stage) -> None:
    await stage.hear("A: Hello", message_id="m1", hold=3.0)
    proxied = HumanAuthor(id=ANA.id, name="Aster")
    await stage.hear("Hello", proxied, message_id="p1", replaces="m1")
    claimed = await stage.claim()
    assert [event.text for event in claimed.turns[0].scene.history] == ["Hello"]
    assert claimed.turns[0].scene.history[0].author == proxied
    assert await stage.stores.mailbox.erase(stage.id, ["m1"]) == 0


async def test_what_may_be_replaced_grants_no_floor_for_a_while(stage: Stage) -> None:
    await stage.hear("A: Hello", hold=3.0)
    held = await stage.claim()
    assert (held.decision, held.wake_at) == (None, stage.clock.now() + timedelta(seconds=3))
    await stage.clock.advance(2)
    await stage.hear("B: Hello", BEN, hold=3.0)
    await stage.clock.advance(1)
    assert len((await stage.claim()).turns) == 3


async def test_a_stop_is_obeyed_while_a_message_may_be_replaced(stage: Stage) -> None:
    await stage.hear("stop", hold=3.0, read_stop=stops_on_stop)
    assert (await stage.stores.worlds.get(stage.id)).status is WorldStatus.STOPPED


async def test_a_turn_about_a_message_that_was_replaced_too_late_is_void(stage: Stage) -> None:
    turn = await stage.one_turn("A: Hello")
    await stage.hear("Hello", message_id="p1", replaces="m1")
    assert (await stage.commit(turn, says("Hi."))).status is CommitStatus.DISCARDED
    assert [turn.scene.person.name for turn in (await stage.claim()).turns] == ["Lisa", "Oscar", "Marta"]


async def test_who_answered_a_message_does_not_answer_the_one_that_stands_for_it(stage: Stage) -> None:
    turn = await stage.one_turn("A: Hello")
    await stage.commit(turn, says("Hi."))
    await stage.hear("Hello", message_id="p1", replaces="m1")
    assert [turn.scene.person.name for turn in (await stage.claim()).turns] == ["Oscar", "Marta"]


async def test_the_proxied_words_of_someone_who_muted_are_not_kept(stage: Stage) -> None:
    await stage.stores.mutes.toggle(stage.id, ANA)
    await stage.hear("Hello", HumanAuthor(id=ANA.id, name="Aster"), message_id="p1", replaces="m1")
    assert [event.text for event in await stage.events() if event.kind == "said"] == [""]
