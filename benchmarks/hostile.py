"""Damaged and hostile persona files by the thousand: each is read, or refused in one line, and none takes long.

`python -m benchmarks.hostile --files 20000` prints how many were read and refused, the longest a file took and how
much memory the process needed. It ends with 1 if a file was neither read nor refused as it should be.
"""

import argparse
import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.hostile_files import File, hostile_files
from troupe.core.errors import BadInput
from troupe.minds.prompt.portrait import portrait
from troupe.people.library.file_exporting import FileFormat, export
from troupe.people.library.file_importing import Imported, read_people
from troupe.people.persona.persona_summary import summary

LONGEST_LINE = 600
"""Characters of a refusal."""


@dataclass(slots=True)
class Tally:
    """What became of the files. `faults` are those that were neither read nor refused as they should be."""

    read: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_name: str = ""
    reasons: dict[str, int] = field(default_factory=dict[str, int])
    faults: list[str] = field(default_factory=list[str])


def judged(files: Iterable[File], *, thorough: bool = True) -> Tally:
    """Reads every file; `thorough` uses what was read as the house would, in prompts and exports."""
    tally = Tally()
    for at, (name, raw) in enumerate(files):
        begun = time.perf_counter()
        try:
            imported = read_people(raw, name)
        except BadInput as error:
            tally.refused += 1
            fault = _fault_of_refusal(error, name)
            reason = str(error).removeprefix(f"{name}: ").removeprefix(f"{error.field}: ")[:30]
            tally.reasons[reason] = tally.reasons.get(reason, 0) + 1
        except Exception as error:  # noqa: BLE001 - that there is none is what is measured
            fault = f"{type(error).__name__}: {error}"
        else:
            tally.read += 1
            fault = _fault_of_use(imported) if thorough else ""
        took = time.perf_counter() - begun
        tally.seconds += took
        if took > tally.slowest:
            tally.slowest, tally.slowest_name = took, f"{at} ({name}, {len(raw) // 1024} KiB)"
        if fault:
            tally.faults.append(f"{at} ({name}): {fault}")
    return tally


def _fault_of_refusal(error: BadInput, name: str) -> str:
    line = str(error)
    if not line.startswith(f"{name}: ") or len(line.splitlines()) != 1 or len(line) > LONGEST_LINE:
        return f"no clear line: {line[:80]!r}"
    return "" if error.field in line else f"the line does not name {error.field}"


def _fault_of_use(imported: Imported) -> str:
    """What goes wrong where a persona that was read is told, summed up, written and read again."""
    for persona in imported.personas:
        try:
            _ = portrait(persona), summary(persona)
            for written_as in (FileFormat.YAML, FileFormat.CARD_V2, FileFormat.CARD_V3, FileFormat.TINYTROUPE):
                file = export(persona, written_as)
                if len(file.content) < 250_000 and read_people(file.content, file.name).personas != (persona,):
                    return f"{persona.name}: {written_as} does not give the same again"
        except Exception as error:  # noqa: BLE001 - that there is none is what is measured
            return f"in use: {type(error).__name__}: {error}"
    return ""


def main(arguments: list[str]) -> None:
    """Prints the figures; exit code 1 if there was a fault."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args(arguments)
    tally = judged(hostile_files(given.seed, given.files))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{given.files} files: {tally.read} read, {tally.refused} refused, {len(tally.faults)} faults")
    each = 1000 * tally.seconds / given.files
    print(f"{each:.1f} ms a file; the slowest {tally.slowest:.2f} s: {tally.slowest_name}")
    print(f"{len(tally.reasons)} kinds of refusal; the process needed {peak} MiB at most")
    for fault in tally.faults[:20]:
        print(f"  {fault}")
    if tally.faults:
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
