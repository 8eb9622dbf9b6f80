"""The doctor's look at the language model: whether it answers, and what else is at hand on this machine."""

from collections.abc import Sequence

from bot.cli.doctor.finding import DoctorFinding
from bot.environment.language_models import build_model, counted
from bot.environment.local_models import LocalModels
from bot.environment.settings import Settings
from troupe.core.clock import Clock
from troupe.core.errors import Misconfigured, ModelError
from troupe.core.frozen import Frozen
from troupe.llm.port.llm import Message, Request

DOCTOR = "doctor"
FIX = "check TROUPE_MODEL, OPENAI_BASE_URL and OPENAI_API_KEY, and that the endpoint runs"


class Word(Frozen):
    """The answer that is asked for."""

    word: str


async def examine_model(settings: Settings, here: Sequence[LocalModels], clock: Clock) -> DoctorFinding:
    """Ask the model for one word. `here` are the programs that serve models on this machine."""
    if settings.model is None:
        return DoctorFinding("model", False, _none_set(here), _offer(here))
    if settings.wants_understudy:
        detail = "the understudy, an offline stand-in and no language model"
        return DoctorFinding("model", True, _and(detail, here), _offer(here) if here else "")
    try:
        spent, notes = await _ask(settings, clock)
    except (ModelError, Misconfigured) as error:
        return DoctorFinding("model", False, _and(str(error), here), _offer(here) if here else FIX)
    remarks = f"; {'; '.join(notes)}" if notes else ""
    return DoctorFinding("model", True, f"{settings.model} answers ({spent} tokens{remarks})")


def _none_set(here: Sequence[LocalModels]) -> str:
    return _and("TROUPE_MODEL is not set", here)


def _and(detail: str, here: Sequence[LocalModels]) -> str:
    return "; ".join((detail, *(str(program) for program in here)))


def _offer(here: Sequence[LocalModels]) -> str:
    if here:
        return f"set {here[0].variables}"
    return "set TROUPE_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL; or serve with --model understudy"


async def _ask(settings: Settings, clock: Clock) -> tuple[int, Sequence[str]]:
    asked = counted(build_model(settings, clock), clock)
    try:
        prompt = (Message("user", "Answer with the one word: ready"),)
        reply = await asked.llm.complete(Request(prompt, Word, purpose=DOCTOR, seed=0, max_tokens=400))
    finally:
        await asked.close()
    return reply.usage.tokens, reply.notes
