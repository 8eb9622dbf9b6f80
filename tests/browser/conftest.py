"""What the browser tests share: one browser, one stage, one theatre a session."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.browser.stage import CHROMIUM, Screen, Stage, Theatre, pointed_at

STARTING = 180
"""Seconds a test here may take: the first one starts a browser and two servers."""
Opened = TypeVar("Opened", Screen, Stage, Theatre)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(STARTING))


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """The browser; skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("no chromium, chromium-browser or google-chrome on PATH")
    yield from opened(Screen())


@pytest.fixture(scope="session")
def stage(screen: Screen) -> Iterator[Stage]:
    """The page at a local Discord with a small bot."""
    yield from opened(Stage(screen))


@pytest.fixture(scope="session")
def theatre(screen: Screen) -> Iterator[Theatre]:
    """The whole playground."""
    yield from opened(Theatre(screen))


def opened(made: Opened) -> Iterator[Opened]:
    try:
        made.open()
        yield made
    finally:
        made.close()


@pytest.fixture(autouse=True)
def at_its_own_discord(request: pytest.FixtureRequest) -> Iterator[None]:
    """The stage lives for the whole session, and tests between two of its own point discord.py elsewhere."""
    if "stage" not in request.fixturenames:
        yield
        return
    used: Stage = request.getfixturevalue("stage")
    with pointed_at(used.discord):
        yield


@pytest.fixture(autouse=True)
def no_script_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test during which the page's script threw fails with what it threw."""
    yield
    for name in {"stage", "theatre"} & set(request.fixturenames):
        used: Stage = request.getfixturevalue(name)
        failures, used.failures = used.failures, []
        assert failures == []
