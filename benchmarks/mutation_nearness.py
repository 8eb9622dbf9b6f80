"""Which tests are near a piece of code: by imports from the test file, its conftest and their names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path


class Nearness:
    """The imports of a tree, looked up once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._imports: dict[str, tuple[str, ...]] = {}
        self._distances: dict[str, dict[str, int]] = {}

    def nearest(self, code: str, tests: list[str]) -> list[str]:
        """The test files from which the code can be reached: those named after it first, then those that speak of
        most of what it defines, then those with the shortest way of imports."""
        stem, defined = Path(code).stem, _defined(ast.parse((self._root / code).read_text()))
        reached = [(test, distance) for test in tests if (distance := self._from(test).get(code)) is not None]

        def key(one: tuple[str, int]) -> tuple[bool, int, int, str]:
            test, distance = one
            words = set(re.findall(r"\w+", (self._root / test).read_text()))
            return (stem not in test, -len(defined & words), distance, test)

        return [test for test, _ in sorted(reached, key=key)]

    def _from(self, test: str) -> dict[str, int]:
        if test not in self._distances:
            seen = {test: 0}
            edge: list[str] = [test]
            while edge:
                further = [(file, seen[at] + 1) for at in edge for file in self._imported(at)]
                edge = []
                for file, distance in further:
                    if file not in seen:
                        seen[file] = distance
                        edge.append(file)
            self._distances[test] = seen
        return self._distances[test]

    def _imported(self, file: str) -> tuple[str, ...]:
        if file not in self._imports:
            path = self._root / file
            names = set(_names(ast.parse(path.read_text())))
            found = {found for name in names if (found := self._file_of(name)) is not None}
            if file.startswith("tests/"):
                found |= {str(Path(file).parent / "conftest.py")} & self._existing(str(Path(file).parent))
            self._imports[file] = tuple(sorted(found - {file}))
        return self._imports[file]

    def _existing(self, folder: str) -> set[str]:
        return {str(path.relative_to(self._root)) for path in (self._root / folder).glob("*.py")}

    def _file_of(self, name: str) -> str | None:
        base = name.replace(".", "/")
        for candidate in (f"{base}.py", f"{base}/__init__.py"):
            if (self._root / candidate).is_file():
                return candidate
        return None


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _defined(tree: ast.Module) -> set[str]:
    """The public names of functions, classes and methods."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds) and not node.name.startswith("_")}
