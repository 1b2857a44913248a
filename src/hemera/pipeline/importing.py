"""Importing the WARC files of others, in two steps: files are read one after the other, what is wanted of them is copied into our
captures; then the copies are read in the order of their own dates, and become articles on the ordinary road.

    file → records → catalogue → what is here already → captures (on disk, fsynced) → rows, and how far the file is read
    captures by date → read in a bounded child, by the source's templates → revisions → index

Killed anywhere, the next run goes on: a file from its last checkpoint, the copies from those not read yet.
"""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hemera import clock, faults, languages
from hemera.errors import CaptureError
from hemera.jobs import Arrival, ForeignFile, Held, ImportJob, Offered, PageJob, PartJob, Passed
from hemera.pipeline.desks import Office
from hemera.pipeline.owners import Owners
from hemera.pipeline.page_desk import PageDesk
from hemera.pipeline.tasks import PageRead, ReadCapture
from hemera.protocols import Store
from hemera.types import CaptureRef, Extraction

ENDINGS = (".warc", ".warc.gz")
IMPORTED, DUPLICATE, DUPLICATE_ID = "imported", "duplicate", "duplicate-id"  # what becomes of a page on offer
LANGUAGE = "import.language"  # why a page is discarded: it is in none of the languages asked for
BATCH = 256  # pages copied under one fsync and one commit
BATCH_BYTES = 16 << 20  # of them, packed: what memory is bounded by
CHECKPOINT = 8_192  # records passed over after which the place is noted, too
_HEAD = 64 << 10  # bytes a file is known by

Owner = Callable[[str], tuple[str, str]]
Walk = Callable[[Path, int, Owner], Iterator[Offered | Passed]]


class Record(Protocol):
    """What is asked of the record; ``store.imports`` answers."""

    def begin(self, file: ForeignFile, now: datetime, *, again: bool = False) -> ImportJob: ...
    def held(self, pages: Sequence[Offered]) -> Held: ...
    def keep(self, job: ImportJob, refs: Sequence[CaptureRef], offset: int, counts: Counter[str]) -> None: ...
    def end(self, job: ImportJob, now: datetime, error: str = "") -> None: ...


class Copies(Protocol):
    """Where records are copied to; ``captures`` gives it."""

    def copy(self, pages: Sequence[Offered], origin: str) -> list[CaptureRef]: ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of an import."""

    sources: tuple[str, ...] = ()  # only these; empty: all
    languages: tuple[str, ...] = ()  # only these; empty: all
    again: bool = False  # read files anew that were read already
    dry_run: bool = False

    @property
    def digest(self) -> str:
        """What tells two jobs on one file apart."""
        said = "\n".join((*sorted(self.sources), "", *sorted(self.languages)))
        return hashlib.sha256(said.encode()).hexdigest() if self.sources or self.languages else ""


@dataclass(slots=True)
class Imported:
    """What an import came to so far. ``counts`` says what became of each record; they sum up to ``records``."""

    files: int = 0
    before: int = 0  # files that were imported already
    bytes_read: int = 0
    bytes_total: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)  # file -> why it is not read, in English
    origins: list[str] = field(default_factory=list)

    @property
    def records(self) -> int:
        return self.counts.total()


# -- files -------------------------------------------------------------------------------------------------------------


def find(paths: Iterable[Path], refused: dict[str, str]) -> Iterator[Path]:
    """Yield the WARC files that are named, or lie in folders that are, by name; links in folders are not followed."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, below, names in os.walk(path):
            below.sort()
            for name in sorted(names):
                if name.endswith(ENDINGS):
                    yield from _plain(Path(folder) / name, refused)


def _plain(path: Path, refused: dict[str, str]) -> Iterator[Path]:
    if path.is_symlink() or not stat.S_ISREG(path.stat().st_mode):
        refused[str(path)] = "not a plain file: links and devices in a folder are not followed"
    else:
        yield path


def identify(path: Path, wish: Wish) -> ForeignFile:
    """Say what a file is known by; raises ``CaptureError`` where it cannot be read."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise CaptureError("import.no-file", "{file} is not a plain file.", file=path.name)
        with path.open("rb") as file:
            head = hashlib.sha256(file.read(_HEAD)).hexdigest()
    except OSError as error:
        raise CaptureError("import.no-file", "{file} cannot be read: {reason}", file=path.name, reason=error.strerror) from error
    name = "".join(c if c.isprintable() else "?" for c in os.fsencode(path.name).decode("utf-8", "replace"))
    return ForeignFile(" ".join(name.split())[:200], head, path.stat().st_size, wish.digest)


# -- records -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Importing:
    """Reads files, and copies what is wanted of them. ``copies`` None: a dry run, which writes nothing."""

    record: Record
    copies: Copies | None
    walk: Walk
    owners: Owners
    wish: Wish
    report: Callable[[Imported], None] = lambda _: None
    done: Imported = field(default_factory=Imported)

    def run(self, paths: Sequence[Path], stop: threading.Event) -> Imported:
        """Read all files, or until ``stop``; one that cannot be read is no reason to leave the others."""
        self.done.bytes_total = sum(path.stat().st_size for path in paths if path.exists())
        for path in paths:
            if stop.is_set():
                break
            try:
                self._file(path, identify(path, self.wish), stop)
            except CaptureError as error:
                if not error.key.startswith("import."):
                    raise  # our own disk
                self.done.refused[str(path)] = str(error)
        return self.done

    def _file(self, path: Path, file: ForeignFile, stop: threading.Event) -> None:
        job = self.record.begin(file, clock.now(), again=self.wish.again)
        self.done.origins.append(file.name)
        base = self.done.bytes_read
        if job.ended:
            self.done.before += 1
        else:
            self.done.files += 1
            reading = _Reading(self, job, base)
            try:
                if not reading.through(self.walk(path, job.offset, self.owners), file.size, stop):
                    return
            except CaptureError as error:
                if error.key.startswith("import."):
                    self.record.end(job, clock.now(), error.key)
                raise
            self.record.end(job, clock.now())
        self.done.bytes_read = base + file.size
        self.report(self.done)


class _Reading:
    """One file on its way through."""

    def __init__(self, importing: Importing, job: ImportJob, base: int) -> None:
        self.importing, self.job, self.base = importing, job, base
        self.counts = Counter(job.counts)
        self.batch: list[Offered] = []
        self.passed: Counter[str] = Counter()
        self.size = 0

    def through(self, items: Iterator[Offered | Passed], end: int, stop: threading.Event) -> bool:
        """Read to the end; False where ``stop`` was set before."""
        for item in items:
            if len(self.batch) >= BATCH or self.size >= BATCH_BYTES or self.passed.total() >= CHECKPOINT:
                self._settle(item.offset)
                if stop.is_set():
                    return False
            self._take(item)
        self._settle(end)
        return True

    def _take(self, item: Offered | Passed) -> None:
        if isinstance(item, Passed):
            self.passed[item.reason] += 1
            return
        self.batch.append(item)
        self.size += len(item.member)

    def _settle(self, offset: int) -> None:
        """Copy what is new of a batch, then note it, and that all before ``offset`` is dealt with."""
        judged = list(sort(self.batch, self.importing.record.held(self.batch) if self.batch else Held(), self.job.name))
        fresh = [page for page, what in judged if what is None]
        here = Counter(what or IMPORTED for _, what in judged) + self.passed
        self.counts += here
        copies = self.importing.copies
        refs = copies.copy(fresh, self.job.name) if copies and fresh else []
        faults.point("import.copied")
        self.importing.record.keep(self.job, refs, offset, self.counts)
        faults.point("import.kept")
        done = self.importing.done
        done.counts += here
        done.bytes_read = self.base + offset
        self.importing.report(done)
        self.batch, self.passed, self.size = [], Counter(), 0


def sort(batch: Iterable[Offered], held: Held, origin: str) -> Iterator[tuple[Offered, str | None]]:
    """Yield each page with None where it is to be copied, else with what it is. Within a batch the first of two counts.

    A page that is here already as this very record was copied by a run that did not live to note it: it is imported.
    """
    payloads, places = set(held.payloads), dict(held.places)
    for page in batch:
        here = places.get(page.record_id)
        if here == (origin, page.offset):
            yield page, IMPORTED
        elif (page.url, page.sha256) in payloads:
            yield page, DUPLICATE
        elif here is not None:
            yield page, DUPLICATE_ID
        else:
            yield page, None
        payloads.add((page.url, page.sha256))
        places.setdefault(page.record_id, (origin, -1))


# -- pages -------------------------------------------------------------------------------------------------------------


class Dated(Store, Protocol):
    """A record that is told when the page in hand was fetched."""

    at: datetime


class PastDesk(PageDesk):
    """Turns pages of the past into articles. ``wanted`` languages are the only ones kept; empty: all are."""

    def __init__(self, office: Office, past: Dated, wanted: Sequence[str], read_capture: ReadCapture) -> None:
        super().__init__(office, read_capture)
        self.past, self.wanted = past, frozenset(filter(None, map(languages.primary, wanted)))

    def read(self, job: PageJob, found: Extraction | PageRead, arrival: Arrival, now: datetime) -> PartJob | None:
        content = found.content if isinstance(found, PageRead) else found
        if self.wanted and languages.primary(content.language) not in self.wanted:
            self.past.discard(job, LANGUAGE, now, arrival.capture)
            self.office.tally.discarded[LANGUAGE] += 1
            return None
        return super().read(job, found, arrival, now)

    def _linked(self, article: int, job: PageJob, led: str, now: datetime) -> None:
        """A page of the past says nothing of where it is today."""

    def _gone(self, job: PageJob, reason: str, now: datetime, capture: int | None = None) -> None:
        self.past.discard(job, reason, now, capture)
        self.office.tally.discarded[reason] += 1

    def finish(self, job: PageJob, page: PageRead, arrival: Arrival, now: datetime) -> None:
        self.past.at = now
        super().finish(job, page, arrival, now)
