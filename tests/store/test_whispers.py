"""What is said to somebody alone: they answer, and nobody else perceives it, now or later."""

from tests.store.stage import ANA, Stage, outcome, persona, says
from troupe.floor.floor_decision import decide_floor
from troupe.worlds.action import Think
from troupe.worlds.turn import Turn
from troupe.worlds.world import Mode

TEXT = "Oscar, and all of you: did it really cost nine hundred euros?"


async def whisper(stage: Stage) -> Turn:
    """Ana asks Lisa alone, in words that name others; Lisa has the floor."""
    await stage.hear(TEXT, whispered_to=(stage.people[0].id,))
    (turn,) = (await stage.claim(decide_floor)).turns
    assert turn.person_id == stage.people[0].id
    return turn


async def shown(stage: Stage) -> dict[str, list[str]]:
    """What each of those present has before them when everyone is called."""
    await stage.hear("Hello everyone?")
    turns = (await stage.claim(decide_floor)).turns
    return {turn.scene.person.name: [event.text for event in turn.scene.history] for turn in turns}


async def test_whom_it_is_said_to_is_asked_and_nobody_else_hears_it(stage: Stage) -> None:
    turn = await whisper(stage)
    assert turn.scene.obliged
    assert [event.text for event in turn.scene.history] == [TEXT]
    await stage.commit(turn, says("I would rather not say."))
    await stage.send_head("d1")
    heard = {name: TEXT in lines for name, lines in (await shown(stage)).items()}
    assert heard == {"Lisa": True, "Oscar": False, "Marta": False}


async def test_it_opens_no_round_for_the_others(stage: Stage) -> None:
    await stage.stores.worlds.set_mode(stage.id, Mode.ROUNDTABLE, "Ana")
    assert (await whisper(stage)).scene.together is False


async def test_said_to_somebody_who_is_not_here_it_is_heard_by_nobody(stage: Stage) -> None:
    await stage.hear(TEXT, whispered_to=("somebody-else",))
    assert (await stage.claim(decide_floor)).turns == ()
    assert not any(TEXT in lines for lines in (await shown(stage)).values())


async def test_nobody_is_told_of_it_who_comes_later(stage: Stage) -> None:
    await stage.commit(await whisper(stage), says("No."))
    await stage.stores.casts.add(stage.id, *persona("Pia"), everything=True)
    assert TEXT not in (await shown(stage))["Pia"]
    assert TEXT not in [event.text for event in await stage.stores.transcripts.said(stage.id)]


async def test_what_it_is_changed_to_is_told_to_nobody_else(stage: Stage) -> None:
    await stage.commit(await whisper(stage), says("No."))
    await stage.stores.mailbox.revise(stage.id, "m1", f"{TEXT} Or a thousand?", stage.clock.now())
    lines = [line for name, lines in (await shown(stage)).items() if name != "Lisa" for line in lines]
    assert not any("a thousand" in line for line in lines)


async def test_erasing_it_reaches_who_heard_it_and_nobody_else(stage: Stage) -> None:
    await stage.hear("Good morning everyone!")
    turns = (await stage.claim(decide_floor)).turns
    assert len(turns) == 3
    for turn in turns:
        await stage.commit(turn, outcome(Think(content="A fine day."), mood="calm"))
    await stage.commit(await whisper(stage), outcome(Think(content="How rude."), mood="cross"))
    await stage.stores.mailbox.erase(stage.id, ["m2"])
    states = await stage.stores.transcripts.states(stage.id)
    moods = {person.name: states[person.id].emotions for person in stage.people}
    assert moods["Lisa"] != "cross"
    assert (moods["Oscar"], moods["Marta"]) == ("calm", "calm")


async def test_a_member_who_muted_them_whispers_to_nobody(stage: Stage) -> None:
    await stage.stores.mutes.toggle(stage.id, ANA)
    await stage.hear(TEXT, whispered_to=(stage.people[0].id,))
    assert (await stage.claim(decide_floor)).turns == ()
