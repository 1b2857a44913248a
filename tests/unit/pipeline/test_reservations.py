"""What answers say of a site's well-known file: it is there, there is none, there is none any more, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from hemera.errors import FetchError
from hemera.jobs import Arrival, ReservationJob
from hemera.pipeline.reservation_desk import EVERY, REMOVED, RETRY, ReservationDesk
from hemera.types import CaptureRef, Purpose, Source

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
URL = "https://phare.example/.well-known/tdmrep.json"
JOB = ReservationJob(1, 1, Source("phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "UTC"), URL, "", "", "0" * 64)


class Record:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def read_reservation(self, job: ReservationJob, rules: tuple[Any, ...], arrival: Arrival | None, *_: Any) -> None:
        self.told.append(("rules", rules, arrival))

    def put_off_reservation(self, job: ReservationJob, due_at: datetime, error: str, *_: Any) -> None:
        self.told.append(("put off", due_at - NOW, error))

    def note(self, source: str, key: str, *_: Any) -> None:
        self.told.append(("note", key))


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.fixture
def desk(record: Record) -> ReservationDesk:
    office: Any = SimpleNamespace(store=record, now=lambda: NOW)
    return ReservationDesk(office)


def answered(status: int, body: bytes = b"<h1>Perdu</h1>") -> Arrival:
    ref = CaptureRef("urn:uuid:1", "a.warc.gz", 0, 1, URL, URL, status, "text/html", "0" * 64, NOW, "phare", Purpose.TDMREP)
    return Arrival(7, ref, body, "text/html")


@pytest.mark.parametrize("key", ["http.404", "http.410", "http.403"])
def test_where_there_never_was_one_nothing_is_reserved(desk: ReservationDesk, record: Record, key: str) -> None:
    desk.failed(JOB, FetchError(key, "No."), NOW)
    assert record.told == [("rules", (), None)]


def test_one_that_is_gone_is_told_of_and_its_answer_kept(desk: ReservationDesk, record: Record) -> None:
    arrival = answered(404)
    desk.unreadable(JOB, FetchError("http.404", "No."), arrival, NOW)
    assert record.told == [("note", REMOVED), ("rules", (), arrival)]


@pytest.mark.parametrize("key", ["http.429", "http.408", "http.503", "fetch.dns"])
def test_what_says_nothing_of_the_file_takes_nothing_back(desk: ReservationDesk, record: Record, key: str) -> None:
    desk.failed(JOB, FetchError(key, "No."), NOW)
    desk.unreadable(JOB, FetchError(key, "No."), answered(429), NOW)
    assert record.told == [("put off", RETRY, key), ("put off", EVERY, key)]


def test_an_answer_that_there_is_none_is_not_read_for_rules(desk: ReservationDesk) -> None:
    said = b'[{"location": "/*", "tdm-reservation": 1}]'
    assert desk.task(JOB, answered(404, said)).args == (b"",)
    assert desk.task(JOB, answered(200, said)).args == (said,)
