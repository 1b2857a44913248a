"""Where a collector's threads run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def one_core(number: int, *threads: int) -> Iterator[None]:
    """Have threads, named by the system's numbers, share one core while the block lasts; collectors of other numbers take others.

    Python runs one of them at a time. Left to the system they lie on two cores, and each of the dozens of times a poll that one
    hands over to the other, that other is woken across: a third of a poll. Child processes, and what starts them, run anywhere.
    """
    allowed = os.sched_getaffinity(0) if sys.platform == "linux" else set[int]()
    if len(allowed) > 1:
        _run_on({sorted(allowed)[number % len(allowed)]}, threads)
    try:
        yield
    finally:
        if len(allowed) > 1:
            _run_on(allowed, threads)


def _run_on(cores: set[int], threads: tuple[int, ...]) -> None:
    """Ask for it: where that is forbidden, or a thread has ended, all is as it was."""
    for thread in threads if sys.platform == "linux" else ():
        with suppress(OSError):
            os.sched_setaffinity(thread, cores)
