"""The price of a model's tokens, where it is known: by a file of one's own, else as genai-prices publishes it.

The library's figures are those it was released with: it is never asked to fetch newer ones, since nothing here may
reach out by itself. They serve estimates and caps; the invoice is the truth.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from pydantic import Field, ValidationError

from troupe.core.errors import Misconfigured
from troupe.core.frozen import Frozen

VARIABLE = "TROUPE_PRICES"


class Price(Frozen):
    """US dollars per million tokens. `cached` is for those read from the endpoint's cache; None: as any others."""

    input: float = Field(ge=0, allow_inf_nan=False)
    cached: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    output: float = Field(ge=0, allow_inf_nan=False)

    def usd(self, tokens_in: int, tokens_cached: int, tokens_out: int) -> float:
        """The cost of one call; the cached tokens are part of `tokens_in`."""
        cached = self.input if self.cached is None else self.cached
        fresh = tokens_in - tokens_cached
        return (fresh * self.input + tokens_cached * cached + tokens_out * self.output) / 1_000_000


def read_prices(path: Path | None) -> Mapping[str, Price]:
    """The prices of a TOML file, a table for each model. Raises Misconfigured, naming what is wrong with it."""
    if path is None:
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name.strip().lower(): Price.model_validate(row) for name, row in rows.items()}
    except OSError as error:
        raise Misconfigured(f"{VARIABLE}: {path} cannot be read ({error.strerror or error})") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "a table of input, cached and output"
        raise Misconfigured(f"{VARIABLE}: {path}: {where}: {first['msg']}") from None
    except ValueError as error:  # no TOML, no UTF-8
        raise Misconfigured(f"{VARIABLE}: {path}: {error}") from None


def price_of(model: str, base_url: str, at: datetime, own: Mapping[str, Price]) -> Price | None:
    """The price of a model at this address at this time; None if it is not known.

    An address of no known vendor is taken for a proxy of whoever makes a model of this name, unless the name bears
    a tag (`deepseek-r1:8b`), as models do that one runs oneself.
    """
    name = model.strip().lower()
    if (price := own.get(name)) is not None:
        return price
    return _published(name, base_url, at) or (
        None if ":" in name else _published(name.rsplit("/", 1)[-1], None, at)
    )


def _published(name: str, base_url: str | None, at: datetime) -> Price | None:
    from genai_prices.data_snapshot import get_snapshot  # late: its table takes half a second

    try:
        _, model = get_snapshot().find_provider_model(name, None, None, base_url)
    except LookupError:
        return None
    listed = model.get_prices(at)
    tokens_in, tokens_out = _rate(listed.input_mtok), _rate(listed.output_mtok)
    if tokens_in is None or tokens_out is None:
        return None
    return Price(input=tokens_in, cached=_rate(listed.cache_read_mtok), output=tokens_out)


def _rate(listed: object) -> float | None:
    """A rate as published. Of one with tiers the first counts: prompts here are far below where others begin."""
    rate = getattr(listed, "base", listed)
    return float(rate) if isinstance(rate, Decimal | int | float) else None
