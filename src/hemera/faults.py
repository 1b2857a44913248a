"""Named places where a test may kill the process: ``HEMERA_FAULT=captures.before-fsync:3`` dies at the third passage.

A crash in the middle of a write cannot be staged from outside with any certainty; from inside it can. Without the
variable a point costs one comparison.
"""

from __future__ import annotations

import os
import signal
from itertools import count

_NAME, _, _NTH = os.environ.get("HEMERA_FAULT", "").partition(":")
_passages = count(1)


def point(name: str) -> None:
    """Kill this process with SIGKILL where the environment names this point (and this passage of it)."""
    if name == _NAME and next(_passages) == int(_NTH or 1):
        os.kill(os.getpid(), signal.SIGKILL)
