"""A blind test: how often a simple classifier tells which of the library's people said a line.

`python -m benchmarks.blind [--seed N] [--splits N] [--out FILE]` prints JSON. Every person, played by the
understudy, is taken through the same situations; the classifier learns from what they said in one half of these
and is asked who spoke in the other half, so that nobody is told by an answer seen before. Chance is one in as many
as there are people.
"""

import argparse
import asyncio
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict

from benchmarks.blind_guess import Guesser
from benchmarks.situations import SITUATIONS
from benchmarks.understudy_talk import Room
from troupe.people.library.library import library

Said = tuple[int, str, str]
"""In which situation, who, and what."""


class OfPerson(BaseModel):
    """How one person fares: the share of their lines that was told, and for whom the others were taken."""

    model_config = ConfigDict(frozen=True)

    told: float
    taken_for: dict[str, int]


class Report(BaseModel):
    """`accuracy` is the share of held-out lines whose speaker was told, over all splits."""

    model_config = ConfigDict(frozen=True)

    seed: int
    people: int
    situations: int
    lines: int
    splits: int
    chance: float
    accuracy: float
    times_chance: float
    of: dict[str, OfPerson]


async def talk(seed: int, situations: Sequence[str] = SITUATIONS) -> list[Said]:
    """What every person says in every situation, each with the member alone."""
    said: list[Said] = []
    for slug, persona in library().items():
        answers = await Room([persona], seed=seed).answers(situations)
        said += [(number, slug, words) for number, words in enumerate(answers) if words]
    return said


def judge(said: Sequence[Said], seed: int, splits: int) -> Report:
    """How well the classifier does over so many ways of halving the situations."""
    situations = sorted({number for number, _, _ in said})
    taken: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for split in range(splits):
        rng = Random(f"{seed}:{split}")
        learnt = set(rng.sample(situations, len(situations) // 2))
        guesser = Guesser((who, words) for number, who, words in said if number in learnt)
        for number, who, words in said:
            if number not in learnt:
                taken[who][guesser.guess(words)] += 1
    asked = sum(counts.total() for counts in taken.values())
    right = sum(counts[who] for who, counts in taken.items())
    chance, accuracy = 1 / len(taken), right / asked
    return Report(
        seed=seed,
        people=len(taken),
        situations=len(situations),
        lines=len(said),
        splits=splits,
        chance=round(chance, 3),
        accuracy=round(accuracy, 3),
        times_chance=round(accuracy / chance, 1),
        of={
            who: OfPerson(
                told=round(counts[who] / counts.total(), 3),
                taken_for={other: count for other, count in counts.most_common() if other != who},
            )
            for who, counts in sorted(taken.items())
        },
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.blind", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--splits", type=int, default=10, help="ways of halving the situations")
    parser.add_argument("--out", type=Path, help="write what was said here")
    given = parser.parse_args(arguments)
    if given.splits < 1:
        print("error: --splits: at least 1", file=sys.stderr)
        return 2
    said = asyncio.run(talk(given.seed))
    print(judge(said, given.seed, given.splits).model_dump_json(indent=2))
    if given.out:
        lines = (f"{SITUATIONS[number]} | {who}: {words}\n" for number, who, words in said)
        given.out.write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
