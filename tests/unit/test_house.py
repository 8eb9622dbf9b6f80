"""The house keeps its promises: importing does nothing, and the light doors stay light."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("troupe", "db", "bot", "personas")

WATCHED_IMPORT = """
import importlib, io, json, sys, threading
for heavy in json.loads(sys.argv[2]):
    importlib.import_module(heavy)  # what libraries do when imported is not ours to judge
seen, module = [], ""
def watch(event, args):
    if event in ("socket.connect", "socket.bind", "subprocess.Popen", "sqlite3.connect", "os.mkdir", "os.remove"):
        seen.append(f"{module}: {event}")
    elif event == "open" and isinstance(args[1], str) and any(c in args[1] for c in "wax+"):
        if "__pycache__" not in str(args[0]):
            seen.append(f"{module}: open {args[0]} {args[1]}")
before = set(threading.enumerate())
sys.stdout = sys.stderr = captured = io.StringIO()
sys.addaudithook(watch)
for module in json.loads(sys.argv[1]):
    importlib.import_module(module)
sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
if captured.getvalue():
    seen.append("printed " + captured.getvalue()[:80])
if set(threading.enumerate()) - before:
    seen.append("started a thread")
print(json.dumps(seen))
"""

LIBRARIES = (
    "pydantic",
    "yaml",
    "sqlmodel",
    "alembic",
    "discord.ext.commands",
    "aiohttp.web",
    "apscheduler.schedulers.asyncio",
    "typer",
    "rich.console",
    "structlog",
    "PIL.Image",
    "pydantic_settings",
    "nicegui",
)


def modules() -> list[str]:
    """Every module of the product, entry points and migration scripts left out (they exist to act)."""
    found: list[str] = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            relative = path.relative_to(ROOT).with_suffix("")
            if path.name == "__main__.py" or "migrations" in relative.parts:
                continue
            parts = relative.parts[:-1] if path.name == "__init__.py" else relative.parts
            found.append(".".join(parts))
    return found


def test_importing_a_module_does_nothing() -> None:
    """No file written, no socket, no process, no thread, not a word printed, by any module of the house."""
    house = modules()
    assert {module.split(".")[0] for module in house} == set(ROOMS)
    done = subprocess.run(
        [sys.executable, "-B", "-W", "ignore", "-c", WATCHED_IMPORT, json.dumps(house), json.dumps(LIBRARIES)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("troupe", ("openai", "sqlalchemy", "discord", "nicegui", "numpy", "matplotlib")),
        ("bot.cli.troupe_command", ("openai", "sqlalchemy", "discord", "nicegui", "apscheduler")),
        ("db", ("discord", "openai", "nicegui")),
    ],
)
def test_the_light_doors_stay_light(module: str, unwanted: tuple[str, ...]) -> None:
    """Heavy libraries are imported only by those who need them."""
    script = f"import sys, json, {module}; print(json.dumps([m for m in {unwanted!r} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
