"""A further answer of the model in the same turn, with what all of them have cost."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from troupe.core.errors import ModelError
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.metered_model import Metered
from troupe.llm.port.llm import Reply, Request
from troupe.minds.answer.turn_answer import TurnAnswer
from troupe.worlds.turn import Turn

ReserveMore = Callable[[Turn, Estimate], Awaitable[bool]]
"""Sets aside more for a turn, or says that there is no room for it: see troupe.ports.Turns.reserve."""


async def granted(_turn: Turn, _estimate: Estimate) -> bool:
    """Room for everything: for a mind whose turns come from no store, where no claim has reserved them either."""
    return True


async def once_more(llm: Metered, again: Request[TurnAnswer], first: Reply[TurnAnswer]) -> Reply[TurnAnswer]:
    """The answer to `again`; where it fails, the error tells what both have cost."""
    try:
        second = await llm.complete(again)
    except ModelError as error:
        error.usage = first.usage + (error.usage or Usage())
        raise
    return replace(
        second,
        usage=first.usage + second.usage,
        attempts=first.attempts + second.attempts,
        notes=tuple(dict.fromkeys((*first.notes, *second.notes))),
    )
