"""The language model of a headless world: by name, and metered. The one place of `troupe` that reads the
environment."""

import os
from collections.abc import Mapping

from troupe.clock import Clock, SystemClock
from troupe.errors import Misconfigured, ModelError
from troupe.llm.making import UNDERSTUDY, make_model
from troupe.llm.port import LLM, Reply, Request, T
from troupe.worlds.turn import Estimate, Usage


def open_model(
    name: str | None = None,
    *,
    api_key: str | None = None,
    base_url: str | None = None,
    clock: Clock | None = None,
    env: Mapping[str, str] | None = None,
) -> LLM:
    """A language model by its name; `understudy` is the offline stand-in, which is none.

    What is not given is taken from `env` (by default the process's environment): TROUPE_MODEL, OPENAI_BASE_URL
    and OPENAI_API_KEY. The environment's key is never sent to an address given here. Raises Misconfigured where
    the name, or both key and address, are missing.
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
    return make_model(name, api_key=api_key, base_url=base_url, clock=clock or SystemClock())


class Metered:
    """A language model whose use is counted, failed calls included."""

    def __init__(self, llm: LLM) -> None:
        self._llm = llm
        self.usage = Usage()

    @property
    def name(self) -> str:
        return self._llm.name

    @property
    def stand_in(self) -> bool:
        return self._llm.stand_in

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        return self._llm.estimate(prompt_chars, max_tokens)

    async def complete(self, request: Request[T]) -> Reply[T]:
        try:
            reply = await self._llm.complete(request)
        except ModelError as error:
            self.usage += error.usage or Usage()
            raise
        self.usage += reply.usage
        return reply

    async def close(self) -> None:
        await self._llm.close()
