"""Ids as a parameter: UUID text, from the system or from a seed."""

import random
import uuid
from collections.abc import Callable

Ids = Callable[[], str]


def system_ids() -> str:
    """A fresh random UUID as text."""
    return str(uuid.uuid4())


def seeded_ids(seed: int) -> Ids:
    """A factory giving the same sequence of UUIDs for the same seed, for reproducible runs and tests."""
    rng = random.Random(seed)  # noqa: S311 - reproducibility is the purpose, not secrecy

    def next_id() -> str:
        return str(uuid.UUID(int=rng.getrandbits(128), version=4))

    return next_id
