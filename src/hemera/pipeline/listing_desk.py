"""Reading listings of the past: sitemaps of years ago, archive pages, older pages of lists. Each is asked for once."""

from __future__ import annotations

from datetime import datetime

from hemera import past
from hemera.errors import HemeraError
from hemera.exchanges import Request, Response
from hemera.jobs import Arrival, ListingJob
from hemera.listings import Mentions, Role
from hemera.past.reading import usual
from hemera.pipeline.desks import Office, Task, polite
from hemera.pipeline.page_desk import OF_THE_HOST, backoff, passing
from hemera.pipeline.tasks import CPU_SECONDS
from hemera.types import Purpose

MAX_ATTEMPTS = 5
_PASSING = frozenset({"http.408", "http.425", "http.429"})  # of those that blame the request
UNCHANGED = "past.unchanged"  # an answer nobody asked for: nothing is known to be unchanged


class ListingDesk:
    """Turns listings into entries and further listings."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def request(self, job: ListingJob) -> Request:
        purpose = Purpose.SITEMAP if job.listing.role is Role.SITEMAP else Purpose.FEED
        return polite(job.source, job.listing.url, purpose)

    def failed(self, job: ListingJob, error: HemeraError, now: datetime) -> None:
        final = not passing(error) or (error.key.startswith("http.4") and error.key not in _PASSING)
        waits = not final and (job.attempts + 1 < MAX_ATTEMPTS or error.key in OF_THE_HOST)
        due_at = now + backoff(job.attempts, error) if waits else None
        self._fail(job, error.key, due_at, now)

    def unchanged(self, job: ListingJob, response: Response, now: datetime) -> None:
        self._fail(job, UNCHANGED, None, now)

    def task(self, job: ListingJob, arrival: Arrival) -> Task:
        arrived = (arrival.body, arrival.content_type, arrival.ref.url, arrival.ref.fetched_at)
        visited = self.office.store.visited(job.source.id) if job.listing.role is not Role.ROBOTS else ()
        return Task(past.read, (arrived, job.listing, job.period, visited, job.source.zone), CPU_SECONDS["listing"])

    def read(self, job: ListingJob, found: Mentions, arrival: Arrival, now: datetime) -> None:
        self.office.tally.listings += 1
        for warning in found.warnings:
            self.office.store.note(job.source.id, f"feed.{warning}", job.listing.url, "", now)
        self.office.tally.entries += self.office.store.finish_listing(job, found, now, arrival.capture)

    def unreadable(self, job: ListingJob, error: HemeraError, arrival: Arrival, now: datetime) -> None:
        self._fail(job, error.key, None, now, arrival.capture)

    def broken(self, job: ListingJob, reason: str) -> None:
        self._fail(job, reason, None, self.office.now())

    def _fail(self, job: ListingJob, reason: str, due_at: datetime | None, now: datetime, capture: int | None = None) -> None:
        """Note it; where robots.txt cannot be read or is not there, the usual addresses of sitemaps are asked."""
        self.office.failed(job, reason)
        instead = usual(job.listing.url) if job.listing.role is Role.ROBOTS and due_at is None else ()
        self.office.store.fail_listing(job, reason, due_at, now, instead, capture)
