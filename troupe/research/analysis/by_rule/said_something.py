"""The sentences of a study that are about something: greetings, fillers, set phrases and excuses are no evidence
of a theme, however many people said them."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from pydantic import JsonValue, TypeAdapter

from troupe.core.word_tokens import spaceless
from troupe.llm.understudy.hearing.freshness import sentences
from troupe.people.documents.slug import plain_letters
from troupe.people.persona.persona import Persona
from troupe.research.analysis.content_terms import content_terms, term_set
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.guides.guide import Ballot, Exhibit, GuideQuestion
from troupe.research.guides.reading.words.grammar_words import grammar_words
from troupe.research.sessions.study import StudyLine

_EXCUSE = re.compile(r"\bstand-in\b|\bwrote (?:me|that|down)\b|\bModerator\b", re.IGNORECASE)
"""A line in which the understudy speaks of itself, or only fills in: it is about nothing that was asked."""
_CONTRACTION = re.compile(r"\w+['’](?:s|d|m|t|ll|re|ve)|ought|rather|quite|\w{4,}ally", re.IGNORECASE)
_LEAST_WORDS = 4
_LEAST_TERMS = 2
"""Words that are a subject, in a sentence that says something."""
_LONGEST_PHRASE = 8
"""Words of a sentence that is a set phrase where several people say the very same."""
_NO_MATERIAL = frozenset({"name", "voice", "nicknames", "tests", "provenance", "avatar", "synthetic", "languages"})
"""Fields of a persona from which nobody speaks of a subject."""


class SaidSomething:
    """Tells the sentences of one study that are about something."""

    def __init__(self, record: StudyRecord) -> None:
        self._record = record
        self._names = frozenset(term for person in record.people.values() for term in term_set(person.name))
        self._phrases = _set_phrases(record)
        self._asked = _terms_of_guide(record)
        self._material = {
            person.id: _terms_of_persona(person.persona) if person.persona is not None else frozenset[str]()
            for person in record.people.values()
        }

    def sentences(self, line: StudyLine) -> Iterator[str]:
        """The sentences of a line that are about something. Those of the understudy speak from the persona, or of
        what was asked: all else of it is made to fill in."""
        if line.stand_in and _EXCUSE.search(line.text):
            return
        for sentence in sentences(line.text) or [line.text]:
            terms = {key for key, _ in self.terms(sentence)}
            if len(terms) < _LEAST_TERMS or not _long_enough(sentence) or _folded(sentence) in self._phrases:
                continue
            if line.stand_in and not terms & (self._material.get(line.speaker_id, frozenset()) | self._asked):
                continue
            yield sentence

    def terms(self, text: str) -> Iterator[tuple[str, str]]:
        """The terms of a text that may be its subject, as they are compared and as they are written."""
        for key, written in content_terms(text):
            plain = plain_letters(written)
            if key not in self._names and plain not in no_subjects() and not _CONTRACTION.fullmatch(written):
                yield key, written


@cache
def no_subjects() -> frozenset[str]:
    """Words that are no subject, in any of the languages."""
    raw = files("troupe.research.analysis.by_rule").joinpath("no_subjects.toml").read_text(encoding="utf-8")
    fillers = TypeAdapter(dict[str, str]).validate_python(tomllib.loads(raw))
    return frozenset(" ".join(fillers.values()).split()).union(*grammar_words().values())


def _set_phrases(record: StudyRecord) -> frozenset[str]:
    """Short sentences that more than one person said word by word."""
    said: dict[str, set[str]] = {}
    for line in record.evidence.values():
        for sentence in sentences(line.text) or [line.text]:
            if len(sentence.split()) <= _LONGEST_PHRASE:
                said.setdefault(_folded(sentence), set()).add(line.speaker_id)
    return frozenset(sentence for sentence, people in said.items() if len(people) > 1)


def _terms_of_guide(record: StudyRecord) -> frozenset[str]:
    """What was asked and shown."""
    texts: list[str] = []
    for step in record.study.guide.steps:
        match step:
            case GuideQuestion():
                texts += (step.text, *step.probes)
            case Ballot():
                texts += (step.text, *step.options)
            case Exhibit():
                texts += (part.text or "" for part in (step, *step.variants))
    return term_set(" ".join(texts))


def _terms_of_persona(persona: Persona) -> frozenset[str]:
    values = persona.model_dump(mode="json", exclude=set(_NO_MATERIAL))
    return term_set(" ".join(_texts(values)))


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts(member)


def _long_enough(sentence: str) -> bool:
    return len(sentence.split()) >= _LEAST_WORDS or sum(spaceless(char) for char in sentence) > _LONGEST_PHRASE


def _folded(sentence: str) -> str:
    return " ".join(re.findall(r"\w+", sentence.casefold()))
