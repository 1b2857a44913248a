"""Proving an archive: the invariants it rests on, each a named check that tells what it found wrong. Nothing here writes.

Fast by default: rows, files, counts, and the newest captures read. ``deep`` reads and hashes every capture, and extracts
every article again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Protocol

from hemera import clock, urls
from hemera.errors import CaptureError, HemeraError, ParseError
from hemera.jobs import Found, Stored
from hemera.pipeline.reprocess import Reader
from hemera.protocols import CaptureStore, Index
from hemera.types import CaptureRef

NEWEST = 200  # captures and revisions looked into when it shall be fast
MOST = 1000  # problems told of one check
SLACK = 0.05  # share of a gap that two readings of a clock which is being set may lack


class Records(Protocol):
    """What is asked of the record; ``store.checks`` answers."""

    def captures(self, newest: int | None = None) -> Iterator[CaptureRef]: ...
    def recorded(self, record_ids: Iterable[str]) -> set[str]: ...
    def ends(self) -> dict[str, int]: ...
    def asked_since(self, moment: datetime) -> Iterator[tuple[str, datetime, float | None]]: ...
    def pictures(self) -> Iterator[str]: ...
    def public_ids(self) -> Iterator[int]: ...
    def head(self) -> int: ...
    def pending(self, watermark: int) -> set[int]: ...
    def stored(self, newest: int | None = None) -> Iterator[Stored]: ...
    def revisions(self, newest: int | None) -> Found: ...
    def templates(self) -> Found: ...
    def unique(self) -> Found: ...
    def entries(self) -> Found: ...
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
    reader: Reader
    extractor: str  # version of today's rules
    gap: float
    polite_since: datetime
    deep: bool = False

    @property
    def newest(self) -> int | None:
        return None if self.deep else NEWEST


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant, by its number in ARCHITECTURE.md; 0 for what all of them rest on."""

    number: int
    name: str
    says: str
    run: Callable[[Subject], Found]


@dataclass(frozen=True, slots=True)
class Result:
    """What a check came to."""

    check: Check
    found: Found
    seconds: float

    @property
    def good(self) -> bool:
        return not self.found.problems


def verify(subject: Subject, report: Callable[[Result], None] = lambda _: None) -> list[Result]:
    """Run every check; ``report`` is called after each."""
    results = []
    for check in CHECKS:
        began = time.monotonic()
        try:
            found = check.run(subject)
        except HemeraError as error:
            found = Found(0, (str(error),))
        results.append(Result(check, found, time.monotonic() - began))
        report(results[-1])
    return results


def captures_readable(subject: Subject) -> Found:
    ends = subject.records.ends()  # before the sizes: a collector may be writing
    sizes = subject.captures.sizes()
    short = [(file, end, sizes.get(file, 0)) for file, end in ends.items() if end > sizes.get(file, 0)]
    problems = [f"{file}: rows reach to byte {end}, the file has {size}" for file, end, size in short]
    count = 0
    for ref in subject.records.captures(subject.newest):
        count += 1
        try:
            subject.captures.read(ref)
        except CaptureError as error:
            problems.append(f"{ref.record_id} {ref.url}: {error}")
    return _found(count, problems)


def records_have_rows(subject: Subject) -> Found:
    """Look behind the last recorded byte of every file; deep, through all of it."""
    ends = subject.records.ends()
    missing: dict[str, str] = {}
    count = 0
    for file, size in subject.captures.sizes().items():
        start = 0 if subject.deep else ends.get(file, 0)
        refs = subject.captures.scan(file, start) if size > start else iter(())
        while batch := list(islice(refs, 500)):
            count += len(batch)
            known = subject.records.recorded(ref.record_id for ref in batch)
            missing |= {ref.record_id: ref.url for ref in batch if ref.record_id not in known}
    if missing:  # a collector writes the row right after the record: look twice
        time.sleep(1)
        for record_id in subject.records.recorded(missing):
            del missing[record_id]
    return _found(count, [f"{record_id} {url}: no row; `hemera update` gives it one" for record_id, url in missing.items()])


def pictures_kept(subject: Subject) -> Found:
    missing, count = [], 0
    for sha256 in subject.records.pictures():
        count += 1
        if not subject.picture_exists(sha256):
            missing.append(f"{sha256}: no file")
    return _found(count, missing)


def extracted_again(subject: Subject) -> Found:
    """Read the captures of revisions again that today's rules have read, and expect the same text."""
    ours = (item for item in subject.records.stored(subject.newest) if item.content.extractor == subject.extractor)
    problems, count = [], 0
    for item, result in subject.reader.again(islice(ours, None if subject.deep else NEWEST // 10)):
        count += 1
        if isinstance(result, HemeraError):
            problems.append(f"{item.address} revision {item.number}: {result}")
        elif result.text_sha256 != item.text_sha256:
            problems.append(f"{item.address} revision {item.number}: the same rules read another text now")
    return _found(count, problems)


def index_agrees(subject: Subject) -> Found:
    index = subject.index()
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
        problems.append("the index is ahead of the record: it is of another archive; `hemera reindex` rebuilds it")
    return _found(len(indexed), problems)


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
    return _found(count, problems)


def _host(url: str) -> str:
    try:
        return urls.host_key(url)
    except ParseError:
        return url


def _found(checked: int, problems: list[str]) -> Found:
    return Found(checked, tuple(problems[:MOST]))


CHECKS = (
    Check(0, "database", "the database is whole", lambda s: s.records.integrity()),
    Check(1, "captures", "every capture's bytes are there and match their hash", captures_readable),
    Check(1, "pictures", "every picture's files are there", pictures_kept),
    Check(2, "records", "every WARC record has a row", records_have_rows),
    Check(
        3, "revisions", "every revision names its capture and rules, and matches its hash", lambda s: s.records.revisions(s.newest)
    ),
    Check(3, "templates", "what was learned is whole, and whatever read a page is there", lambda s: s.records.templates()),
    Check(3, "extraction", "the same rules read the same text again", extracted_again),
    Check(4, "addresses", "no article or entry is there twice", lambda s: s.records.unique()),
    Check(5, "entries", "every entry is accounted for", lambda s: s.records.entries()),
    Check(6, "leases", "no lease outlives its time", lambda s: s.records.lease_times(clock.now())),
    Check(7, "index", "the index holds what is public, no more and no less", index_agrees),
    Check(8, "counters", "counters equal recounts", lambda s: s.records.counters()),
    Check(9, "dates", "every date is within reason and says where it came from", lambda s: s.records.dates()),
    Check(10, "politeness", "no host was asked twice within its gap", hosts_left_alone),
    Check(11, "blocks", "every decision in blocks.log is in force", lambda s: s.blocks()),
    Check(12, "numbers", "nothing was deleted, what is withdrawn says why", lambda s: s.records.numbers()),
)
