"""The words of grammar in the languages in which guides are written."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter


@cache
def grammar_words() -> Mapping[str, frozenset[str]]:
    """The words by the code of their language, in small letters, without accents."""
    raw = files("troupe.research.guides.reading.words").joinpath("grammar_words.toml").read_text(encoding="utf-8")
    lists = TypeAdapter(dict[str, str]).validate_python(tomllib.loads(raw))
    return {code: frozenset(words.split()) for code, words in lists.items()}
