"""What prompts cost in a scene of ten people, with whole and with short portraits, through the whole engine.

`python -m benchmarks.prompt_economy [--turns N] [--people N] [--seed S]` prints JSON. A human asks one thing;
then one speaks after the other, each handing on to somebody by name, and all hear it. The scripted model writes
what people of the library believe. Tokens are estimated (about four characters each in English). `beyond` is what
a turn costs besides rules and portrait; `shared_prefix` the share of a prompt that its person's previous one began
with, so that a prefix cache has it, of every turn but a person's first; `shared_of_all` the same of all tokens.
"""

import argparse
import asyncio
import json
import random
import statistics
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from benchmarks.scene import TALKATIVE
from troupe import World
from troupe.llm.port.llm import Request
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.scripted_model import Line, Scripted
from troupe.minds.answer.brief_answer import BriefObligedAnswer, BriefTurnAnswer
from troupe.minds.prompt.prompt_size import tokens
from troupe.people.library.library import library

BEFORE = 200_000
"""Prompt tokens of the scene as it is played without arguments, before there were short portraits."""
SENTENCES = (1,)
"""In a line, beside the name of who is to go on."""
ASKED = "{name}, what would the rest of us never guess about your work?"


@dataclass
class Script:
    """What the model answers, and what it was asked. `next` is handed on to, so that everyone comes to speak."""

    dice: random.Random
    names: list[str]
    lines: list[str]
    prompts: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])

    def __call__(self, request: Request[Any]) -> Line:
        system, user, *_ = (message.content for message in request.messages)
        self.prompts.append((request.person, system, user))
        turn = len(self.prompts)
        if turn % len(self.names) == 0:
            self.dice.shuffle(self.names)
        name = self.names[turn % len(self.names)]
        words = f"{' '.join(self.dice.sample(self.lines, self.dice.choice(SENTENCES)))} {name}?"
        if issubclass(request.output, BriefTurnAnswer | BriefObligedAnswer):
            return {"floor": "speak", "say": words, "hush": "none"}
        thought: JsonValue = {"type": "THINK", "content": self.dice.choice(self.lines), "target": ""}
        talk: JsonValue = {"type": "TALK", "content": words, "target": name}
        goals = "to hear what the others make of it"
        state: JsonValue = {"goals": goals, "context": [], "attention": name, "emotions": "curious"}
        return {"floor": "speak", "actions": [thought, talk], "hush": "none", "state": state}


async def scene(people: int, turns: int, seed: int, fit: PromptFit) -> Script:
    """The scene played until so many turns were decided."""
    cast = list(library().values())[:people]
    lines = [line for persona in library().values() for line in persona.beliefs if len(line) > 25]
    script = Script(random.Random(seed), [persona.first_name for persona in cast], lines)
    async with World.open(cast, model=Scripted(otherwise=script, fit=fit), seed=seed, caps=TALKATIVE) as world:
        await world.say(ASKED.format(name=script.names[0]), by="Jonas")
        while len(script.prompts) < turns:
            before = len(script.prompts)
            await world.run(1)
            if len(script.prompts) == before:
                await world.say(ASKED.format(name=script.names[before % people]), by="Jonas")
    return script


def measure(script: Script, turns: int) -> dict[str, object]:
    """The figures of a scene."""
    previous: dict[str, str] = {}
    sizes: list[int] = []
    beyond: list[int] = []
    shares: list[float] = []
    shared_tokens = 0
    for person, system, user in script.prompts[:turns]:
        whole = f"{system}\n{user}"
        sizes.append(tokens(system) + tokens(user))
        beyond.append(tokens(user))
        if person in previous:
            common = common_beginning(previous[person], whole)
            shares.append(common / len(whole))
            shared_tokens += tokens(whole[:common])
        previous[person] = whole
    return {
        "turns": len(sizes),
        "prompt_tokens": sum(sizes),
        "prompt_tokens_once": BEFORE,
        "rules_and_portrait": round(statistics.median(tokens(system) for _, system, _ in script.prompts[:turns])),
        "beyond_median": round(statistics.median(beyond)),
        "beyond_most": max(beyond),
        "shared_prefix_median": round(statistics.median(shares), 3) if shares else None,
        "shared_prefix_least": round(min(shares), 3) if shares else None,
        "shared_of_all": round(shared_tokens / sum(sizes), 3),
    }


def common_beginning(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


async def both(people: int, turns: int, seed: int) -> dict[str, object]:
    """The scene with whole portraits, and with short ones."""
    fits = {"whole": PromptFit(), "short": PromptFit(short=True)}
    figures = {name: measure(await scene(people, turns, seed, fit), turns) for name, fit in fits.items()}
    return {"people": people, "seed": seed, **figures}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    if not 2 <= given.people <= len(library()) or given.turns < 1:
        parser.error(f"--people: 2 to {len(library())}; --turns: at least 1")
    print(json.dumps(asyncio.run(both(given.people, given.turns, given.seed)), indent=2))


if __name__ == "__main__":
    main()
