"""Ten people for the benchmark of autonomous talk: those of the library, filled up with made ones.

A made person is put together from lists by number, so that it is the same every time and shares no line with
another.
"""

from collections.abc import Sequence
from itertools import product

from troupe.people.library import library
from troupe.people.persona import Persona

NAMES = (
    "Lisa Carter", "Oscar Ramirez", "Marta Lind", "Tomas Novak", "Priya Nair", "Henrik Dahl", "Yusuf Demir",
    "Elena Petrou", "Kofi Mensah", "Ingrid Solheim", "Bruno Costa", "Aoife Byrne",
)  # fmt: skip
TRADES = (
    "tram driver", "beekeeper", "dentist", "baker", "school cook", "piano tuner", "locksmith", "surveyor",
    "florist", "referee", "bookbinder", "lighthouse guide",
)  # fmt: skip
STYLES = ("blunt and impatient", "shy, brief", "loud and enthusiastic", "eloquent, ironic", "warm and patient")
SUBJECTS = (
    "trains", "bread", "chess", "gardens", "football", "stars", "jazz", "boats", "films", "cats", "markets",
    "bicycles", "maps", "soup", "radio", "rain", "wood", "old tools", "mountains", "letters", "stairs", "clocks",
    "bridges", "kites", "paint", "buses", "owls", "lamps", "shoes", "rivers", "songs", "hats", "salt", "apples",
    "windows", "snow",
)  # fmt: skip
VIEWS = (
    "{Subject} should be free for everyone who asks.",
    "Nobody under thirty understands {subject}.",
    "The best thing about {subject} is that they cannot be hurried.",
    "A town without {subject} is not worth visiting.",
)
HABITS = (
    "Spends an hour with {subject} before breakfast.",
    "Keeps a notebook about {subject} and shows it to nobody.",
    "Walks the long way home to look at {subject}.",
)
FACTS = (
    "Once won a prize for {subject} and lost it on the way home.",
    "Learned about {subject} from a neighbour.",
)


def ten_people(count: int) -> tuple[list[Persona], int]:
    """So many people, and how many of them are made."""
    known = list(library().values())[:count]
    made = [made_person(number) for number in range(count - len(known))]
    return [*known, *made], len(made)


def made_person(number: int) -> Persona:
    """The made person of this number, of at most twelve."""
    mine = SUBJECTS[number::12]
    return Persona.model_validate(
        {
            "name": NAMES[number],
            "age": 24 + 5 * number,
            "occupation": {
                "title": TRADES[number],
                "description": f"You work as a {TRADES[number]} in a small town.",
            },
            "style": STYLES[number % len(STYLES)],
            "talkativeness": 0.3 + 0.05 * (number % 10),
            "beliefs": _filled(VIEWS, mine),
            "preferences": {
                "interests": [f"The history of {subject}" for subject in mine],
                "likes": [f"Talking about {subject} with strangers." for subject in mine],
                "dislikes": [f"People who make fun of {subject}." for subject in mine],
            },
            "behaviors": {"general": _filled(HABITS, mine)},
            "other_facts": _filled(FACTS, mine),
        }
    )


def _filled(lines: Sequence[str], subjects: Sequence[str]) -> list[str]:
    return [line.format(subject=s, Subject=s.capitalize()) for line, s in product(lines, subjects)]
