"""What is decided about each kind of work: what to ask for, what an answer means. The machine in ``update`` carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from hemera import clock, events
from hemera.config import Config
from hemera.errors import HemeraError
from hemera.jobs import Arrival, FeedJob, ImageJob, PageJob, PartJob
from hemera.pipeline.library import Library
from hemera.pipeline.outcomes import Tally
from hemera.protocols import Store
from hemera.types import Feed, FeedKind, Purpose, Request, Response, Source

Job = FeedJob | PageJob | PartJob | ImageJob
J = TypeVar("J", FeedJob, PageJob, PartJob, ImageJob, contravariant=True)  # noqa: PLC0105  the usual name for a job


@dataclass(frozen=True, slots=True)
class Task:
    """A function for the bounded child processes."""

    run: Callable[..., Any]
    args: tuple[Any, ...]
    cpu_seconds: float


class Desk(Protocol[J]):
    """One kind of work, from request to record."""

    def request(self, job: J) -> Request: ...

    def failed(self, job: J, error: HemeraError, now: datetime) -> None:
        """Nothing usable arrived."""
        ...

    def unchanged(self, job: J, response: Response, now: datetime) -> None:
        """The server said, or the bytes show, that nothing is new."""
        ...

    def task(self, job: J, arrival: Arrival) -> Task: ...

    def read(self, job: J, result: Any, arrival: Arrival, now: datetime) -> Job | None:
        """The child process has read it. Returns what is to be asked for next before the work is done."""
        ...

    def unreadable(self, job: J, error: HemeraError, arrival: Arrival, now: datetime) -> None:
        """The child process could not read it."""
        ...

    def broken(self, job: J, reason: str) -> None:
        """A bug of ours stopped it: keep it for inspection."""
        ...


def polite(source: Source, url: str, purpose: Purpose, etag: str = "", last_modified: str = "") -> Request:
    """Ask for an address of a source by the source's own terms; with validators only if it has changed."""
    return Request(
        url=url,
        source=source.id,
        purpose=purpose,
        gap=source.gap,
        loopback=source.loopback,
        etag=etag or None,
        last_modified=last_modified or None,
    )


def purpose_of(feed: Feed) -> Purpose:
    """Return what a feed is asked for as: sitemaps may be larger than feeds."""
    return Purpose.SITEMAP if feed.kind is FeedKind.SITEMAP else Purpose.FEED


@dataclass(frozen=True, slots=True)
class Office:
    """What every desk works with."""

    store: Store
    config: Config
    tally: Tally
    library: Library

    def now(self) -> datetime:
        return clock.now()

    def failed(self, job: Job, key: str) -> None:
        """Count and tell what will be tried again."""
        self.tally.failed[key] += 1
        _tell("failed", job, key)

    def discarded(self, job: Job, key: str, times: int = 1) -> None:
        self.tally.discarded[key] += times
        if times:
            _tell("discarded", job, key, times)

    def held(self, job: Job, key: str) -> None:
        """Count and tell what waits for inspection."""
        self.tally.held[key] += 1
        _tell("held", job, key)


def where(job: Job) -> tuple[str, str]:
    """Return whose a job is, and its address."""
    if isinstance(job, PartJob):
        return job.page.source.id, job.url
    return job.source.id, job.feed.url if isinstance(job, FeedJob) else job.url


def kind_of(job: Job) -> str:
    """Return what a job is for: ``feed``, ``page`` or ``image``."""
    return "feed" if isinstance(job, FeedJob) else "image" if isinstance(job, ImageJob) else "page"


def _tell(event: str, job: Job, key: str, times: int = 1) -> None:
    if events.are_heard():
        source, url = where(job)
        events.tell(event, source=source, url=url, kind=kind_of(job), error=key, times=times)
