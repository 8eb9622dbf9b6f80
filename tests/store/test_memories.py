"""What people remember: lines they witnessed are found again, and no others."""

from datetime import timedelta

import pytest

from db.database import SqlDatabase
from tests.store.leftovers import texts_of
from tests.store.stage import ANA, BEN, Stage, open_stage, persona, says
from troupe.core.clock import ManualClock
from troupe.core.errors import NotFound


async def found(stage: Stage, question: str, person: int = 0, *, asker: str = "") -> list[str]:
    people = await stage.stores.casts.of(stage.id)
    memories = await stage.stores.memories.search(people[person].id, question, asker=asker)
    return [memory.event.text for memory in memories]


async def indexed(stage: Stage) -> int:
    """How many rows the index has."""
    assert isinstance(stage.database, SqlDatabase)
    return sum(place == "line_terms.key" for place, _ in await texts_of(stage.database))


async def test_a_line_is_found_by_other_forms_of_its_words(stage: Stage) -> None:
    for text in (
        "Morning!",
        "I adopted two kittens last week.",
        "Lunch?",
        "Wir fahren morgen mit der Bahn ans Meer.",
    ):
        await stage.hear(text)
        await stage.clock.advance(timedelta(hours=3).total_seconds())
    assert (await found(stage, "Who adopts a kitten?"))[0] == "I adopted two kittens last week."
    assert (await found(stage, "Wer fährt mit der Bahn?"))[0].startswith("Wir fahren")
    assert await found(stage, "helicopter") == []


async def test_the_answer_beside_the_words_is_found_too(stage: Stage) -> None:
    for text in ("Which boat is yours?", "The red one.", "Nice."):
        await stage.hear(text)
    assert (await found(stage, "boat"))[:2] == ["Which boat is yours?", "The red one."]


async def test_who_is_named_or_meant_is_found_by_name(stage: Stage) -> None:
    await stage.hear("My piano is old.", ANA)
    await stage.clock.advance(7200)
    await stage.hear("My piano is new.", BEN)
    assert (await found(stage, "How is the piano of Ana?"))[0] == "My piano is old."
    assert (await found(stage, "Remember my piano?", asker="Ben"))[0] == "My piano is new."
    assert (await found(stage, "What did Ana say?"))[0] == "My piano is old."


async def test_nobody_remembers_what_they_did_not_witness(stage: Stage) -> None:
    await stage.hear("The safe opens with quinoline.")
    await stage.stores.casts.add(stage.id, *persona("Nils"))
    await stage.hear("The cellar is damp.")
    newcomer = len(await stage.stores.casts.of(stage.id)) - 1
    assert await found(stage, "safe or cellar?", newcomer) == ["The cellar is damp."]
    assert "The safe opens with quinoline." in await found(stage, "safe or cellar?")


async def test_speech_is_remembered_once_it_was_delivered(stage: Stage) -> None:
    turn = await stage.one_turn("Where do you live?")
    await stage.commit(turn, says("In a lighthouse."))
    assert await found(stage, "lighthouse") == []
    await stage.send_head("900")
    for person in (0, 1):
        assert "In a lighthouse." in await found(stage, "lighthouse", person)


async def test_an_edited_line_is_found_by_what_it_says_now(stage: Stage) -> None:
    await stage.hear("The dog is called Rex.", message_id="m-dog")
    before = await indexed(stage)
    await stage.stores.mailbox.revise(stage.id, "m-dog", "The cat is called Rex.", stage.clock.now())
    assert await found(stage, "the dog") == []
    assert await found(stage, "the cat") == ["The cat is called Rex."]
    assert await indexed(stage) == before


async def test_an_erased_line_leaves_nothing_in_the_index(stage: Stage) -> None:
    before = await indexed(stage)
    await stage.hear("The safe opens with quinoline.", message_id="m-safe")
    assert await indexed(stage) > before
    await stage.stores.mailbox.erase(stage.id, ["m-safe"])
    assert await found(stage, "quinoline safe") == []
    assert await indexed(stage) == before


async def test_lines_of_a_member_who_muted_the_people_are_not_remembered(stage: Stage) -> None:
    await stage.hear("My piano is old.", ANA)
    await stage.stores.mutes.toggle(stage.id, ANA)
    assert await found(stage, "piano") == []


async def test_a_search_ends_at_the_tenant_and_at_the_world(database: SqlDatabase, clock: ManualClock) -> None:
    stage = await open_stage(database, clock, "Lisa", "Oscar")
    other = await open_stage(database, clock, "Lisa", channel_id="200")
    await stage.hear("The piano is old.")
    assert await found(other, "piano") == []
    with pytest.raises(NotFound):
        await database.tenant("guild:2").memories.search(stage.people[0].id, "piano")


async def test_an_old_line_among_many_is_found(stage: Stage) -> None:
    await stage.hear("The lighthouse keeper plays the oboe.")
    for number in range(60):
        await stage.hear(f"The weather is fine, number {number}, says the keeper of the weather.")
    assert (await found(stage, "Who plays the oboe in the weather?"))[0].endswith("oboe.")


async def test_what_is_asked_for_may_be_a_time(stage: Stage) -> None:
    await stage.hear("The concert was loud.")
    await stage.clock.advance(timedelta(days=40).total_seconds())
    await stage.hear("The concert was lovely.")
    await stage.clock.advance(timedelta(days=1).total_seconds())
    assert (await found(stage, "How was the concert yesterday?"))[0] == "The concert was lovely."
