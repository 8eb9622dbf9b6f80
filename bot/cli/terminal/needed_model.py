"""Commands that need a language model: where none is named, one line says so, with the models at hand."""

import asyncio
import shlex
from typing import TYPE_CHECKING

from troupe.core.errors import Misconfigured

if TYPE_CHECKING:
    from bot.environment.settings import Settings


def with_model(settings: "Settings") -> "Settings":
    """The settings, if they name a model. Raises Misconfigured, which offers the models of the endpoint they
    name."""
    if settings.has_model:
        return settings
    from bot.environment.local_models import models_there

    there = asyncio.run(models_there(settings))
    if there is not None:
        choice = f"TROUPE_MODEL={shlex.quote(there.models[0])}"
        raise Misconfigured(f"TROUPE_MODEL is not set, so OPENAI_BASE_URL is not used; {there}: set {choice}")
    raise Misconfigured(
        "TROUPE_MODEL is not set: name a model (and OPENAI_API_KEY or OPENAI_BASE_URL), "
        "or use `--model understudy`, the offline stand-in"
    )
