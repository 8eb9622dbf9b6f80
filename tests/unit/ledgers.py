"""Models for tests of what asks them: counted in memory, under no cap unless one is given."""

from troupe.core.clock import ManualClock
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.ledger.memory_ledger import MemoryLedger
from troupe.llm.port.llm import LLM
from troupe.ports import Cap


def counted(llm: LLM, cap: Cap | None = None, ledger: MemoryLedger | None = None) -> Capped:
    """The model as functions that ask it outside of turns take it."""
    return Capped(llm, ledger or MemoryLedger(ManualClock()), cap or Cap())
