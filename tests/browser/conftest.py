"""The stage the browser tests share."""

from collections.abc import Iterator

import pytest

from tests.browser.stage import CHROMIUM, Stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stage for the module's tests; skipped where there is no browser."""
    if CHROMIUM is None:
        pytest.skip("no chromium, chromium-browser or google-chrome on PATH")
    made = Stage()
    try:
        made.open()
        yield made
    finally:
        made.close()


@pytest.fixture(autouse=True)
def no_script_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test during which the page's script threw fails with what it threw."""
    yield
    if "stage" in request.fixturenames:
        used: Stage = request.getfixturevalue("stage")
        failures, used.failures = used.failures, []
        assert failures == []
