"""Fields taken out of a study from Python."""

from collections.abc import Sequence
from contextlib import AsyncExitStack

from troupe.core.clock import Clock, SystemClock
from troupe.core.errors import BadInput
from troupe.headless.headless_model import open_model
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.ledger.memory_ledger import MemoryLedger
from troupe.llm.port.llm import LLM
from troupe.ports import Cap
from troupe.research.analysis.by_analyst.field_words import fields_in_words
from troupe.research.analysis.by_model.field_extraction import extract_fields
from troupe.research.analysis.extracted_table import ExtractedTable, TableRows, WantedField
from troupe.research.sessions.study import Study


async def extract(
    study: Study,
    fields: str | Sequence[WantedField],
    *,
    model: LLM | str | None = None,
    per: str = "person",
    seed: int = 0,
    max_usd: float | None = None,
    clock: Clock | None = None,
) -> ExtractedTable:
    """Fields taken out of what was said, in words such as `price named; would switch (yes/no)`: a row for each
    `person`, or for each `session`, which is a run of the study. Each value names the lines it is from.

    Raises BadInput for fields or rows that are none and for the understudy, which understands no answer, and
    ModelError or OverBudget.
    """
    if per not in {rows.value for rows in TableRows}:
        raise BadInput(f"{per}: must be one of {', '.join(TableRows)}", field="per")
    wanted = fields_in_words(fields) if isinstance(fields, str) else fields
    async with AsyncExitStack() as undo:
        llm = model if not isinstance(model, str | None) else open_model(model)
        if llm is not model:
            undo.push_async_callback(llm.close)
        asked = Capped(llm, MemoryLedger(clock or SystemClock()), Cap(usd=max_usd))
        return (await extract_fields(asked, study, wanted, seed=seed, rows=TableRows(per))).table
