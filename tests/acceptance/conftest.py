"""What a script told that collected in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest


@pytest.fixture(scope="module")
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run the ``SCRIPT`` of the module that asks, once, in a folder of its own; return what it printed."""
    script = request.path.with_name(request.module.SCRIPT)
    command = [sys.executable, script, tmp_path_factory.mktemp(script.stem) / "press"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found
