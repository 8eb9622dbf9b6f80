"""Files that hold people, as a command names them: which are meant, reading each, and what became of it."""

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from troupe.core.errors import BadInput

if TYPE_CHECKING:
    from troupe.people.library.file_importing import Imported

FACE = ".face.png"
"""The ending of a picture that stands beside a persona file; it is no card."""
SUMMARY = "sample.json"
"""What a sample in a folder tells of itself: plan and margins."""
_MANY = 20
"""From this many files on, a bar shows how far it is."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileFinding:
    """The outcome of reading one file. `field` is the path of what is wrong, empty for the file as a whole."""

    file: str
    ok: bool
    name: str = ""
    format: str = ""
    notes: tuple[str, ...] = ()
    field: str = ""
    error: str = ""

    def line(self) -> str:
        """One line for people."""
        return f"OK   {self.file}: {self.name}" if self.ok else f"BAD  {self.error}"


def expanded(given: list[str]) -> Iterator[tuple[Path, bool]]:
    """The files meant, each once, and whether one was named itself: a folder's files, what a pattern finds, or the
    path as it stands. Raises BadInput where there are none."""
    from troupe.people.library.file_importing import SUFFIXES

    earlier: set[Path] = set()
    for word in given:
        path = Path(word)
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if _may_hold_people(p))
        elif path.exists() or not glob.has_magic(word):
            files = [path]
        else:
            matches = (Path(match) for match in glob.glob(word, recursive=True))
            files = sorted(p for p in matches if p.is_file() and not _stands_beside(p))
        if not files:
            raise BadInput(f"{word}: there are no persona files ({', '.join(sorted(SUFFIXES))}) there")
        for file in files:
            if file not in earlier:
                earlier.add(file)
                yield file, files == [path]


def _may_hold_people(path: Path) -> bool:
    from troupe.people.library.file_importing import SUFFIXES

    return path.suffix.lower() in SUFFIXES and not _stands_beside(path) and path.is_file()


def _stands_beside(path: Path) -> bool:
    """What our own commands write into a folder beside the people."""
    return path.name.endswith(FACE) or path.name == SUMMARY


def read(path: Path, *, named: bool) -> "Imported | FileFinding | None":
    """What the file holds, or the finding of what is wrong with it. None for a picture without a card that was
    only found in a folder."""
    from troupe.people.library.file_importing import holds_card
    from troupe.people.library.library import load_people

    try:
        return load_people(path)
    except BadInput as error:
        if not named and path.suffix.lower() == ".png" and not holds_card(path.read_bytes()):
            return None
        return FileFinding(str(path), ok=False, field=error.field, error=str(error))


def told_name(imported: "Imported") -> str:
    """Whom or what a file holds, in words."""
    if imported.fragment is not None:
        return f"the fragment {imported.fragment.slug}"
    return ", ".join(persona.name for persona in imported.personas)


def with_progress(items: Iterable[T], *, quiet: bool = False) -> Iterator[T]:
    """The items, with a bar on a terminal's standard error if they are many."""
    from rich.console import Console
    from rich.progress import track

    listed = list(items)
    console = Console(stderr=True)
    hidden = quiet or len(listed) < _MANY or not console.is_terminal
    return iter(track(listed, description="Reading", console=console, transient=True, disable=hidden))
