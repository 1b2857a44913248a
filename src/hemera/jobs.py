"""Work that is due, and what came of it: what ``store`` hands to ``pipeline`` and takes back.

A job carries the lease it was taken under; a result given back under an older lease is refused, so that a
collector that slept past its lease can do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from hemera.types import CaptureRef, Entry, Extraction, Feed, RevisionKind, Source

if TYPE_CHECKING:
    from hemera.extract.templates import Template


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
class PartJob:
    """A further page of an article that is printed over several, to be read with those before it."""

    page: PageJob
    url: str
    first: Arrival  # of the article's first page
    read: tuple[Extraction, ...]  # the pages before this one, in order


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


class How(StrEnum):
    """How the learned templates of its source served a page."""

    UNREAD = "unread"  # not at all: none of its layout is learned yet
    READ = "read"
    DOUBTED = "doubted"  # one was tried, and not trusted


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of a reading to judge templates by."""

    page: int  # the entry
    how: How
    template: str = ""  # name of the one consulted
    length: int = 0  # characters of text


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
    seen: Seen | None = None


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
    parts: tuple[CaptureRef, ...] = ()  # captures of the article's further pages, made with it


@dataclass(frozen=True, slots=True)
class Example:
    """A page's capture to learn from, with the job it was made for."""

    ref: CaptureRef
    job: PageJob


@dataclass(frozen=True, slots=True)
class Lesson:
    """Pages of a source to learn its layouts from, and why."""

    source: str
    reason: str  # of ``extract.drift``
    stale: frozenset[str]  # names of templates that are to have a successor
    mark: int  # the source's newest capture so far: later ones count for the next lesson
    examples: tuple[Example, ...]
    known: tuple[Template, ...]  # the newest version of every layout, in use or not
    settled: frozenset[str]  # layouts that people decided on: learning leaves them alone


@dataclass(frozen=True, slots=True)
class Found:
    """What one check of ``verify`` came to: how many things were looked at, and what is wrong, in English."""

    checked: int
    problems: tuple[str, ...] = ()
