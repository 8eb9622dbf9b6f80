"""A copy of the tree in which code may be broken: the real tree is only read."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mutation_map import MAP_FOLDER, TestMap, instrumented, read_map

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".hypothesis", "*.pyc", "node_modules")
PYTEST = [sys.executable, "-B", "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider"]
TESTS = ("tests/unit", "tests/store", "tests/discord", "tests/flow", "tests/contract")
"""Every test but those that drive a browser."""


@dataclass(frozen=True)
class Outcome:
    """How the tests ended: `failed` is the first test that noticed, `late` when they were cut off instead."""

    failed: str | None
    late: bool
    text: str


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

    def map_tests(self, files: Sequence[str], folder: Path, workers: int, limit: float) -> TestMap:
        """Run every test once on instrumented code, and say what each ran."""
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            self.write(file, instrumented(self.read(file), file))
        options = ["-p", "benchmarks.mutation_map", *(["-n", str(workers)] if workers > 1 else [])]
        self._pytest([*options, *TESTS], limit, {MAP_FOLDER: str(folder)})
        for file in files:
            self.restore(file)
        return read_map(folder)

    def run(self, tests: Sequence[str], limit: float, each: float) -> Outcome:
        """Run these tests until the first that fails, one hanging longer than `each`, or `limit` seconds."""
        named = self.root / "tests_to_run.txt"
        named.write_text("\n".join(tests))
        return self._pytest(["-x", f"--timeout={each:.0f}", f"@{named}"], limit, {})

    def _pytest(self, options: Sequence[str], limit: float, more: dict[str, str]) -> Outcome:
        environment = {**os.environ, "PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1", **more}
        process = subprocess.Popen(
            [*PYTEST, *options],
            cwd=self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        try:
            text, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            text, _ = process.communicate()
            return Outcome(failed=None, late=True, text=text[-2000:])
        if process.returncode == 0:
            return Outcome(failed=None, late=False, text=text[-300:])
        return Outcome(failed=_first_failure(text), late=False, text=text[-2000:])


def _first_failure(text: str) -> str:
    for line in text.splitlines():
        if line.startswith(("FAILED ", "ERROR ")) or "Timeout" in line:
            return line[:200]
    return text[-200:]
