"""Reading sites' well-known files of what they reserve from text and data mining, once a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hemera.errors import HemeraError
from hemera.exchanges import Request, Response
from hemera.jobs import Arrival, ReservationJob
from hemera.pipeline.desks import Office, Task, polite
from hemera.pipeline.tasks import CPU_SECONDS, read_reservation
from hemera.types import Purpose
from hemera.wishes.tdmrep import Rule

EVERY = timedelta(days=1)
RETRY = timedelta(hours=1)
REMOVED = "tdmrep.removed"
_PASSING = frozenset({"http.408", "http.425", "http.429"})  # say nothing of the file


class ReservationDesk:
    """Puts what a site reserves in force. No file is no wish; while one cannot be asked for, what it said stays."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def request(self, job: ReservationJob) -> Request:
        return polite(job.source, job.url, Purpose.TDMREP, job.etag, job.last_modified)

    def failed(self, job: ReservationJob, error: HemeraError, now: datetime) -> None:
        if _is_none(error):
            self.office.store.read_reservation(job, (), None, now + EVERY, now)
        else:
            self.office.store.put_off_reservation(job, now + (EVERY if error.key.startswith("fetch.refused") else RETRY), error.key)

    def unchanged(self, job: ReservationJob, response: Response, now: datetime) -> None:
        self.office.store.put_off_reservation(job, now + EVERY, "")

    def task(self, job: ReservationJob, arrival: Arrival) -> Task:
        body = arrival.body if arrival.ref.status < 400 else b""  # of an answer that there is none
        return Task(read_reservation, (body,), CPU_SECONDS["feed"])

    def read(self, job: ReservationJob, rules: Sequence[Rule], arrival: Arrival, now: datetime) -> None:
        self.office.store.read_reservation(job, rules, arrival, now + EVERY, now)

    def unreadable(self, job: ReservationJob, error: HemeraError, arrival: Arrival, now: datetime) -> None:
        if _is_none(error):
            self.office.store.note(job.source.id, REMOVED, job.url, error.key, now)
            self.office.store.read_reservation(job, (), arrival, now + EVERY, now)
        else:
            self.office.store.put_off_reservation(job, now + EVERY, error.key, arrival.capture)

    def broken(self, job: ReservationJob, reason: str) -> None:
        self.office.held(job, reason)
        self.office.store.put_off_reservation(job, self.office.now() + EVERY, reason)


def _is_none(error: HemeraError) -> bool:
    """Say whether an answer says that there is no file."""
    return error.key.startswith("http.4") and error.key not in _PASSING
