"""A language model by its name and where it is served."""

from collections.abc import Mapping

from troupe.core.clock import Clock
from troupe.core.errors import Misconfigured
from troupe.llm.port.llm import LLM
from troupe.llm.port.prices import Price
from troupe.llm.port.prompt_fit import PortraitLength

UNDERSTUDY = "understudy"
"""The name that asks for the offline stand-in, which is no language model."""


def make_model(
    name: str,
    *,
    api_key: str | None,
    base_url: str | None,
    clock: Clock,
    prices: Mapping[str, Price] | None = None,
    limit: float | None = None,
    at_once: int | None = None,
    portraits: PortraitLength = PortraitLength.AUTO,
) -> LLM:
    """The model of this name at this address (None: OpenAI's own), or the understudy. `prices` are one's own,
    by model; for `limit`, `at_once` and `portraits` see
    OpenAIModel. Raises Misconfigured where key and address are missing."""
    if name == UNDERSTUDY:
        from troupe.llm.understudy import Understudy  # only the one that plays is loaded

        return Understudy()
    if api_key is None and base_url is None:
        raise Misconfigured(
            f"no key for {name}: set OPENAI_API_KEY, which OpenAI needs, or OPENAI_BASE_URL for another endpoint"
        )
    from troupe.llm.openai.openai_model import OpenAIModel

    return OpenAIModel(
        name,
        api_key=api_key,
        base_url=base_url,
        clock=clock,
        prices=prices,
        limit=limit,
        at_once=at_once,
        portraits=portraits,
    )
