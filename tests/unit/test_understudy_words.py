"""How the understudy hears and turns words: topics, intents, the first person."""

import pytest

from tests.unit.scenes import Room
from troupe.llm.understudy.hearing.heard_message import Heard, hear
from troupe.llm.understudy.hearing.phrase_files import FALLBACK, phrases
from troupe.llm.understudy.hearing.word_stems import stem
from troupe.llm.understudy.voice.first_person import first_person, own
from troupe.llm.understudy.voice.temper import temper
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona


def heard(text: str, name: str = "Sam") -> Heard:
    room = Room(Persona.model_validate({"name": "Lisa Carter"}))
    found = hear(room.scene(room.people[0], room.human(text, name)))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "pronouns", "expected"),
    [
        ("Wakes at 6:30 AM.", "", "I wake at 6:30 AM."),
        ("Does a 20-minute yoga session to start the day.", "", "I do a 20-minute yoga session to start the day."),
        ("Watches a movie, often a comedy.", "", "I watch a movie, often a comedy."),
        ("Tries new food and looks for more.", "", "I try new food and look for more."),
        ("Fixes a pump, gets paid in eggs, fixes another.", "", "I fix a pump, get paid in eggs, fix another."),
        (
            "Reviews plans, weighs costs, and talks to clients.",
            "",
            "I review plans, weigh costs, and talk to clients.",
        ),
        ("Afternoons spent on the design work.", "", "Afternoons spent on the design work."),
        ("Lena grew up near a forest.", "she", "I grew up near a forest."),
        ('Says "mind your head" to tall people.', "", 'I say "mind your head" to tall people.'),
        ("Often takes on challenging problems.", "", "I often take on challenging problems."),
        ("Wears his grandfather's ring, and he visits it.", "he", "I wear my grandfather's ring, and I visit it."),
        ("Plays with those who still play with her.", "she", "I play with those who still play with me."),
        ("A horse that dislikes her too.", "she", "A horse that dislikes me too."),
        ("You are curious and love your work.", "", "I am curious and love my work."),
        ("Your boss, always pushing you to hurry.", "", "My boss, always pushing me to hurry."),
        ("You refuse anything you could repair.", "", "I refuse anything I could repair."),
        ("He mended your shoes and growled at you.", "he", "He mended my shoes and growled at me."),
        ("A bad knee.", "she", "A bad knee."),
        ("Your twins. They charge you ten coins a hug.", "", "My twins. They charge me ten coins a hug."),
        ("Your boss, who says you dream.", "", "My boss, who says I dream."),
    ],
)
def test_lines_about_someone_become_lines_they_say(line: str, pronouns: str, expected: str) -> None:
    assert first_person(line, pronouns, "Lena Moos") == expected


def test_phrases_about_someone_become_their_own() -> None:
    assert own("his brother Ignacio.", "he") == "my brother Ignacio"
    assert own("tools that are older than she is", "she") == "tools that are older than I am"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Hello!", "greeting"), ("how are you", "how_are_you"), ("what's up?", "doing"),
        ("are you human?", "stand_in"), ("I passed!", "happy"),
        ("thank you so much", "thanks"), ("good night all", "farewell"), ("you're hilarious", "compliment"),
        ("you're so boring", "insult"), ("hahaha", "laugh"), ("I'm really stressed", "sad"),
        ("thoughts on cats?", "opinion"), ("should I quit?", "advice"), ("どう思いますか", "foreign"),
        ("ich bin nicht so sicher", "foreign"), ("Do you have any kids?", "family"),
    ],
)  # fmt: skip
def test_intents_are_recognised(text: str, intent: str) -> None:
    assert intent in heard(text).intents


@pytest.mark.parametrize(
    ("name", "who"),
    [("Sam", "Sam"), ("sam smith", "sam"), ("✨", ""), ("@everyone", ""), ("x" * 40, ""), ("Zoë", "Zoë")],
)
def test_only_a_sayable_name_is_said(name: str, who: str) -> None:
    assert heard("hello", name).who == who


@pytest.mark.parametrize(
    ("one", "other"), [("birds", "bird"), ("baking", "bake"), ("cities", "city"), ("cat", "cat's")]
)
def test_forms_of_a_word_match(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_tempers_differ() -> None:
    found = {slug: temper(persona) for slug, persona in library().items()}
    assert (
        found.items()
        >= {
            "gerda-vollmann": "blunt",
            "octavio-valdecanas": "florid",
            "rory-macphee": "terse",
            "yetunde-adesokan": "exuberant",
        }.items()
    )
    assert temper(Persona.model_validate({"name": "A"})) == FALLBACK


def test_every_kind_of_phrase_has_lines_to_fall_back_on() -> None:
    tables = phrases()
    for name, by_temper in {**tables.say, **tables.tell}.items():
        assert by_temper.get(FALLBACK), name
        assert set(by_temper) <= set(tables.tempers), name
    assert set(tables.emoji) - {"any"} <= set(tables.hear)
