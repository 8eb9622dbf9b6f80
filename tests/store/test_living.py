"""People who live on as another version of who they are: what is kept, what is void, and who may be found."""

import pytest

from tests.store.stage import CHANNEL, TENANT, Stage, only, persona, says, together
from troupe.core.errors import Conflict, NotFound
from troupe.people.persona.persona import Persona, PersonaRef, content_hash
from troupe.ports import Database, NewWorld
from troupe.worlds.mind_state import MindState
from troupe.worlds.turn import CommitStatus


def edited(name: str = "Lisa", version: int = 2) -> tuple[Persona, PersonaRef]:
    made = Persona.model_validate({"name": name, "style": "Loud."})
    return made, PersonaRef(owner=TENANT, slug="lisa", version=version, hash=content_hash(made))


async def test_they_live_on_with_memory_state_and_seat(stage: Stage) -> None:
    lisa = stage.people[0]
    turn = await stage.one_turn("Do you like tea?")
    await stage.commit(turn, says("I do.", mood="content"))
    await stage.send_head("900")
    person = await stage.stores.casts.update_persona(lisa.id, *edited(), "Ana")
    assert (person.persona.style, person.ref.version, person.seat) == ("Loud.", 2, 0)
    assert person.state == MindState(emotions="content")
    scene = (await stage.one_turn("Still?")).scene
    assert scene.person.persona.style == "Loud."
    assert [event.text for event in scene.history] == ["Do you like tea?", "I do.", "Still?"]
    (mark,) = [event for event in await stage.events() if event.kind == "edited"]
    assert mark.text == "version 2 of lisa, by Ana"


async def test_a_turn_being_decided_is_void_and_decided_anew_as_who_they_are_now(stage: Stage) -> None:
    turn = await stage.one_turn("Do you like tea?")
    await stage.stores.casts.update_persona(stage.people[0].id, *edited(), "Ana")
    late = await stage.commit(turn, says("As I was."))
    assert late.status is CommitStatus.DISCARDED
    again = (await stage.claim(only(stage.people[0].id))).turns[0]
    assert again.scene.person.persona.style == "Loud."
    assert [event.text for event in again.scene.history if event.id in again.scene.unread] == ["Do you like tea?"]


async def test_an_answer_held_for_the_reveal_stays(stage: Stage) -> None:
    await stage.hear("Tea, everyone?")
    lisa, oscar, marta = (await stage.claim(together)).turns
    assert (await stage.commit(lisa, says("Yes."))).status is CommitStatus.HELD
    await stage.stores.casts.update_persona(lisa.person_id, *edited(), "Ana")
    await stage.commit(oscar, says("No."))
    await stage.commit(marta, says("Maybe."))
    assert await stage.said() == [
        ("Ana", "Tea, everyone?"),
        ("Lisa", "Yes."),
        ("Oscar", "No."),
        ("Marta", "Maybe."),
    ]


async def test_a_round_does_not_wait_for_a_turn_made_void(stage: Stage) -> None:
    await stage.hear("Tea, everyone?")
    lisa, oscar, marta = (await stage.claim(together)).turns
    await stage.commit(oscar, says("No."))
    await stage.commit(marta, says("Maybe."))
    await stage.stores.casts.update_persona(lisa.person_id, *edited(), "Ana")
    assert [text for _, text in await stage.said()] == ["Tea, everyone?", "No.", "Maybe."]
    assert await stage.database.due(stage.clock.now()) == (stage.world.key,)


async def test_a_new_name_must_be_free_and_is_then_taken(stage: Stage) -> None:
    lisa = stage.people[0]
    with pytest.raises(Conflict, match="OSCAR is the name of someone else"):
        await stage.stores.casts.update_persona(lisa.id, *edited("OSCAR"), "Ana")
    assert (await stage.stores.casts.of(stage.id))[0].name == "Lisa"
    await stage.stores.casts.update_persona(lisa.id, *edited("Liza"), "Ana")
    assert (await stage.stores.casts.of(stage.id))[0].name == "Liza"
    await stage.stores.casts.add(stage.id, *persona("Lisa"))
    with pytest.raises(Conflict):
        await stage.stores.casts.add(stage.id, *persona("Liza"))


async def test_who_has_left_or_whose_world_is_closed_stays_as_they_were(stage: Stage) -> None:
    lisa, oscar, _ = stage.people
    await stage.stores.casts.remove(stage.id, lisa.id)
    with pytest.raises(NotFound):
        await stage.stores.casts.update_persona(lisa.id, *edited(), "Ana")
    await stage.stores.worlds.close(stage.id, "Ana")
    with pytest.raises(Conflict):
        await stage.stores.casts.update_persona(oscar.id, *edited("Otto"), "Ana")


async def test_those_who_live_as_a_persona_are_found_in_every_open_world(stage: Stage) -> None:
    casts, worlds = stage.stores.casts, stage.stores.worlds
    await stage.clock.advance(1)
    attic = await worlds.open(NewWorld(name="attic", channel_id="101"), [edited("Lisa", 1)])
    gone = await worlds.open(NewWorld(name="cellar", channel_id="102"), [edited()])
    await worlds.close(gone.id, "Ana")
    foreign = Persona.model_validate({"name": "Lisa"})
    other_owner = PersonaRef(owner="headless", slug="lisa", hash="0")
    await worlds.open(NewWorld(name="yard", channel_id="103"), [(foreign, other_owner)])
    found = await casts.playing("lisa")
    assert [(world.name, person.ref.owner, person.ref.version) for world, person in found] == [
        ("lounge", "library", 1),
        ("attic", TENANT, 1),
    ]
    await casts.remove(attic.id, found[1][1].id)
    assert [world.channel_id for world, _ in await casts.playing("lisa")] == [CHANNEL]


async def test_a_state_is_carried_over_from_a_former_life(stage: Stage, database: Database) -> None:
    lisa = stage.people[0]
    turn = await stage.one_turn()
    await stage.commit(turn, says("Hello.", mood="curious"))
    attic = await stage.stores.worlds.open(NewWorld(name="attic", channel_id="101"), [persona("Lisa")])
    (newcomer,) = await stage.stores.casts.of(attic.id)
    assert newcomer.state == MindState()
    carried = await stage.stores.casts.carry_over(newcomer.id, lisa.id)
    assert carried.state == MindState(emotions="curious")
    strangers = database.tenant("guild:2")
    world = await strangers.worlds.open(NewWorld(name="w", channel_id="9"), [persona("Lisa")])
    (stranger,) = await strangers.casts.of(world.id)
    with pytest.raises(NotFound):
        await strangers.casts.carry_over(stranger.id, lisa.id)


async def test_a_former_life_is_what_was_heard_and_said_and_not_erased(stage: Stage) -> None:
    lisa = stage.people[0]
    await stage.hear("Gone soon.", message_id="m-gone")
    turn = await stage.one_turn("Tea?")
    await stage.commit(turn, says("Yes."))
    await stage.send_head("900")
    await stage.stores.mailbox.erase(stage.id, ["m-gone"])
    await stage.stores.casts.remove(stage.id, lisa.id)
    await stage.hear("Said after she left.")
    life = await stage.stores.casts.former_life(lisa.id)
    assert [event.text for event in life.said] == ["Tea?", "Yes."]
    assert (life.world.id, life.person.name) == (stage.id, "Lisa")


async def test_what_is_erased_leaves_the_states_that_were_carried_over_too(stage: Stage) -> None:
    turn = await stage.one_turn("I have a secret.")
    await stage.commit(turn, says("Tell me.", mood="curious"))
    await stage.send_head("900")
    former, lives = stage.people[0].id, list[str]()
    for number in ("101", "102"):
        world = await stage.stores.worlds.open(NewWorld(name="attic", channel_id=number), [persona("Lisa")])
        (newcomer,) = await stage.stores.casts.of(world.id)
        await stage.stores.casts.carry_over(newcomer.id, former)
        lives.append(world.id)
        former = newcomer.id
    message = next(event.message_id for event in await stage.events() if event.text == "I have a secret.")
    assert message is not None
    await stage.stores.mailbox.erase(stage.id, [message])
    for life in lives:
        (person,) = await stage.stores.casts.of(life)
        assert person.state == MindState()


async def test_a_turn_under_way_brings_no_state_back_that_was_erased(stage: Stage) -> None:
    await stage.hear("I have a secret.", message_id="m-secret")
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    await stage.commit(turn, says("Tell me.", mood="full of a secret"))
    await stage.send_head("900")
    await stage.hear("What is it about?")
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    await stage.stores.mailbox.erase(stage.id, ["m-secret"])
    committed = await stage.commit(turn, says("Nothing.", mood="still full of a secret"))
    assert committed.status is CommitStatus.AGAIN
    assert committed.turn is not None
    assert committed.turn.scene.person.state == MindState()
    await stage.commit(committed.turn, says("Nothing."))
    assert (await stage.stores.casts.of(stage.id))[0].state == MindState()
    await stage.send_head("901")
    await stage.hear("And now?")
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    await stage.commit(turn, says("Now I know nothing.", mood="empty"))
    assert (await stage.stores.casts.of(stage.id))[0].state == MindState(emotions="empty")


async def test_another_community_neither_finds_nor_changes_them(stage: Stage, database: Database) -> None:
    strangers = database.tenant("guild:2").casts
    assert await strangers.playing("lisa") == ()
    with pytest.raises(NotFound):
        await strangers.update_persona(stage.people[0].id, *edited(), "Eve")
    assert (await stage.stores.casts.of(stage.id))[0] == stage.people[0]
