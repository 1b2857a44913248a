"""Work that is due, and what came of it: what ``store`` hands to ``pipeline`` and takes back.

A job carries the lease it was taken under; a result given back under an older lease is refused, so that a
collector that slept past its lease can do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemera.types import CaptureRef, Entry, Extraction, Feed, RevisionKind, Source


@dataclass(frozen=True, slots=True)
class FeedJob:
    """A feed to poll."""

    id: int
    lease: int
    source: Source
    feed: Feed
    etag: str
    last_modified: str
    body_sha256: str
    interval: float  # seconds
    failures: float
    polled_at: datetime | None


@dataclass(frozen=True, slots=True)
class PageJob:
    """An entry's page to fetch, for the first time or again."""

    id: int  # of the entry
    lease: int
    source: Source
    url: str
    entry: Entry
    etag: str
    last_modified: str
    body_sha256: str
    attempts: int
    article: int | None  # the article it became on an earlier visit
    seen_at: datetime  # when a feed first announced it
    feed_section: str | None = None


@dataclass(frozen=True, slots=True)
class ImageJob:
    """A lead image to fetch."""

    id: int  # of the image address
    lease: int
    source: Source
    url: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A capture that reached the disk but was not read yet, with the job it was made for."""

    capture: int
    ref: CaptureRef
    job: FeedJob | PageJob | ImageJob


OTHER_SITE = "entry.other-site"  # why an entry is refused


@dataclass(frozen=True, slots=True)
class PollResult:
    """What a poll taught us of a feed."""

    due_at: datetime
    interval: float
    failures: float
    error: str = ""
    etag: str = ""
    last_modified: str = ""
    body_sha256: str = ""
    children: tuple[str, ...] = ()  # sitemaps a sitemap index named
    refused: tuple[Entry, ...] = ()  # entries we do not follow: of another site


@dataclass(frozen=True, slots=True)
class Known:
    """The newest revision of an article, shown or held, as the next one is compared with it."""

    article: int
    content: Extraction  # of the shown revision
    newest_sha256: str  # of the newest revision, shown or held


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a page came to: everything ``store.save`` needs, decided before."""

    content: Extraction
    kind: RevisionKind
    known: int | None  # article id
    due_at: datetime | None  # when to visit again
    bands: tuple[int, ...] = ()
    copy_of: int | None = None  # an article whose text this one shares
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A re-encoded image, ready to be recorded."""

    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A capture on its way from disk to its reader."""

    capture: int  # row
    ref: CaptureRef
    body: bytes  # decoded
    content_type: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A revision with the capture it was read from, to be read again."""

    revision: int  # row
    article: int  # row
    number: int  # of the revision
    address: str  # source/number
    job: PageJob
    ref: CaptureRef
    content: Extraction
    text_sha256: str  # as recorded


@dataclass(frozen=True, slots=True)
class Found:
    """What one check of ``verify`` came to: how many things were looked at, and what is wrong, in English."""

    checked: int
    problems: tuple[str, ...] = ()
