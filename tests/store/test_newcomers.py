"""Who joins: with nothing, with all that was said, or with a briefing; and how talkative they are to be."""

import pytest

from tests.store.stage import ANA, BEN, USAGE, CountingFloor, Stage, nobody, only, outcome, persona, says, spend
from troupe.core.errors import BadInput, Conflict
from troupe.core.usage import Estimate
from troupe.ports import Cap, NewWorld
from troupe.worlds.action import React, Talk, Think
from troupe.worlds.briefing import Briefing
from troupe.worlds.guild_settings import GuildSettings
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Provenance
from troupe.worlds.world import Person

PROVENANCE = Provenance(model="test", prompts_hash="p", request_hash="r", stand_in=True)


async def talk(stage: Stage) -> None:
    """Ana and Ben speak, Lisa answers and Oscar reacts."""
    await stage.hear("The soup is at seven", message_id="m1")
    await stage.hear("I bring bread", BEN, message_id="m2")
    turns = (await stage.claim(only(stage.people[0].id, stage.people[1].id))).turns
    await stage.commit(turns[0], outcome(Think(content="A secret."), Talk(content="And I the salt.")))
    await stage.commit(turns[1], outcome(React(content="👍")))
    await stage.send_head("d1")
    await stage.send_head("m2")
    await stage.claim(nobody)


async def briefing(stage: Stage, text: str = "Soup at seven; Ben brings bread.") -> Briefing:
    said = await stage.stores.transcripts.said(stage.id)
    return Briefing(
        text=text,
        sources=tuple(event.id for event in said),
        through=said[-1].heard or 0,
        provenance=PROVENANCE,
        usage=USAGE,
    )


async def scene(stage: Stage, person: Person, text: str = "Welcome!") -> Scene:
    await stage.hear(text)
    return (await stage.claim(only(person.id))).turns[0].scene


def words(scene: Scene) -> list[str]:
    return [event.text for event in scene.history]


async def test_who_knows_everything_has_read_it_and_need_not_answer(stage: Stage) -> None:
    await talk(stage)
    pia = await stage.stores.casts.add(stage.id, *persona("Pia"), everything=True)
    floor = CountingFloor(nobody)
    await stage.hear("Hello, Pia", message_id="m9")
    await stage.claim(floor)
    assert floor.views[0].members[-1].unread == (6,)
    await stage.hear("Pia?")
    shown = (await stage.claim(only(pia.id))).turns[0].scene
    assert words(shown) == [
        *("The soup is at seven", "I bring bread", "And I the salt.", "👍", "Hello, Pia", "Pia?"),
    ]
    assert len(shown.unread) == 2


async def test_of_all_that_was_said_erased_and_muted_words_stay_unknown(stage: Stage) -> None:
    await talk(stage)
    await stage.stores.mailbox.erase(stage.id, ["m2"])
    await stage.stores.mutes.toggle(stage.id, ANA)
    pia = await stage.stores.casts.add(stage.id, *persona("Pia"), everything=True)
    await stage.hear("Hello", BEN)
    shown = (await stage.claim(only(pia.id))).turns[0].scene
    assert words(shown) == ["And I the salt.", "Hello"], "the reaction went with the message it was put on"


async def test_a_reaction_stays_where_another_message_than_its_own_is_erased(stage: Stage) -> None:
    await talk(stage)
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    await stage.stores.mutes.toggle(stage.id, ANA)
    pia = await stage.stores.casts.add(stage.id, *persona("Pia"), everything=True)
    await stage.hear("Hello", BEN)
    shown = (await stage.claim(only(pia.id))).turns[0].scene
    assert words(shown) == ["I bring bread", "And I the salt.", "👍", "Hello"]


async def test_a_briefing_is_perceived_by_the_newcomer_alone(stage: Stage) -> None:
    await talk(stage)
    pia = await stage.stores.casts.add(stage.id, *persona("Pia"), briefing=await briefing(stage))
    await stage.hear("Welcome!")
    turns = (await stage.claim(only(pia.id, stage.people[2].id))).turns
    assert words(turns[0].scene) == ["Soup at seven; Ben brings bread.", "Welcome!"]
    assert "Soup at seven; Ben brings bread." not in words(turns[1].scene)
    told = turns[0].scene.history[0]
    assert (told.kind, told.stand_in, told.author.kind) == ("briefed", True, "person")


async def test_a_briefing_goes_with_the_first_of_its_sources_that_is_deleted(stage: Stage) -> None:
    await talk(stage)
    pia = await stage.stores.casts.add(stage.id, *persona("Pia"), briefing=await briefing(stage))
    turn_scene = await scene(stage, pia)
    assert len(turn_scene.history) == 2
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    assert not any("Soup" in event.text for event in await stage.events())
    told = next(event for event in await stage.events() if event.kind == "briefed")
    assert told.erased


async def test_a_briefing_goes_when_a_member_it_tells_of_mutes_the_people(stage: Stage) -> None:
    await talk(stage)
    await stage.stores.casts.add(stage.id, *persona("Pia"), briefing=await briefing(stage))
    await stage.stores.mutes.toggle(stage.id, BEN)
    assert not any("Soup at" in event.text for event in await stage.events())


async def test_a_briefing_whose_source_was_deleted_meanwhile_is_refused_and_nobody_joins(stage: Stage) -> None:
    await talk(stage)
    made = await briefing(stage)
    await stage.stores.mailbox.erase(stage.id, ["m2"])
    with pytest.raises(Conflict, match="deleted"):
        await stage.stores.casts.add(stage.id, *persona("Pia"), briefing=made)
    assert len(await stage.stores.casts.of(stage.id)) == 3


async def test_a_briefing_may_be_made_from_another_world(stage: Stage) -> None:
    await talk(stage)
    made = await briefing(stage)
    other = await stage.stores.worlds.open(NewWorld(name="attic", channel_id="200"), [persona("Eve")])
    await stage.stores.casts.add(other.id, *persona("Pia"), briefing=made)
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    assert all(not event.text for event in await stage.stores.transcripts.read(other.id))


async def test_what_was_said_is_read_without_what_was_erased_or_muted(stage: Stage) -> None:
    await talk(stage)
    await stage.stores.mailbox.erase(stage.id, ["m2"])
    said = stage.stores.transcripts.said
    assert [event.text for event in await said(stage.id)] == ["The soup is at seven", "And I the salt."]
    assert [event.text for event in await said(stage.id, 1)] == ["And I the salt."]
    await stage.stores.mutes.toggle(stage.id, ANA)
    assert [event.text for event in await said(stage.id)] == ["And I the salt."]


async def test_a_call_outside_of_turns_is_counted_and_capped(stage: Stage) -> None:
    budgets = stage.stores.budgets
    assert await budgets.allows(Cap(tokens=200), Estimate(tokens=150))
    await spend(budgets, USAGE)
    await spend(budgets, USAGE)
    assert (await budgets.today()).usage == USAGE + USAGE
    assert not await budgets.allows(Cap(tokens=200), Estimate(tokens=1))
    assert await budgets.allows(Cap(usd=1.0), Estimate(tokens=1, usd=0.5))
    await stage.stores.guilds.change(lambda known: GuildSettings(usd_per_day=0.1))
    assert not await budgets.allows(Cap(usd=1.0), Estimate(tokens=1, usd=0.5))


async def test_talkativeness_is_settled_for_this_world_and_lifted_again(stage: Stage) -> None:
    lisa = stage.people[0]
    floor = CountingFloor(nobody)
    casts = stage.stores.casts
    assert (await casts.settle_talk(stage.id, lisa.id, 0.9, "Rita")).talkativeness == 0.9
    await stage.hear("Hello")
    await stage.claim(floor)
    assert [member.talkativeness for member in floor.views[0].members] == [0.9, 0.5, 0.5]
    assert (await casts.of(stage.id))[0].persona.talkativeness == 0.5
    assert (await casts.settle_talk(stage.id, lisa.id, None, "Rita")).talkativeness == 0.5
    marks = [event.text for event in await stage.events() if event.kind == "setting"]
    assert marks == [
        "talkativeness of Lisa 0.90, set by Rita",
        "talkativeness of Lisa as they are, set by Rita",
    ]
    with pytest.raises(BadInput, match="between 0 and 1"):
        await casts.settle_talk(stage.id, lisa.id, 1.5, "Rita")


async def test_a_state_of_mind_goes_with_what_it_may_have_been_made_from(stage: Stage) -> None:
    turn = await stage.one_turn("My PIN is 1234")
    await stage.commit(turn, says("Oh.", mood="knows the PIN 1234"))
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    assert all(not state.emotions for state in (await stage.stores.transcripts.states(stage.id)).values())
