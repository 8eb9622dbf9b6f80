"""`python -m benchmarks`: every measurement, one after the other."""

from benchmarks import latency

if __name__ == "__main__":
    latency.main()
