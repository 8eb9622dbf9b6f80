"""How many small transactions a second PostgreSQL takes, with and without a notification in each.

`python -m benchmarks.writers postgresql://…`: 1, 4 and 16 writers, each raising a counter of its own for a moment,
first as most transactions are, then with `tell_others`; JSON out. Compare the two columns of one run only.
"""

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import create_engine, text
from sqlalchemy.pool import QueuePool

from db.tx.transaction_runner import TransactionRunner, parse_url

SECONDS = 2.0
WRITERS = (1, 4, 16)


def main() -> None:
    """Measure, and print one JSON line."""
    url = parse_url(sys.argv[1])
    engine = TransactionRunner(url)
    sql = create_engine(url, poolclass=QueuePool, pool_size=max(WRITERS), max_overflow=0)
    with sql.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS benchmark_writers (id int PRIMARY KEY, n int)"))
        connection.execute(text("DELETE FROM benchmark_writers"))
        connection.execute(text("INSERT INTO benchmark_writers SELECT i, 0 FROM generate_series(1, 16) i"))

    def write(number: int, telling: bool, end: threading.Event) -> int:
        count = 0
        while not end.is_set():
            with sql.begin() as connection:
                connection.execute(text("UPDATE benchmark_writers SET n = n + 1 WHERE id = :id"), {"id": number})
                if telling:
                    engine.tell_others(connection)
            count += 1
        return count

    def rate(writers: int, telling: bool) -> float:
        end = threading.Event()
        with ThreadPoolExecutor(writers) as threads:
            begun = time.perf_counter()
            counts = [threads.submit(write, number, telling, end) for number in range(1, writers + 1)]
            end.wait(SECONDS)
            end.set()
            return round(sum(one.result() for one in counts) / (time.perf_counter() - begun), 1)

    results = [
        {"writers": writers, "quiet_per_second": rate(writers, False), "telling_per_second": rate(writers, True)}
        for writers in WRITERS
    ]
    with sql.begin() as connection:
        connection.execute(text("DROP TABLE benchmark_writers"))
    sql.dispose()
    sys.stdout.write(json.dumps(results) + "\n")


if __name__ == "__main__":
    main()
