"""Whatever way people speak in: it is heard, remembered, told on, asked about, taken out and said anew alike."""

import pytest

from tests.store.stage import ANA, BEN, Stage, only, outcome
from troupe.core.errors import NotFound
from troupe.floor.floor_decision import decide_floor
from troupe.worlds.action import ACTION_KINDS, AnySpeech, SpeechAction

WAYS = [kind for kind in ACTION_KINDS.values() if issubclass(kind, SpeechAction)]
TEXT = "The key is under the third stone"


@pytest.fixture(params=WAYS, ids=[way.word() for way in WAYS])
async def spoken(request: pytest.FixtureRequest, stage: Stage) -> Stage:
    """Lisa has answered Ana in this way, and the channel has it as d1."""
    way: type[AnySpeech] = request.param
    await stage.commit(await stage.one_turn("Lisa, where is it?"), outcome(way(content=TEXT)))
    await stage.send_head("d1")
    assert await stage.stores.outbox.head(stage.id) is None
    return stage


async def shown(stage: Stage) -> list[list[str]]:
    """What everyone has before them when somebody speaks next."""
    await stage.hear("And now?")
    turns = (await stage.claim(only(*(person.id for person in stage.people)))).turns
    return [[event.text for event in turn.scene.history] for turn in turns]


async def test_others_hear_it_and_who_said_it_remembers(spoken: Stage) -> None:
    assert all(TEXT in texts for texts in await shown(spoken))


async def test_others_are_asked_about_it(spoken: Stage) -> None:
    views: list[str] = []
    await spoken.claim(lambda view: (views.extend(event.text for event in view.recent), decide_floor(view))[1])
    assert views[-1] == TEXT


async def test_it_is_told_to_newcomers_and_carried_elsewhere(spoken: Stage) -> None:
    assert TEXT in [event.text for event in await spoken.stores.transcripts.said(spoken.id)]
    for person in spoken.people:
        life = await spoken.stores.casts.former_life(person.id)
        assert TEXT in [event.text for event in life.said]


async def test_one_can_ask_why(spoken: Stage) -> None:
    account = await spoken.stores.moderation.account(spoken.id, "d1")
    assert (account.event.text, account.answers(ANA.id)) == (TEXT, True)
    assert await spoken.stores.mailbox.person_of_message("d1") == spoken.people[0].id


async def test_it_is_taken_out_of_the_channel_and_of_all_minds(spoken: Stage) -> None:
    await spoken.stores.moderation.remove(spoken.id, "d1", BEN)
    row = await spoken.send_head("")
    assert (row.kind, row.target_message) == ("remove", "d1")
    assert not any(TEXT in texts for texts in await shown(spoken))
    with pytest.raises(NotFound):
        await spoken.stores.moderation.report(spoken.id, "d1", BEN)


async def test_it_is_said_anew(spoken: Stage) -> None:
    await spoken.stores.moderation.redo(spoken.id, "d1", BEN)
    (turn,) = (await spoken.claim(decide_floor)).turns
    assert turn.person_id == spoken.people[0].id
    assert TEXT not in [event.text for event in turn.scene.history]
