"""A questionnaire for one person: its questions, and the form that the answers must fit."""

import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model, field_validator

from troupe.core.frozen import Frozen
from troupe.core.word_tokens import fold
from troupe.people.documents.lenient_reading import shown
from troupe.people.persona.persona import Persona

YES_NO = ("yes", "no")


class Question(Frozen):
    """One question. `key` is the word by which rules and quotas speak of its answer."""

    key: str
    text: str
    choices: tuple[str, ...] = YES_NO

    @field_validator("key")
    @classmethod
    def _word(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,29}", value):
            raise ValueError("must be one word of letters, digits and _, at most 30")
        if hasattr(BaseModel, value):  # the answers are read into a model with a field of this name
            raise ValueError("is a word with a meaning of its own here; take another")
        return value

    @field_validator("choices")
    @classmethod
    def _distinct(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len({_known_as(choice) for choice in value}) != len(value) or len(value) < 2:
            raise ValueError("must be two or more, all different")
        return value


class Interview(Frozen):
    """Questions put to a candidate."""

    persona: Persona
    questions: tuple[Question, ...] = Field(min_length=1)


@lru_cache(maxsize=64)
def answer_form(questions: tuple[Question, ...]) -> type[BaseModel]:
    """The form of the answers: one field a question, one of its choices in each."""
    fields: dict[str, Any] = {question.key: (one_of(question.choices), ...) for question in questions}
    return create_model("Answers", __config__=ConfigDict(frozen=True), **fields)


def one_of(choices: tuple[str, ...]) -> object:
    """One of the choices, read without regard to case, numbering and the full stop."""
    by_name = {_known_as(choice): choice for choice in choices}

    def read(value: object) -> str:
        if isinstance(value, bool):
            value = "yes" if value else "no"
        level = by_name.get(_known_as(str(value)))
        if level is None:
            raise ValueError(f"must be one of {', '.join(choices)}, not {shown(value)}")
        return level

    return Annotated[str, BeforeValidator(read), WithJsonSchema({"type": "string", "enum": list(choices)})]


def _known_as(text: str) -> str:
    return " ".join(re.findall(r"[\w+−-]+", fold(text)))
