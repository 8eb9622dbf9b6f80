"""RECALL: who tries to remember is told what comes back, within the turn and its budget, and is exposed to it."""

import pytest
from pydantic import JsonValue

from tests.store.memory_making import SMALL_TALK, made, talk
from tests.store.stage import ANA, BEN, Stage, only
from troupe.core.errors import ModelMalformed
from troupe.core.usage import Estimate
from troupe.llm.scripted_model import Scripted
from troupe.minds.mind import Mind
from troupe.worlds.text.shown_lines import HIGH
from troupe.worlds.turn import Turn

BOAT = "I keep my boat in Porto, it is called Gaivota."
SLUG = "lisa"


def tries(question: str) -> dict[str, JsonValue]:
    return {"floor": "speak", "actions": [{"type": "RECALL", "content": question}], "state": {}}


def answers(text: str) -> dict[str, JsonValue]:
    return {"floor": "speak", "actions": [{"type": "TALK", "content": text}], "state": {"emotions": "sure"}}


async def asked(stage: Stage) -> Turn:
    """The turn of somebody who is asked about a boat by another word, long after it was spoken of."""
    await talk(stage, [(BOAT, ANA)])
    for _ in range(HIGH // 40 + 1):
        await talk(stage, [f"The soup of day {number} was fine." for number in range(40)])
    await stage.hear("Which name does her vessel have?", BEN)
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    assert turn.scene.recalled == ()
    return turn


async def test_what_comes_back_is_told_and_the_turn_decided_with_it(stage: Stage) -> None:
    turn = await asked(stage)
    llm = Scripted({(SLUG, "turn"): [tries("Ana's boat"), tries("the harbour of Lagos"), answers("Gaivota.")]})
    with llm:
        outcome = await Mind(llm, recall=stage.stores.turns.recall).decide(turn)
    first, second, third = llm.requests
    assert second.messages[: len(first.messages)] == first.messages  # what was sent is in the endpoint's cache
    assert f"Ana: {BOAT}" in second.messages[-1].content
    assert "Nothing more comes back" in third.messages[-1].content
    assert outcome.usage.calls == 3
    await stage.commit(turn, outcome)
    assert ("Lisa", "Gaivota.") in await stage.said()
    states = await stage.stores.transcripts.states(stage.id)
    assert states[turn.person_id].emotions == "sure"
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    states = await stage.stores.transcripts.states(stage.id)
    assert states[turn.person_id].emotions == ""


async def test_what_was_corrected_comes_back_as_it_is_now(stage: Stage) -> None:
    await talk(stage, [("The keel is in Porto.", BEN), *SMALL_TALK])
    await made(stage)
    await talk(stage, [("The keel is now in Lagos.", BEN), *SMALL_TALK])
    await made(stage)
    turn = await asked(stage)
    llm = Scripted(
        {(SLUG, "turn"): [tries("Where is the keel?"), tries("the keel in Porto"), answers("In Lagos.")]}
    )
    with llm:
        await Mind(llm, recall=stage.stores.turns.recall).decide(turn)
    told = [line for request in llm.requests[1:] for line in request.messages[-1].content.splitlines()]
    assert any("Lagos" in line for line in told)
    assert not any(line.endswith("Ben: The keel is in Porto.") for line in told)


async def test_without_room_for_it_nothing_is_looked_for(stage: Stage) -> None:
    turn = await asked(stage)
    looked: list[str] = []

    async def full(_turn: Turn, _estimate: Estimate) -> bool:
        return False

    async def look(_turn: Turn, question: str) -> None:
        looked.append(question)

    llm = Scripted({(SLUG, "turn"): [tries("Ana's boat")]})
    with pytest.raises(ModelMalformed):
        await Mind(llm, reserve=full, recall=look).decide(turn)
    assert looked == []
    assert len(llm.requests) == 1


async def test_whoever_speaks_all_the_same_is_not_kept_waiting(stage: Stage) -> None:
    turn = await asked(stage)
    both: dict[str, JsonValue] = {
        "floor": "speak",
        "actions": [{"type": "RECALL", "content": "boat"}, {"type": "TALK", "content": "No idea, sorry."}],
        "state": {},
    }
    with Scripted({(SLUG, "turn"): [both]}) as llm:
        outcome = await Mind(llm, recall=stage.stores.turns.recall).decide(turn)
    assert [action.content for action in outcome.actions] == ["No idea, sorry."]
