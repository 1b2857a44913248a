"""What a run does first: make the record agree with what reached the disk, after a crash or when the record was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from hemera import clock, faults
from hemera.errors import CaptureError
from hemera.jobs import Numbered
from hemera.pipeline.journal import Journal, Key
from hemera.protocols import CaptureStore
from hemera.types import CaptureRef

BATCH = 500


class Recovering(Protocol):
    """What is asked of the record; ``store.rebuilding`` answers."""

    def newest_article(self) -> int: ...
    def numbered(self, after: int) -> Iterator[Numbered]: ...
    def states(self) -> Iterable[tuple[Key, Mapping[str, Any]]]: ...
    def fingerprint(self) -> str: ...
    def restore_states(self, states: Mapping[Key, Mapping[str, Any]], now: datetime) -> int: ...
    def expect(self, lines: Iterable[Numbered]) -> int: ...
    def ends(self) -> dict[str, int]: ...
    def places(self, record_ids: Iterable[str]) -> dict[str, CaptureRef]: ...
    def adopt(self, refs: Sequence[CaptureRef]) -> int: ...
    def move(self, ref: CaptureRef) -> None: ...


def recover(captures: CaptureStore, record: Recovering, journal: Journal) -> int:
    """Cut torn tails, give a row to every capture behind the last recorded one of its file; return how many were adopted.

    Where the record turns out to be lost or set back, what lies beside it is taken up first: an article that is read again
    gets the number it had.
    """
    ends = record.ends()
    captures.repair(ends)
    if journal.is_ahead_of(record):
        take_up(record, journal)
    adopted = 0
    for file, size in captures.sizes().items():
        end = ends.get(file, 0)
        if size > end and not captures.is_held(file):
            adopted += _adopt(record, captures.scan(file, end))
    return adopted


def take_up(record: Recovering, journal: Journal) -> int:
    """Take up what the logs beside the record tell; return how many articles are awaited."""
    record.restore_states(journal.read_states(), clock.now())
    awaited = record.expect(journal.read_numbers())
    if journal.is_ahead_of(record):
        journal.begin_anew(record)
    return awaited


def _adopt(record: Recovering, refs: Iterator[CaptureRef]) -> int:
    return sum(record.adopt(batch) for batch in iter(lambda: list(islice(refs, BATCH)), []))


def adopt_all(captures: CaptureStore, record: Recovering, report: Callable[[int, int], None] = lambda *_: None) -> tuple[int, int]:
    """Look through every capture file for records without a row; return how many were adopted, and how many rows moved.

    A row whose bytes cannot be read any more is moved to another copy of its record, where there is one.
    """
    sizes, passed, adopted, moved = captures.sizes(), 0, 0, 0
    for file, size in sizes.items():
        refs = captures.scan(file)
        while batch := list(islice(refs, BATCH)):
            moved += _moved(captures, record, batch)
            adopted += record.adopt(batch)
            report(passed + batch[-1].offset, sum(sizes.values()))
            faults.point("rebuild.adopted")
        passed += size
    return adopted, moved


def _moved(captures: CaptureStore, record: Recovering, refs: Sequence[CaptureRef]) -> int:
    known = record.places(ref.record_id for ref in refs)
    count = 0
    for ref in refs:
        place = known.get(ref.record_id)
        if place and (place.file, place.offset) != (ref.file, ref.offset) and not _readable(captures, place):
            record.move(ref)
            count += 1
    return count


def _readable(captures: CaptureStore, ref: CaptureRef) -> bool:
    try:
        captures.read(ref)
    except CaptureError:
        return False
    return True
