"""Opening a headless world, new or known: its people, store, model and limits brought together."""

from collections.abc import Awaitable, Callable, Generator, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

from troupe.core.clock import Clock, SystemClock
from troupe.core.errors import BadInput, NotFound
from troupe.core.ids import Ids, seeded_ids
from troupe.headless.headless_cast import Source, choose
from troupe.headless.headless_model import open_model
from troupe.headless.memory_store import open_memory
from troupe.llm.port.llm import LLM
from troupe.ports import Cap, Database, NewWorld
from troupe.worlds.world import Caps, Mode, World

TENANT = "headless:"


class Closeable(Protocol):
    async def close(self) -> None: ...


C = TypeVar("C", bound=Closeable)


class Opening(Generic[C]):
    """Something about to be opened: `await` it, or use `async with`, which closes it at the end."""

    def __init__(self, opened: Callable[[], Awaitable[C]]) -> None:
        self._open = opened
        self._opened: C | None = None

    def __await__(self) -> Generator[Any, None, C]:
        return self._open().__await__()

    async def __aenter__(self) -> C:
        self._opened = await self._open()
        return self._opened

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened is not None:
            await self._opened.close()


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that a headless world runs on. `undo` closes what was opened for it."""

    record: World
    database: Database
    llm: LLM
    clock: Clock
    budget: Cap
    turn_seconds: float | None
    undo: AsyncExitStack


@dataclass(frozen=True, slots=True)
class OpeningPlan:
    """The plan of a new world; see `troupe.World.open`."""

    people: Source | Iterable[Source]
    model: LLM | str | None
    mode: Mode | str
    name: str
    seed: int
    caps: Caps | None
    budget: Cap
    store: Database | None
    clock: Clock | None
    ids: Ids | None
    turn_seconds: float | None


async def open_new(plan: OpeningPlan) -> Parts:
    """Open a new world. Raises BadInput, NotFound or Misconfigured; what was opened by then is closed again."""
    if plan.store is not None and plan.ids is not None:
        raise BadInput("a store has its own; give them to db.open", field="ids")
    tenant = TENANT + plan.name
    people = choose(plan.people, tenant)
    mode, caps = _mode(plan.mode), plan.caps or _caps(len(people))
    clock = plan.clock or SystemClock()
    async with AsyncExitStack() as undo:
        llm = _model(plan.model, clock, undo)
        database = plan.store
        if database is None:
            database = await open_memory(clock, plan.ids or seeded_ids(plan.seed))
            undo.push_async_callback(database.close)
        new = NewWorld(name=plan.name, mode=mode, seed=plan.seed, caps=caps)
        record = await database.tenant(tenant).worlds.open(new, people)
        return Parts(record, database, llm, clock, plan.budget, plan.turn_seconds, undo.pop_all())


async def open_known(
    world_id: str,
    store: Database,
    model: LLM | str | None,
    budget: Cap,
    clock: Clock | None,
    turn_seconds: float | None,
) -> Parts:
    """Open a headless world that is in the store. Raises NotFound, for a channel's world too."""
    record = await _recorded(store, world_id)
    time = clock or SystemClock()
    async with AsyncExitStack() as undo:
        return Parts(record, store, _model(model, time, undo), time, budget, turn_seconds, undo.pop_all())


def _model(model: LLM | str | None, clock: Clock, undo: AsyncExitStack) -> LLM:
    """The model given, or the one named, which is closed with the world."""
    if not isinstance(model, str | None):
        return model
    opened = open_model(model, clock=clock)
    undo.push_async_callback(opened.close)
    return opened


async def _recorded(store: Database, world_id: str) -> World:
    for tenant in await store.tenants():
        if tenant.startswith(TENANT):
            try:
                return await store.tenant(tenant).worlds.get(world_id)
            except NotFound:
                continue
    raise NotFound("this store has no headless world of that id", field="world_id")


def _mode(mode: Mode | str) -> Mode:
    try:
        return Mode(mode)
    except ValueError as error:
        raise BadInput(
            f"must be {', '.join(known_mode.value for known_mode in Mode)}, not {mode}", field="mode"
        ) from error


def _caps(people: int) -> Caps:
    """The limits of a chat, but room for everyone to answer once."""
    usual = Caps()  # pyright: ignore[reportCallIssue]
    return usual.model_copy(update={"in_a_row": max(usual.in_a_row, people)})
