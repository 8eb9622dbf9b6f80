"""The Python in the README and in docs/ runs as it stands, and names only what is there."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path
from types import CodeType

import pytest

import troupe
from troupe import World

ROOT = Path(__file__).resolve().parents[2]
CELLS = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOTEBOOKS = ("docs/python.md", "docs/from-tinytroupe.md", "docs/populations.md", "docs/panels.md")


def cells(document: str) -> list[str]:
    return CELLS.findall((ROOT / document).read_text(encoding="utf-8"))


def test_the_example_of_the_readme_is_short_and_runs_as_a_script(tmp_path: Path) -> None:
    (example,) = cells("README.md")
    assert len(example.splitlines()) <= 20
    script = tmp_path / "example.py"
    script.write_text(example, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", str(script)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Gerda Vollmann [understudy]: " in ran.stdout
    assert "You: Everyone, would you let a robot look after your mother?" in ran.stdout


@pytest.mark.parametrize("document", NOTEBOOKS)
async def test_a_page_runs_as_the_cells_of_one_notebook(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    found = cells(document)
    assert found
    names: dict[str, object] = {"__name__": "notebook"}
    for number, cell in enumerate(found, 1):
        await run(cell, f"{document}, cell {number}", names)
    assert "[understudy]" in capsys.readouterr().out


async def run(cell: str, title: str, names: dict[str, object]) -> None:
    """As a notebook does it: `await` may stand outside of functions."""
    code: CodeType = compile(cell, title, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    done: object = eval(code, names)
    if inspect.isawaitable(done):
        await done


@pytest.mark.parametrize("document", ["README.md", *NOTEBOOKS])
def test_a_page_names_only_what_a_world_and_the_package_have(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    theirs = {"broadcast", "pp_current_interactions"}
    called = set(re.findall(r"\b(?:world|again|World)\.([a-z_]+)\(", text)) - theirs
    assert called
    assert {name for name in called if not hasattr(World, name)} == set()
    for line in re.findall(r"^from troupe import (.+)$", text, re.MULTILINE):
        assert set(line.split(", ")) <= set(troupe.__all__)


def test_every_public_call_of_a_world_is_in_the_manual() -> None:
    text = (ROOT / "docs/python.md").read_text(encoding="utf-8") + (ROOT / "docs/from-tinytroupe.md").read_text(
        encoding="utf-8"
    )
    public = {name for name in vars(World) if not name.startswith("_")}
    assert {name for name in public if not re.search(rf"\b(?:world|again|World)\.{name}\b", text)} == set()


@pytest.mark.parametrize("document", NOTEBOOKS)
def test_every_link_of_a_page_leads_somewhere(document: str) -> None:
    page = ROOT / document
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []
