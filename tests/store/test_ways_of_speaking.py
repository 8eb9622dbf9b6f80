"""Whatever people put into words before others: it is perceived, remembered, told on, asked about, taken out and
erased as its facets say. What is speech is answered and said anew, too."""

from collections.abc import Sequence

import pytest

from tests.store.stage import ANA, BEN, Stage, only, outcome, says
from troupe.core.errors import NotFound
from troupe.floor.floor_decision import decide_floor
from troupe.worlds.action import ACTION_KINDS, AnyRecorded, RecordedAction, SpeechAction

RECORDED = [kind for kind in ACTION_KINDS.values() if issubclass(kind, RecordedAction)]
BEFORE_OTHERS = [kind for kind in RECORDED if not kind.facets.inner]
SPEECH = [kind for kind in BEFORE_OTHERS if issubclass(kind, SpeechAction)]
REMOVABLE = [kind for kind in BEFORE_OTHERS if kind.event.facets.removable]
POSTED = [kind for kind in BEFORE_OTHERS if kind.row is not None]
TEXT = "The key is under the third stone"


def each(kinds: Sequence[type[AnyRecorded]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", kinds, ids=[kind.word() for kind in kinds])


async def done(stage: Stage, kind: type[AnyRecorded]) -> None:
    """Lisa has answered Ana in this way, and the channel has it as d1 if it goes there."""
    await stage.commit(await stage.one_turn("Lisa, where is it?"), outcome(kind(content=TEXT)))
    if kind.row is not None:
        await stage.send_head("d1")
    assert await stage.stores.outbox.head(stage.id) is None


async def shown(stage: Stage) -> list[list[str]]:
    """What everyone has before them when somebody speaks next: first Lisa, who did it."""
    await stage.hear("And now?")
    turns = (await stage.claim(only(*(person.id for person in stage.people)))).turns
    return [[event.text for event in turn.scene.history] for turn in turns]


@each(BEFORE_OTHERS)
async def test_others_perceive_it_and_whose_it_is_remembers(stage: Stage, kind: type[AnyRecorded]) -> None:
    await done(stage, kind)
    own, *others = await shown(stage)
    assert (TEXT in own) == kind.event.facets.remembered
    assert all(TEXT in texts for texts in others)


@each(POSTED)
async def test_nobody_perceives_it_before_the_channel_has_it(stage: Stage, kind: type[AnyRecorded]) -> None:
    await stage.commit(await stage.one_turn("Lisa, where is it?"), outcome(kind(content=TEXT)))
    assert not any(TEXT in texts for texts in (await shown(stage))[1:])


@each(SPEECH)
async def test_others_are_asked_about_it(stage: Stage, kind: type[AnyRecorded]) -> None:
    await done(stage, kind)
    views: list[str] = []
    await stage.claim(lambda view: (views.extend(event.text for event in view.recent), decide_floor(view))[1])
    assert views[-1] == TEXT


@each(BEFORE_OTHERS)
async def test_it_is_told_to_newcomers_and_carried_elsewhere(stage: Stage, kind: type[AnyRecorded]) -> None:
    await done(stage, kind)
    told_on = kind.event.facets.summarised
    assert (TEXT in [event.text for event in await stage.stores.transcripts.said(stage.id)]) == told_on
    for person in stage.people:
        life = await stage.stores.casts.former_life(person.id)
        assert (TEXT in [event.text for event in life.said]) == told_on


@each(POSTED)
async def test_a_reply_to_its_message_is_meant_for_whose_it_is(stage: Stage, kind: type[AnyRecorded]) -> None:
    await done(stage, kind)
    assert await stage.stores.mailbox.person_of_message("d1") == stage.people[0].id


@each(REMOVABLE)
async def test_one_can_ask_why(stage: Stage, kind: type[AnyRecorded]) -> None:
    await done(stage, kind)
    account = await stage.stores.moderation.account(stage.id, "d1")
    assert (account.event.text, account.answers(ANA.id)) == (TEXT, True)


@each(REMOVABLE)
async def test_it_is_taken_out_of_the_channel_and_of_all_minds(stage: Stage, kind: type[AnyRecorded]) -> None:
    await done(stage, kind)
    await stage.stores.moderation.remove(stage.id, "d1", BEN)
    row = await stage.send_head("")
    assert (row.kind, row.target_message) == ("remove", "d1")
    assert not any(TEXT in texts for texts in await shown(stage))
    with pytest.raises(NotFound):
        await stage.stores.moderation.report(stage.id, "d1", BEN)


@each(REMOVABLE)
async def test_it_is_said_anew(stage: Stage, kind: type[AnyRecorded]) -> None:
    await done(stage, kind)
    await stage.stores.moderation.redo(stage.id, "d1", BEN)
    (turn,) = (await stage.claim(decide_floor)).turns
    assert turn.person_id == stage.people[0].id
    assert TEXT not in [event.text for event in turn.scene.history]


@each(BEFORE_OTHERS)
async def test_it_goes_with_an_erased_line_that_it_repeats(stage: Stage, kind: type[AnyRecorded]) -> None:
    turn = await stage.one_turn(f"I tell you alone: {TEXT}.")
    await stage.commit(turn, outcome(kind(content=TEXT)))
    if kind.row is not None:
        await stage.send_head("d1")
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    assert TEXT not in [event.text for event in await stage.events()]


@each(RECORDED)
async def test_it_keeps_what_it_is_where_there_is_no_channel(headless: Stage, kind: type[AnyRecorded]) -> None:
    await headless.commit(await headless.one_turn("Lisa, where is it?"), outcome(kind(content=TEXT)))
    last = (await headless.events())[-1]
    assert (last.kind, last.text, last.heard is None) == (kind.event.word(), TEXT, False)
    await headless.commit(await headless.one_turn("And?"), says("Yes."))
