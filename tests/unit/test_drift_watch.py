"""A watch over a long talk: drift from one's own beliefs is seen, anchored and reported; so is agreement."""

from typing import Any

import pytest

from troupe import Persona, Scripted, World
from troupe.headless.selfhood.drift_watch import ANCHOR, DriftWatch, WatchedTalk
from troupe.llm.port.llm import Request
from troupe.research.validating.stance_drift import HeldBelief, TakenStance, drift_between

INA = Persona(name="Ina Roth", beliefs=("Boats are honest.",))
BO = Persona(name="Bo Lind", beliefs=("Trains are better.",))
HELD = ANCHOR.partition("{")[0]


def ina_gives_in(request: Request[Any]) -> dict[str, Any]:
    """Ina gives up her belief after two lines of Bo's, unless a thought of hers holds it."""
    if request.purpose == "turn":
        return {"floor": "speak", "actions": [{"type": "TALK", "content": "Boats leak, all of them."}]}
    prompt = request.messages[-1].content
    own = INA.beliefs[0] in prompt.rpartition("agree with this")[2]
    if request.person != "ina-roth" or not own:
        return {"number": 2, "reason": "So."}
    gone = prompt.count("Boats leak") >= 4 and HELD not in prompt
    return {"number": 3 if gone else 7, "reason": "So."}


async def watched(*, anchor: bool) -> tuple[WatchedTalk, str]:
    model = Scripted(otherwise=ina_gives_in)
    async with World.open([INA, BO], model=model) as world:
        watch = DriftWatch(world, every=3, anchor=anchor)
        await watch.begin()
        for question in ("Who pays?", "And who sails?"):
            before = len(await world.transcript())
            await world.ask(question, by="Moderator")
            await watch.turned((await world.transcript())[before:])
        talk = await watch.end()
        await world.ask("So?", to="Ina")
        said = "\n".join(str(line) for line in await world.transcript())
        assert "agree with this" not in said, "what is asked unseen is in no record"
        assert HELD not in said
        turns = [r for r in model.requests if r.purpose == "turn" and r.person == "ina-roth"]
        return talk, turns[-1].messages[-1].content


async def test_who_drifts_is_found_and_anchored_again() -> None:
    talk, prompt = await watched(anchor=True)
    (finding,) = talk.findings
    assert (finding.person, finding.before, finding.after, finding.turn) == ("Ina Roth", 7, 3, 4)
    assert (talk.turns, talk.drift.own_lost, talk.drift.own_shift) == (4, 0, 0)
    assert "I still hold: Boats are honest." in prompt


async def test_without_an_anchor_the_drift_is_reported() -> None:
    talk, prompt = await watched(anchor=False)
    assert [finding.anchored for finding in talk.findings] == [False]
    assert talk.drift.own_lost == 0.5
    assert HELD not in prompt


def test_agreement_is_a_move_towards_where_the_others_stood() -> None:
    belief = HeldBelief(owner="a", text="x")
    numbers = {"a": (7, 5), "b": (1, 1), "c": (3, None)}
    before, after = (
        [TakenStance(person=who, belief=belief, number=pair[at]) for who, pair in numbers.items()] for at in (0, 1)
    )
    drift = drift_between(before, after)
    moves = {shift.person: shift.towards_others for shift in drift.shifts}
    assert moves == {"a": 2.0, "b": 0.0}
    assert drift.towards_others == pytest.approx(1.0)
    assert (drift.own_shift, drift.own_lost, drift.unanswered) == (2, 1, 1)
