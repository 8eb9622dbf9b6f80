"""A test that hangs ends with the suite still running, and its report names the line it hung at."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HANGS = {
    "coroutine": "import asyncio\nasync def test_it():\n    await asyncio.Event().wait()  # here\n",
    "thread": "import threading\ndef test_it():\n    threading.Event().wait()  # here\n",
}


@pytest.mark.parametrize("hang", HANGS)
def test_a_hang_is_reported_with_its_line(hang: str, tmp_path: Path) -> None:
    (tmp_path / "test_hang.py").write_text(HANGS[hang])
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
    assert "1 failed" in run.stdout
    assert "Timeout (>1.0s)" in run.stdout
    assert "# here" in run.stdout
