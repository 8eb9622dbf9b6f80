"""What a short portrait leaves out and a line speaks of is told at the end of the prompt; nothing else is."""

import pytest

from tests.unit.minds import lisa, said, scene
from troupe.llm.port.prompt_fit import PromptFit
from troupe.minds.prompt.field_recall import MOST, MOST_FACTS, recalled_facts
from troupe.minds.prompt.prompt_size import tokens
from troupe.minds.prompt.short_portrait import short_portrait
from troupe.minds.prompt.turn_prompt import turn_messages
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona

SHORT = PromptFit(short=True)
RORY, NERMINE = library()["rory-macphee"], library()["nermine-abou-zeina"]
POLE = lisa(
    description="Mieszkasz w Łodzi. " * 40,
    languages=["Polish"],
    beliefs=["Cisza jest złotem."] * 3,
    skills=["Znasz każdego kota w okolicy, a on ciebie."] * 20,
    other_facts=[
        "Twoja siostra Zosia hoduje pszczoły na dachu.",
        "你在海边的灯塔里长大。",
        "Latem naprawiasz stare rowery sąsiadów.",
    ],
)


@pytest.mark.parametrize(
    ("persona", "asked", "fact"),
    [
        (RORY, "Rory, what did you have for breakfast today?", "porridge"),
        (NERMINE, "Is a dog or a cat the better company, Nermine?", "Warfarin"),
        (POLE, "Jak się mają twoje pszczoły, Lisa?", "Zosia"),
        (POLE, "Kto tu umie naprawiać rowery?", "rowery sąsiadów"),
        (POLE, "你去过灯塔吗？", "灯塔"),
    ],
)
def test_what_is_spoken_of_is_told(persona: Persona, asked: str, fact: str) -> None:
    assert fact not in short_portrait(persona)
    of = scene(said(1, "Ana", asked), persona=persona)
    assert any(fact in text for text in recalled_facts(of))
    system, user = (message.content for message in turn_messages(of, SHORT))
    assert fact not in system
    assert fact in user.split("# Now\n")[1]


def test_who_speaks_is_known() -> None:
    far = [{"name": f"Aunt {number}", "description": f"Far away{' again' * 60}."} for number in range(4)]
    persona = lisa(relationships=[*far, {"name": "Jonas Bakker", "description": "Owes you a ladder."}])
    assert any("ladder" in text for text in recalled_facts(scene(said(1, "Jonas", "So, Lisa?"), persona=persona)))
    assert recalled_facts(scene(said(1, "Ben", "So, Lisa?"), persona=persona)) == ()


@pytest.mark.parametrize("line", ["Hello there!", "What do you think of it, then?", "Yes, really.", "👍", ""])
def test_small_talk_recalls_nothing(line: str) -> None:
    for persona in (RORY, NERMINE):
        assert recalled_facts(scene(said(1, "Ana", line), persona=persona)) == ()


def test_it_is_bounded_and_says_nothing_twice() -> None:
    everything = " ".join(fact.rstrip(".") for fact in (*RORY.beliefs, *RORY.other_facts, *RORY.skills))
    facts = recalled_facts(scene(said(1, "Ana", everything), persona=RORY))
    assert 0 < len(facts) <= MOST_FACTS
    assert sum(map(tokens, facts)) <= MOST
    assert not any(fact.partition(": ")[2] in short_portrait(RORY) for fact in facts)


def test_a_whole_portrait_needs_none() -> None:
    of = scene(said(1, "Ana", "Rory, what did you have for breakfast today?"), persona=RORY)
    assert "You know: Morning: " not in turn_messages(of)[1].content
    assert "You know: Morning: " in turn_messages(of, SHORT)[1].content


def test_what_was_erased_or_read_before_recalls_nothing() -> None:
    erased = said(1, "Ana", "porridge with salt?", erased=True)
    assert recalled_facts(scene(erased, persona=RORY)) == ()
    before = scene(said(1, "Ana", "porridge with salt?"), said(2, "Ana", "Never mind."), persona=RORY)
    assert recalled_facts(before) == ()
