"""What a model's tokens cost, where that is known. The figures stand in `prices.toml`, unverified and dated."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from troupe.frozen import Frozen

_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")


class Price(Frozen):
    """US dollars per million tokens."""

    input: float
    cached: float
    output: float

    def usd(self, tokens_in: int, tokens_cached: int, tokens_out: int) -> float:
        """The cost of one call; the cached tokens are part of `tokens_in`."""
        fresh = tokens_in - tokens_cached
        return (fresh * self.input + tokens_cached * self.cached + tokens_out * self.output) / 1_000_000


def price_of(model: str) -> Price | None:
    """The price of a model by its name, without a vendor's prefix (`openai/`) and a release date
    (`-2024-07-18`); None if it is not known."""
    name = model.rsplit("/", 1)[-1].strip().lower()
    table = _table()
    return table.get(name) or table.get(_DATED.sub("", name))


@cache
def _table() -> dict[str, Price]:
    text = files("troupe.llm").joinpath("prices.toml").read_text(encoding="utf-8")
    return {name: Price.model_validate(row) for name, row in tomllib.loads(text).items()}
