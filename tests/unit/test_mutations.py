"""The measurement of the tests: its changes are wrong code that still compiles, and touch nothing but code."""

import ast
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import cast

import pytest

from benchmarks.mutation_changes import changes
from benchmarks.mutation_nearness import Nearness
from benchmarks.mutation_tree import ROOT, Copy
from benchmarks.mutation_trials import give_new_code
from benchmarks.mutations import chosen, files_of

SOURCE = '''"""Words of a module."""
LIMIT = 3

class Shape(Protocol):
    def area(self) -> int: ...

def fits(size: int, names: list[str]) -> bool:
    """Words of a function, 7 of them."""
    if size < LIMIT and not names:
        return True
    taken = [name for name in names if name != "x"]
    log.info("seen", count=1)
    if size == 0:
        raise ValueError(f"nothing, not even {len(taken)}")
    return between(size, LIMIT, closely=True)

async def close(box: Box) -> None:
    await box.shut()
    box.open = False
'''


def made() -> list[tuple[str, str, str]]:
    return [(change.kind, change.before, change.after) for change in changes(ast.parse(SOURCE))]


def test_each_kind_of_change_is_made_where_it_can_be() -> None:
    assert {kind for kind, _, _ in made()} == {
        *("number", "string", "comparison flipped", "boundary", "and/or", "not removed", "constant", "if forced"),
        *("condition negated", "returned constant", "filter dropped", "arguments swapped", "keyword dropped"),
        *("statement removed", "await removed"),
    }


@pytest.mark.parametrize(
    "change",
    [
        ("boundary", "size < LIMIT", "size <= LIMIT"),
        ("comparison flipped", "size < LIMIT", "size >= LIMIT"),
        ("and/or", "size < LIMIT and (not names)", "size < LIMIT or not names"),
        ("not removed", "not names", "names"),
        ("await removed", "await box.shut()", "pass"),
        ("statement removed", "box.open = False", "pass"),
        ("arguments swapped", "between(size, LIMIT, closely=True)", "between(LIMIT, size, closely=True)"),
        ("keyword dropped", "between(size, LIMIT, closely=True)", "between(size, LIMIT)"),
        ("number", "3", "4"),
        ("number", "3", "2"),
    ],
)
def test_a_change_is_the_one_it_says(change: tuple[str, str, str]) -> None:
    assert change in made()


def test_every_change_gives_other_code_that_compiles() -> None:
    sound = ast.unparse(ast.parse(SOURCE))
    for number in range(len(changes(ast.parse(SOURCE)))):
        tree = ast.parse(SOURCE)
        changes(tree)[number].apply()
        broken = ast.unparse(tree)
        assert broken != sound
        compile(broken, "changed", "exec")


def test_words_messages_logs_and_protocols_are_left_alone() -> None:
    for change in changes(ast.parse(SOURCE)):
        assert change.function != "Shape.area"
        assert "Words" not in change.before
        assert "log." not in change.before
        assert change.before != "1"


def test_a_change_knows_the_function_it_is_in() -> None:
    by_line = {change.line: change.function for change in changes(ast.parse(SOURCE))}
    assert (by_line[2], by_line[9], by_line[18]) == ("", "fits", "close")


def test_a_copy_takes_no_path_that_leads_out_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool writes wrong code: into the real tree it must never."""
    tree = tmp_path / "real"
    tree.mkdir()
    (tree / "code.py").write_text("a = 1\n")
    monkeypatch.setattr("benchmarks.mutation_tree.ROOT", tree)
    copy = Copy(tmp_path / "elsewhere")
    copy.write("code.py", "a = 2\n")
    assert (tree / "code.py").read_text() == "a = 1\n"
    assert copy.read("code.py") == "a = 1\n"
    copy.restore("code.py")
    assert (copy.root / "code.py").read_text() == "a = 1\n"
    with pytest.raises(ValueError, match="not in the copy"):
        copy.write("../../real/code.py", "a = 3\n")
    assert (tree / "code.py").read_text() == "a = 1\n"


def test_the_same_seed_chooses_the_same_changes() -> None:
    files = files_of(["troupe/floor/stop_reading.py", "db/cycle/world_wakeup.py"])
    sources = {name: (ROOT / name).read_text() for names in files.values() for name in names}
    once, again, other = (chosen(files, sources, Random(seed), 12) for seed in (5, 5, 6))
    assert once == again != other
    assert len(set(once)) == 12


def test_tests_named_after_the_code_come_first_and_only_those_that_reach_it(tmp_path: Path) -> None:
    for file, text in {
        "app/__init__.py": "",
        "app/soup.py": "from app import salt",
        "app/salt.py": "",
        "tests/conftest.py": "",
        "tests/test_all.py": "from app.soup import x",
        "tests/test_far.py": "import json",
        "tests/test_near.py": "import app.salt",
        "tests/test_salt_more.py": "from app import soup",
    }.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    tests = ["tests/test_all.py", "tests/test_far.py", "tests/test_near.py", "tests/test_salt_more.py"]
    nearest = Nearness(tmp_path).nearest("app/salt.py", tests)
    assert nearest == ["tests/test_salt_more.py", "tests/test_near.py", "tests/test_all.py"]


CODE = """
def outer(n, more=1):
    def inner():
        return n + 1
    return inner()
"""


def loaded(path: Path, source: str) -> dict[str, object]:
    scope: dict[str, object] = {}
    exec(compile(source, str(path), "exec"), scope)
    return scope


def test_a_function_is_given_its_new_code_inner_functions_included(tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    outer = cast("Callable[[int], int]", loaded(path, CODE)["outer"])
    assert outer(1) == 2
    assert give_new_code(str(path), "outer.<locals>.inner", CODE.replace("n + 1", "n + 2"))
    assert outer(1) == 3


def test_what_was_settled_when_a_function_was_defined_needs_a_fresh_process(tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    scope = loaded(path, CODE)
    assert not give_new_code(str(path), "outer", CODE.replace("more=1", "more=2"))
    assert not give_new_code(str(path), "", CODE)
    assert not give_new_code(str(path), "absent", CODE)
    assert "outer" in scope
