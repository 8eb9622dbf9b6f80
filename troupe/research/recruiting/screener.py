"""The screener: what makes somebody fit for a panel, and whether it can be meant of these candidates."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Self

from pydantic import Field

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.people.persona.persona import Persona
from troupe.people.persona.questionnaire import Question
from troupe.research.recruiting.field_rules import ANSWER, Any_, Every, Rule, fields_of, parse_rule, reader
from troupe.research.recruiting.question_text import read_questions
from troupe.research.recruiting.quota import Quota
from troupe.research.recruiting.quota_text import read_quotas
from troupe.research.recruiting.screening_questions import check_questions


class Screener(Frozen):
    """The conditions by which somebody fits. Everyone recruited keeps every rule of `include` and none of
    `exclude`; `size` is the most recruited in all, None for as many as fit."""

    include: tuple[Rule, ...] = ()
    exclude: tuple[Rule, ...] = ()
    questions: tuple[Question, ...] = ()
    quotas: tuple[Quota, ...] = ()
    size: Annotated[int, Field(ge=1)] | None = None

    @classmethod
    def read(
        cls,
        *,
        include: str | Iterable[str] = (),
        exclude: str | Iterable[str] = (),
        questions: str | Iterable[str] = (),
        quotas: str | Iterable[str] = (),
        size: int | None = None,
    ) -> Self:
        """The screener as people write it: rules (`age >= 30 and …`), questions (`apps: Do you trust apps? | yes |
        no`) and quotas (`gender: female 4, male 4`), one or several of each. Raises BadInput that names which of
        them, and the place in it."""
        return cls(
            include=tuple(part for text in _texts(include) for part in _all_of(parse_rule(text, "include"))),
            exclude=tuple(part for text in _texts(exclude) for part in _any_of(parse_rule(text, "exclude"))),
            questions=read_questions("\n".join(_texts(questions))),
            quotas=read_quotas("\n".join(_texts(quotas))),
            size=size,
        )


def check_screener(screener: Screener, candidates: Mapping[str, Persona]) -> None:
    """Raises BadInput for what cannot be meant: a field or an answer that there is nowhere."""
    check_questions(screener.questions)
    keys = {question.key: question for question in screener.questions}
    rules = [("include", rule) for rule in screener.include] + [("exclude", rule) for rule in screener.exclude]
    fields = [(where, field) for where, rule in rules for field in fields_of(rule)]
    for where, field in (*fields, *(("quotas", quota.by) for quota in screener.quotas)):
        if field.startswith(ANSWER):
            if field.removeprefix(ANSWER) not in keys:
                known_keys = ", ".join(keys) or "none"
                raise BadInput(f"no question has the key of {field}; there is {known_keys}", field=where)
        elif candidates and not any(reader(persona, {})(field) is not None for persona in candidates.values()):
            raise BadInput(f"nobody among the candidates has a field {field}", field=where)
    for quota in screener.quotas:
        question = keys.get(quota.by.removeprefix(ANSWER)) if quota.by.startswith(ANSWER) else None
        for cell in quota.cells if question is not None else ():
            if question is not None and cell.value not in question.choices:
                choices = ", ".join(question.choices)
                raise BadInput(f"{quota.by} is never {cell.value}; there is {choices}", field="quotas")


def _texts(texts: str | Iterable[str]) -> list[str]:
    several = [texts] if isinstance(texts, str) else list(texts)
    return [text for text in several if text.strip()]


def _all_of(rule: Rule) -> tuple[Rule, ...]:
    """The parts that must all hold, so that those on fields are looked at before anybody is asked."""
    return rule.rules if isinstance(rule, Every) else (rule,)


def _any_of(rule: Rule) -> tuple[Rule, ...]:
    """The parts each of which rules out."""
    return rule.rules if isinstance(rule, Any_) else (rule,)
