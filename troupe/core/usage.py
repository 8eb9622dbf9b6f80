"""The cost of model calls: what was used, and what a call is expected to use at most."""

from troupe.core.frozen import Frozen


class Usage(Frozen):
    """The cost of model calls. `usd` is None where the model's price is unknown. Latency in seconds."""

    calls: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    usd: float | None = None
    latency: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        prices = [u for u in (self.usd, other.usd) if u is not None]
        return Usage(
            calls=self.calls + other.calls,
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_cached=self.tokens_cached + other.tokens_cached,
            tokens_out=self.tokens_out + other.tokens_out,
            usd=sum(prices) if prices else None,
            latency=self.latency + other.latency,
        )

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


class Estimate(Frozen):
    """The most that a turn is expected to cost; reserved at the claim, corrected at the commit."""

    tokens: int
    usd: float | None = None

    def __add__(self, other: "Estimate") -> "Estimate":
        known = self.usd is not None and other.usd is not None
        return Estimate(
            tokens=self.tokens + other.tokens, usd=(self.usd or 0.0) + (other.usd or 0.0) if known else None
        )

    def times(self, count: int) -> "Estimate":
        """As much as so many such turns are expected to cost."""
        return Estimate(tokens=self.tokens * count, usd=None if self.usd is None else self.usd * count)
