"""How often Python looks for garbage that counting references does not free, while a collector works."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Thousands of short-lived objects a poll, hardly any in a circle: at Python's own 700 the search for circles took a tenth of a
# collector's time. At this many, what a circle may hold back is a few megabytes.
_YOUNG = 20_000


@contextmanager
def swept_rarely() -> Iterator[None]:
    """Look for garbage more rarely while the block lasts; one that looks still more rarely, or never, keeps its way."""
    before = gc.get_threshold()
    if 0 < before[0] < _YOUNG:
        gc.set_threshold(_YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
