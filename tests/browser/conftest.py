"""The stage the browser tests share."""

from collections.abc import Iterator
from typing import TypeVar

import pytest

from tests.browser.stage import CHROMIUM, Stage, Theatre

AnyStage = TypeVar("AnyStage", bound=Stage)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stage for the module's tests; skipped where there is no browser."""
    yield from opened(Stage())


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    """The whole playground; skipped where there is no browser."""
    yield from opened(Theatre())


def opened(made: AnyStage) -> Iterator[AnyStage]:
    if CHROMIUM is None:
        pytest.skip("no chromium, chromium-browser or google-chrome on PATH")
    try:
        made.open()
        yield made
    finally:
        made.close()


@pytest.fixture(autouse=True)
def no_script_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test during which the page's script threw fails with what it threw."""
    yield
    for name in {"stage", "theatre"} & set(request.fixturenames):
        used: Stage = request.getfixturevalue(name)
        failures, used.failures = used.failures, []
        assert failures == []
