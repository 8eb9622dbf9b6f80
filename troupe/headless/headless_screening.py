"""Screening from Python: whoever calls it pays, so that the calls are counted and not capped."""

from collections.abc import Mapping, Sequence

from troupe.core.clock import SystemClock
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.ledger.memory_ledger import MemoryLedger
from troupe.llm.port.llm import LLM
from troupe.people.persona.persona import Persona
from troupe.ports import Cap
from troupe.research.recruiting.screener import Screener
from troupe.research.recruiting.screening import AT_ONCE, Progress, Screened
from troupe.research.recruiting.screening import screen as screened


async def screen(
    llm: LLM,
    screener: Screener,
    candidates: Mapping[str, Persona] | Sequence[Persona],
    *,
    seed: int,
    at_once: int = AT_ONCE,
    progress: Progress | None = None,
) -> Screened:
    """As `troupe.research.recruiting.screening.screen`, with a model of one's own, such as `open_model` gives."""
    model = Capped(llm, MemoryLedger(SystemClock()), Cap())
    return await screened(model, screener, candidates, seed=seed, at_once=at_once, progress=progress)
