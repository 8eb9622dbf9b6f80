"""Whether the understudy's answers fit what newcomers ask, in shares: of the questions looked at, of the others.

`python -m benchmarks.newcomers [--seeds N] [--show asked|unseen]` prints JSON, with the answers that miss.
"""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Sequence

from benchmarks.answers_asked import Case
from benchmarks.newcomer_asked import ASKED, UNSEEN, WRITTEN
from benchmarks.understudy_talk import Room
from troupe.people.library.library import library


async def misses(cases: Sequence[Case], seeds: int) -> list[tuple[str, str]]:
    """The questions, seed by seed, whose answer does not fit, with the answer."""
    missed: list[tuple[str, str]] = []
    people = {**library(), **WRITTEN}
    for seed in range(seeds):
        for case in cases:
            answer = (await Room([people[case.slug]], seed=seed).answers(case.said))[-1]
            if not re.search(case.evidence, answer, re.IGNORECASE):
                missed.append((f"{case.slug}: {' / '.join(case.said)}", answer))
    return missed


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the shares; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.newcomers")
    parser.add_argument("--seeds", type=int, default=3, help="how often each question is put")
    parser.add_argument("--show", choices=("asked", "unseen"), help="list the answers that miss")
    options = parser.parse_args(arguments)
    if options.seeds < 1:
        print("error: --seeds: at least 1", file=sys.stderr)
        return 2
    report: dict[str, object] = {"seeds": options.seeds}
    for name, cases in (("asked", ASKED), ("unseen", UNSEEN)):
        missed = asyncio.run(misses(cases, options.seeds))
        report[name] = round(1 - len(missed) / (options.seeds * len(cases)), 3)
        if options.show == name:
            report["missed"] = missed
    print(json.dumps(report, indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
