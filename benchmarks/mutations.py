"""How many small wrong changes to the code the tests notice.

`python -m benchmarks.mutations --seed N --count M` makes one random change at a time in a copy of the tree, runs
the tests that run the changed function, and writes as JSON which changes were noticed, which were not, and which
of those may change nothing that anybody could see. What was not noticed is for a person to judge.
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
from benchmarks.mutation_map import TestMap
from benchmarks.mutation_tree import ROOT, Copy

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


def try_one(copy: Copy, known: TestMap, file: str, number: int, limit: float, each: float) -> Result:
    """Make one change, run its tests, and put the file back."""
    tree = ast.parse(copy.read(file))
    change = changes(tree)[number]
    tests = known.of(file, change.function)
    change.apply()
    copy.write(file, ast.unparse(tree))
    try:
        outcome = copy.run(tests, limit, each) if tests else None
    finally:
        copy.restore(file)
    if outcome is None or (outcome.failed is None and not outcome.late):
        verdict = "equivalent-suspect" if _doubtful(change) else "unnoticed"
    else:
        verdict = "unfinished" if outcome.late else "noticed"
    shown = {name: getattr(change, name) for name in ("line", "function", "kind", "before", "after")}
    by = outcome.failed or "" if outcome else ""
    return Result(file=file, verdict=verdict, tests=len(tests), by=by, **shown)


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


def _known(options: Namespace, copy: Copy, files: Sequence[str], folder: Path) -> TestMap:
    kept: Path = options.map or folder / "map.json"
    before = TestMap.model_validate_json(kept.read_bytes()) if kept.exists() else TestMap(tests=())
    known = copy.map_tests(before, files, folder / "map", options.workers)
    kept.write_text(json.dumps(known.model_dump(mode="json")))
    return known


def _options(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--paths", nargs="+", default=list(WEIGHTS))
    parser.add_argument("--map", type=Path, help="keep the map of tests here; only test files new to it are run")
    parser.add_argument("--out", type=Path, help="write each result here as well, as soon as it is known")
    parser.add_argument("--workers", type=int, default=1, help="processes that make the map")
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
        known = _known(options, copy, names, Path(folder))
        sources = {name: copy.read(name) for name in names}
        for file, number in chosen(files, sources, Random(options.seed), options.count):
            results.append(try_one(copy, known, file, number, options.limit, options.each))
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
