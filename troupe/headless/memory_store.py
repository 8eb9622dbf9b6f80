"""The store of a world that was given none: in memory, found as an entry point, since `troupe` knows no SQL."""

from collections.abc import Awaitable
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Protocol, cast

from troupe.core.clock import Clock
from troupe.core.errors import Misconfigured
from troupe.core.ids import Ids
from troupe.ports import Database

GROUP = "troupe.stores"
NAME = "memory"
_REMEDY = f"install discord-troupe, which provides the entry point '{NAME}' of '{GROUP}', or give store=…"


class OpenStore(Protocol):
    """The function that the entry point names: opens an empty database that lives as long as it is open."""

    def __call__(self, *, clock: Clock, ids: Ids) -> Awaitable[Database]: ...


class OpenAddress(Protocol):
    """What the same module has beside it: opens the database at an address."""

    def __call__(self, url: str, *, clock: Clock, ids: Ids) -> Awaitable[Database]: ...


async def open_memory(clock: Clock, ids: Ids) -> Database:
    """A fresh database in memory. Raises Misconfigured, saying what to install, where none is provided."""
    return await provided_store()(clock=clock, ids=ids)


async def open_file(url: str, clock: Clock, ids: Ids) -> Database:
    """The database at an address such as `sqlite:///FILE`, by whoever provides the one in memory. Raises
    Misconfigured where nobody does."""
    opened = cast("OpenAddress", import_module(provided_store().__module__).open)
    return await opened(url, clock=clock, ids=ids)


@cache
def provided_store() -> OpenStore:
    """The function behind the entry point: to look through all that is installed takes as long as to open a
    world."""
    provided = next(iter(entry_points(group=GROUP, name=NAME)), None)
    if provided is None:
        raise Misconfigured(f"there is nothing to keep a world in: {_REMEDY}")
    try:
        return cast("OpenStore", provided.load())
    except (ImportError, AttributeError) as error:
        raise Misconfigured(f"'{provided.value}' cannot be loaded ({error}): {_REMEDY}") from error
