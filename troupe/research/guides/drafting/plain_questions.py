"""The words of a guide that is made by rule, in the languages in which guides are written."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from troupe.core.frozen import Frozen


class PlainQuestions(Frozen):
    """The table of one language, as the file has it: titles, questions, and the answers to vote on."""

    warm_ups: tuple[str, ...]
    warm_up: str
    about: str
    closer: str
    closing: str
    poll: str
    shown: str
    story: str
    story_probe: str
    own_words: str
    around: str
    against: str
    against_probe: str
    stand: str
    stands: tuple[str, ...]
    argued: str
    strongest: str
    ideas: str
    better: str
    stumbled: str
    missing: str
    different: str
    last: str
    real_people: str
    still_open: str
    votes: str
    clear: str
    low: str
    high: str


def plain_questions(language: str) -> tuple[str, PlainQuestions]:
    """The words of a language, with its code; those of English where it has none."""
    tables = _tables()
    code = language if language in tables else "en"
    return code, tables[code]


@cache
def _tables() -> dict[str, PlainQuestions]:
    raw = files("troupe.research.guides.drafting").joinpath("plain_questions.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, PlainQuestions]).validate_python(tomllib.loads(raw))
