"""Scenes for the tests of minds."""

from datetime import UTC, datetime, timedelta
from typing import Any

from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.events.said import Said
from troupe.worlds.mind_state import MindState
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import AnyEvent, Event, HumanAuthor, PersonAuthor
from troupe.worlds.turn import Turn
from troupe.worlds.world import Person, World

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LISA = "Lisa Carter"
OSCAR = "Oscar Ramirez"


def lisa(**document: Any) -> Persona:
    """A persona of some length, with fields that we know and fields that we do not."""
    given: dict[str, Any] = {
        "name": LISA,
        "age": 28,
        "residence": "Toronto",
        "languages": ["English", "French"],
        "occupation": {"title": "Data Scientist", "organization": "a search team", "shift": "late"},
        "personality": {
            "traits": ["You are curious.", "You are stubborn."],
            "big_five": {"openness": "High. Vivid."},
        },
        "beliefs": [f"Belief number {i} is that data should be used with care." for i in range(30)],
        "behaviors": {"general": ["Takes notes."], "routines": {"morning": ["Wakes at 6:30.", "Drinks tea."]}},
        "voice": ["Honestly? Check the baseline first."],
        "favourite_numbers": {"small": 7, "large": [1000, 2000], "odd": None},
        "avatar": {"hair": "brown"},
        "tests": {"never_says": ["synergy"]},
        **document,
    }
    return Persona.model_validate(given)


def said(number: int, who: str, text: str, kind: type[AnyEvent] = Said, **changes: Any) -> Event:
    """Speech or another kind of event, heard as `number`. Lisa and Oscar are people; everyone else is a member."""
    if who in {LISA, OSCAR}:
        author: Any = PersonAuthor(id=who.split()[0].lower(), name=who)
    else:
        author = HumanAuthor(id=who, name=who)
    event = kind(
        id=f"e{number}",
        world_id="w",
        seq=number,
        heard=number,
        at=START + timedelta(seconds=20 * number),
        author=author,
        place="c",
        text=text,
    )
    return event.model_copy(update=changes)


def scene(
    *history: Event, persona: Persona | None = None, state: MindState | None = None, **changes: Any
) -> Scene:
    """What Lisa has before her; the last line is new to her, and asks her."""
    person = Person(
        id="lisa",
        world_id="w",
        seat=0,
        persona=persona or lisa(),
        ref=PersonaRef(slug="lisa", hash="0"),
        state=state or MindState(),
    )
    made = Scene(
        world=World(tenant="headless:t", id="w", name="w", opened_at=START),
        person=person,
        others=(OSCAR,),
        history=history,
        unread=tuple(event.id for event in history[-1:]),
        trigger=history[-1] if history else None,
        obliged=True,
        now=START + timedelta(hours=1),
    )
    return made.model_copy(update=changes)


def turn(of: Scene, seed: int = 11) -> Turn:
    """A claimed turn in this scene."""
    return Turn(
        id="t",
        tenant="headless:t",
        world_id="w",
        person_id="lisa",
        fence=1,
        epoch=0,
        lease_until=START + timedelta(hours=2),
        place="c",
        through=1,
        seed=seed,
        scene=of,
    )
