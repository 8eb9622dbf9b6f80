"""The cost of model calls, and its limit: the cap, and the ledger that reserves before and settles after each."""

from datetime import date
from typing import Protocol, TypeVar

from troupe.core.frozen import Frozen
from troupe.core.usage import Estimate, Usage
from troupe.worlds.guild_settings import GuildSettings

Number = TypeVar("Number", int, float)


class Cap(Frozen):
    """The most a tenant may spend in a UTC day. None is no limit of that kind. `notice` is posted once a day,
    in the world that meets the cap."""

    tokens: int | None = None
    usd: float | None = None
    notice: str = ""

    def lowered(self, settings: GuildSettings) -> "Cap":
        """With what the tenant has settled for itself, where that is less."""
        return self.model_copy(
            update={
                "tokens": _least(self.tokens, settings.tokens_per_day),
                "usd": _least(self.usd, settings.usd_per_day),
            }
        )

    def fits(self, tokens: int, usd: float, estimate: Estimate) -> bool:
        """Whether an estimate fits beside so many tokens and dollars, spent and reserved. An unknown price is not
        counted in money, but at a money cap already reached nothing fits but what is known to be free."""
        if self.tokens is not None and (tokens >= self.tokens or tokens + estimate.tokens > self.tokens):
            return False
        return (
            self.usd is None or estimate.usd == 0.0 or (usd < self.usd and usd + (estimate.usd or 0.0) <= self.usd)
        )


def _least(first: Number | None, second: Number | None) -> Number | None:
    """None is no limit."""
    return min((limit for limit in (first, second) if limit is not None), default=None)


class Spend(Frozen):
    """The sum that a tenant has spent, and the one still held reserved for open turns, on one UTC day."""

    usage: Usage = Usage()
    reserved: Estimate = Estimate(tokens=0)


class ModelCall(Frozen):
    """A model call about to be made: of which purpose (a short word such as `screening`), of which model, expected
    to cost what at most, and for which human (by id), if for one."""

    purpose: str
    model: str
    estimate: Estimate
    asked_for: str | None = None


class SessionHold(Frozen):
    """The sum that is to be held for the calls of a session to come, under this cap."""

    estimate: Estimate
    cap: Cap


class Reservation(Frozen):
    """The sum set aside for one call, on the UTC day it counts for."""

    id: str
    day: date
    estimate: Estimate


class Ledger(Protocol):
    """Reserves before, and settles after, every model call outside of turns (turns do so in their claim and
    commit). What is spent and what is reserved never exceed a cap together, however many reserve at once."""

    async def reserve(self, call: ModelCall, cap: Cap, lease: float) -> Reservation | None:
        """Set aside what the call may cost, today; None where the cap has no room for it. What the tenant has
        settled lowers the cap. Unsettled after `lease` seconds the reservation lapses: its process has died."""
        ...

    async def settle(self, reservation: Reservation, usage: Usage) -> None:
        """Count what the call has cost, be it more than was reserved, on the day of its reservation, which ends;
        at most once, even if it has lapsed."""
        ...


class Budgets(Ledger, Protocol):
    """The spending and the ledger of the tenant."""

    async def today(self) -> Spend: ...

    async def allows(self, cap: Cap, estimate: Estimate) -> bool:
        """Whether so much would fit today, to say so before anything is begun; only `reserve` sets it aside."""
        ...
