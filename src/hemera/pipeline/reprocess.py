"""Reading stored captures again: with today's rules, to find what they read better; with the same, to prove the record."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Protocol

from hemera import clock
from hemera.errors import ExtractError, HemeraError
from hemera.extract.templates import Template
from hemera.jobs import Reading, Stored
from hemera.pipeline import differences, outcomes
from hemera.pipeline.desks import arrived
from hemera.pipeline.mending import corrected
from hemera.pipeline.page_desk import is_fatal, task
from hemera.protocols import CaptureStore
from hemera.types import Extraction
from hemera.workers import BoundedPool

IN_HAND = 8  # captures read ahead: their bodies are what memory is bounded by
PARTS = 8  # differences kept of one sample


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what is stored as the pipeline does, each by the templates that are named for it."""

    captures: CaptureStore
    pool: BoundedPool
    templates: Callable[[Stored], Sequence[Template]]

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
            further = [(ref.requested_url, self.captures.read(ref)) for ref in item.parts]
        except HemeraError as error:
            failed: Future[Extraction] = Future()
            failed.set_exception(error)
            return failed
        pages = [(asked, part.body, part.header("Content-Type") or "", part.ref.url) for asked, part in further]
        arrival = arrived(0, item.ref, capture)
        work = task(item.job, arrival, self.templates(item), further=pages)
        return self.pool.submit(work.run, *work.args, cpu_seconds=work.cpu_seconds)


def _result(item: Stored, future: Future[Extraction]) -> tuple[Stored, Extraction | HemeraError]:
    """Wait for a reading; a bug of ours on one page is a page that cannot be read, and no reason to leave the others."""
    found: list[Extraction | HemeraError] = []

    def wait() -> None:
        try:
            found.append(future.result())
        except HemeraError as error:
            found.append(error)

    outcomes.guarded(f"reading {item.address} again", wait, lambda key: found.append(ExtractError(key, key)))
    return item, found[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to read, and what to do with what reads otherwise."""

    limit: int | None  # articles
    write: bool
    samples: int  # differences to keep for a look


@dataclass(frozen=True, slots=True)
class Sample:
    """One reading that differs, to be looked at."""

    address: str  # source/number
    revision: int
    fields: tuple[str, ...]
    differences: tuple[differences.Difference, ...]


@dataclass(slots=True)
class Reprocessed:
    """What reading again came to. ``read`` counts captures; ``refused``: the new reading is no article, the old one stays."""

    articles: int = 0
    read: int = 0
    same: int = 0
    changed: int = 0
    written: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)


class Corrections(Protocol):
    """Where readings are written, each in one transaction; False where the record has moved on meanwhile."""

    def correct(self, stored: Stored, reading: Reading, fields: Sequence[str], now: datetime) -> bool:
        """Put a better reading in the place of the one compared, which is kept."""
        ...

    def confirm(self, stored: Stored, content: Extraction) -> bool:
        """Note that today's rules, too, read what is shown."""
        ...


@dataclass(frozen=True, slots=True)
class Reprocess:
    """One run over captures: compares, counts, and in a ``record`` puts better readings in the place of the old."""

    reader: Reader
    record: Corrections | None  # None: nothing is written
    samples: int
    report: Callable[[Reprocessed], None]

    def run(self, stored: Iterable[Stored], stop: threading.Event) -> Reprocessed:
        """Read revisions again, those of one article in a row; ``stop`` ends it when what is in hand is done."""
        done, article = Reprocessed(), 0
        for item, result in self.reader.again(_until(stop, stored)):
            done.articles += item.article != article
            article = item.article
            done.read += 1
            self._settle(done, item, result)
            self.report(done)
        return done

    def _settle(self, done: Reprocessed, item: Stored, result: Extraction | HemeraError) -> None:
        problem = _problem(result)
        if problem or isinstance(result, HemeraError):
            done.refused[problem] += 1
            return
        reading = corrected(item, result)
        new = reading.content
        fields = differences.fields(item.content, new)
        if not fields:
            done.same += 1
            if self.record is not None and new != item.content:
                self.record.confirm(item, new)
            return
        done.changed += 1
        done.fields.update(fields)
        if len(done.samples) < self.samples:
            done.samples.append(_sample(item, new, fields))
        if self.record is not None:
            done.written += self.record.correct(item, reading, fields, clock.now())


def _until(stop: threading.Event, stored: Iterable[Stored]) -> Iterator[Stored]:
    for item in stored:
        if stop.is_set():
            return
        yield item


def _problem(result: Extraction | HemeraError) -> str:
    if isinstance(result, HemeraError):
        return result.key
    return is_fatal(result) or ""


def _sample(item: Stored, new: Extraction, fields: tuple[str, ...]) -> Sample:
    parts = tuple(islice(differences.differences(item.content, new), PARTS))
    return Sample(item.address, item.number, fields, parts)
