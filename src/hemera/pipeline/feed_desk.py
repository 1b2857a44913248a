"""Polling feeds: steps 2 to 5 of the walk."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from hemera import schedule, urls
from hemera.errors import FetchError, HemeraError
from hemera.jobs import Arrival, FeedJob, PollResult
from hemera.pipeline.desks import Office, Task
from hemera.pipeline.tasks import CPU_SECONDS, read_feed
from hemera.types import Entry, FeedDocument, Purpose, Request, Response

_EMPTY = FeedDocument(())


class FeedDesk:
    """Turns feeds into entries, and sets when each is asked again."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def request(self, job: FeedJob) -> Request:
        return Request(
            url=job.feed.url,
            source=job.source.id,
            purpose=Purpose.FEED,
            gap=job.source.gap,
            loopback=job.source.loopback,
            etag=job.etag or None,
            last_modified=job.last_modified or None,
        )

    def failed(self, job: FeedJob, error: HemeraError, now: datetime) -> None:
        self.office.tally.failed[error.key] += 1
        self._finish(job, self._after_failure(job, error, now), (), now)

    def unchanged(self, job: FeedJob, response: Response, now: datetime) -> None:
        self.office.tally.unchanged += 1
        etag, modified = response.header("ETag") or job.etag, response.header("Last-Modified") or job.last_modified
        self._finish(job, self._after_success(job, _EMPTY, 0, now, (etag, modified, job.body_sha256)), (), now)

    def task(self, job: FeedJob, arrival: Arrival) -> Task:
        return Task(read_feed, (arrival.body, arrival.content_type, arrival.ref.url, job.feed), CPU_SECONDS["feed"])

    def read(self, job: FeedJob, document: FeedDocument, arrival: Arrival, now: datetime) -> None:
        entries = [entry for entry in document.entries if self._ours(job, entry)]
        validators = (arrival.etag, arrival.last_modified, arrival.ref.sha256)
        result = self._after_success(job, document, len(entries), now, validators)
        self._finish(job, result, entries, now, arrival.capture)

    def unreadable(self, job: FeedJob, error: HemeraError, arrival: Arrival, now: datetime) -> None:
        self.office.tally.failed[error.key] += 1
        self._finish(job, self._after_failure(job, error, now), (), now, arrival.capture)

    def broken(self, job: FeedJob, reason: str) -> None:
        self.office.tally.held[reason] += 1
        now = self.office.now()
        self._finish(job, self._after_failure(job, HemeraError(reason), now), (), now)

    def _ours(self, job: FeedJob, entry: Entry) -> bool:
        """An entry is followed to its source's own site only: feeds carry advertisements and partners' links."""
        ours = urls.same_site(entry.url, job.source.home) or urls.same_site(entry.url, job.feed.url)
        if not ours:
            self.office.tally.discarded["entry.other-site"] += 1
        return ours

    def _finish(
        self, job: FeedJob, result: PollResult, entries: Sequence[Entry], now: datetime, capture: int | None = None
    ) -> None:
        self.office.tally.polled += 1
        self.office.tally.entries += self.office.store.finish_poll(job, result, entries, now, capture)
