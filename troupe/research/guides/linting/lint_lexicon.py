"""The words that the linter knows of each language."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from troupe.core.frozen import Frozen


class _Words(Frozen):
    """A table of the file, as it stands."""

    question_words: tuple[str, ...]
    openers: tuple[str, ...]
    either: tuple[str, ...]
    both: tuple[str, ...]
    why: tuple[str, ...]
    pairs: tuple[str, ...]
    judging: tuple[str, ...]
    leading: tuple[str, ...]
    absolutes: tuple[str, ...]
    incidence: tuple[str, ...]
    own: tuple[str, ...]
    use: tuple[str, ...]
    forecast: tuple[str, ...]
    too_new: tuple[str, ...]
    jargon: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LintLexicon:
    """The patterns of one language; all but `leading`, `forecast` and `too_new` are of whole words."""

    question_word: re.Pattern[str]
    opener: re.Pattern[str]
    either: re.Pattern[str]
    both: re.Pattern[str]
    second_question: re.Pattern[str]
    second_judgement: re.Pattern[str]
    reason: re.Pattern[str]
    """A question for the reason, behind another, which belongs to it."""
    pairs: re.Pattern[str]
    judging: re.Pattern[str]
    leading: tuple[re.Pattern[str], ...]
    absolutes: re.Pattern[str]
    incidence: re.Pattern[str]
    own: re.Pattern[str]
    use: re.Pattern[str]
    forecast: re.Pattern[str]
    too_new: re.Pattern[str]
    jargon: re.Pattern[str]


def lexicon(language: str) -> LintLexicon | None:
    """The words of a language such as `de` or `de-AT`; None where it is not known."""
    return _lexicons().get(language.partition("-")[0].casefold())


@cache
def _lexicons() -> dict[str, LintLexicon]:
    raw = files("troupe.research.guides.linting").joinpath("lint_words.toml").read_text(encoding="utf-8")
    tables = TypeAdapter(dict[str, _Words]).validate_python(tomllib.loads(raw))
    return {code: _made(words) for code, words in tables.items()}


def _made(words: _Words) -> LintLexicon:
    both, asking = "|".join(words.both), "|".join(words.question_words)
    not_why = rf"(?!(?:{'|'.join(words.why)})\b)"
    return LintLexicon(
        question_word=_whole(words.question_words),
        opener=re.compile(rf"[¿\s]*(?:{'|'.join(words.openers)})\b"),
        either=_whole(words.either),
        both=_whole(words.both),
        second_question=re.compile(rf"\b(?:{both}) ¿?{not_why}(?:{asking})\b"),
        second_judgement=re.compile(rf"\b(?:how|wie|cuán|à quel point) \w+ (?:{both}) \w+"),
        reason=re.compile(rf"\b(?:{both}) ¿?(?:{'|'.join(words.why)})\b.*"),
        pairs=_whole(words.pairs),
        judging=_whole(words.judging),
        leading=tuple(re.compile(pattern) for pattern in words.leading),
        absolutes=_whole(words.absolutes),
        incidence=_whole(words.incidence),
        own=_whole(words.own),
        use=_whole(words.use),
        forecast=re.compile("|".join(words.forecast)),
        too_new=re.compile("|".join(words.too_new)),
        jargon=_whole(words.jargon),
    )


def _whole(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")
