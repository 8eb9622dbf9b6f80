"""The events that were read from the record, kept in memory for as long as they are the latest version."""

from collections.abc import Hashable, Mapping
from itertools import islice
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")

KEPT = 8192


class Remembered(Generic[V]):
    """The latest values read, the oldest dropped first. Shared by all transactions of a database."""

    def __init__(self, limit: int = KEPT) -> None:
        self._values: dict[Hashable, V] = {}
        self._limit = limit
        self._lock = Lock()
        self.erasures = 0

    def get(self, key: Hashable) -> V | None:
        return self._values.get(key)

    def add(self, values: Mapping[Hashable, V], erasures: int) -> None:
        """Keep what was read when there had been so many erasures; nothing if there was one since."""
        with self._lock:
            if erasures != self.erasures:
                return
            self._values.update(values)
            for oldest in tuple(islice(self._values, max(0, len(self._values) - self._limit))):
                del self._values[oldest]

    def forget(self) -> None:
        """After an erasure the words must not live on in memory either."""
        with self._lock:
            self.erasures += 1
            self._values.clear()


class CachedReading(Generic[V]):
    """One transaction's view. What it reads itself is shared only once it has ended well: versions that are
    rolled back are given again, to something else."""

    def __init__(self, shared: Remembered[V]) -> None:
        self._shared = shared
        self._own: dict[Hashable, V] = {}
        self._erasures = shared.erasures
        self._erased = False

    def get(self, key: Hashable) -> V | None:
        own = self._own.get(key)
        return self._shared.get(key) if own is None else own

    def put(self, key: Hashable, value: V) -> None:
        self._own[key] = value

    def erased(self) -> None:
        """Forget all readings of the transaction, since something was erased."""
        self._erased = True

    @property
    def anything_erased(self) -> bool:
        return self._erased

    def share(self) -> None:
        """The transaction has ended well."""
        if self._erased:
            self._shared.forget()
        elif self._own:
            self._shared.add(self._own, self._erasures)
