"""How well the understudy answers: labelled questions answered to the point, and repetition over a long talk.

`python -m benchmarks.answers [--seeds N] [--turns N]` prints JSON: the share of questions whose answer shows what
it must show, those missed, and for each person of the library how many of their lines in a talk with a member
repeat a sentence or are like a line before.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import Sequence
from time import process_time

from pydantic import BaseModel, ConfigDict

from benchmarks.answers_asked import CASES, Case
from benchmarks.autonomy_measures import near_duplicates
from benchmarks.situations import SITUATIONS
from benchmarks.understudy_talk import Room
from troupe.people.library.library import library

_WHOLE_TALK = 10_000
"""Lines; so that a line is compared with all before it."""


class Missed(BaseModel):
    """An answer that does not show what it must."""

    model_config = ConfigDict(frozen=True)

    person: str
    question: str
    answer: str


class Repeated(BaseModel):
    """Of one person's lines in the talk. `sentences`: those of two words or more that they had said before;
    `alike`: lines that share most of their word triples with an earlier one; `silent`: turns without words."""

    model_config = ConfigDict(frozen=True)

    sentences: int
    alike: int
    silent: int


class Report(BaseModel):
    """`to_the_point` is a share of `questions` × `seeds`; `cpu_per_answer` is in seconds of the processor."""

    model_config = ConfigDict(frozen=True)

    seeds: int
    questions: int
    to_the_point: float
    missed: tuple[Missed, ...]
    turns: int
    repeated: dict[str, Repeated]
    cpu_per_answer: float


async def answered(case: Case, seed: int) -> str:
    """The answer to the last of what is said to this person."""
    return (await Room([library()[case.slug]], seed=seed).answers(case.said))[-1]


async def to_the_point(seeds: int) -> tuple[float, tuple[Missed, ...]]:
    """The share of answers that show what they must, and the others."""
    missed: list[Missed] = []
    for seed in range(seeds):
        for case in CASES:
            answer = await answered(case, seed)
            if not re.search(case.evidence, answer, re.IGNORECASE):
                missed.append(Missed(person=case.slug, question=" / ".join(case.said), answer=answer))
    return 1 - len(missed) / (seeds * len(CASES)), tuple(missed)


async def repetition(slug: str, turns: int) -> Repeated:
    """What a person repeats in a talk of so many turns, the situations one after the other and then again."""
    said = [SITUATIONS[turn % len(SITUATIONS)] for turn in range(turns)]
    answers = await Room([library()[slug]]).answers(said)
    seen: set[str] = set()
    again = 0
    for answer in answers:
        parts = {key for part in re.split(r"(?<=[.!?…])\s+", answer) if " " in (key := _key(part))}
        again += len(parts & seen)
        seen |= parts
    alike = near_duplicates([(slug, answer) for answer in answers if answer], within=_WHOLE_TALK)
    return Repeated(sentences=again, alike=alike, silent=sum(not answer for answer in answers))


async def measure(seeds: int, turns: int) -> Report:
    share, missed = await to_the_point(seeds)
    began = process_time()
    repeated = {slug: await repetition(slug, turns) for slug in library()}
    spent = (process_time() - began) / (turns * len(repeated))
    return Report(
        seeds=seeds,
        questions=len(CASES),
        to_the_point=round(share, 3),
        missed=missed,
        turns=turns,
        repeated=repeated,
        cpu_per_answer=round(spent, 5),
    )


def _key(sentence: str) -> str:
    return re.sub(r"[\W_]+", " ", sentence).strip().casefold()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.answers", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--seeds", type=int, default=5, help="how often each question is put")
    parser.add_argument("--turns", type=int, default=100, help="how long each person talks")
    given = parser.parse_args(arguments)
    if given.seeds < 1 or given.turns < 1:
        print("error: --seeds and --turns: at least 1", file=sys.stderr)
        return 2
    print(asyncio.run(measure(given.seeds, given.turns)).model_dump_json(indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
