"""TinyTroupe's own agent files load unchanged and come out as they went in."""

import json
from pathlib import Path

import pytest

from tests.unit.scenes import Room, asked
from troupe.core.errors import BadInput
from troupe.llm.understudy import Understudy
from troupe.minds.answer.turn_reading import read_turn
from troupe.people.library.library import export_yaml, load_persona, read_persona, to_agent_file

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "tinytroupe"
AGENTS = sorted(SAMPLES.glob("*.agent.json"))

pytestmark = pytest.mark.skipif(not AGENTS, reason="the sample agent files are not beside this checkout")


@pytest.mark.parametrize("path", AGENTS, ids=lambda path: path.stem)
def test_an_agent_loads_and_round_trips(path: Path) -> None:
    persona = load_persona(path)
    assert to_agent_file(persona) == json.loads(path.read_text("utf-8"))
    assert read_persona(export_yaml(persona).encode(), "x.yaml") == persona


@pytest.mark.parametrize("path", AGENTS, ids=lambda path: path.stem)
def test_an_agent_is_read_in_full(path: Path) -> None:
    persona = load_persona(path)
    assert persona.age
    assert persona.occupation.title
    assert persona.beliefs
    assert persona.preferences.interests
    assert len(persona.personality.big_five) == 5
    assert persona.behaviors.routines
    assert persona.relationships[0].description


@pytest.mark.parametrize("path", AGENTS, ids=lambda path: path.stem)
async def test_the_understudy_can_play_an_agent(path: Path) -> None:
    persona = load_persona(path)
    room = Room(persona)
    scene = room.scene(room.people[0], room.human("How old are you?"))
    reading = read_turn((await Understudy().complete(asked(scene))).value, scene)
    assert str(persona.age) in str(reading.actions)


def test_a_fragment_is_not_a_person() -> None:
    for path in SAMPLES.glob("*.fragment.json"):
        with pytest.raises(BadInput, match="is a fragment"):
            load_persona(path)
