"""The journal of what a model has written so far, one line a person, beside the sample: nothing is paid for twice
after a crash."""

import hashlib
import json
import os
from pathlib import Path

from pydantic import ValidationError

from troupe.core.errors import BadInput
from troupe.people.documents.frozen_json import is_object, thaw_object
from troupe.people.persona.persona import Persona
from troupe.people.population.sampling.population_sample import Bones

NAME = "written.jsonl"


def key_of(bones: Bones, by: str) -> str:
    """What a line is for: these skeletons, to the last field, written by this model. 16 hex digits."""
    heading = {
        "by": by,
        "seed": bones.plan.seed,
        "people": [thaw_object(skeleton.document) for skeleton in bones.skeletons],
    }
    return hashlib.sha256(json.dumps(heading, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


class FleshingJournal:
    """A file that is only ever added to. Lines of other samples in it are left alone; a line that a crash tore is
    not read. Raises BadInput where the file cannot be read or written."""

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._key = key
        self._found: dict[tuple[int, int], Persona] = {}
        self._torn = False
        self._read()

    def __len__(self) -> int:
        return len({index for index, _ in self._found})

    def find(self, index: int, attempt: int) -> Persona | None:
        """What was written at this try at this person."""
        return self._found.get((index, attempt))

    def add(self, index: int, attempt: int, persona: Persona) -> None:
        """Keep it; it is on the disk when this returns."""
        if (index, attempt) in self._found:
            return
        self._found[index, attempt] = persona
        line = {"key": self._key, "index": index, "attempt": attempt, "persona": persona.model_dump(mode="json")}
        text = ("\n" if self._torn else "") + json.dumps(line, ensure_ascii=False) + "\n"
        try:
            with self._path.open("ab") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise BadInput(f"{self._path}: cannot be written ({error.strerror})") from error
        self._torn = False

    def _read(self) -> None:
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise BadInput(f"{self._path}: cannot be read ({error.strerror})") from error
        self._torn = bool(raw) and not raw.endswith(b"\n")
        for line in raw.splitlines():
            self._take(line)

    def _take(self, raw: bytes) -> None:
        try:
            line: object = json.loads(raw)
            if not is_object(line) or line.get("key") != self._key:
                return
            index, attempt = line.get("index"), line.get("attempt")
            if isinstance(index, int) and isinstance(attempt, int):
                self._found[index, attempt] = Persona.model_validate(line.get("persona"))
        except (ValueError, ValidationError):
            return  # torn, and so written again
