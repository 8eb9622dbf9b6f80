"""Which test runs which function: a pytest plugin for an instrumented copy of the tree, and the map it leaves.

Every function of the copy says its name when it is entered (`instrumented`); a tracer would slow the tests down
several times, and would not see the threads of the stores. The plugin files the names under the test that runs.
"""

import ast
import json
import os
from collections import defaultdict
from collections.abc import Collection, Generator, Iterable
from pathlib import Path
from time import perf_counter

import pytest
from pydantic import BaseModel, ConfigDict

MAP_FOLDER = "TROUPE_MUTATION_MAP"
"""The environment variable that says where each pytest process leaves its part of the map."""


class Ran(BaseModel):
    """One test function, all its parameters together."""

    model_config = ConfigDict(frozen=True)

    test: str
    seconds: float
    passed: bool
    functions: frozenset[str]


class TestMap(BaseModel):
    """Which test runs which function, by names that stay when lines move."""

    __test__ = False
    model_config = ConfigDict(frozen=True)

    tests: tuple[Ran, ...]
    files: dict[str, str] = {}
    """The test files that were run, each with a hash of what it said then."""

    def without(self, files: Collection[str]) -> "TestMap":
        """The same but for what is known of these files."""
        kept = tuple(ran for ran in self.tests if ran.test.split("::")[0] not in files)
        return TestMap(tests=kept, files={file: told for file, told in self.files.items() if file not in files})

    def joined(self, other: "TestMap") -> "TestMap":
        return TestMap(tests=(*self.tests, *other.tests), files={**self.files, **other.files})

    def of(self, file: str, function: str, enough: int = 40) -> list[str]:
        """The passing tests that run this function, quick ones first; where they are few, or the code stands
        outside of any function, also quick ones that run anything else of the file."""
        passing = sorted((ran for ran in self.tests if ran.passed), key=lambda ran: ran.seconds)
        own = [ran.test for ran in passing if f"{file}:{function}" in ran.functions]
        if len(own) >= enough:
            return own
        near = [ran.test for ran in passing if any(name.startswith(f"{file}:") for name in ran.functions)]
        return list(dict.fromkeys([*own, *near[: enough * (3 if function else 10)]]))


def instrumented(source: str, file: str) -> str:
    """The source with a first statement in each function that says its name."""
    tree = ast.parse(source)
    _instrument(tree, file, "")
    documented = bool(tree.body) and isinstance(tree.body[0], ast.Expr)
    tree.body.insert(int(documented), ast.parse("from benchmarks.mutation_map import entered as _entered").body[0])
    return ast.unparse(ast.fix_missing_locations(tree))


def _instrument(node: ast.AST, file: str, scope: str) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            _instrument(child, file, f"{scope}{child.name}.<locals>.")
            documented = isinstance(child.body[0], ast.Expr) and isinstance(child.body[0].value, ast.Constant)
            call = ast.parse(f"_entered({f'{file}:{scope}{child.name}'!r})").body[0]
            child.body.insert(1 if documented else 0, call)
        elif isinstance(child, ast.ClassDef):
            _instrument(child, file, f"{scope}{child.name}.")
        else:
            _instrument(child, file, scope)


_entered_now: set[str] = set()


def entered(name: str) -> None:
    """Called by every function of an instrumented tree."""
    _entered_now.add(name)


def read_map(folder: Path) -> TestMap:
    """The parts that the processes of one run left, as one map."""
    tests: list[Ran] = []
    for part in sorted(folder.glob("*.json")):
        tests += TestMap.model_validate_json(part.read_bytes()).tests
    return TestMap(tests=tuple(_merged(tests)))


def _merged(tests: Iterable[Ran]) -> Iterable[Ran]:
    by_test: defaultdict[str, list[Ran]] = defaultdict(list)
    for ran in tests:
        by_test[ran.test].append(ran)
    for test, runs in by_test.items():
        yield Ran(
            test=test,
            seconds=sum(ran.seconds for ran in runs),
            passed=all(ran.passed for ran in runs),
            functions=frozenset[str]().union(*(ran.functions for ran in runs)),
        )


class _Recorder:
    """Keeps what each test entered, and writes it down at the end of the process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs: list[Ran] = []
        self._passed = True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        _entered_now.clear()
        self._passed = True
        started = perf_counter()
        result = yield
        self._runs.append(
            Ran(
                test=item.nodeid.split("[")[0],
                seconds=perf_counter() - started,
                passed=self._passed,
                functions=frozenset(_entered_now),
            )
        )
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._passed = self._passed and not report.failed

    def pytest_sessionfinish(self) -> None:
        if self._runs:
            part = TestMap(tests=tuple(_merged(self._runs)))
            (self._folder / f"{os.getpid()}.json").write_text(json.dumps(part.model_dump(mode="json")))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Recorder(Path(os.environ[MAP_FOLDER])))
