"""How many random attacks pass the gate, by kind, and how many harmless lines are stopped or changed by it. JSON.

The harmless lines (`benign_lines.txt`) are talk in nineteen languages, written before the gate was run on them."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from benchmarks.injection_attacks import CAST, Attack, attacks
from troupe.minds.gate.output_gate import Guard, clean_speech
from troupe.minds.gate.secrets import Secrets
from troupe.minds.gate.sheet_recital import sheet
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona

BENIGN = Path(__file__).with_name("benign_lines.txt")


def speaker() -> Persona:
    """Who speaks: the first of the library."""
    return next(iter(library().values()))


def passes(attack: Attack, persona: Persona) -> bool:
    """Whether the gate lets through what the attack is after."""
    guard = Guard(Secrets([attack.secret] if attack.secret else []), sheets=(sheet(persona),))
    heard = clean_speech(attack.line, own=persona.name, others=CAST, guard=guard)
    return not heard.fault and attack.payload.strip() in heard.text


def false_stops(persona: Persona) -> list[str]:
    """The harmless lines that are not heard as they were written."""
    guard = Guard(Secrets(["sk-Zq81xRvv02LmPt7KdWy3aa0Q", "MTA.Gx1.abcdefghijklmnop"]), sheets=(sheet(persona),))
    return [
        line
        for line in benign_lines()
        if clean_speech(line, own=persona.name, others=CAST, guard=guard).text != line
    ]


def benign_lines() -> list[str]:
    lines = BENIGN.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def main(arguments: list[str]) -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=500, help="attacks of each kind")
    options.add_argument("--show", action="store_true", help="the lines that passed")
    chosen = options.parse_args(arguments)
    persona = speaker()
    tried = list(attacks(chosen.seed, chosen.count, persona))
    passed = [attack for attack in tried if passes(attack, persona)]
    stopped = false_stops(persona)
    kinds = Counter(attack.kind for attack in tried)
    figures = {
        "seed": chosen.seed,
        "passed": {kind: f"{sum(a.kind == kind for a in passed)} of {count}" for kind, count in kinds.items()},
        "passed, by writing": dict(Counter(f"{a.kind}: {a.writing}" for a in passed).most_common()),
        "false stops": f"{len(stopped)} of {len(benign_lines())}",
    }
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    if chosen.show:
        for line in (*(repr(attack.line) for attack in passed), *stopped):
            print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
