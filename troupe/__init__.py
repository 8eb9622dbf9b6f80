"""Simulated people, from Python: the public names. Each is imported when it is first used, so `import troupe` is
quick and loads neither a database nor a client for language models."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from troupe.clock import ManualClock, SystemClock
    from troupe.errors import TroupeError
    from troupe.headless.casting import load
    from troupe.headless.models import open_model
    from troupe.headless.record import Answer, Line
    from troupe.headless.screening import screen
    from troupe.headless.world import World
    from troupe.ids import seeded_ids
    from troupe.llm.openai import OpenAIModel
    from troupe.llm.scripted import Scripted
    from troupe.llm.understudy import Understudy
    from troupe.people.library import library, load_fragment
    from troupe.people.persona import Persona
    from troupe.people.population.loading import load_population
    from troupe.people.population.sampling import sample
    from troupe.people.population.spec import Population
    from troupe.people.profile_report import comparisons, profile
    from troupe.ports import Cap
    from troupe.research.screener import Screener
    from troupe.worlds.world import Caps, Mode, Person

__all__ = [
    "Answer",
    "Cap",
    "Caps",
    "Line",
    "ManualClock",
    "Mode",
    "OpenAIModel",
    "Person",
    "Persona",
    "Population",
    "Screener",
    "Scripted",
    "SystemClock",
    "TroupeError",
    "Understudy",
    "World",
    "comparisons",
    "library",
    "load",
    "load_fragment",
    "load_population",
    "open_model",
    "profile",
    "sample",
    "screen",
    "seeded_ids",
]

_HOMES = {
    "Answer": "troupe.headless.record",
    "Cap": "troupe.ports",
    "Caps": "troupe.worlds.world",
    "Line": "troupe.headless.record",
    "ManualClock": "troupe.clock",
    "Mode": "troupe.worlds.world",
    "OpenAIModel": "troupe.llm.openai",
    "Person": "troupe.worlds.world",
    "Persona": "troupe.people.persona",
    "Population": "troupe.people.population.spec",
    "Screener": "troupe.research.screener",
    "Scripted": "troupe.llm.scripted",
    "SystemClock": "troupe.clock",
    "TroupeError": "troupe.errors",
    "Understudy": "troupe.llm.understudy",
    "World": "troupe.headless.world",
    "comparisons": "troupe.people.profile_report",
    "library": "troupe.people.library",
    "load": "troupe.headless.casting",
    "load_fragment": "troupe.people.library",
    "load_population": "troupe.people.population.loading",
    "open_model": "troupe.headless.models",
    "profile": "troupe.people.profile_report",
    "sample": "troupe.people.population.sampling",
    "screen": "troupe.headless.screening",
    "seeded_ids": "troupe.ids",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'troupe' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
