"""A test that hangs ends with the suite still running, and its report names the line it hung at."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HANGS = """
import asyncio
import threading

async def test_a_coroutine():
    await asyncio.Event().wait()  # the coroutine's line

def test_a_thread():
    threading.Event().wait()  # the thread's line
"""


def test_a_hang_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "test_hang.py").write_text(HANGS)
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    options = ["-c", ROOT / "pyproject.toml", "--rootdir", tmp_path, "--timeout=1"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert run.returncode == 1
    assert "2 failed" in run.stdout
    assert run.stdout.count("Timeout (>1.0s)") >= 2
    assert "# the coroutine's line" in run.stdout
    assert "# the thread's line" in run.stdout
