"""What is decided about each kind of work: what to ask for, what an answer means. The machine in ``update`` carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from hemera import clock, events
from hemera.config import Config
from hemera.errors import HemeraError
from hemera.exchanges import Request, Response
from hemera.httpcontent import moved_to
from hemera.jobs import Arrival, FeedJob, FrontJob, ImageJob, Job, ListingJob, PageJob, PartJob, ReservationJob
from hemera.pipeline.library import Library
from hemera.pipeline.outcomes import Tally
from hemera.protocols import Store
from hemera.types import Capture, CaptureRef, Feed, FeedKind, Purpose, Source
from hemera.wishes import of_headers, written

J = TypeVar(  # noqa: PLC0105  the usual name for a job
    "J", FeedJob, PageJob, PartJob, ImageJob, ListingJob, ReservationJob, FrontJob, contravariant=True
)


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


def arrived(capture: int, ref: CaptureRef, stored: Response | Capture) -> Arrival:
    """Hand an exchange that is on disk to its reader, fresh from the network or read back; only the first knows what led to it."""
    kind, etag, modified = (stored.header(name) or "" for name in ("Content-Type", "ETag", "Last-Modified"))
    led = moved_to(stored) if isinstance(stored, Response) else ""
    return Arrival(capture, ref, stored.body, kind, etag, modified, led, written(of_headers(stored.headers)))


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
    match job:
        case PartJob():
            return job.page.source.id, job.url
        case FeedJob():
            return job.source.id, job.feed.url
        case ListingJob():
            return job.source.id, job.listing.url
        case FrontJob():
            return job.source.id, job.source.home
        case _:
            return job.source.id, job.url


_KINDS: dict[type[Job], str] = {
    FeedJob: "feed",
    PageJob: "page",
    PartJob: "page",
    ImageJob: "image",
    ListingJob: "listing",
    ReservationJob: "tdmrep",
    FrontJob: "front",
}


def kind_of(job: Job) -> str:
    """Return what a job is for: ``feed``, ``page``, ``image`` …"""
    return _KINDS[type(job)]


def _tell(event: str, job: Job, key: str, times: int = 1) -> None:
    if events.are_heard():
        source, url = where(job)
        events.tell(event, source=source, url=url, kind=kind_of(job), error=key, times=times)
