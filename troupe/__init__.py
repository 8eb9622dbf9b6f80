"""Simulated people, from Python: the public names. Each is imported when it is first used, so `import troupe` is
quick and loads neither a database nor a client for language models."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from troupe.core.clock import ManualClock, SystemClock
    from troupe.core.errors import TroupeError
    from troupe.core.ids import seeded_ids
    from troupe.headless.headless_cast import load
    from troupe.headless.headless_model import open_model
    from troupe.headless.headless_screening import screen
    from troupe.headless.headless_study import run_study
    from troupe.headless.headless_world import HeadlessWorld
    from troupe.headless.readable_record import Answer, Line
    from troupe.headless.reading.study_extracting import extract
    from troupe.headless.selfhood.persona_validating import validate
    from troupe.headless.study_reruns import ask_afterwards, rerun_study
    from troupe.llm.openai.openai_model import OpenAIModel
    from troupe.llm.scripted_model import Scripted
    from troupe.llm.understudy import Understudy
    from troupe.people.library.library import library, load_fragment
    from troupe.people.persona.persona import Persona
    from troupe.people.population.files.population_loading import load_population
    from troupe.people.population.sampling.population_sample import sample
    from troupe.people.population.spec.population_spec import Population
    from troupe.people.profile.profile_report import comparisons, profile
    from troupe.ports import Cap
    from troupe.research.guides.guide import Guide
    from troupe.research.recruiting.screener import Screener
    from troupe.research.sessions.study import Study
    from troupe.worlds.world import Caps, Mode, Person

    World = HeadlessWorld

__all__ = [
    "Answer",
    "Cap",
    "Caps",
    "Guide",
    "Line",
    "ManualClock",
    "Mode",
    "OpenAIModel",
    "Person",
    "Persona",
    "Population",
    "Screener",
    "Scripted",
    "Study",
    "SystemClock",
    "TroupeError",
    "Understudy",
    "World",
    "ask_afterwards",
    "comparisons",
    "extract",
    "library",
    "load",
    "load_fragment",
    "load_population",
    "open_model",
    "profile",
    "rerun_study",
    "run_study",
    "sample",
    "screen",
    "seeded_ids",
    "validate",
]

_HOMES = {
    "Answer": "troupe.headless.readable_record",
    "Cap": "troupe.ports",
    "Caps": "troupe.worlds.world",
    "Guide": "troupe.research.guides.guide",
    "Line": "troupe.headless.readable_record",
    "ManualClock": "troupe.core.clock",
    "Mode": "troupe.worlds.world",
    "OpenAIModel": "troupe.llm.openai.openai_model",
    "Person": "troupe.worlds.world",
    "Persona": "troupe.people.persona.persona",
    "Population": "troupe.people.population.spec.population_spec",
    "Screener": "troupe.research.recruiting.screener",
    "Scripted": "troupe.llm.scripted_model",
    "Study": "troupe.research.sessions.study",
    "SystemClock": "troupe.core.clock",
    "TroupeError": "troupe.core.errors",
    "Understudy": "troupe.llm.understudy",
    "World": "troupe.headless.headless_world",
    "ask_afterwards": "troupe.headless.study_reruns",
    "comparisons": "troupe.people.profile.profile_report",
    "extract": "troupe.headless.reading.study_extracting",
    "library": "troupe.people.library.library",
    "load": "troupe.headless.headless_cast",
    "load_fragment": "troupe.people.library.library",
    "load_population": "troupe.people.population.files.population_loading",
    "open_model": "troupe.headless.headless_model",
    "profile": "troupe.people.profile.profile_report",
    "rerun_study": "troupe.headless.study_reruns",
    "run_study": "troupe.headless.headless_study",
    "sample": "troupe.people.population.sampling.population_sample",
    "screen": "troupe.headless.headless_screening",
    "seeded_ids": "troupe.core.ids",
    "validate": "troupe.headless.selfhood.persona_validating",
}

_OWN_NAMES = {"World": "HeadlessWorld"}
"""Names that are others at home: there `World` is the value that the stores keep."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'troupe' has no attribute {name!r}")
    home = import_module(_HOMES[name])
    value = globals()[name] = getattr(home, _OWN_NAMES.get(name, name))
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
