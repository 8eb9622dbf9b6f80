"""The rooms of the house: small folders, names that stand once, and no import that turns round."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ("troupe", "db", "bot")
MOST_FILES = 15
"""Python files in one folder, those with a name like `__init__.py` not counted: more are not seen at a glance."""


@cache
def sources() -> dict[str, Path]:
    """The files of the house by module name; migration scripts left out, which are named by number."""
    paths = (path for room in HOUSE for path in (ROOT / room).rglob("*.py") if path.parent.name != "versions")
    return {_module(path): path for path in paths}


@cache
def tree(path: Path) -> ast.Module:
    """A file parsed, once for all the tests that look at it."""
    return ast.parse(path.read_text("utf-8"))


def test_no_folder_is_crowded() -> None:
    files: dict[Path, int] = defaultdict(int)
    for path in sources().values():
        if not path.name.startswith("__"):
            files[path.parent.relative_to(ROOT)] += 1
    crowded = {str(folder): count for folder, count in files.items() if count > MOST_FILES}
    assert not crowded, f"more than {MOST_FILES} files: split the room by subject: {crowded}"


def test_a_file_name_stands_once() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in sources().values():
        if not path.name.startswith("__"):
            places[path.name].append(str(path.relative_to(ROOT)))
    assert _several(places) == {}


def test_a_public_class_name_stands_once() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in sources().values():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(path.relative_to(ROOT)))
    assert _several(places) == {}


def test_no_two_rooms_import_each_other() -> None:
    """A room is a folder right below `troupe`, `db` or `bot`; deeper folders are held to the same."""
    arrows = _arrows()
    mutual = sorted(
        (one, other) for one in arrows for other in arrows[one] if one < other and one in arrows[other]
    )
    assert mutual == []


def test_no_circle_of_rooms() -> None:
    arrows = _arrows()
    free: set[str] = set()
    while ready := {room for room in arrows if room not in free and arrows[room] <= free}:
        free |= ready
    assert sorted(set(arrows) - free) == [], "these rooms import each other in a circle"


def test_no_circle_of_files() -> None:
    """Such as two files of one room that need each other: imports inside functions and for types count as well."""
    arrows = {
        path: {target for target in _imports(module, path) if not target.name.startswith("__")}
        for module, path in sources().items()
        if not path.name.startswith("__")
    }
    free: set[Path] = set()
    while ready := {path for path in arrows if path not in free and arrows[path] <= free}:
        free |= ready
    stuck = sorted(str(path.relative_to(ROOT)) for path in set(arrows) - free)
    assert stuck == [], "among these are files that import each other in a circle"


@cache
def _arrows() -> dict[str, set[str]]:
    """Which room imports from which. The public doors (`troupe/__init__.py` and its like, which only hand on what
    the rooms below them hold) are no room."""
    arrows: dict[str, set[str]] = {}
    for module, path in sources().items():
        if path.name.startswith("__"):
            continue
        room = _room(path)
        arrows.setdefault(room, set())
        for target in _imports(module, path):
            if not target.name.startswith("__") and _room(target) != room:
                arrows[room].add(_room(target))
                arrows.setdefault(_room(target), set())
    return arrows


def _room(path: Path) -> str:
    """The folder of a file, or for one that stands alone below `troupe`, `db` or `bot` the file itself."""
    folder = path.parent.relative_to(ROOT)
    return str(folder) if len(folder.parts) > 1 else str(path.relative_to(ROOT))


def _imports(module: str, path: Path) -> Iterator[Path]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                target = sources().get(f"{node.module}.{name.name}") or sources().get(node.module)
                if target is not None and target != sources()[module]:
                    yield target
        elif isinstance(node, ast.Import):
            yield from (sources()[name.name] for name in node.names if name.name in sources())


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _several(places: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: paths for name, paths in places.items() if len(paths) > 1}
