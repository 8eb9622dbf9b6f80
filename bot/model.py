"""Which language model plays the people: the one the settings name, and what is said about it."""

from bot.settings import UNDERSTUDY, Settings
from troupe.clock import Clock
from troupe.errors import Misconfigured
from troupe.llm.port import LLM


def build_model(settings: Settings, clock: Clock) -> LLM:
    """The language model that the settings name. Raises Misconfigured when they name none, or lack its key."""
    if settings.model is None:
        raise Misconfigured(
            f"TROUPE_MODEL is not set: name a model, or {UNDERSTUDY} for the offline stand-in that is no model"
        )
    if settings.wants_understudy:
        from troupe.llm.understudy import Understudy  # only the one that plays is loaded

        return Understudy()
    key, base = settings.openai_api_key, settings.openai_base_url
    if key is None and base is None:
        raise Misconfigured(
            "OPENAI_API_KEY is not set: OpenAI needs one; for another endpoint set OPENAI_BASE_URL"
        )
    from troupe.llm.openai import OpenAIModel

    secret = key.get_secret_value() if key is not None else None
    return OpenAIModel(settings.model, api_key=secret, base_url=base, clock=clock)


def status_of(llm: LLM) -> str:
    """What the bot's profile says: plainly, when no language model plays."""
    return "No language model: the understudy stands in" if llm.stand_in else f"Simulated people, by {llm.name}"
