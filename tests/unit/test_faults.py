"""Named points do nothing but where the environment names them (the killing itself is tested with what uses them)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

CODE = "from hemera import faults\nfor n in range(3):\n    faults.point('a.b')\n    faults.point('a.c')\n    print(n, flush=True)"


@pytest.mark.parametrize(
    ("fault", "passed", "code"),
    [
        ("", "0 1 2", 0),
        ("a", "0 1 2", 0),
        ("a.b", "", -signal.SIGKILL),
        ("a.c:2", "0", -signal.SIGKILL),
        ("a.b:3", "0 1", -signal.SIGKILL),
        ("a.b:4", "0 1 2", 0),
    ],
)
def test_points(fault: str, passed: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], env={**os.environ, "HEMERA_FAULT": fault}, capture_output=True, text=True, check=False
    )
    assert (" ".join(done.stdout.split()), done.returncode) == (passed, code)
