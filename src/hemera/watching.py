"""What an archive does right now, for those who look after it: the live page, the staff's page and ``/metrics`` all ask here.

Asked every two seconds it must stay cheap whatever the archive's size: what costs little is read each time, what costs more is
kept for a while, and nothing is told from all rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from hemera import clock
from hemera.errors import HemeraError

if TYPE_CHECKING:
    from hemera.config import Config
    from hemera.coverage import Day, Holes, Month
    from hemera.index import TantivyIndex
    from hemera.jobs import Queue

T = TypeVar("T")
DAYS = 30  # of the pictures
WEEK = timedelta(days=7)
LATELY = 5  # whole minutes of which rates are told
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Collector:
    """One that lives, by what it last wrote of itself; moments are UTC."""

    slot: int
    pid: int = 0
    started: datetime | None = None
    written: datetime | None = None
    in_hand: int = 0
    paused: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)  # all its figures: see ``pipeline.figures``


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes. ``growth`` is a day's; ``days`` is how long collecting can go on at that rate: None where it is not known."""

    sizes: Mapping[str, int]
    free: int
    min_free: int
    growth: float | None

    @property
    def paused(self) -> bool:
        return self.free < self.min_free

    @property
    def days(self) -> float | None:
        return max(0, self.free - self.min_free) / self.growth if self.growth else None


@dataclass(frozen=True, slots=True)
class State:
    """An archive at a moment (UTC)."""

    at: datetime
    collectors: tuple[Collector, ...]
    rates: Mapping[str, float]  # polled, fetched, articles: a minute, of the last five
    errors: Mapping[str, int]  # of the last hour, by key; the most frequent first
    queues: tuple[Queue, ...]
    lag: int | None  # changes the index has not followed yet; None where it cannot be read
    disk: Disk
    holes: tuple[Holes, ...]  # of the last seven days
    alarms: tuple[Day, ...]  # yesterday's
    months: tuple[Month, ...]  # of the sources that are collected


class Watcher:
    """Looks at one archive again and again; from any thread, one after another."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._kept: dict[str, tuple[datetime, Any]] = {}
        self._index: TantivyIndex | None = None
        self._lock = Lock()

    def look(self) -> State:
        """Return the state; pictures and holes are a minute old at most, alarms ten minutes, sizes on disk an hour."""
        with self._lock:
            return self._look(clock.now())

    def _look(self, now: datetime) -> State:
        from hemera.store import coverage, state

        running = collectors(self.config)
        return State(
            at=now,
            collectors=running,
            rates=rates(running, now),
            errors=errors(running),
            queues=tuple(state.queues(now)),
            lag=self._lag(),
            disk=self._disk(now),
            holes=self._keep("holes", _MINUTE, now, lambda: tuple(coverage.holes(now - WEEK, now, now))),
            alarms=self._keep("alarms", 10 * _MINUTE, now, lambda: tuple(coverage.alarms(now))),
            months=self._keep("months", _MINUTE, now, lambda: tuple(one for one in state.months(now, DAYS) if one.enabled)),
        )

    def _keep(self, name: str, age: timedelta, now: datetime, ask: Callable[[], T]) -> T:
        until, found = self._kept.get(name, (now, None))
        if until <= now:
            found = ask()
            self._kept[name] = (now + age, found)
        return found  # type: ignore[no-any-return]  # what was kept under a name is what was asked for under it

    def _lag(self) -> int | None:
        from hemera.index import TantivyIndex
        from hemera.index.place import IndexPlace
        from hemera.store import changes

        try:
            IndexPlace(self.config.index).check()  # what is open goes on answering after it is gone
            self._index = self._index or TantivyIndex(self.config.index, writable=False)
            return max(0, changes.head() - self._index.watermark())
        except HemeraError:
            return None

    def _disk(self, now: datetime) -> Disk:
        from hemera.pipeline.room import free
        from hemera.store import state

        sizes = self._keep("sizes", _HOUR, now, lambda: sizes_of(self.config))
        growth = self._keep("growth", 10 * _MINUTE, now, lambda: state.growth(now))
        # Record, index and pictures grow with the captures.
        whole = growth * sum(sizes.values()) / sizes["captures"] if growth and sizes["captures"] else None
        return Disk(sizes, free(self.config.folder), self.config.min_free, whole)


@lru_cache(maxsize=1)
def watcher(config: Config) -> Watcher:
    """Return this process's watcher of an archive."""
    return Watcher(config)


def collectors(config: Config) -> tuple[Collector, ...]:
    """Return the collectors at work, as they last described themselves."""
    from hemera.pipeline import figures

    return tuple(_collector(slot, raw) for slot, raw in figures.living(config.folder).items())


def _collector(slot: int, raw: Mapping[str, Any]) -> Collector:
    try:
        started, written = (datetime.fromtimestamp(raw[name], UTC) for name in ("started", "written"))
        return Collector(slot, raw["pid"], started, written, raw["in_hand"], raw["tally"]["paused"], raw)
    except (KeyError, TypeError, ValueError):  # it has written nothing yet, or is of another version
        return Collector(slot)


def rates(running: tuple[Collector, ...], now: datetime) -> dict[str, float]:
    """Return how much is done a minute, over the last whole minutes; of a collector that is younger, over its life, or a minute."""
    minute = int(now.timestamp() // 60)
    found = dict.fromkeys(("polled", "fetched", "articles"), 0.0)
    for one in running:
        age = (now - one.started).total_seconds() / 60 if one.started else 0.0
        recent = [counts for then, counts in one.raw.get("minutes", {}).items() if minute - LATELY <= int(then)]
        length = min(age, LATELY + now.timestamp() % 60 / 60)
        for name in found:
            found[name] += sum(counts.get(name, 0) for counts in recent) / max(length, 1.0)
    return found


def errors(running: tuple[Collector, ...]) -> dict[str, int]:
    """Return what went wrong within the last hour, by key."""
    found: Counter[str] = Counter()
    for one in running:
        for counts in one.raw.get("minutes", {}).values():
            found.update({name[1:]: n for name, n in counts.items() if name.startswith("!")})
    return dict(found.most_common())


def sizes_of(config: Config) -> dict[str, int]:
    """Return the bytes of captures, index, media and record, file by file."""
    places = {"captures": config.captures, "index": config.index, "media": config.media}
    sizes = {name: sum(f.stat().st_size for f in path.rglob("*") if f.is_file()) for name, path in places.items()}
    return sizes | {"record": sum(f.stat().st_size for f in config.folder.glob("archive.sqlite3*"))}
