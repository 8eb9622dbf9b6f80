"""Members who muted the people of a world: nothing of theirs is kept or shown, and nobody is left answering."""

import pytest

from tests.store.stage import ANA, BEN, Stage, only, persona, says, stops_on_stop
from troupe.core.errors import NotFound
from troupe.ports import Database, NewWorld
from troupe.worlds.mind_state import MindState
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.turn import CommitStatus
from troupe.worlds.world import WorldStatus


def told(scene: Scene) -> list[str]:
    """Everything in a scene that could reach a prompt."""
    state = scene.person.state
    names = [event.author.name for event in scene.history if event.author.kind != "system"]
    return [*(event.text for event in scene.history), *names, state.goals, *state.context, state.attention]


async def next_scene(stage: Stage, text: str = "And you, Lisa?", author: HumanAuthor = BEN) -> Scene:
    """What the first person has before them when someone speaks."""
    await stage.hear(text, author=author)
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    return turn.scene


async def test_pressing_mutes_and_pressing_again_lifts_it(stage: Stage) -> None:
    assert await stage.stores.mutes.toggle(stage.id, ANA) is True
    assert await stage.stores.mutes.of(stage.id) == (ANA,)
    assert await stage.stores.mutes.toggle(stage.id, ANA) is False
    assert await stage.stores.mutes.of(stage.id) == ()


async def test_what_a_muting_member_writes_is_not_kept_and_wakes_nobody(stage: Stage) -> None:
    await stage.stores.mutes.toggle(stage.id, ANA)
    posted = await stage.hear("Lisa, can you hear me?", author=ANA)
    assert posted.event is not None
    assert (posted.event.text, posted.event.heard, posted.event.erased) == ("", None, True)
    claimed = await stage.claim()
    assert (claimed.turns, claimed.decision) == ((), None)


async def test_catching_up_goes_on_behind_what_was_not_kept(stage: Stage) -> None:
    await stage.stores.mutes.toggle(stage.id, ANA)
    await stage.hear("One.", author=ANA)
    known = await stage.stores.mailbox.last_order(stage.id, "100")
    assert known is not None
    event = (await stage.events())[-1]
    assert event.message_id is not None
    await stage.stores.mailbox.revise(stage.id, event.message_id, "Two.", stage.clock.now())
    assert [e.text for e in await stage.events() if e.author.kind == "human"] == [""]


async def test_a_muting_member_can_still_stop_everyone(stage: Stage) -> None:
    await stage.stores.mutes.toggle(stage.id, ANA)
    await stage.hear("stop", author=ANA, read_stop=stops_on_stop)
    assert (await stage.stores.worlds.get(stage.id)).status is WorldStatus.STOPPED


async def test_earlier_words_and_the_name_leave_prompts_and_come_back(stage: Stage) -> None:
    await stage.hear("I have a secret.", author=ANA)
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    state = MindState(goals="Ask Ana more", context=("Ana has a secret",), attention="Ana")
    await stage.commit(turn, says("Tell me, Ana!").model_copy(update={"state": state}))
    await stage.send_head("900")
    await stage.stores.mutes.toggle(stage.id, ANA)
    scene = await next_scene(stage)
    assert not [words for words in told(scene) if "Ana" in words or "I have a secret" in words]
    assert "Tell me, someone!" in told(scene)
    assert scene.person.state.goals == "Ask someone more"
    await stage.stores.mutes.toggle(stage.id, ANA)
    await stage.hear("Still there?", author=BEN)
    other = (await stage.claim(only(stage.people[1].id))).turns[0].scene
    assert "I have a secret." in told(other)


async def test_the_floor_no_longer_looks_at_their_words(stage: Stage) -> None:
    await stage.hear("Lisa?", author=ANA)
    await stage.stores.mutes.toggle(stage.id, ANA)
    await stage.hear("Hello all.", author=BEN)
    seen: list[tuple[str, ...]] = []
    rule = only(stage.people[0].id)

    await stage.claim(lambda view: (seen.append(view.humans), rule(view))[1])
    assert seen == [("Ben",)]


async def test_a_turn_that_answers_them_is_void_and_the_others_are_looked_at_again(stage: Stage) -> None:
    await stage.hear("Hello from Ben.", author=BEN)
    await stage.hear("Lisa, do you like me?", author=ANA)
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    await stage.stores.mutes.toggle(stage.id, ANA)
    assert (await stage.commit(turn, says("I do, Ana."))).status is CommitStatus.DISCARDED
    again = await stage.claim(only(stage.people[0].id))
    assert [event.text for event in again.turns[0].scene.history] == ["Hello from Ben."]


async def test_words_on_their_way_to_them_are_taken_back(stage: Stage) -> None:
    (turn,) = [await stage.one_turn("Lisa?")]
    await stage.commit(turn, says("Yes, Ana?"))
    assert await stage.stores.outbox.head(stage.id) is not None
    await stage.stores.mutes.toggle(stage.id, ANA)
    assert await stage.stores.outbox.head(stage.id) is None


async def test_a_name_that_someone_else_bears_stays(stage: Stage) -> None:
    await stage.stores.mutes.toggle(stage.id, HumanAuthor(id="70", name="Oscar Bell"))
    scene = await next_scene(stage, "Oscar, and Oscar Bell, and oscar bells.")
    assert scene.history[-1].text == "Oscar, and someone, and oscar bells."


async def test_a_mute_is_of_one_world(stage: Stage) -> None:
    other = await stage.stores.worlds.open(NewWorld(name="attic", channel_id="101"), [persona("Lisa")])
    await stage.stores.mutes.toggle(stage.id, ANA)
    assert await stage.stores.mutes.of(other.id) == ()


async def test_another_tenant_neither_sees_nor_changes_mutes(stage: Stage, database: Database) -> None:
    stranger = database.tenant("guild:2").mutes
    with pytest.raises(NotFound):
        await stranger.of(stage.id)
    with pytest.raises(NotFound):
        await stranger.toggle(stage.id, ANA)
