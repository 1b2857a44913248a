"""What a collector leaves beside the record of its own run: a small file, replaced whole every few seconds.

The record knows what was collected; only the collector knows what it asked, how long that took and what it cost. Each takes a
*slot*, a number as small as it gets, and holds the lock of its file while it lives: whoever reads knows by that who lives.
Figures begin at nought with each collector, as counters of a process do.
"""

from __future__ import annotations

import json
import os
import resource
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from hemera import disk
from hemera.pipeline.outcomes import Tally

FOLDER = "collectors"  # in the archive's
EVERY = 3.0  # seconds between two writings
MINUTES = 60  # that are told apart
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds: upper ends of the histogram's buckets
LARGEST = 1 << 20  # bytes of a file that is read
_SLOTS = 64
_COUNTED = ("polled", "fetched", "articles", "revised", "entries")
_KNOWN = frozenset(status.value for status in HTTPStatus)


@dataclass(slots=True)
class Histogram:
    """Durations, counted by bucket; the last has no upper end."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0  # seconds

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


@dataclass(slots=True)
class Figures:
    """Counts since the collector began."""

    requests: dict[str, Counter[str]] = field(default_factory=dict)  # purpose -> outcome -> requests
    received: int = 0  # bytes of bodies
    polls: Histogram = field(default_factory=Histogram)

    def count(self, purpose: str, outcome: str, size: int = 0) -> None:
        self.requests.setdefault(purpose, Counter())[_outcome(outcome)] += 1
        self.received += size


class Standing:
    """A collector's slot, and the file in it."""

    def __init__(self, folder: Path, figures: Figures, tally: Tally, cost: Any = None) -> None:
        """``cost`` tells of the child processes: ``restarts`` and ``cpu_seconds()``."""
        self.figures, self.tally, self.cost = figures, tally, cost
        self.started = time.time()
        self.place, self._lock = _slot(folder / FOLDER)
        self._write_at = 0.0
        self._before: Counter[str] = Counter()
        self._minutes: dict[int, Counter[str]] = {}

    @property
    def number(self) -> int:
        """Return the slot's number; 0 without one."""
        return _number(self.place) or 0

    def write(self, *, now: bool = False) -> None:
        """Write the file when its time has come. What stands in the way of that is no reason to stop collecting."""
        if now or time.monotonic() >= self._write_at:
            self._write_at = time.monotonic() + EVERY
            self._note_minute()
            beside = self.place.with_suffix(".new")
            with suppress(OSError):
                beside.write_text(json.dumps(self._plain()), encoding="utf-8")
                beside.replace(self.place)

    def close(self) -> None:
        self.place.unlink(missing_ok=True)
        os.close(self._lock)

    def _note_minute(self) -> None:
        """Add what the tally has gained to the present minute."""
        counts = Counter({name: getattr(self.tally, name) for name in _COUNTED})
        for kind in (self.tally.failed, self.tally.held):
            counts.update({f"!{key}": n for key, n in kind.items()})
        minute = int(time.time() // 60)
        self._minutes.setdefault(minute, Counter()).update(counts - self._before)
        self._before = counts
        for old in [then for then in self._minutes if then <= minute - MINUTES]:
            del self._minutes[old]

    def _plain(self) -> dict[str, Any]:
        used, reaped = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        living = self.cost.cpu_seconds() if self.cost else 0.0
        return {
            "pid": os.getpid(),
            "started": self.started,
            "written": time.time(),
            "in_hand": self.tally.queued,
            "tally": self.tally.as_table(),
            "requests": self.figures.requests,
            "received": self.figures.received,
            "polls": {"counts": self.figures.polls.counts, "total": self.figures.polls.total},
            "cpu": {"main": used.ru_utime + used.ru_stime, "children": reaped.ru_utime + reaped.ru_stime + living},
            "restarts": self.cost.restarts if self.cost else 0,
            "minutes": {str(minute): counts for minute, counts in self._minutes.items()},
        }


def living(folder: Path) -> dict[int, Mapping[str, Any]]:
    """Return what each living collector of an archive says of itself, by its slot; {} of one that has said nothing yet."""
    return dict(sorted(_living(folder / FOLDER)))


def _living(place: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for lock in place.glob("slot-*.lock"):
        number = _number(lock)
        if number is not None and _is_held(lock):
            yield number, _read(lock.with_suffix(".json"))


def _number(slot: Path) -> int | None:
    """Return the number of a slot by the name of one of its files; None of a file of no slot."""
    number = slot.stem.removeprefix("slot-")
    return int(number) if number.isdecimal() else None


def _read(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(LARGEST))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _slot(place: Path) -> tuple[Path, int]:
    """Take the first slot that nobody lives in; who only looks at it holds it for less than a moment."""
    place.mkdir(exist_ok=True)
    for number in range(_SLOTS):
        path = place / f"slot-{number}.lock"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        for patience in (0.01, 0.02, 0.0):
            if disk.lock(descriptor):
                return path.with_suffix(".json"), descriptor
            time.sleep(patience)
        os.close(descriptor)
    return place / "slot-none.json", os.open(os.devnull, os.O_RDONLY)  # so many collectors that one more is not told of


def _is_held(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not disk.lock(descriptor, shared=True)
    finally:
        os.close(descriptor)


def _outcome(key: str) -> str:
    """Keep outcomes few: a server may answer with any number."""
    kind, _, number = key.partition(".")
    if kind != "http" or (number.isdecimal() and int(number) in _KNOWN):
        return key
    return f"http.{number[:1]}xx"
