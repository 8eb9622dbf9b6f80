"""What `pyproject.toml` asks for is used: a package that nothing imports any more is not installed either."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MODULES = {
    "discord.py": "discord",
    "pillow": "PIL",
    "psycopg": "psycopg",
    "python-dotenv": "dotenv",
    "pyyaml": "yaml",
}
"""Packages whose module has another name."""
DATA = {"tzdata"}
"""Read by the standard library, where the system has none of its own."""


def packages() -> set[str]:
    extras = [name for names in PROJECT["optional-dependencies"].values() for name in names]
    names = {re.split(r"[\[<>=,;\s]", each)[0] for each in (*PROJECT["dependencies"], *extras)}
    return names - DATA - {PROJECT["name"]}


@pytest.mark.parametrize("package", sorted(packages()))
def test_every_package_asked_for_is_imported(package: str) -> None:
    module = re.escape(MODULES.get(package, package.replace("-", "_")))
    used = re.compile(rf"^\s*(?:import|from) {module}\b", re.MULTILINE)
    files = (path for room in ("bot", "db", "troupe") for path in (ROOT / room).rglob("*.py"))
    assert any(used.search(path.read_text()) for path in files)
