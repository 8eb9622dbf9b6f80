"""A copy of the tree in which code may be broken: the real tree is only read."""

import gc
import hashlib
import importlib
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.mutation_map import MAP_FOLDER, TestMap, instrumented, read_map

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".hypothesis", "*.pyc", "node_modules")
OPTIONS = ("-q", "--tb=line", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
FOLDERS = ("tests/unit", "tests/store", "tests/discord", "tests/flow", "tests/contract")
"""Every test but those that drive a browser."""
LIBRARIES = (
    *("aiohttp.test_utils", "alembic", "discord.ext.commands", "hypothesis.strategies", "jinja2", "openai"),
    *("PIL.Image", "pydantic", "pytest_asyncio", "rich", "simcord", "sqlmodel", "typer", "yaml"),
)
"""What most tests import and no change touches: imported once, before each run forks from this process."""


@dataclass(frozen=True)
class Outcome:
    """How the tests ended: `failed` is the first test that noticed, `late` when they were cut off instead."""

    failed: str | None
    late: bool


class Copy:
    """The tree at a place of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "tree"
        self._sound: dict[str, str] = {}
        shutil.copytree(ROOT, self.root, ignore=NOT_COPIED, symlinks=True)

    def read(self, file: str) -> str:
        """The file as it was copied, whatever was written over it since."""
        return self._sound.get(file) or (self.root / file).read_text()

    def write(self, file: str, source: str) -> None:
        """Other code in one file. Raises ValueError for a path that leads out of the copy."""
        target = (self.root / file).resolve()
        if not target.is_relative_to(self.root.resolve()):
            raise ValueError(f"{file} is not in the copy")
        self._sound[file] = self.read(file)
        target.write_text(source)

    def restore(self, file: str) -> None:
        self.write(file, self.read(file))

    def test_files(self) -> dict[str, str]:
        """The test files, each with a hash of what it says."""
        files = [file for folder in FOLDERS for file in sorted((self.root / folder).rglob("test_*.py"))]
        return {
            str(file.relative_to(self.root)): hashlib.blake2b(file.read_bytes(), digest_size=8).hexdigest()
            for file in files
        }

    def map_tests(self, known: TestMap, code: Sequence[str], folder: Path, workers: int) -> TestMap:
        """What each test runs, asked of those test files that are not known as they are now."""
        files = self.test_files()
        new = [file for file, told in files.items() if known.files.get(file) != told]
        if not new:
            return known
        folder.mkdir(parents=True, exist_ok=True)
        for file in code:
            self.write(file, instrumented(self.read(file), file))
        options = ["-p", "benchmarks.mutation_map", *(["-n", str(workers)] if workers > 1 else [])]
        self._pytest([*options, *new], 7200, {MAP_FOLDER: str(folder)})
        for file in code:
            self.restore(file)
        kept = known.without({*new, *(known.files.keys() - files.keys())})
        return kept.joined(TestMap(tests=read_map(folder).tests, files={file: files[file] for file in new}))

    def run(self, tests: Collection[str], limit: float, each: float) -> Outcome:
        """Run these tests until the first that fails, one hanging longer than `each`, or `limit` seconds. Those on
        PostgreSQL come last: a server has to be started for them."""
        named = self.root / "tests_to_run.txt"
        named.write_text("\n".join(tests))
        started = time.perf_counter()
        outcome = Outcome(None, late=False)
        for which in ("not postgres", "postgres"):
            left = limit - (time.perf_counter() - started)
            outcome = self._pytest(["-x", f"--timeout={each:.0f}", "-k", which, f"@{named}"], left, {})
            if outcome.failed is not None or outcome.late:
                break
        return outcome

    def _pytest(self, options: Sequence[str], limit: float, more: dict[str, str]) -> Outcome:
        """In a process of its own, forked, so that libraries need not be imported each time."""
        for library in LIBRARIES:
            importlib.import_module(library)
        gc.freeze()
        report = self.root / "report.txt"
        child = os.fork()
        if child == 0:
            self._become_pytest([*OPTIONS, *options], report, more)
        until = time.monotonic() + limit  # noqa: TID251 - how long tests may take is a matter of the machine's time
        while True:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                break
            if time.monotonic() > until:  # noqa: TID251
                with suppress(ProcessLookupError):
                    os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return Outcome(failed=None, late=True)
            time.sleep(0.05)  # noqa: TID251
        code = os.waitstatus_to_exitcode(status)
        fine = code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
        return Outcome(failed=None if fine else _first_failure(report.read_text(errors="replace")), late=False)

    def _become_pytest(self, options: Sequence[str], report: Path, more: dict[str, str]) -> None:
        """Never returns. The copy is imported, not the tree this process was started from."""
        os.setsid()
        os.chdir(self.root)
        with report.open("w") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        os.environ.update({"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1", **more})
        sys.dont_write_bytecode = True
        sys.path[:] = [str(self.root), *(path for path in sys.path if path not in ("", str(ROOT)))]
        for name in [name for name in sys.modules if name.split(".")[0] in ("benchmarks", "bot", "db", "troupe")]:
            del sys.modules[name]
        code = 99
        try:
            code = int(pytest.main(list(options)))
        finally:
            if sys.exc_info()[0] is not None:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def _first_failure(text: str) -> str:
    for line in text.splitlines():
        if line.startswith(("FAILED ", "ERROR ")) or "Timeout" in line:
            return line[:200]
    return text[-200:]
