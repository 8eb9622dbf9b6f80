"""A trial turn: a whole turn of a person, asked for in no world, with one correction and counted like any call."""

import pytest

from tests.unit.ledgers import counted
from tests.unit.minds import lisa
from troupe.core.clock import ManualClock
from troupe.core.errors import ModelMalformed, OverBudget
from troupe.llm.ledger.memory_ledger import MemoryLedger
from troupe.llm.scripted_model import Line, Scripted
from troupe.minds.gate.secrets import Secrets
from troupe.minds.trial_turn import TRIAL, trial_turn
from troupe.people.library.library import ref_of
from troupe.ports import Cap

SPEAKS: Line = {"floor": "speak", "actions": [{"type": "TALK", "content": "Tired. The baseline was wrong again."}]}
ASSISTANT: Line = {"floor": "speak", "actions": [{"type": "TALK", "content": "How can I assist you today?"}]}
PERSONA = lisa()
REF = ref_of(PERSONA, "lisa")


async def tried(
    *replies: Line, cap: Cap | None = None, secrets: Secrets | None = None
) -> tuple[str, MemoryLedger]:
    clock = ManualClock()
    ledger = MemoryLedger(clock)
    with Scripted({("lisa", TRIAL): replies}) as llm:
        said = await trial_turn(counted(llm, None, ledger), PERSONA, REF, clock, secrets or Secrets())
        assert "You are stubborn." in llm.requests[0].messages[0].content
        assert "Lisa, how are you today" in llm.requests[0].messages[1].content
    return said, ledger


async def test_a_model_that_plays_says_what_the_person_says() -> None:
    said, ledger = await tried(SPEAKS)
    assert said == "Tired. The baseline was wrong again."
    assert ledger.usage.calls == 1


async def test_a_model_that_falls_out_of_its_part_is_corrected_once() -> None:
    said, ledger = await tried(ASSISTANT, SPEAKS)
    assert said == "Tired. The baseline was wrong again."
    assert ledger.usage.calls == 2


async def test_a_model_that_never_plays_is_told_of_with_what_it_did() -> None:
    with pytest.raises(
        ModelMalformed, match=r"scripted answers, but had no words for Lisa Carter: it spoke as an"
    ):
        await tried(ASSISTANT, ASSISTANT)


async def test_silence_is_no_turn() -> None:
    silent: Line = {"floor": "silent", "actions": [], "reason": "I am tired."}
    with pytest.raises(ModelMalformed, match="I am tired"):
        await tried(silent, silent)


async def test_a_secret_is_not_said_on_trial_either() -> None:
    key = "sk-proj-Zq81MvT0wXy2Lr5b"
    told: Line = {"floor": "speak", "actions": [{"type": "TALK", "content": f"My key is {key}, take it."}]}
    with pytest.raises(ModelMalformed) as caught:
        await tried(told, told, secrets=Secrets([key]))
    assert key not in str(caught.value)


async def test_without_room_in_the_budget_nothing_is_asked() -> None:
    clock = ManualClock()
    llm = Scripted()
    with pytest.raises(OverBudget):
        await trial_turn(counted(llm, Cap(tokens=1)), PERSONA, REF, clock, Secrets())
    assert llm.requests == []
