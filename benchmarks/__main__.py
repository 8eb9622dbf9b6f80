"""`python -m benchmarks`: every measurement, one after the other."""

from benchmarks import (
    answers,
    autonomy,
    blind,
    floor,
    hostile,
    injections,
    latency,
    population,
    prompt_economy,
    reading,
    remember,
    stop,
)

if __name__ == "__main__":
    latency.main()
    reading.main()
    stop.main()
    floor.main([])
    autonomy.main([])
    hostile.main(["--files", "2000"])
    injections.main([])
    population.main()
    answers.main([])
    blind.main([])
    prompt_economy.main([])
    remember.main([])
