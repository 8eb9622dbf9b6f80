"""A database whose store of turns cannot be used for a while: before a call is made, or after, its answer lost."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from troupe.core.errors import StoreUnavailable
from troupe.ports import Database, Stores

R = TypeVar("R")


class FaultyDatabase:
    """Passes everything on to a real database, but for the calls of `turns` that are named in `before` or `after`:
    so many of the next ones fail, without having been made or with their answer lost."""

    def __init__(self, real: Database) -> None:
        self._real = real
        self.before: Counter[str] = Counter()
        self.after: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()

    def as_database(self) -> Database:
        return cast("Database", self)

    def tenant(self, tenant: str) -> Stores:
        return cast("Stores", _Stores(self, self._real.tenant(tenant)))

    async def call(self, name: str, made: Callable[[], Awaitable[R]]) -> R:
        self.asked[name] += 1
        if self.before[name] > 0:
            self.before[name] -= 1
            raise StoreUnavailable("The database cannot be used just now: locked")
        result = await made()
        if self.after[name] > 0:
            self.after[name] -= 1
            raise StoreUnavailable("The database cannot be used just now: connection lost")
        return result


class _Stores:
    def __init__(self, faulty: FaultyDatabase, real: Stores) -> None:
        self._real = real
        self.turns = _Turns(faulty, real)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _Turns:
    def __init__(self, faulty: FaultyDatabase, real: Stores) -> None:
        self._faulty = faulty
        self._real = real.turns

    def __getattr__(self, name: str) -> Any:
        method: Callable[..., Awaitable[Any]] = getattr(self._real, name)

        def call(*given: Any) -> Awaitable[Any]:
            return self._faulty.call(name, lambda: method(*given))

        return call
