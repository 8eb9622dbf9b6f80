"""Who is here, within the transaction that seats and unseats: nobody is overlooked who has just sat down."""

import pytest

from tests.store.stage import TENANT, Stage, persona
from troupe.core.errors import Conflict
from troupe.ports import Database, NewWorld
from troupe.worlds.transcript import PersonAuthor


async def test_two_people_of_one_name_do_not_open_a_world_together(database: Database) -> None:
    """They could not be told apart, by anyone who calls them or by each other."""
    stores = database.tenant(TENANT)
    with pytest.raises(Conflict, match="Lisa is here already"):
        await stores.worlds.open(NewWorld(name="den", channel_id="9"), [persona("Lisa"), persona("Lisa")])
    assert await stores.worlds.at_channel("9") is None


async def test_a_name_is_the_same_in_capitals_and_with_spaces_around_it(stage: Stage) -> None:
    made, ref = persona("LISA")
    with pytest.raises(Conflict):
        await stage.stores.casts.add(stage.id, made.model_copy(update={"name": " lISA "}), ref)


async def test_someone_who_has_left_may_come_again_on_another_seat(stage: Stage) -> None:
    gone = await stage.stores.casts.remove(stage.id, stage.people[0].id)
    made, ref = persona("Lisa")
    again = await stage.stores.casts.add(stage.id, made, ref)
    assert again.id != gone.id
    assert again.seat == 3
    assert [person.name for person in await stage.stores.casts.of(stage.id)] == ["Oscar", "Marta", "Lisa"]


async def test_seats_follow_the_order_in_which_people_came(stage: Stage) -> None:
    assert [person.seat for person in stage.people] == [0, 1, 2]
    joined = [event.author for event in await stage.events() if event.kind == "joined"]
    assert joined == [PersonAuthor(id=person.id, name=person.persona.name) for person in stage.people]


async def test_whoever_sits_down_hears_the_next_message(stage: Stage) -> None:
    made, ref = persona("Nora")
    nora = await stage.stores.casts.add(stage.id, made, ref)
    await stage.hear("Welcome, Nora")
    turns = (await stage.claim()).turns
    assert nora.id in {turn.person_id for turn in turns}


async def test_whoever_has_left_hears_nothing_more(stage: Stage) -> None:
    await stage.stores.casts.remove(stage.id, stage.people[1].id)
    await stage.hear("Where is Oscar?")
    assert {turn.person_id for turn in (await stage.claim()).turns} == {stage.people[0].id, stage.people[2].id}
