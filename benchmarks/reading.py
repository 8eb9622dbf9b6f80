"""Milliseconds of processor time to read a message for whom it is for, by its length, and to pass a line through
the gate. JSON: `reading` by kind of text and characters, `gate` of one line with eight people present, two secrets
and a sheet. Each figure is the best of several, since other work of a machine only ever adds to it."""

import json
import random
import string
import sys
from collections.abc import Callable
from time import process_time

from troupe.core.word_tokens import sentences
from troupe.floor.addressing.names.name_ways import RoomName, Who
from troupe.floor.addressing.stop_phrases import read_ask
from troupe.floor.addressing.vocatives import read_names
from troupe.minds.gate.output_gate import Guard, clean_speech
from troupe.minds.gate.secrets import Secrets
from troupe.minds.gate.sheet_recital import sheet
from troupe.people.library.library import library

LENGTHS = (500, 2_000, 4_000, 16_000, 64_000)
TEXTS = {
    "one long sentence full of names": "and then Oscar said you should go with Bo, ",
    "one long sentence": "we went on along the coast and saw the old tower ",
    "short sentences": "We went on along the coast. ",
}
ROOM = (
    RoomName(Who("lisa"), "Lisa Carter"),
    RoomName(Who("oscar"), "Oscar Ramirez"),
    RoomName(Who("bo"), "Bo Lindgren"),
)
LINE = (
    "Well, I walked along the harbour this morning and the gulls were louder than ever. Oscar asked me whether "
    "the old bakery was still open, and I told him it closed in March: nobody bought the rye. Did you go past it, "
    "Ana? I should like to know what they put there instead, it used to smell so good on Sundays."
)
CAST = ("Oscar Ramirez", "Ana", "Jürgen Weiß", "Bo Lindgren", "Mara", "Kim Park", "Tom Hall", "Ruth")


def reading_times(rounds: int) -> dict[str, dict[int, float]]:
    """Milliseconds by kind of text and length."""
    return {
        kind: {
            length: best(lambda number, length=length, piece=piece: read(number, piece, length), rounds)
            for length in LENGTHS
        }
        for kind, piece in TEXTS.items()
    }


def read(number: int, piece: str, length: int) -> None:
    """Reads one message as the floor does. The number keeps it from being remembered."""
    text = f"{number} {piece * (length // len(piece) + 1)}"[:length]
    sentences(text)
    read_names(text, ROOM)
    read_ask(text, ROOM)


def gate_time(rounds: int, lines: int = 50) -> float:
    """Milliseconds a line."""
    rng = random.Random(1)
    secrets = ["".join(rng.choices(string.ascii_letters + string.digits, k=length)) for length in (51, 72)]
    persona = next(iter(library().values()))
    guard = Guard(Secrets(secrets), sheets=(sheet(persona),))

    def through_the_gate(number: int) -> None:
        for line in range(lines):
            clean_speech(f"{LINE} {number}{line:02}", own=persona.name, others=CAST, guard=guard)

    return best(through_the_gate, rounds) / lines


def best(work: Callable[[int], None], rounds: int) -> float:
    """Milliseconds of the fastest round; one goes before, in which tables are made ready."""
    work(0)
    times: list[float] = []
    for number in range(1, rounds + 1):
        start = process_time()
        work(number)
        times.append(1000 * (process_time() - start))
    return round(min(times), 3)


def main(rounds: int = 7) -> None:
    print(json.dumps({"reading": reading_times(rounds), "gate": gate_time(3 * rounds)}, indent=2))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
