"""Addressed turns with a real model: who is spoken to has words, in character, and as nobody else.

`python -m benchmarks.speaking --base-url URL --model NAME [--turns N] [--seed S] [--out FILE]` lets a human talk
to four people of the library at a time, naming one of them in each message. It prints JSON: the share of turns
with words, the faults of the others, echoes of what was said, assistants' phrases, answers that stand
twice, model calls and seconds a turn. FILE gets a row a turn, question and answer, to be read.
"""

import argparse
import asyncio
import difflib
import json
import os
import random
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.speaking_asked import ASKED, CHATTER
from troupe import World
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona

PEOPLE, TALK = 4, 12
"""People in a scene, and addressed turns before the next scene."""
_ASSISTANT = re.compile(
    r"how (can|may) i (help|assist)|as an ai\b|language model|i'?m here to (help|assist)|happy to (help|assist)"
    r"|let me know if you|feel free to ask|can'?t (help|assist) (you )?with|wie kann ich (ihnen|dir) helfen",
    re.IGNORECASE,
)
_ALIKE = 0.85
_FORMS = ("{name}, {text}", "{text} {name}?", "@{name} {text}", "{name}: {text}", "Hey {name}! {text}")


@dataclass(frozen=True)
class Row:
    """One addressed turn."""

    person: str
    language: str
    question: str
    answer: str
    fault: str
    calls: int
    seconds: float
    echo: bool
    assistant: bool
    repeated: bool


async def scene(people: list[Persona], turns: int, model: str, dice: random.Random) -> list[Row]:
    """A talk of one human with these people, somebody addressed in each message."""
    rows: list[Row] = []
    said: list[str] = []
    async with World.open(people, model=model, seed=dice.randrange(1 << 30)) as world:
        for number in range(turns):
            if number % 4 == 3:
                await world.say(dice.choice(CHATTER), by="Mirela")
                await world.run(1)
            person = dice.choice(people)
            rows.append(await addressed(world, person, said, dice))
            print(json.dumps(asdict(rows[-1]), ensure_ascii=False), file=sys.stderr, flush=True)
    return rows


async def addressed(world: World, person: Persona, said: list[str], dice: random.Random) -> Row:
    own = " ".join(person.languages[:2])  # the rest are often half a language, and said to be
    languages = [language for language in ASKED if language in own] or ["English"]
    language = dice.choice(languages)
    text = dice.choice(ASKED[language])
    name = person.name.split()[0]
    question = dice.choice(_FORMS).format(name=name, text=text).replace("? " + name + "?", ", " + name + "?")
    calls, began = world.cost.calls, perf_counter()
    line = await world.say(question, by="Jonas")
    await world.run(1)
    since = [record for record in await world.transcript() if record.seq > line.seq]
    answer = "\n".join(r.text for r in since if r.kind.value == "said" and r.speaker == person.name)
    fault = "" if answer else "; ".join(str(r) for r in since) or f"nothing: {await latest_reason(world)}"
    row = Row(
        person.name,
        language,
        question,
        answer,
        fault,
        world.cost.calls - calls,
        round(perf_counter() - began, 1),
        alike(answer, question) or any(alike(answer, other) for other in CHATTER),
        bool(_ASSISTANT.search(answer)),
        any(alike(answer, other) for other in said),
    )
    if answer:
        said.append(answer)
    return row


async def latest_reason(world: World) -> str:
    """The reason of the floor's latest decision: it says why nobody was to answer."""
    return "; ".join(decision.reason for decision in await world.decisions(limit=1))


def alike(one: str, other: str) -> bool:
    return bool(one) and difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio() >= _ALIKE


def casts(dice: random.Random) -> Iterator[list[Persona]]:
    everybody = list(library().values())
    while True:
        dice.shuffle(everybody)
        for at in range(0, len(everybody) - PEOPLE + 1, PEOPLE):
            yield everybody[at : at + PEOPLE]


async def play(model: str, turns: int, seed: int) -> list[Row]:
    dice = random.Random(seed)
    rows: list[Row] = []
    for cast in casts(dice):
        if len(rows) >= turns:
            break
        rows += await scene(cast, min(TALK, turns - len(rows)), model, dice)
    return rows


def summary(rows: list[Row]) -> dict[str, object]:
    seconds = sorted(row.seconds for row in rows)
    return {
        "turns": len(rows),
        "words": round(sum(bool(row.answer) for row in rows) / len(rows), 3),
        "echoes": sum(row.echo for row in rows),
        "assistants": sum(row.assistant for row in rows),
        "repeated": sum(row.repeated for row in rows),
        "faults": Counter(row.fault for row in rows if row.fault),
        "calls_a_turn": round(statistics.fmean(row.calls for row in rows), 2),
        "seconds_median": statistics.median(seconds),
        "seconds_p95": seconds[int(len(seconds) * 0.95)] if len(seconds) > 1 else seconds[0],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--turns", type=int, default=48)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.turns < 1:
        parser.error(f"--turns: must be at least 1, not {options.turns}")
    os.environ["OPENAI_BASE_URL"] = options.base_url
    os.environ.setdefault("OPENAI_API_KEY", "none")
    rows = asyncio.run(play(options.model, options.turns, options.seed))
    if options.out is not None:
        options.out.write_text("".join(json.dumps(asdict(r), ensure_ascii=False) + "\n" for r in rows), "utf-8")
    json.dump(summary(rows), sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
