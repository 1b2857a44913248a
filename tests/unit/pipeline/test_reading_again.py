"""One run over captures: what it counts, what it writes, how it ends. Pages are 'read' by looking up what they say."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from hemera.errors import CaptureError, WorkerKilled
from hemera.jobs import PageJob, Reading, Stored
from hemera.pipeline.reprocess import IN_HAND, Reader, Reprocess, Reprocessed
from hemera.types import Block, BlockKind, Capture, CaptureRef, Doubt, Entry, Extraction, Purpose, Source

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
SOURCE = Source("phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca")
OLD = Extraction(
    url="https://phare.example/1",
    title="Titre",
    language="fr",
    blocks=(Block(BlockKind.PARAGRAPH, "Il pleut."),),
    extractor="1",
)
NEW = replace(OLD, title="Un meilleur titre", extractor="2", url="https://phare.example/elsewhere")


def stored(article: int, number: int = 1) -> Stored:
    url = f"https://phare.example/{article}"
    ref = CaptureRef(f"urn:{article}.{number}", "a.warc.gz", 0, 1, url, url, 200, "text/html", "0" * 64, NOW, "phare", Purpose.PAGE)
    job = PageJob(article, 0, SOURCE, url, Entry(url), "", "", "", 0, article, NOW)
    return Stored(article * 10 + number, article, number, f"phare/{article}", job, ref, OLD, OLD.text_sha256)


class Shelf:
    """Captures, and the pool that reads them: each says what it was given to say."""

    def __init__(self, says: dict[str, Extraction | Exception]) -> None:
        self.says = says
        self.read_so_far = 0

    def read(self, ref: CaptureRef) -> Capture:
        self.read_so_far += 1
        if isinstance(said := self.says.get(ref.record_id), CaptureError):
            raise said
        return Capture(ref, (("Content-Type", "text/html"),), ref.record_id.encode())

    def submit(self, run: object, arrived: tuple[bytes, str, str], *args: object, **more: object) -> Future[Extraction]:
        said = self.says.get(arrived[0].decode(), replace(OLD, extractor="2"))
        future: Future[Extraction] = Future()
        if isinstance(said, Exception):
            future.set_exception(said)
        else:
            future.set_result(said)
        return future


class Record:
    """Notes what it is told to write."""

    def __init__(self) -> None:
        self.corrected: list[tuple[int, Extraction, tuple[str, ...]]] = []
        self.confirmed: list[int] = []

    def correct(self, stored: Stored, reading: Reading, fields: Sequence[str], now: datetime) -> bool:
        self.corrected.append((stored.revision, reading.content, tuple(fields)))
        return True

    def confirm(self, stored: Stored, content: Extraction) -> bool:
        self.confirmed.append(stored.revision)
        return True


def run(
    says: dict[str, Extraction | Exception],
    items: Sequence[Stored],
    record: Record | None = None,
    stop: threading.Event | None = None,
    report: Callable[[Reprocessed], None] = lambda _: None,
) -> Reprocessed:
    shelf: Any = Shelf(says)
    return Reprocess(Reader(shelf, shelf, lambda _: ()), record, 2, report).run(items, stop or threading.Event())


def test_what_differs_is_counted_by_field_and_written() -> None:
    record = Record()
    done = run({"urn:2.1": NEW, "urn:2.2": NEW}, [stored(1), stored(2), stored(2, 2), stored(3)], record)
    assert (done.articles, done.read, done.same, done.changed, done.written) == (3, 4, 2, 2, 2)
    assert done.fields == {"title": 2}
    assert [sample.address for sample in done.samples] == ["phare/2", "phare/2"]
    assert record.corrected == [(n, replace(NEW, url=OLD.url), ("title",)) for n in (21, 22)]
    assert record.confirmed == [11, 31]


def test_a_dry_run_counts_the_same_and_has_nothing_to_write_to() -> None:
    done = run({"urn:1.1": NEW}, [stored(1), stored(2)])
    assert (done.same, done.changed, done.written) == (1, 1, 0)


def test_what_is_read_alike_to_the_last_detail_is_not_written_at_all() -> None:
    record = Record()
    run({"urn:1.1": OLD}, [stored(1)], record)
    assert (record.corrected, record.confirmed) == ([], [])


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (CaptureError("capture.unreadable.file"), "capture.unreadable.file"),
        (WorkerKilled("worker.killed.cpu"), "worker.killed.cpu"),
        (ValueError("a bug of ours"), "bug.ValueError"),
        (replace(NEW, doubts=(Doubt("body.consent-wall"),)), "body.consent-wall"),
    ],
)
def test_what_cannot_be_read_any_more_stays_as_it_is_and_stops_nobody(said: Extraction | Exception, reason: str) -> None:
    record = Record()
    done = run({"urn:1.1": said, "urn:2.1": NEW}, [stored(1), stored(2)], record)
    assert done.refused == {reason: 1}
    assert (done.read, done.changed) == (2, 1)
    assert [revision for revision, *_ in record.corrected] == [21]


def test_asked_to_stop_it_finishes_what_is_in_hand_and_no_more() -> None:
    stop = threading.Event()
    done = run({}, [stored(n) for n in range(1, 100)], stop=stop, report=lambda _: stop.set())
    assert done.read == IN_HAND
