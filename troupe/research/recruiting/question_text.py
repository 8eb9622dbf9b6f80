"""Screening questions as people write them: `apps: Do you trust apps? | yes | no`, several apart by `;` or lines.

The word before the colon is the key, under which rules and quotas speak of the answer; without one the first
question is `q1`, the second `q2`. Without answers to choose from, it is yes or no.
"""

import re

from pydantic import ValidationError

from troupe.core.errors import BadInput
from troupe.people.persona.questionnaire import YES_NO, Question
from troupe.research.recruiting.screening_questions import check_questions

FIELD = "questions"
_KEYED = re.compile(r"\s*([A-Za-z]\w*)\s*:(.*)", re.DOTALL)


def read_questions(text: str) -> tuple[Question, ...]:
    """The questions of a text; none of an empty one. Raises BadInput that quotes what is wrong."""
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    questions = tuple(_question(part, number) for number, part in enumerate(parts, 1))
    check_questions(questions)
    return questions


def _question(part: str, number: int) -> Question:
    keyed = _KEYED.fullmatch(part)
    key, body = (keyed[1], keyed[2]) if keyed else (f"q{number}", part)
    question, *choices = (piece.strip() for piece in body.split("|"))
    if not question:
        raise BadInput(f"number {number} (`{_short(part)}`): nothing is asked", field=FIELD)
    if choices and not all(choices):
        raise BadInput(f"number {number} (`{_short(part)}`): an answer is empty", field=FIELD)
    try:
        return Question(key=key, text=question, choices=tuple(choices) or YES_NO)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        what = "its key" if first["loc"][0] == "key" else "its answers"
        why = first["msg"].removeprefix("Value error, ")
        raise BadInput(f"number {number} (`{_short(part)}`): {what} {why}", field=FIELD) from error


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
