"""Our own share of an answer: message → model request, and model reply → Discord request.

The bot, the local Discord, an instant model and the member's client share one process and talk over real sockets.
The first figure starts when the message is in the channel, before the gateway tells the bot, and ends when the
model's endpoint has the request; the second starts when the endpoint has made its answer and ends when the line is
in the channel. So they hold what the two servers do in between (to send an event or an answer, to read and carry
out a webhook's request), and whatever they do at the same time. What the local Discord needs to take the member's
request, before any of this, is shown apart.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

from benchmarks.exchange import talking

WARM_UP = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each message. `taken` is the local Discord's own time for the member's request; `shared` the part
    of a prompt in common with the one before (0 to 1, median)."""

    taken: list[float]
    to_model: list[float]
    to_discord: list[float]
    shared: float


async def measure(messages: int) -> Measured:
    """So many messages to a world of one person, one after the other; the first ones only warm up."""
    async with talking() as talk:
        for number in range(messages + WARM_UP):
            await talk.exchange(number)
    seen, model = talk.seen, talk.model
    return Measured(
        taken=_between(seen.sent, seen.posted),
        to_model=_between(seen.posted, model.asked),
        to_discord=_between(model.answered, seen.answered),
        shared=median(_shared(a, b) for a, b in pairwise(model.prompts)),
    )


def _between(starts: Sequence[float], ends: Sequence[float]) -> list[float]:
    return [end - start for start, end in zip(starts, ends, strict=True)][WARM_UP:]


def _shared(first: str, second: str) -> float:
    """The part of the second text that is a common beginning with the first."""
    same = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    return same / len(second)


def row(name: str, seconds: Sequence[float]) -> str:
    """One line of the table, in milliseconds."""
    tenths = quantiles(seconds, n=20)
    return f"{name:<34} {1000 * median(seconds):7.1f} {1000 * tenths[18]:7.1f} {1000 * max(seconds):7.1f}"


def main(messages: int = 100) -> None:
    measured = asyncio.run(measure(messages))
    print(f"{messages} messages, one person; milliseconds    median     95 %     max")
    print(row("message → model request", measured.to_model))
    print(row("model reply → Discord request", measured.to_discord))
    print(row("(the local Discord, before that)", measured.taken))
    print(f"prompt shared with the one before: {measured.shared:.0%} (median)")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
