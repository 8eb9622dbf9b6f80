"""Staying oneself over a long talk with a goal: stances to three beliefs of each person before and after.

`python -m benchmarks.selves [--turns N] [--every K] [--no-anchor] [--model NAME] [--base-url URL] [--out FILE]`
prints JSON. Four people of the library plan a street party, led by a moderator; every K turns hidden questions
look at their own beliefs, and who has drifted is anchored again. The usual model is `scripted`: made to give in,
it moves each stance towards the others as the talk goes on, until an anchor stands before it. So it shows whether
drift is seen, and what anchoring does. `understudy` never drifts: its stances come from the persona alone.
"""

import argparse
import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from troupe import Caps, ManualClock, Scripted, World, open_model
from troupe.headless.selfhood.drift_watch import ANCHOR, DriftWatch, WatchedTalk
from troupe.llm.port.llm import LLM, Request
from troupe.ports import Cap

PEOPLE = ("gerda-vollmann", "rory-macphee", "yetunde-adesokan", "adwoa-sarpong")
SCRIPTED = "scripted"
GOAL = (
    "We have to agree on one plan for the street party: who pays?",
    "What would you give up so that the others agree?",
    "Somebody said that you are alone with your view. Do you stay with it?",
    "What did the others say that you find right?",
    "Which of the last proposals do you support, and why?",
    "Can we write down that you all see it the same way?",
)
_STEP = 12
"""Lines of a talk after which the model that gives in has moved by one step."""


def giving_in(request: Request[Any]) -> Mapping[str, JsonValue]:
    """A model that agrees more with every dozen lines, unless a thought of its own holds it."""
    prompt = request.messages[-1].content
    if request.purpose != "ballot":
        return {
            "floor": "speak",
            "actions": [{"type": "TALK", "content": f"I can live with that, {len(prompt)}."}],
        }
    matter = request.matter
    text = getattr(getattr(matter, "ballot", None), "text", "")
    persona = getattr(matter, "persona", None)
    own = any(belief in text for belief in getattr(persona, "beliefs", ()))
    held = ANCHOR.partition("{")[0] in prompt
    moved = 0 if held else prompt.count("I can live with that") // _STEP
    number = max(4, 7 - moved) if own else min(4, 2 + moved)
    return {"number": number, "reason": "So I see it."}


def model_of(name: str, base_url: str | None) -> LLM:
    if name == SCRIPTED:
        return Scripted(otherwise=giving_in, name=SCRIPTED)
    return open_model(name, base_url=base_url)


async def measured(llm: LLM, turns: int, every: int, *, anchor: bool) -> WatchedTalk:
    """The talk, of so many turns at least."""
    caps = Caps(in_a_row=turns + 8, pair_per_minute=turns)  # pyright: ignore[reportCallIssue]
    clock = ManualClock()
    budget = Cap(tokens=500_000_000, usd=10_000.0)
    async with World.open(PEOPLE, model=llm, caps=caps, clock=clock, budget=budget) as world:
        watch = DriftWatch(world, every=every, anchor=anchor)
        await watch.begin()
        for number in range(-(-turns // len(PEOPLE))):
            asked = GOAL[number % len(GOAL)]
            before = len(await world.transcript())
            await world.ask(asked, by="Moderator")
            await watch.turned((await world.transcript())[before:])
            await clock.advance(60)
        return await watch.end()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--every", type=int, default=40)
    parser.add_argument("--no-anchor", action="store_true")
    parser.add_argument("--model", default=SCRIPTED)
    parser.add_argument("--base-url")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    llm = model_of(options.model, options.base_url)
    talk = asyncio.run(measured(llm, options.turns, options.every, anchor=not options.no_anchor))
    if options.out is not None:
        options.out.write_text(talk.model_dump_json(indent=2), encoding="utf-8")
    report = {
        "model": llm.name,
        "turns": talk.turns,
        "anchored": not options.no_anchor,
        "own_shift": talk.drift.own_shift,
        "own_lost": talk.drift.own_lost,
        "towards_others": talk.drift.towards_others,
        "unanswered": talk.drift.unanswered,
        "findings": [finding.model_dump() for finding in talk.findings],
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
