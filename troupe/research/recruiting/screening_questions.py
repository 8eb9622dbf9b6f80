"""Questions asked of candidates before a session: one model call a candidate, answered as that person."""

from typing import Any

from pydantic import BaseModel

from troupe.core.errors import BadInput
from troupe.core.prompt_folder import PromptFolder
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import Message, PricedModel, Reply, Request
from troupe.llm.port.purpose import Purpose
from troupe.minds.prompt.portrait import portrait
from troupe.people.persona.questionnaire import Interview, Question, answer_form

PURPOSE = Purpose("screening", Urgency.BACKGROUND)
PROMPTS = PromptFolder("troupe.research.recruiting", ("questions.md", "screener.md"))
MAX_TOKENS = 400
MOST_QUESTIONS = 20


async def ask(
    llm: Capped, interview: Interview, *, seed: int, person: str = ""
) -> tuple[dict[str, str], Reply[Any]]:
    """The candidate's answers by question, each one of its choices, and the reply they came in. Raises
    ModelError."""
    reply = await llm.complete(_request(interview, seed, person))
    answers: dict[str, str] = reply.value.model_dump()
    return {question.key: answers[question.key] for question in interview.questions}, reply


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
