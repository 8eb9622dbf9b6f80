"""A pause asked for in free words comes back from a turn, and holds until the next call by name or a resume."""

from tests.store.stage import ANA, BEN, Stage, only, open_stage, outcome, says
from troupe.core.clock import ManualClock
from troupe.floor.floor_decision import decide_floor
from troupe.ports import Database
from troupe.worlds.action import Talk
from troupe.worlds.turn import CommitStatus, Hush, Outcome


def hushed(whom: Hush, *words: str) -> Outcome:
    decided = outcome(*(Talk(content=text) for text in words))
    return decided.model_copy(update={"hush": whom})


async def notices(stage: Stage) -> list[str]:
    return [event.text for event in await stage.events() if event.kind == "notice"]


async def quiet(stage: Stage) -> set[str]:
    people = await stage.stores.casts.of(stage.id)
    return {person.persona.name for person in people if person.quiet}


async def asked_for_a_pause(stage: Stage, decided: Outcome, text: str = "Lisa, give it a rest for today") -> None:
    await stage.hear(text)
    turn = (await stage.claim(only(stage.people[0].id))).turns[0]
    assert (await stage.commit(turn, decided)).status is CommitStatus.COMMITTED


async def test_who_is_asked_for_a_pause_is_quiet_until_called_by_name(stage: Stage) -> None:
    await asked_for_a_pause(stage, hushed(Hush.ME))
    lisa = stage.people[0]
    assert await quiet(stage) == {lisa.persona.name}
    assert await notices(stage) == ["Lisa is quiet until somebody calls them by name."]
    await stage.hear("what a day, the trams did not run")
    asked = await stage.claim(decide_floor)
    assert lisa.id not in {turn.person_id for turn in asked.turns}
    for turn in asked.turns:
        await stage.commit(turn, outcome())
    await stage.hear("Lisa, are you back?", BEN)
    called = await stage.claim(decide_floor)
    assert [turn.person_id for turn in called.turns] == [lisa.id]
    assert await quiet(stage) == set()


async def test_everyone_asked_for_a_pause_stops_what_is_under_way(database: Database, clock: ManualClock) -> None:
    stage = await open_stage(database, clock, "Lisa", "Oscar", "Marta")
    await stage.hear("Could we have a short break, I am on the phone")
    lisa, oscar = (await stage.claim(only(stage.people[0].id, stage.people[1].id))).turns
    await stage.commit(lisa, hushed(Hush.ALL))
    assert await quiet(stage) == {"Lisa", "Oscar", "Marta"}
    assert await notices(stage) == ["Everyone here is quiet until somebody calls them by name."]
    assert (await stage.commit(oscar, says("As I was saying"))).status is CommitStatus.DISCARDED
    await stage.hear("Marta, do you have the time?")
    assert [turn.scene.person.name for turn in (await stage.claim(decide_floor)).turns] == ["Marta"]
    assert await quiet(stage) == {"Lisa", "Oscar"}


async def test_ones_own_words_are_the_visible_word(stage: Stage) -> None:
    await asked_for_a_pause(stage, hushed(Hush.ME, "All right, I am quiet."))
    assert await notices(stage) == []
    assert await quiet(stage) == {"Lisa"}


async def test_resuming_ends_a_pause(stage: Stage) -> None:
    await asked_for_a_pause(stage, hushed(Hush.ALL))
    await stage.stores.worlds.resume(stage.id, "Ana")
    assert await quiet(stage) == set()


async def test_a_line_of_a_person_asks_nobody_for_a_pause(database: Database, clock: ManualClock) -> None:
    stage = await open_stage(database, clock, "Lisa", "Oscar", channel_id=None)
    await stage.hear("Oscar, how are you?", ANA)
    oscar = (await stage.claim(only(stage.people[1].id))).turns[0]
    await stage.commit(oscar, says("Lisa, do be quiet for a while."))
    lisa = (await stage.claim(only(stage.people[0].id))).turns[0]
    await stage.commit(lisa, hushed(Hush.ALL))
    assert await quiet(stage) == set()
    assert await notices(stage) == []
