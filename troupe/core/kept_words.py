"""Caches keyed by what people say, which an erasure empties: what has left the database may not live on here."""

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol, TypeVar
from weakref import WeakSet

R = TypeVar("R")


class _Cache(Protocol):
    def cache_clear(self) -> None: ...


class ForgetsWords(Protocol):
    """Something that keeps words in memory in a way of its own."""

    def forget_words(self) -> None:
        """Let go of them; called on any thread."""
        ...


_caches: list[_Cache] = []
"""All of this process. They are few, and each is made once, with its function."""
_holders: WeakSet[ForgetsWords] = WeakSet()


def keeping_words(size: int) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """As `functools.lru_cache`, for a function of what people say."""

    def keep(function: Callable[..., R]) -> Callable[..., R]:
        cached = lru_cache(maxsize=size)(function)
        _caches.append(cached)
        return cached

    return keep


def forget_words() -> None:
    """Empty all of them."""
    for cache in _caches:
        cache.cache_clear()
    for holder in tuple(_holders):
        holder.forget_words()


def also_forgets(holder: ForgetsWords) -> None:
    """Have it let go of words too, for as long as it lives."""
    _holders.add(holder)
