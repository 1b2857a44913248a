"""Fetching lead images."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from hemera import faults
from hemera.errors import FetchRefused, HemeraError
from hemera.exchanges import Request, Response
from hemera.jobs import Arrival, ImageJob, Picture
from hemera.pipeline.desks import Office, Task, polite
from hemera.pipeline.tasks import CPU_SECONDS
from hemera.types import Purpose

MAX_ATTEMPTS = 4


class ImageDesk:
    """Turns image addresses into re-encoded pictures of ours."""

    def __init__(self, office: Office, keep: Callable[[bytes, str], Picture]) -> None:
        self.office, self.keep = office, keep

    def request(self, job: ImageJob) -> Request:
        return polite(job.source, job.url, Purpose.IMAGE)

    def failed(self, job: ImageJob, error: HemeraError, now: datetime) -> None:
        self.office.failed(job, error.key)
        lasting = isinstance(error, FetchRefused) or error.key in ("http.404", "http.410") or job.attempts + 1 >= MAX_ATTEMPTS
        due_at = None if lasting else now + timedelta(hours=1) * 2**job.attempts
        self.office.store.put_off(job, due_at, error.key, now)

    def unchanged(self, job: ImageJob, response: Response, now: datetime) -> None:
        self.office.store.put_off(job, None, "http.304", now)

    def task(self, job: ImageJob, arrival: Arrival) -> Task:
        return Task(self.keep, (arrival.body, str(self.office.config.media)), CPU_SECONDS["image"])

    def read(self, job: ImageJob, picture: Picture, arrival: Arrival, now: datetime) -> None:
        faults.point("media.before-row")
        if self.office.store.save_image(job, picture, "", now, arrival.capture):
            self.office.tally.images += 1

    def unreadable(self, job: ImageJob, error: HemeraError, arrival: Arrival, now: datetime) -> None:
        self.office.discarded(job, error.key)
        self.office.store.save_image(job, None, error.key, now, arrival.capture)

    def broken(self, job: ImageJob, reason: str) -> None:
        self.office.held(job, reason)
        self.office.store.put_off(job, None, reason, self.office.now())
