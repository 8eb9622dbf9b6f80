"""What comes back to a person: how it is told, how much of it, and that it may be told again."""

from datetime import timedelta
from typing import Any

from tests.unit.minds import OSCAR, START, said, scene, turn
from troupe.core.clock import ManualClock
from troupe.llm.scripted_model import Scripted
from troupe.minds.mind import Mind
from troupe.minds.prompt.recalled_lines import MOST_CHARACTERS, recalled_lines
from troupe.worlds.action import Talk

BOAT = "I keep my grandmother's old sailing boat in the little harbour of Porto, right beside the ferry landing."
NAME = "She is called Gaivota after the seagull that lived on her mast for three whole summers, so they say."
ASKED = scene(said(9, "Ana", "Lisa, what did I say about the boat?"))


def test_lines_are_told_by_their_day_the_oldest_first() -> None:
    now = START + timedelta(days=3)
    texts = ("Long ago.", "The day before.", "This morning.")
    times = (START - timedelta(days=300), now - timedelta(days=1), now - timedelta(hours=2))
    lines = [
        said(n, who, text, at=at)
        for n, (who, text, at) in enumerate(zip(("Ana", OSCAR, "Ana"), texts, times, strict=True))
    ]
    assert recalled_lines(scene(said(9, "Ana", "Hm?"), recalled=tuple(reversed(lines)), now=now)) == [
        "11 March 2025, Ana: Long ago.",
        f"Yesterday 09:00, {OSCAR}: The day before.",
        "Today 07:00, Ana: This morning.",
    ]


def test_the_best_lines_are_told_as_far_as_there_is_room() -> None:
    lines = tuple(said(n, "Ana", f"{n} " + "very long indeed " * 40) for n in range(9))
    told = recalled_lines(scene(said(9, "Ana", "Hm?"), recalled=lines))
    assert 1 < len(told) < 9
    assert sum(map(len, told)) <= MOST_CHARACTERS
    assert ": 0 very" in told[0]


async def test_what_others_said_long_ago_may_be_told_again() -> None:
    """It stands beside what nobody may recite, and is no such thing."""
    said_again = {"type": "TALK", "content": f"You said: {BOAT} {NAME}"}
    answer: dict[str, Any] = {"floor": "speak", "actions": [said_again], "state": {}}
    recalled = (said(1, "Ana", BOAT), said(2, "Ana", NAME))
    with Scripted({("lisa", "turn"): [answer]}) as llm:
        outcome = await Mind(llm, ManualClock()).decide(turn(ASKED.model_copy(update={"recalled": recalled})))
        assert BOAT in llm.requests[0].messages[-1].content
    assert [action.content for action in outcome.actions if isinstance(action, Talk)] == [
        f"You said: {BOAT} {NAME}"
    ]
