"""Changes tried one after the other in a pytest session that has imported and collected everything once.

Each change is made in a fork of the session, by giving the changed function its new code: nothing has to be
imported again. Where that cannot be (a default, a constant of a module) the caller tries it in a fresh process.
"""

import functools
import gc
import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Literal

import pytest

Ended = Literal["noticed", "passed", "late", "not tried"]
ENDINGS: dict[int, Ended] = {0: "passed", 1: "noticed", 3: "not tried"}


@dataclass(frozen=True)
class Trial:
    """A changed file: the function the change is in, its new source, and the test files to run, in this order."""

    file: str
    function: str
    source: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """How a trial ended, and the test that noticed."""

    ended: Ended
    by: str = ""


class Trials:
    """A pytest plugin that runs trials in place of the tests. `told` is called with each verdict."""

    def __init__(self, root: Path, trials: Sequence[Trial], told: Path, limit: float) -> None:
        self._root = root
        self._trials = trials
        self._told = told
        self._limit = limit
        self._sound: dict[str, bool] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items: dict[str, list[pytest.Item]] = {}
        for item in session.items:
            used = (item.nodeid, *getattr(item, "fixturenames", ()))
            if not any("postgres" in name for name in used):  # a server would have to be started each time
                items.setdefault(item.nodeid.split("::")[0], []).append(item)
        for trial in self._trials:
            chosen = [item for test in trial.tests for item in items.get(test, [])]
            verdict = self._try(session, trial, chosen)
            with self._told.open("a") as file:
                file.write(f"{verdict.ended}\t{verdict.by}\n")
        return True

    def _try(self, session: pytest.Session, trial: Trial, items: list[pytest.Item]) -> Verdict:
        """Tests that fail on sound code too notice nothing, and are left out from then on."""
        while True:
            items = [item for item in items if self._sound.get(item.nodeid, True)]
            verdict = self._in_a_fork(session, trial, items)
            if verdict.ended != "noticed" or self._sound.get(verdict.by) is True:
                return verdict
            by = [item for item in items if item.nodeid == verdict.by]
            self._sound[verdict.by] = self._in_a_fork(session, None, by).ended == "passed"
            if self._sound[verdict.by]:
                return verdict

    def _in_a_fork(self, session: pytest.Session, trial: Trial | None, items: list[pytest.Item]) -> Verdict:
        named = self._told.with_suffix(".by")
        named.write_text("")
        child = os.fork()
        if child == 0:
            os.setsid()
            code = 1
            try:
                changed = trial is None or self._change(trial)
                code = _first_failing(session, items, named) if changed else 3
            finally:
                os._exit(code)
        return Verdict(ended_within(child, self._limit), named.read_text())

    def _change(self, trial: Trial) -> bool:
        return give_new_code(str(self._root / trial.file), trial.function, trial.source)


def _first_failing(session: pytest.Session, items: list[pytest.Item], named: Path) -> int:
    for item, following in zip(items, [*items[1:], None], strict=True):
        named.write_text(item.nodeid)
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
    return 0


def ended_within(child: int, limit: float) -> Ended:
    """Wait for a forked process and all it started; after `limit` seconds end them."""
    until = time.monotonic() + limit  # noqa: TID251 - the machine's time: a test may hang for real
    while time.monotonic() < until:  # noqa: TID251
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return ENDINGS.get(os.waitstatus_to_exitcode(status), "noticed")
        time.sleep(0.02)  # noqa: TID251
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "late"


def give_new_code(path: str, function: str, source: str) -> bool:
    """Have every function of this name in this file run what it says in the source; False if nothing would change
    (it is no function, or the change lies in what was evaluated when it was defined)."""
    name = function.split(".<locals>")[0]
    new = next((code for code in _codes(compile(source, path, "exec")) if code.co_qualname == name), None)
    if new is None:
        return False
    objects = gc.get_objects()
    functions = [one for one in objects if isinstance(one, FunctionType) and one.__code__.co_filename == path]
    own = [one for one in functions if one.__code__.co_qualname == name]
    if not own or all(_same(one.__code__, new) for one in own):
        return False
    for one in own:
        try:
            one.__code__ = new
        except ValueError:  # it closes over other variables now
            return False
    for one in objects:
        if isinstance(one, functools._lru_cache_wrapper):  # pyright: ignore[reportPrivateUsage]
            one.cache_clear()
    return True


def _same(one: CodeType, other: CodeType) -> bool:
    return _said(one) == _said(other)


def _said(code: CodeType) -> list[object]:
    """What a code object does, wherever it stands in its file."""
    inner: list[object] = [_said(one) if isinstance(one, CodeType) else repr(one) for one in code.co_consts]
    return [code.co_code, code.co_names, code.co_varnames, inner]


def _codes(code: CodeType) -> list[CodeType]:
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    return [code, *(found for one in inner for found in _codes(one))]
