"""Waiting for what another process does."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(what: Callable[[], object], seconds: float = 60.0) -> bool:
    """Look again and again; False where it has not come true in that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.1)
    return False
