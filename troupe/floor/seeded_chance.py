"""Chance that is the same whenever it is asked for: no draw is ever rolled twice differently."""

import hashlib


def chance_of(seed: int, heard: int, *what: str) -> float:
    """A number in [0, 1) fixed by the world's seed, the place in the order of perception, and what it is for."""
    text = "\x1f".join((str(seed), str(heard), *what))
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
