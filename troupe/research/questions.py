"""Questions asked of candidates before a session: one model call a candidate, answered as that person."""

import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model, field_validator

from troupe.errors import BadInput
from troupe.frozen import Frozen
from troupe.llm.capped import Capped
from troupe.llm.port import Message, PricedModel, Reply, Request
from troupe.minds.portrait import portrait
from troupe.people.persona import Persona
from troupe.people.reading import shown
from troupe.prompts import PromptFolder
from troupe.worlds.tokens import fold
from troupe.worlds.turn import Estimate

PURPOSE = "screening"
PROMPTS = PromptFolder("troupe.research", ("questions.md", "screener.md"))
MAX_TOKENS = 400
MOST_QUESTIONS = 20
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


async def ask(
    llm: Capped, interview: Interview, *, seed: int, person: str = ""
) -> tuple[dict[str, str], Reply[Any]]:
    """The candidate's answers by question, each one of its choices, and the reply they came in. Raises
    ModelError."""
    reply = await llm.complete(_request(interview, seed, person))
    given: dict[str, str] = reply.value.model_dump()
    return {question.key: given[question.key] for question in interview.questions}, reply


def estimated_cost(llm: PricedModel, interview: Interview) -> Estimate:
    """What one candidate's answers are expected to cost at most."""
    return llm.estimate(sum(len(message.content) for message in _request(interview, 0, "").messages), MAX_TOKENS)


def check_questions(questions: tuple[Question, ...]) -> None:
    """Raises BadInput for two questions of one key, or too many."""
    keys = [question.key for question in questions]
    if twice := next((key for at, key in enumerate(keys) if key in keys[:at]), None):
        raise BadInput(f"{twice} stands twice; each question needs a key of its own", field="questions")
    if len(keys) > MOST_QUESTIONS:
        raise BadInput(f"at most {MOST_QUESTIONS} questions, not {len(keys)}", field="questions")


def _request(interview: Interview, seed: int, person: str) -> Request[BaseModel]:
    text = PROMPTS.template("questions.md").render(questions=interview.questions)
    system = f"{PROMPTS.text('screener.md')}\n\n{portrait(interview.persona)}"
    return Request(
        messages=(Message("system", system), Message("user", text)),
        output=answer_form(interview.questions),
        purpose=PURPOSE,
        seed=seed,
        person=person,
        max_tokens=MAX_TOKENS,
        matter=interview,
    )


@lru_cache(maxsize=64)
def answer_form(questions: tuple[Question, ...]) -> type[BaseModel]:
    """The form of the answers: one field a question, one of its choices in each."""
    fields: dict[str, Any] = {question.key: (_choice(question), ...) for question in questions}
    return create_model("Answers", __config__=ConfigDict(frozen=True), **fields)


def _choice(question: Question) -> object:
    """One of the choices, read without regard to case, numbering and the full stop."""
    by_name = {_known_as(choice): choice for choice in question.choices}

    def read(value: object) -> str:
        if isinstance(value, bool):
            value = "yes" if value else "no"
        found = by_name.get(_known_as(str(value)))
        if found is None:
            raise ValueError(f"must be one of {', '.join(question.choices)}, not {shown(value)}")
        return found

    return Annotated[
        str, BeforeValidator(read), WithJsonSchema({"type": "string", "enum": list(question.choices)})
    ]


def _known_as(text: str) -> str:
    return " ".join(re.findall(r"[\w+−-]+", fold(text)))
