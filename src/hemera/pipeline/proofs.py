"""What ``verify`` does with files, rows and index: a function for each check that is not the record's own. Nothing here writes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Protocol

from hemera import urls
from hemera.errors import CaptureError, HemeraError, IndexUnusable, ParseError
from hemera.httpcontent import KEPT_RAW
from hemera.jobs import Found, Stored
from hemera.pipeline.reprocess import Reader
from hemera.pipeline.tasks import CPU_SECONDS, read_feed
from hemera.protocols import CaptureStore, Index
from hemera.types import CaptureRef, Feed, FeedDocument

NEWEST = 200  # captures and revisions looked into when it shall be fast
FEW = NEWEST // 10  # pages and feeds read again then
MOST = 1000  # problems told of one check
SLACK = 0.05  # share of a gap that two readings of a clock which is being set may lack
BATCH = 500
AHEAD = 8  # feeds read ahead


class Records(Protocol):
    """What is asked of the record; ``store.checks`` answers."""

    def captures(self, newest: int | None = None) -> Iterator[CaptureRef]: ...
    def count_captures(self) -> int: ...
    def places(self, record_ids: Iterable[str]) -> dict[str, CaptureRef]: ...
    def ends(self) -> dict[str, int]: ...
    def asked_since(self, moment: datetime) -> Iterator[tuple[str, datetime, float | None]]: ...
    def feeds_read(self, newest: int | None = None) -> Iterator[tuple[CaptureRef, Feed, str]]: ...
    def announced(self, source: str, addresses: Iterable[str]) -> set[str]: ...
    def pictures(self) -> Iterator[str]: ...
    def public_ids(self) -> Iterator[int]: ...
    def head(self) -> int: ...
    def pending(self, watermark: int) -> set[int]: ...
    def stored(self, newest: int | None = None) -> Iterator[Stored]: ...
    def revisions(self, newest: int | None) -> Found: ...
    def templates(self) -> Found: ...
    def unique(self) -> Found: ...
    def entries(self) -> Found: ...
    def waiting(self) -> Found: ...
    def sequence(self) -> Found: ...
    def lease_times(self, now: datetime) -> Found: ...
    def counters(self) -> Found: ...
    def dates(self) -> Found: ...
    def numbers(self) -> Found: ...
    def integrity(self) -> Found: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """An archive to be proved. ``gap`` is the default between two requests; gaps are judged from ``polite_since`` on."""

    records: Records
    captures: CaptureStore
    index: Callable[[], Index]  # opened when it is its turn: it may be missing
    picture_exists: Callable[[str], bool]
    blocks: Callable[[], Found]
    frozen: Callable[[], Found]
    reader: Reader
    extractor: str  # version of today's rules
    gap: float
    polite_since: datetime
    deep: bool = False
    progress: Callable[[str, int, int], None] = lambda *_: None  # what is looked at, how many, of how many

    @property
    def newest(self) -> int | None:
        return None if self.deep else NEWEST


def captures_readable(subject: Subject) -> Found:
    ends = subject.records.ends()  # before the sizes: a collector may be writing
    sizes = subject.captures.sizes()
    problems = [_short(file, end, sizes) for file, end in ends.items() if end > sizes.get(file, 0)]
    total = subject.records.count_captures()
    total, count = total if subject.newest is None else min(total, subject.newest), 0
    for ref in subject.records.captures(subject.newest):
        count += 1
        subject.progress("captures read and hashed", count, total)
        try:
            subject.captures.read(ref)
        except CaptureError as error:
            if error.details.get("reason") in KEPT_RAW:  # whole as it came, and it came in a coding nobody can undo
                continue
            problems.append(f"{ref.file} byte {ref.offset}: {ref.url} of {ref.fetched_at:%Y-%m-%d %H:%M:%S}: {error}")
    return found(count, problems)


def _short(file: str, end: int, sizes: Mapping[str, int]) -> str:
    if file not in sizes:
        return f"{file}: the file is missing, and rows name {end} bytes of it"
    return f"{file}: the file has {sizes[file]} bytes, and rows name {end} of it"


def records_have_rows(subject: Subject) -> Found:
    """Look behind the last recorded byte of every file; deep, through all of it, for damage and copies too."""
    ends = subject.records.ends()
    missing: dict[str, str] = {}
    problems, copies, count = [], dict[str, int](), 0
    sizes = subject.captures.sizes()
    passed, total = 0, sum(sizes.values())
    for file, size in sizes.items():
        start = 0 if subject.deep else ends.get(file, 0)
        looked = subject.captures.examine(file, start) if size > start else iter(())
        while batch := list(islice(looked, BATCH)):
            refs = [each for each in batch if isinstance(each, CaptureRef)]
            count += len(refs)
            known = subject.records.places(ref.record_id for ref in refs)
            missing |= {ref.record_id: ref.url for ref in refs if ref.record_id not in known}
            copies[file] = copies.get(file, 0) + sum(_is_copy(ref, known) for ref in refs)
            # Behind the last recorded byte lies what a crash tore, or what is being written: nothing was promised of it.
            damaged = (each for each in batch if not isinstance(each, CaptureRef) and each.offset < ends.get(file, 0))
            problems += [f"{file}: {each.length} bytes from byte {each.offset} on: {each.why}" for each in damaged]
            subject.progress("capture files", passed + batch[-1].offset, total)
        passed += size
    if missing:  # a collector writes the row right after the record: look twice
        time.sleep(1)
        for record_id in subject.records.places(missing):
            del missing[record_id]
    problems += [f"{record_id} {url}: has no row" for record_id, url in missing.items()]
    notes = tuple(f"{file}: {number} records of it lie elsewhere too: it is a copy" for file, number in copies.items() if number)
    return Found(count, tuple(problems[:MOST]), notes)


def _is_copy(ref: CaptureRef, known: Mapping[str, CaptureRef]) -> bool:
    row = known.get(ref.record_id)
    return row is not None and (row.file, row.offset) != (ref.file, ref.offset)


def pictures_kept(subject: Subject) -> Found:
    missing, count = [], 0
    for sha256 in subject.records.pictures():
        count += 1
        if not subject.picture_exists(sha256):
            missing.append(f"{sha256}: no file")
    return found(count, missing)


def extracted_again(subject: Subject) -> Found:
    """Read the captures of revisions again that today's rules have read, and expect the same text."""
    ours = (item for item in subject.records.stored(subject.newest) if item.content.extractor == subject.extractor)
    problems, count = [], 0
    for item, result in subject.reader.again(islice(ours, None if subject.deep else FEW)):
        count += 1
        subject.progress("pages read again", count, 0)
        if isinstance(result, HemeraError):
            problems.append(f"{item.address} revision {item.number}: {result}")
        elif result.text_sha256 != item.text_sha256:
            problems.append(f"{item.address} revision {item.number}: the same rules read another text now")
    return found(count, problems)


def announced_kept(subject: Subject) -> Found:
    """Read feeds again, and expect an entry for everything they announced."""
    problems, count = [], 0
    for ref, result in _feeds_again(subject):
        count += 1
        subject.progress("feeds read again", count, 0)
        if isinstance(result, HemeraError):
            problems.append(f"{ref.url} of {ref.fetched_at:%Y-%m-%d %H:%M:%S}: {result}")
            continue
        addresses = {entry.url for entry in result.entries}
        lost = addresses - subject.records.announced(ref.source, addresses)
        problems += [f"{ref.source} {url}: announced by {ref.url}, and there is no entry" for url in sorted(lost)]
    return found(count, problems)


def _feeds_again(subject: Subject) -> Iterator[tuple[CaptureRef, FeedDocument | HemeraError]]:
    waiting: deque[tuple[CaptureRef, Future[FeedDocument]]] = deque()
    for ref, feed, zone in subject.records.feeds_read(None if subject.deep else FEW):
        waiting.append((ref, _start(subject, ref, feed, zone)))
        if len(waiting) >= AHEAD:
            yield _outcome(*waiting.popleft())
    while waiting:
        yield _outcome(*waiting.popleft())


def _start(subject: Subject, ref: CaptureRef, feed: Feed, zone: str) -> Future[FeedDocument]:
    try:
        capture = subject.captures.read(ref)
    except CaptureError as error:
        failed: Future[FeedDocument] = Future()
        failed.set_exception(error)
        return failed
    arrived = (capture.body, capture.header("Content-Type") or "", ref.url, ref.fetched_at)
    return subject.reader.pool.submit(read_feed, arrived, feed, zone, cpu_seconds=CPU_SECONDS["feed"])


def _outcome(ref: CaptureRef, future: Future[FeedDocument]) -> tuple[CaptureRef, FeedDocument | HemeraError]:
    try:
        return ref, future.result()
    except HemeraError as error:
        return ref, error


def index_agrees(subject: Subject) -> Found:
    try:
        index = subject.index()
    except IndexUnusable as error:
        if error.key == "index.missing" and next(subject.records.public_ids(), None) is None:
            return Found(0)  # nothing was ever to be found
        raise
    try:
        watermark = index.watermark()
        indexed = set(index.ids())
    finally:
        index.close()
    public = set(subject.records.public_ids())
    pending = subject.records.pending(watermark)  # read last: what changed meanwhile is in it
    problems = [f"article {pk} is found, and is not public" for pk in sorted(indexed - public - pending)]
    problems += [f"article {pk} is public, and is not found" for pk in sorted(public - indexed - pending)]
    if watermark > subject.records.head():
        problems.append("the index is ahead of the record: it is of another archive")
    return found(len(indexed), problems)


def hosts_left_alone(subject: Subject) -> Found:
    last: dict[str, datetime] = {}
    problems, count = [], 0
    for url, moment, own in subject.records.asked_since(subject.polite_since):
        count += 1
        host, gap = _host(url), subject.gap if own is None else own
        apart = (moment - last[host]).total_seconds() if host in last else gap
        if apart < gap * (1 - SLACK):
            problems.append(f"{host}: two requests {apart:.2f} s apart at {moment:%Y-%m-%d %H:%M:%S}, the gap is {gap:g} s")
        last[host] = moment
    return found(count, problems)


def _host(url: str) -> str:
    try:
        return urls.host_key(url)
    except ParseError:
        return url


def found(checked: int, problems: list[str]) -> Found:
    """Return what a check came to, so many problems at most."""
    return Found(checked, tuple(problems[:MOST]))
