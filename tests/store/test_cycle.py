"""The way of a message through the stores, once and whole."""

from tests.store.stage import Stage, says, thinks
from troupe.worlds.transcript import Delivery
from troupe.worlds.turn import CommitStatus


async def test_a_message_is_answered_and_the_answer_heard_by_the_others_once_delivered(stage: Stage) -> None:
    await stage.hear("Good morning!")
    claimed = await stage.claim()
    assert [turn.scene.person.name for turn in claimed.turns] == ["Lisa", "Oscar", "Marta"]
    lisa = claimed.turns[0]
    assert [event.text for event in lisa.scene.history] == ["Good morning!"]
    assert lisa.scene.unread == (lisa.scene.history[0].id,)
    assert lisa.scene.others == ("Oscar", "Marta")

    assert (await stage.commit(lisa, says("Morning, Ana.", mood="cheerful"))).status is CommitStatus.COMMITTED
    for turn in claimed.turns[1:]:
        await stage.commit(turn, thinks("Not for me."))
    assert (await stage.claim()).turns == ()

    row = await stage.send_head("d1")
    assert (row.text, row.name, row.slug, row.place) == ("Morning, Ana.", "Lisa", "lisa", "100")
    heard = await stage.claim()
    assert [turn.scene.person.name for turn in heard.turns] == ["Oscar", "Marta"]
    assert [event.text for event in heard.turns[0].scene.history] == [
        "Good morning!",
        "Not for me.",
        "Morning, Ana.",
    ]
    assert (await stage.stores.transcripts.states(stage.id))[stage.people[0].id].emotions == "cheerful"
    speech = next(event for event in await stage.events() if event.text == "Morning, Ana.")
    assert (speech.delivery, speech.message_id, speech.stand_in) == (Delivery.SENT, "d1", True)


async def test_in_a_headless_world_speech_is_heard_at_commit(headless: Stage) -> None:
    await headless.hear("Good morning!")
    claimed = await headless.claim()
    await headless.commit(claimed.turns[0], says("Morning."))
    assert await headless.stores.outbox.head(headless.id) is None
    speech = (await headless.events())[-1]
    assert (speech.kind, speech.delivery, speech.heard) == ("said", Delivery.SENT, 2)


async def test_a_commit_says_whether_the_floor_has_something_to_look_at(stage: Stage, headless: Stage) -> None:
    alone = await stage.one_turn("Hello?")
    assert not (await stage.commit(alone, says("Hello."))).more, "nobody hears it before it is delivered"
    late = await stage.one_turn("And you?")
    await stage.hear("Somebody?")
    assert (await stage.commit(late, says("Yes."))).more
    heard = await headless.one_turn("Hello?")
    assert (await headless.commit(heard, says("Hello."))).more
