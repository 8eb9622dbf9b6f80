"""A copy of the tree in which code may be broken, and pytest running there: the real tree is only read."""

import os
import shutil
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.mutation_trials import Ended, Trial, Trials, Verdict, ended_within

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".hypothesis", "*.pyc", "node_modules")
OPTIONS = ("-q", "--tb=line", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
FOLDERS = ("tests/unit", "tests/store", "tests/discord", "tests/flow", "tests/contract")
"""Every test but those that drive a browser."""


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

    def test_files(self) -> list[str]:
        files = [file for folder in FOLDERS for file in (self.root / folder).rglob("test_*.py")]
        return sorted(str(file.relative_to(self.root)) for file in files)

    def try_all(self, trials: Sequence[Trial], limit: float, each: float) -> list[Verdict]:
        """Try changes one after the other in one session. Those it says nothing of were not tried."""
        told = self.root / "verdicts.txt"
        told.write_text("")
        tests = sorted({test for trial in trials for test in trial.tests})
        plugin = Trials(self.root, trials, told, limit)
        self._pytest([f"--timeout={each:.0f}", *tests], len(trials) * limit + 600, [plugin])
        verdicts = [_read(line) for line in told.read_text().splitlines()]
        return verdicts + [Verdict("not tried")] * (len(trials) - len(verdicts))

    def try_afresh(self, trial: Trial, limit: float, each: float) -> Verdict:
        """Try a change in a process that imports it."""
        self.write(trial.file, trial.source)
        try:
            ended = self._pytest(["-x", f"--timeout={each:.0f}", "-k", "not postgres", *trial.tests], limit, [])
        finally:
            self.restore(trial.file)
        by = [line for line in self.report.splitlines() if line.startswith(("FAILED ", "ERROR "))]
        return Verdict(ended, by[0][:200] if by and ended == "noticed" else "")

    @property
    def report(self) -> str:
        """What pytest wrote in its last run."""
        return (self.root / "report.txt").read_text(errors="replace")

    def _pytest(self, options: Sequence[str], limit: float, plugins: list[object]) -> Ended:
        child = os.fork()
        if child == 0:
            self._become_pytest([*OPTIONS, *options], plugins)
        return ended_within(child, limit)

    def _become_pytest(self, options: Sequence[str], plugins: list[object]) -> None:
        """Never returns. The copy is imported, not the tree this process was started from."""
        os.setsid()
        os.chdir(self.root)
        with (self.root / "report.txt").open("w") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        os.environ.update({"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"})
        sys.dont_write_bytecode = True
        sys.path[:] = [str(self.root), *(path for path in sys.path if path not in ("", str(ROOT)))]
        for name in [name for name in sys.modules if name.split(".")[0] in ("benchmarks", "bot", "db", "troupe")]:
            del sys.modules[name]
        code = 1
        try:
            code = int(pytest.main(list(options), plugins=plugins))
        finally:
            if sys.exc_info()[0] is not None:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0 if code == pytest.ExitCode.NO_TESTS_COLLECTED else min(code, 1))


def _read(line: str) -> Verdict:
    ended, _, by = line.partition("\t")
    found: dict[str, Ended] = {"noticed": "noticed", "passed": "passed", "late": "late"}
    return Verdict(found.get(ended, "not tried"), by)
