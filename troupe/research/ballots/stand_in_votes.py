"""The understudy's vote: from the persona's own interests and beliefs, plausible and the same each time."""

import random

from pydantic import JsonValue

from troupe.llm.understudy.forms.questionnaire_answers import answered, leaning
from troupe.people.persona.persona import Persona
from troupe.people.persona.questionnaire import Interview, Question
from troupe.research.guides.guide import Ballot, BallotForm

_MIDDLE = 20.0
"""The price around which those of a stand-in lie: nobody can know from a persona what a thing costs."""


def stand_in_answer(persona: Persona, ballot: Ballot, seed: int) -> dict[str, JsonValue]:
    """The fields of the ballot's form."""
    rng = random.Random(f"{seed}:{persona.name}:{ballot.key}")  # noqa: S311 - to be repeated, not secret
    drawn = leaning(persona, ballot.text, rng)
    ranked = sorted(ballot.options, key=lambda option: -leaning(persona, option, rng))
    answer: dict[str, JsonValue] = {}
    said = _said(persona, drawn, rng)
    match ballot.form:
        case BallotForm.SINGLE:
            question = Question(key="choice", text=ballot.text, choices=ballot.options)
            answer["choice"] = answered(Interview(persona=persona, questions=(question,)), seed)["choice"]
            said = _belief(persona, rng)
        case BallotForm.MULTIPLE:
            answer["choices"] = list(ranked[: 1 + rng.randrange(max(1, len(ranked) - 1))])
            said = _belief(persona, rng)
        case BallotForm.LIKERT | BallotForm.RATING:
            answer["number"] = 1 + round((drawn + 1) / 2 * (ballot.points - 1))
        case BallotForm.BEST_WORST:
            answer |= {"best": ranked[0], "worst": ranked[-1]}
            said = _belief(persona, rng)
        case BallotForm.PRICE:
            base = _MIDDLE * (1 + 0.4 * drawn) * rng.uniform(0.7, 1.3)
            shares = {"too_cheap": 0.4, "cheap": 0.7, "dear": 1.2, "too_dear": 1.7}
            answer |= {name: round(base * share, 2) for name, share in shares.items()}
            said = _belief(persona, rng)
        case BallotForm.OPEN:
            pass
    if ballot.talk_first or ballot.form is BallotForm.OPEN:
        answer["words"] = said
    if ballot.form is not BallotForm.OPEN:
        answer["reason"] = said
    return answer


def _said(persona: Persona, drawn: float, rng: random.Random) -> str:
    """How they stand to it, with a belief of theirs."""
    how = "I am for it." if drawn > 0.35 else "It is not for me." if drawn < -0.35 else "I could go either way."
    return f"{how} {_belief(persona, rng)}"


def _belief(persona: Persona, rng: random.Random) -> str:
    return rng.choice(persona.beliefs) if persona.beliefs else "It is the nearest to what I think."
