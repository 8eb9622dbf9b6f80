"""The language model of a headless world, by name. The one place of `troupe` that reads the environment."""

import os
from collections.abc import Mapping
from pathlib import Path

from troupe.core.clock import Clock, SystemClock
from troupe.core.errors import Misconfigured
from troupe.llm.model_by_name import UNDERSTUDY, make_model
from troupe.llm.port.llm import LLM
from troupe.llm.port.prices import read_prices


def open_model(
    name: str | None = None,
    *,
    api_key: str | None = None,
    base_url: str | None = None,
    clock: Clock | None = None,
    env: Mapping[str, str] | None = None,
) -> LLM:
    """A language model by its name; `understudy` is the offline stand-in, which is none.

    What is not given is taken from `env` (by default the process's environment): TROUPE_MODEL, OPENAI_BASE_URL,
    OPENAI_API_KEY and TROUPE_PRICES. The environment's key is never sent to an address given here. Raises
    Misconfigured where the name, or both key and address, are missing.
    """
    found = os.environ if env is None else env
    name = name or found.get("TROUPE_MODEL")
    if not name:
        raise Misconfigured(
            f"no model: give model='NAME' or set TROUPE_MODEL; '{UNDERSTUDY}' is the offline stand-in, not a model"
        )
    if base_url is None:
        api_key = api_key or found.get("OPENAI_API_KEY") or None
        base_url = found.get("OPENAI_BASE_URL") or None
    prices = read_prices(Path(file) if (file := found.get("TROUPE_PRICES")) else None)
    return make_model(name, api_key=api_key, base_url=base_url, clock=clock or SystemClock(), prices=prices)
