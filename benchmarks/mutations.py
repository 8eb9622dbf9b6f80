"""How many small wrong changes to the code the tests notice.

`python -m benchmarks.mutations --seed N --count M` makes one random change at a time in a copy of the tree, runs
the tests that can reach the changed file, the nearest first, and writes as JSON which changes were noticed, which
were not, and which of those may change nothing that anybody could see. What was not noticed a person has to judge.
"""

import ast
import json
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict

from benchmarks.mutation_changes import Change, changes
from benchmarks.mutation_nearness import Nearness
from benchmarks.mutation_tree import ROOT, Copy
from benchmarks.mutation_trials import Trial, Verdict

WEIGHTS = {"db": 37, "troupe/worlds": 23, "bot": 22, "troupe/llm": 10, "troupe/minds": 6}
"""How often each folder is chosen; another folder as often as the smallest."""
LEFT_OUT = ("bot/playground/page/", "db/migrations/")
"""Tested in a browser and by migrating; both too slow to be run for each change."""
QUICK_TO_DOUBT = ("__repr__", "_told", "describe")


class Result(BaseModel):
    """What became of one change."""

    model_config = ConfigDict(frozen=True)

    file: str
    line: int
    function: str
    kind: str
    before: str
    after: str
    verdict: str
    """`noticed`, `unnoticed`, `equivalent-suspect` or `unfinished`."""
    tests: int
    by: str = ""


def chosen(files: dict[str, list[str]], sources: dict[str, str], rng: Random, count: int) -> list[tuple[str, int]]:
    """`count` different changes as file and number: first a folder by its weight, then a kind of change, a file
    that has one, and one of its places, each as likely as the others."""
    places: dict[str, defaultdict[str, dict[str, list[int]]]] = {}
    for folder, names in files.items():
        places[folder] = defaultdict(dict)
        for name in names:
            for number, change in enumerate(changes(ast.parse(sources[name]))):
                places[folder][change.kind].setdefault(name, []).append(number)
    folders = [folder for folder in files if places[folder]]
    weights = [WEIGHTS.get(folder, min(WEIGHTS.values())) for folder in folders]
    picked: dict[tuple[str, int], None] = {}
    while len(picked) < count:
        kinds = places[rng.choices(folders, weights)[0]]
        names = kinds[rng.choice(sorted(kinds))]
        name = rng.choice(sorted(names))
        picked[name, rng.choice(names[name])] = None
    return list(picked)


def trial_of(copy: Copy, near: Nearness, file: str, number: int) -> tuple[Change, Trial]:
    """One change, and how to try it."""
    tree = ast.parse(copy.read(file))
    change = changes(tree)[number]
    change.apply()
    tests = near.nearest(file, copy.test_files())
    return change, Trial(file=file, function=change.function, source=ast.unparse(tree), tests=tuple(tests))


def judged(copy: Copy, change: Change, trial: Trial, verdict: Verdict, options: Namespace) -> Result:
    """The result of a trial; what the one session could not try, or did not notice, is tried afresh."""
    if verdict.ended in ("passed", "not tried"):
        verdict = copy.try_afresh(trial, options.limit, options.each)
    said = {"noticed": "noticed", "late": "unfinished"}.get(verdict.ended)
    shown = {name: getattr(change, name) for name in ("line", "function", "kind", "before", "after")}
    unnoticed = "equivalent-suspect" if _doubtful(change) else "unnoticed"
    return Result(file=trial.file, verdict=said or unnoticed, tests=len(trial.tests), by=verdict.by, **shown)


def _doubtful(change: Change) -> bool:
    """Whether the change is likely to be one that no test could notice."""
    tuning = change.kind == "number" and not change.function
    return tuning or change.function.endswith(QUICK_TO_DOUBT)


def files_of(paths: Sequence[str]) -> dict[str, list[str]]:
    """The Python files below each path, relative to the tree."""
    found: dict[str, list[str]] = {}
    for path in paths:
        start = ROOT / path
        files = [start] if start.is_file() else sorted(start.rglob("*.py"))
        names = [str(file.relative_to(ROOT)) for file in files]
        found[path] = [name for name in names if not name.startswith(LEFT_OUT)]
    return found


def _options(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--paths", nargs="+", default=list(WEIGHTS))
    parser.add_argument("--out", type=Path, help="write each result here as well, as soon as it is known")
    parser.add_argument("--limit", type=float, default=300, help="seconds for the tests of one change")
    parser.add_argument("--each", type=float, default=30, help="seconds for one test")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> None:
    options = _options(arguments)
    files = files_of(options.paths)
    names = [name for several in files.values() for name in several]
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="troupe-mutations-") as folder:
        copy = Copy(Path(folder))
        near = Nearness(copy.root)
        sources = {name: copy.read(name) for name in names}
        picked = chosen(files, sources, Random(options.seed), options.count)
        trials = [trial_of(copy, near, file, number) for file, number in picked]
        verdicts = copy.try_all([trial for _, trial in trials], options.limit, options.each)
        for (change, trial), verdict in zip(trials, verdicts, strict=True):
            results.append(judged(copy, change, trial, verdict, options))
            if options.out is not None:
                options.out.write_text(_report(options.seed, results))
    print(_report(options.seed, results))


def _report(seed: int, results: Sequence[Result]) -> str:
    verdicts = Counter(result.verdict for result in results)
    report = {
        "seed": seed,
        "changes": len(results),
        **verdicts,
        "results": [result.model_dump() for result in results],
    }
    return json.dumps(report, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1:])
