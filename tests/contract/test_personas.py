"""The people that come with the house: sound, rich, unlike each other, and playable."""

from itertools import combinations
from pathlib import Path

import pytest

import personas
from tests.unit.scenes import Room, asked
from troupe.llm.understudy import Understudy
from troupe.minds.answer.turn_reading import read_turn
from troupe.people.library.library import export_yaml, library, load_persona, read_persona, slug_of
from troupe.people.persona.persona import Persona, Rating
from troupe.worlds.action import FloorChoice, Talk

FOLDER = Path(personas.__file__).parent / "people"
FILES = sorted(path for path in FOLDER.iterdir() if path.is_file() and path.name != "__init__.py")

LEAST = {
    "long_term_goals": 2, "voice": 5, "skills": 3, "beliefs": 6, "relationships": 3, "other_facts": 3,
    "languages": 1, "lore": 6,
}  # fmt: skip
LEAST_PEOPLE = 30
LEAST_COUNTRIES = 24
"""Of all the people; two of them may come from the same one."""
LEAST_WORDS = 900
"""The agents of TinyTroupe that served as a measure have about 800."""


def names(persona: Persona) -> set[str]:
    """Everything this persona may be called by, folded."""
    return {slug_of(name) for name in (persona.name, persona.first_name, *persona.nicknames)}


def test_there_are_people() -> None:
    assert len(FILES) >= LEAST_PEOPLE
    assert len(library()) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_named_after_its_person(path: Path) -> None:
    persona = load_persona(path)
    assert path.suffix == ".yaml"
    assert path.stem == slug_of(persona.name)
    assert library()[path.stem] == persona
    assert read_persona(export_yaml(persona).encode(), "again.yaml") == persona


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_person_is_told_in_detail(path: Path) -> None:
    persona = load_persona(path)
    for field, least in LEAST.items():
        assert len(getattr(persona, field)) >= least, field
    for field in ("gender", "pronouns", "nationality", "residence", "education", "style", "health", "provenance"):
        assert getattr(persona, field), field
    assert persona.age is not None
    assert all((persona.occupation.title, persona.occupation.organization, persona.occupation.description))
    assert len(persona.personality.traits) >= 4
    assert len(persona.personality.big_five) == 5
    wishes = persona.preferences
    assert min(len(wishes.interests), len(wishes.likes), len(wishes.dislikes)) >= 4
    assert len(persona.behaviors.general) >= 3
    assert len(persona.behaviors.routines) >= 3
    assert persona.document.get("flaws")
    assert len(export_yaml(persona).split()) >= LEAST_WORDS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_person_is_invented_and_fit_for_everyone(path: Path) -> None:
    persona = load_persona(path)
    assert persona.synthetic
    assert persona.rating is Rating.EVERYONE
    assert persona.tests.never_says
    said = " ".join((*persona.voice, *(line for lines in persona.sayings.values() for line in lines)))
    assert "@" not in said


def test_two_people_are_never_called_the_same_nor_think_the_same() -> None:
    for first, second in combinations(library().values(), 2):
        assert not names(first) & names(second)
        assert not set(first.beliefs) & set(second.beliefs)
        assert not set(first.voice) & set(second.voice)
        assert first.occupation.title != second.occupation.title
        assert (
            abs(first.talkativeness - second.talkativeness) > 0.1 or abs((first.age or 0) - (second.age or 0)) > 5
        )


def test_they_are_of_all_ages_countries_and_manners() -> None:
    people = library().values()
    ages = sorted(persona.age or 0 for persona in people)
    assert ages[0] <= 17
    assert ages[-1] >= 80
    assert len({persona.nationality for persona in people}) >= LEAST_COUNTRIES
    assert min(persona.talkativeness for persona in people) < 0.2
    assert max(persona.talkativeness for persona in people) > 0.8
    assert len({persona.gender for persona in people}) >= 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_the_understudy_can_play_them(path: Path) -> None:
    room = Room(load_persona(path))
    person = room.people[0]
    for text in ("hello!", "who are you?", "what do you love?", "what do you think about money?", "goodbye"):
        scene = room.scene(person, room.human(text))
        reading = read_turn((await Understudy().complete(asked(scene))).value, scene)
        assert reading.floor is FloorChoice.SPEAK
        assert not reading.faults
        for action in reading.actions:
            if isinstance(action, Talk):
                room.says(person, action.content)
