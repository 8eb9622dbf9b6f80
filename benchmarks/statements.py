"""`python -m benchmarks.statements`: what one message to somebody asks of the database, and where in the code.

A member writes to one of some people in a channel, who answers; counted are the transactions, and the statements
in them, until nothing is left to do. What is sent to the driver at once is one statement, however many rows it
inserts. With `--list`, each statement of the last message is named with the functions that ask for it.
"""

import argparse
import asyncio
import sys
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from types import FrameType
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.exchange import talking

DEEPEST = 4
"""Functions named for each statement, the innermost."""
_PIPES = ("db/tx/", "db/stores", "sqlalchemy", "benchmarks/", "concurrent/", "threading")


@dataclass(slots=True)
class Traced:
    """What was sent to the database, a list for each transaction that has begun."""

    transactions: list[list[str]] = field(default_factory=list[list[str]])
    _sender: tuple[FrameType, int] | None = None

    def trace(self, statement: str) -> None:
        """Told by SQLite of every statement it begins to run."""
        frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage] - only the stack tells who asked
        if statement.startswith(("BEGIN", "PRAGMA")):
            if statement.startswith("BEGIN"):
                self.transactions.append([])
                self._sender = None
            return
        if statement.startswith(("COMMIT", "--")) or not self.transactions:
            return
        if self._sender is not None and self._sender == (frame, frame.f_lasti):
            return  # one more row of the same call
        self._sender = frame, frame.f_lasti
        self.transactions[-1].append(f"{' < '.join(_asking(frame)):<100} {' '.join(statement.split())[:90]}")


def _asking(frame: FrameType | None) -> list[str]:
    """The functions of ours that led to a statement, the innermost first."""
    names: list[str] = []
    while frame is not None and len(names) < DEEPEST:
        code = frame.f_code
        if "/db/" in code.co_filename and not any(pipe in code.co_filename for pipe in _PIPES):
            names.append(code.co_qualname.removesuffix(".<locals>.<lambda>").removesuffix(".<locals>.<genexpr>"))
        frame = frame.f_back
    return names


async def traced(people: int, messages: int) -> list[list[list[str]]]:
    """The transactions of each message."""
    here = Traced()

    def listen(connection: Any, _record: object) -> None:
        connection.set_trace_callback(here.trace)

    event.listen(Engine, "connect", listen)
    rounds: list[list[list[str]]] = []
    try:
        async with talking(people) as talk:
            for number in range(messages):
                here.transactions.clear()
                await talk.exchange(number)
                rounds.append([list(transaction) for transaction in here.transactions])
    finally:
        event.remove(Engine, "connect", listen)
    return rounds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--messages", type=int, default=80)
    parser.add_argument("--list", action="store_true", help="name the statements of the last message")
    given = parser.parse_args()
    rounds = asyncio.run(traced(given.people, given.messages))
    half = rounds[len(rounds) // 2 :]
    if given.list:
        for number, transaction in enumerate(rounds[-1], 1):
            print(f"transaction {number}: {len(transaction)} statements")
            for line, times in Counter(transaction).items():
                print(f"  {times:>2} {line}")
    print(f"{given.people} people, message {len(rounds) - len(half) + 1} to {len(rounds)}, median of each")
    print(f"transactions {median(len(transactions) for transactions in half):.0f}")
    print(f"statements   {median(sum(map(len, transactions)) for transactions in half):.0f}")


if __name__ == "__main__":
    main()
