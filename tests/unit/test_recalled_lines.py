"""What comes back to a person: how it is told, how much of it, and that it may be told again."""

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.minds import OSCAR, START, said, scene, turn
from troupe.llm.scripted_model import Scripted
from troupe.minds.mind import Mind
from troupe.minds.prompt.recalled_lines import MOST_CHARACTERS, recalled_lines
from troupe.worlds.action import Talk
from troupe.worlds.memories.kept_memory import KeptMemory, MemoryKind
from troupe.worlds.scene import RecalledMemory

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
        outcome = await Mind(llm).decide(turn(ASKED.model_copy(update={"recalled": recalled})))
        assert BOAT in llm.requests[0].messages[-1].content
    assert [action.content for action in outcome.actions if isinstance(action, Talk)] == [
        f"You said: {BOAT} {NAME}"
    ]


def fact(text: str, topic: str, about: str = "Ana", by: str = "Ana") -> RecalledMemory:
    return RecalledMemory(
        memory=KeptMemory(
            id="k",
            person_id="lisa",
            kind=MemoryKind.FACT,
            text=text,
            topic=topic,
            about=about,
            said_by=by,
            at=START,
            made_at=START,
            first=1,
            through=1,
            sources=("e0",),
        )
    )


@pytest.mark.parametrize(
    ("memory", "line", "by", "beside"),
    [
        (fact("“I live in Porto.”", "home"), "I moved to Lyon.", "Ana", True),
        (fact("Ana's sister is called Zora.", "sister"), "My sister is called Grit now.", "Ana", True),
        (fact("The meeting is on Tuesday.", "meeting", about="meeting"), "The meeting is on Friday!", "Ben", True),
        (fact("“I live in Porto.”", "home"), "I moved to Lyon.", "Ben", False),
        (fact("“I live in Porto.”", "home"), "I live in Porto!", "Ana", False),
        (fact("Ana's sister plays the horn.", "sister"), "Does my sister play the tuba?", "Ana", False),
        (fact("“I live in Porto.”", "home"), "I am going home now.", "Ana", False),
        (fact("Ana's sister is called Zora.", "sister"), "I have to call my sister tonight.", "Ana", False),
    ],
)
def test_a_fact_stands_beside_what_was_said_of_it_since(
    memory: RecalledMemory, line: str, by: str, beside: bool
) -> None:
    of = scene(said(3, by, line), said(9, "Cem", "Lisa, and Ana?"), memories=(memory,))
    (told,) = recalled_lines(of)
    assert told.startswith("Today 09:00, Ana said: ")
    assert ("said since" in told, line in told.partition("said since")[2]) == (beside, beside)


def test_a_line_stands_beside_what_was_said_of_the_same_since() -> None:
    old, new = said(1, "Ana", "My teacher is called Zora."), said(8, "Ana", "My teacher is called Grit now.")
    of = scene(new, said(9, "Cem", "Lisa, what is Ana's teacher called?"), recalled=(old,))
    assert recalled_lines(of) == [f"Today 09:00, Ana: {old.text} (said since, Today 09:02: {new.text})"]
    alone = scene(said(9, "Cem", "Lisa, what is Ana's teacher called?"), recalled=(old,))
    assert recalled_lines(alone) == [f"Today 09:00, Ana: {old.text}"]


def test_an_episode_stands_beside_what_was_said_since_of_anything_in_it() -> None:
    old, other = said(1, "Ana", "The market is in Mill Lane."), said(2, "Ben", "It rains.")
    memory = fact("Ana: “The market is in Mill Lane.” Ben: “It rains.”", "").memory
    episode = memory.model_copy(update={"kind": MemoryKind.EPISODE, "sources": (old.id, other.id)})
    new, asked = said(8, "Ben", "The market is in Tower Street now."), said(9, "Cem", "Lisa, the market?")
    recalled = RecalledMemory(memory=episode, grounds=(old, other))
    (told,) = recalled_lines(scene(new, asked, memories=(recalled,)))
    assert told.endswith("(said since, Today 09:02, Ben: The market is in Tower Street now.)")
    (alone,) = recalled_lines(scene(asked, memories=(recalled,)))
    assert alone.endswith("“It rains.”")


@pytest.mark.parametrize(
    ("known", "talk", "corrects"),
    [
        ("I live in Porto.", ["Not Porto any more, it is Lyon."], True),
        ("Das Treffen ist am Dienstag.", ["Wann ist unser Treffen noch mal?", "Nun doch am Donnerstag."], True),
        ("Das Treffen ist am Dienstag.", ["Wann kommt der Bus?", "Nun doch am Donnerstag."], False),
        ("J'habite à Nantes.", ["Je n'habite plus à Nantes depuis mars."], True),
        ("We need 8 chairs.", ["Actually we need 12 chairs."], True),
        ("I live in Porto with my dog.", ["My sister does not eat fish any more."], False),
        ("I live in Porto.", ["Not Porto any more, is it?"], False),
    ],
)
def test_a_correction_is_known_by_what_it_denies_or_changes(known: str, talk: list[str], corrects: bool) -> None:
    said_since = [said(2 + number, "Ana", text) for number, text in enumerate(talk)]
    (told,) = recalled_lines(
        scene(*said_since, said(9, "Cem", "Lisa, and Ana?"), recalled=(said(1, "Ana", known),))
    )
    assert ("said since" in told, talk[-1] in told) == (corrects, corrects)
