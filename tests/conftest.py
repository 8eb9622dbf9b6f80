"""Fixtures for every test: time that moves when told to, ids from a seed, no network beyond loopback."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from types import FrameType

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from troupe.core.clock import ManualClock
from troupe.core.ids import Ids, seeded_ids

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}


def pytest_sessionstart() -> None:
    """No garbage is looked for while the tests are imported, nor later among what they were imported with, which
    stays until the end: together that takes longer than many tests."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def ids() -> Ids:
    return seeded_ids(1)


@pytest.fixture(scope="session", autouse=True)
def engines_kept() -> Iterator[None]:
    """Tests leave to each other what their databases have compiled, if any of them has one."""
    if "db.tx.transaction_runner" not in sys.modules:
        yield
        return
    from tests.store.kept_connections import keeping_engines

    with keeping_engines():
        yield


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the outside fails at once, with the address it wanted."""
    real_connect = socket.socket.connect
    real_getaddrinfo = socket.getaddrinfo

    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else None  # pyright: ignore[reportUnknownVariableType]
        if host is not None and host not in LOOPBACK:
            raise AssertionError(f"a test reached for the outside network: {host}")
        real_connect(self, address)  # pyright: ignore[reportArgumentType]

    def getaddrinfo(host: object, *args: object, **kwargs: object) -> object:
        if host is not None and host not in LOOPBACK:
            raise AssertionError(f"a test looked up an outside name: {host!r}")
        return real_getaddrinfo(host, *args, **kwargs)  # pyright: ignore[reportArgumentType, reportUnknownVariableType]

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture(autouse=True)
def no_leaked_tasks(request: pytest.FixtureRequest) -> None:
    """An asynchronous test that leaves tasks running fails and names them; the others need no event loop."""
    if pytest_asyncio.is_async_test(request.node):
        request.getfixturevalue("tasks_watched")


@pytest_asyncio.fixture
async def tasks_watched() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    await asyncio.sleep(0)
    leaked = [t for t in asyncio.all_tasks() - before if not t.done() and t is not asyncio.current_task()]
    assert not leaked, f"tasks left running: {leaked}"


@pytest.hookimpl(wrapper=True)
def pytest_timeout_set_timer() -> Generator[None, object, object]:
    """A test that hangs says where: pytest-timeout tells where its thread stands, which for a coroutine is only
    the event loop's own waiting."""
    result = yield
    cut_off = signal.getsignal(signal.SIGALRM)

    def tell(number: int, frame: FrameType | None) -> None:
        try:
            waiting = asyncio.all_tasks()
        except RuntimeError:  # no loop runs: the thread's own stack says it all
            waiting = set[asyncio.Task[object]]()
        for task in waiting:
            task.print_stack(file=sys.stderr)
        if callable(cut_off):
            cut_off(number, frame)

    if callable(cut_off):
        signal.signal(signal.SIGALRM, tell)
    return result
