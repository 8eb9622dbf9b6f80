"""The doctor's look at the language model: whether it answers, and what else is at hand on this machine."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cli.doctor.finding import DoctorFinding
from bot.environment.language_models import build_model, counted
from bot.environment.local_models import LocalModels, models_there
from bot.environment.settings import Settings
from troupe.core.clock import Clock
from troupe.core.errors import Misconfigured, ModelError
from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.llm.port.llm import Message, Request
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.port.purpose import Purpose
from troupe.minds.turn_request import most_written

DOCTOR = Purpose("doctor", Urgency.AWAITED)
FIX = "check TROUPE_MODEL, OPENAI_BASE_URL and OPENAI_API_KEY, and that the endpoint runs"


TURN_SIZED = "\n".join(
    f"{number}. This line is here for its length alone, so that the prompt is as long as that of a turn."
    for number in range(1, 71)
)
"""About 7,000 characters, as a person with a short history has."""
SHORT_TURN = 4_400
"""Characters of the same where people are told in few words."""
USUAL_ANSWER, SHORT_ANSWER = 150, 80
"""Tokens that the answer of a turn has on average."""


class Word(Frozen):
    """The answer that is asked for."""

    word: str


async def examine_model(settings: Settings, here: Sequence[LocalModels], clock: Clock) -> DoctorFinding:
    """Time the model on a prompt as long as that of a turn. `here` are the programs that serve models here."""
    if settings.model is None:
        there = await models_there(settings)
        if there is not None:
            detail = f"TROUPE_MODEL is not set, so OPENAI_BASE_URL is not used; {there}"
            return DoctorFinding("model", False, detail, f"set {there.variables}")
        return DoctorFinding("model", False, _none_set(here), _offer(here))
    if settings.wants_understudy:
        detail = "the understudy, an offline stand-in and no language model"
        return DoctorFinding("model", True, _and(detail, here), _offer(here) if here else "")
    try:
        answer = await _ask(settings, clock)
    except (ModelError, Misconfigured) as error:
        return DoctorFinding("model", False, _and(str(error), here), _offer(here) if here else FIX)
    return _verdict(settings, answer)


def _none_set(here: Sequence[LocalModels]) -> str:
    return _and("TROUPE_MODEL is not set", here)


def _and(detail: str, here: Sequence[LocalModels]) -> str:
    return "; ".join((detail, *(str(program) for program in here)))


def _offer(here: Sequence[LocalModels]) -> str:
    if here:
        return f"set {here[0].variables}"
    return "set TROUPE_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL; or serve with --model understudy"


@dataclass(frozen=True, slots=True)
class TimedAnswer:
    """The answer to a prompt as long as that of a turn, with its time. `expected` is what a turn is likely to
    take, `limit` what it is given."""

    tokens: int
    notes: Sequence[str]
    manner: str
    expected: float
    limit: float


def _verdict(settings: Settings, answer: TimedAnswer) -> DoctorFinding:
    remarks = f"; {'; '.join(answer.notes)}" if answer.notes else ""
    speed = (
        f"your first answer takes about {max(1, round(answer.expected))} s, the limit is {answer.limit:.0f} s; "
        "later ones are quicker where the endpoint keeps its prompts"
    )
    detail = f"{settings.model} {answer.manner or 'answers'} ({answer.tokens} tokens{remarks}); {speed}"
    if answer.expected > answer.limit:
        fix = "give more time with TROUPE_REQUEST_SECONDS and TROUPE_TURN_SECONDS, or take a smaller model"
        return DoctorFinding("model", False, detail, fix)
    return DoctorFinding("model", True, detail)


def _as_long_as_a_turn(fit: PromptFit) -> str:
    return TURN_SIZED[:SHORT_TURN] if fit.short else TURN_SIZED


async def _ask(settings: Settings, clock: Clock) -> TimedAnswer:
    counter = counted(build_model(settings, clock), clock)
    try:
        text = _as_long_as_a_turn(counter.llm.fit)
        prompt = (Message("system", text), Message("user", "Answer with the one word: ready"))
        began = clock.monotonic()
        reply = await counter.llm.complete(Request(prompt, Word, purpose=DOCTOR, seed=0, max_tokens=400))
        seconds = clock.monotonic() - began
        fit = counter.llm.fit  # as it was learnt from this answer
        chars = len(_as_long_as_a_turn(fit))
        expected = counter.llm.expected_seconds(chars, SHORT_ANSWER if fit.short else USUAL_ANSWER)
        limit = settings.turn_seconds or settings.request_seconds
        limit = limit or counter.llm.patience(chars, most_written(fit))
    finally:
        await counter.close()
    likely = seconds if expected is None else max(expected, seconds)
    return TimedAnswer(reply.usage.tokens, reply.notes, counter.llm.manner, likely, limit)
