"""Samples without a model: how long a thousand people take, as skeletons and in plain flesh.

CPU time of this process, the fastest of some runs, so that neighbours on the machine count little.
"""

import sys
from collections.abc import Callable
from time import process_time

from troupe.people.population.files.population_loading import populations
from troupe.people.population.sampling.population_sample import drawn, sample
from troupe.people.population.spec.population_spec import Population

RUNS = 3


def fastest(work: Callable[[], object]) -> float:
    """Seconds of CPU."""
    times: list[float] = []
    for _ in range(RUNS):
        before = process_time()
        work()
        times.append(process_time() - before)
    return min(times)


def measure(population: Population, people: int) -> tuple[float, float, int]:
    """Seconds for the skeletons, seconds for whole people, and by how many people all margins are missed."""
    bones = drawn(population, people, seed=1)
    off = sum(abs(margin.target - margin.achieved) for margin in bones.margins)
    return (
        fastest(lambda: drawn(population, people, seed=1)),
        fastest(lambda: sample(population, people, seed=1)),
        off,
    )


def main(people: int = 1000) -> None:
    print(f"{people} people; seconds of CPU    skeletons   whole people   margins missed by")
    for slug, population in populations().items():
        skeletons, whole, off = measure(population, people)
        print(f"{slug:<32} {skeletons:11.2f} {whole:14.2f} {off:12d} people")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
