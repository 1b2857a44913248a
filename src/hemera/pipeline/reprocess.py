"""Reading stored captures again: with today's rules, to find what they read better; with the same, to prove the record."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from hemera import clock, revisions, stories
from hemera.errors import HemeraError
from hemera.jobs import Arrival, Reading, Stored
from hemera.pipeline.page_desk import FATAL, PageDesk
from hemera.protocols import CaptureStore
from hemera.types import Extraction, RevisionKind
from hemera.workers import BoundedPool

IN_HAND = 8  # captures read ahead: their bodies are what memory is bounded by
SAMPLES = 5
FIELDS = (
    "title", "language", "authors", "agency", "published", "section", "lead", "blocks", "image", "kind", "partial",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what is stored as the pipeline did when it came."""

    captures: CaptureStore
    pool: BoundedPool
    desk: PageDesk

    def again(self, stored: Iterable[Stored]) -> Iterator[tuple[Stored, Extraction | HemeraError]]:
        """Yield what each capture says today, or why it cannot be read; in order, a few at a time in the child processes."""
        waiting: deque[tuple[Stored, Future[Extraction]]] = deque()
        for item in stored:
            waiting.append((item, self._start(item)))
            if len(waiting) >= IN_HAND:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())

    def _start(self, item: Stored) -> Future[Extraction]:
        try:
            capture = self.captures.read(item.ref)
        except HemeraError as error:
            failed: Future[Extraction] = Future()
            failed.set_exception(error)
            return failed
        task = self.desk.task(item.job, Arrival(0, item.ref, capture.body, capture.header("Content-Type") or ""))
        return self.pool.submit(task.run, *task.args, cpu_seconds=task.cpu_seconds)


def _result(item: Stored, future: Future[Extraction]) -> tuple[Stored, Extraction | HemeraError]:
    try:
        return item, future.result()
    except HemeraError as error:
        return item, error


@dataclass(frozen=True, slots=True)
class Sample:
    """One difference, to be looked at."""

    address: str
    fields: tuple[str, ...]
    changes: tuple[revisions.Change, ...]  # title and paragraphs; those that stayed are left out


@dataclass(slots=True)
class Reprocessed:
    """What reading again came to. ``refused``: the new reading is no article, the old one stays."""

    read: int = 0
    same: int = 0
    changed: int = 0
    written: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)


class Corrections(Protocol):
    """Where a better reading is written."""

    def __call__(self, stored: Stored, reading: Reading, now: datetime) -> bool: ...


def reprocess(
    reader: Reader,
    stored: Iterable[Stored],
    write: Corrections | None,
    stop: threading.Event,
    report: Callable[[Reprocessed], None] = lambda _: None,
) -> Reprocessed:
    """Read shown revisions again; with ``write`` put what reads otherwise in their place, as a correction of ours."""
    done = Reprocessed()
    for item, result in reader.again(_until(stop, stored)):
        done.read += 1
        problem = _problem(result)
        if problem or isinstance(result, HemeraError):
            done.refused[problem] += 1
        else:
            _compare(done, item, result, write)
        report(done)
    return done


def _until(stop: threading.Event, stored: Iterable[Stored]) -> Iterator[Stored]:
    for item in stored:
        if stop.is_set():
            return
        yield item


def _problem(result: Extraction | HemeraError) -> str:
    if isinstance(result, HemeraError):
        return result.key
    return next((doubt.code for doubt in result.doubts if doubt.code in FATAL), "")


def _compare(done: Reprocessed, item: Stored, new: Extraction, write: Corrections | None) -> None:
    new = replace(new, url=item.content.url)  # an article keeps the address it is known by
    fields = differences(item.content, new)
    if not fields:
        done.same += 1
        return
    done.changed += 1
    done.fields.update(fields)
    if len(done.samples) < SAMPLES:
        moved = tuple(change for change in revisions.diff(item.content, new) if change.op != "equal")
        done.samples.append(Sample(item.address, fields, moved))
    if write is not None:
        reading = Reading(new, RevisionKind.CORRECTED, item.article, None, stories.bands(new.text))
        done.written += write(item, reading, clock.now())


def differences(old: Extraction, new: Extraction) -> tuple[str, ...]:
    """Name the fields a reader would see differ."""
    return tuple(name for name in FIELDS if getattr(old, name) != getattr(new, name))
