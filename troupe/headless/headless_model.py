"""The language model of a headless world, by name. The one place of `troupe` that reads the environment."""

import os
from collections.abc import Mapping
from pathlib import Path

from troupe.core.clock import Clock, SystemClock
from troupe.core.errors import Misconfigured
from troupe.llm.model_by_name import UNDERSTUDY, make_model
from troupe.llm.port.llm import LLM
from troupe.llm.port.prices import read_prices
from troupe.llm.port.prompt_fit import PortraitLength
from troupe.minds.gate.secrets import Secrets

_SECRET_SETTINGS = ("OPENAI_API_KEY", "DISCORD_TOKEN")


def open_model(
    name: str | None = None,
    *,
    api_key: str | None = None,
    base_url: str | None = None,
    clock: Clock | None = None,
    env: Mapping[str, str] | None = None,
    request_seconds: float | None = None,
    calls_at_once: int | None = None,
    portrait: str | None = None,
) -> LLM:
    """A language model by its name; `understudy` is the offline stand-in, which is none.

    `request_seconds` is the most that one call of usual length may take, `calls_at_once` how many are made at
    once, `portrait` ("auto", "whole" or "short") how much people are told of themselves; without them all follow
    what the endpoint shows of itself. What is not given is taken from `env` (by
    default the process's environment): TROUPE_MODEL, OPENAI_BASE_URL, OPENAI_API_KEY, TROUPE_PRICES,
    TROUPE_REQUEST_SECONDS, TROUPE_CALLS_AT_ONCE and TROUPE_PORTRAIT. The environment's key is never sent to an
    address given here.
    Raises Misconfigured where the name, or both key and address, are missing.
    """
    environment = os.environ if env is None else env
    name = name or environment.get("TROUPE_MODEL")
    if not name:
        raise Misconfigured(
            f"no model: give model='NAME' or set TROUPE_MODEL; '{UNDERSTUDY}' is the offline stand-in, not a model"
        )
    if base_url is None:
        api_key = api_key or environment.get("OPENAI_API_KEY") or None
        base_url = environment.get("OPENAI_BASE_URL") or None
    prices = read_prices(Path(file) if (file := environment.get("TROUPE_PRICES")) else None)
    return make_model(
        name,
        api_key=api_key,
        base_url=base_url,
        clock=clock or SystemClock(),
        prices=prices,
        limit=request_seconds or _number(environment, "TROUPE_REQUEST_SECONDS"),
        at_once=calls_at_once or _whole_number(environment, "TROUPE_CALLS_AT_ONCE"),
        portraits=_portrait_length(portrait or environment.get("TROUPE_PORTRAIT") or PortraitLength.AUTO),
    )


def _portrait_length(text: str) -> PortraitLength:
    try:
        return PortraitLength(text)
    except ValueError:
        raise Misconfigured(f"TROUPE_PORTRAIT: must be one of {', '.join(PortraitLength)}, not {text}") from None


def _number(env: Mapping[str, str], name: str) -> float | None:
    text = env.get(name)
    try:
        value = float(text) if text else None
    except ValueError:
        value = 0.0
    if value is not None and not value > 0:
        raise Misconfigured(f"{name}: must be a number above 0, not {text}")
    return value


def _whole_number(env: Mapping[str, str], name: str) -> int | None:
    value = _number(env, name)
    return None if value is None else max(1, int(value))


def environment_secrets(env: Mapping[str, str] | None = None) -> Secrets:
    """The keys of `env` (by default the process's environment), which no person may ever say."""
    settings = os.environ if env is None else env
    return Secrets(settings[name] for name in _SECRET_SETTINGS if settings.get(name))
