"""The language models that play the people: those the settings name, and what is said about them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.environment.settings import Settings
from troupe.core.clock import Clock
from troupe.core.errors import Misconfigured
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.ledger.memory_ledger import MemoryLedger
from troupe.llm.model_by_name import UNDERSTUDY, make_model
from troupe.llm.port.llm import LLM, PricedModel
from troupe.llm.port.prices import read_prices
from troupe.ports import Cap


def build_model(settings: Settings, clock: Clock) -> LLM:
    """The language model that the settings name. Raises Misconfigured when they name none, or lack its key."""
    if settings.model is None:
        raise Misconfigured(
            f"TROUPE_MODEL is not set: name a model, or {UNDERSTUDY} for the offline stand-in that is no model"
        )
    return _made(settings.model, settings, clock)


def build_judge(settings: Settings, clock: Clock) -> LLM | None:
    """The model that judges, at the same endpoint; None where the one that plays judges, too."""
    return None if settings.judge_model is None else _made(settings.judge_model, settings, clock)


def build_others(settings: Settings, clock: Clock) -> Mapping[str, LLM]:
    """The further models that a community may choose, by name; all at the same endpoint."""
    return {name: _made(name, settings, clock) for name in settings.models if name != settings.model}


def _made(name: str, settings: Settings, clock: Clock) -> LLM:
    key = settings.openai_api_key
    secret = None if key is None else key.get_secret_value()
    prices = read_prices(settings.prices)
    return make_model(
        name,
        api_key=secret,
        base_url=settings.openai_base_url,
        clock=clock,
        prices=prices,
        limit=settings.request_seconds,
        at_once=settings.calls_at_once,
        portraits=settings.portrait,
    )


def status_of(llm: PricedModel) -> str:
    """What the bot's profile says: plainly, when no language model plays."""
    return "No language model: the understudy stands in" if llm.stand_in else f"Simulated people, by {llm.name}"


@dataclass(frozen=True, slots=True)
class Counted:
    """A model for a command of the shell: whoever runs it pays and was told the price, so its calls are counted
    in `ledger` and never refused."""

    llm: Capped
    ledger: MemoryLedger
    close: Callable[[], Awaitable[None]]


def counted(llm: LLM, clock: Clock) -> Counted:
    """The model for a command of the shell."""
    ledger = MemoryLedger(clock)
    return Counted(Capped(llm, ledger, Cap()), ledger, llm.close)
