"""The measurement of the tests: its changes are wrong code that still compiles, and touch nothing but code."""

import ast
from pathlib import Path
from random import Random

import pytest

from benchmarks.mutation_changes import changes
from benchmarks.mutation_map import Ran, TestMap, instrumented
from benchmarks.mutation_tree import ROOT, Copy
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
    return between(size, LIMIT, strict=True)

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
        ("arguments swapped", "between(size, LIMIT, strict=True)", "between(LIMIT, size, strict=True)"),
        ("keyword dropped", "between(size, LIMIT, strict=True)", "between(size, LIMIT)"),
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
    files = files_of(["troupe/worlds/stopping.py", "db/waking.py"])
    sources = {name: (ROOT / name).read_text() for names in files.values() for name in names}
    once, again, other = (chosen(files, sources, Random(seed), 12) for seed in (5, 5, 6))
    assert once == again != other
    assert len(set(once)) == 12


def test_tests_of_a_function_come_first_and_quick_ones_before_slow_ones() -> None:
    def ran(test: str, seconds: float, *functions: str, passed: bool = True) -> Ran:
        return Ran(test=test, seconds=seconds, passed=passed, functions=frozenset(functions))

    known = TestMap(
        tests=(
            ran("slow", 9, "a.py:f"),
            ran("quick", 1, "a.py:f", "a.py:g"),
            ran("near", 0.5, "a.py:g"),
            ran("broken", 0.1, "a.py:f", passed=False),
            ran("far", 0.1, "b.py:f"),
        )
    )
    assert known.of("a.py", "f") == ["quick", "slow", "near"]
    assert known.of("a.py", "f", enough=2) == ["quick", "slow"]


def test_an_instrumented_function_says_its_name_and_does_what_it_did() -> None:
    source = '"""Module."""\nclass A:\n    def f(self):\n        """F."""\n        return 7\nvalue = A().f()\n'
    code = instrumented(source, "a.py")
    scope: dict[str, object] = {}
    exec(code, scope)
    assert scope["value"] == 7
    assert code.index('"""F."""') < code.index("_entered('a.py:A.f')") < code.index("return 7")
