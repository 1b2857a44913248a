"""Work that is due, and what came of it: what ``store`` hands to ``pipeline`` and takes back.

A job carries the lease it was taken under; a result given back under an older lease is refused, so that a
collector that slept past its lease can do no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from hemera.listings import Listing, Period
from hemera.types import CaptureRef, Entry, Extraction, Feed, RevisionKind, Source

if TYPE_CHECKING:
    from hemera.extract.templates import Template
    from hemera.health.fronts import Standing


@dataclass(frozen=True, slots=True)
class Move:
    """Where a feed's address leads by permanent redirects."""

    seen: str = ""  # and not believed yet
    since: datetime | None = None
    times: int = 0
    to: str = ""  # where it is asked; "": at its own address


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
    move: Move = Move()
    depth: int = 0  # sitemap indexes between the catalogue and it
    due_at: datetime | None = None  # None where a capture is read again: nobody knows any more
    succeeded_at: datetime | None = None
    error: str = ""  # of the last poll
    host: str = ""  # asked at, as it is ranked by
    whole_at: datetime | None = None  # when it was last sent whole
    lies: bool = False  # it says "not modified" of what is
    heard: bytes = b""  # marks of the entries it had when it was last read, as ``feeds.again`` makes them


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
    listing: int | None = None  # the one of the past that led to it
    dated: date | None = None  # the day that listing gives it: no more than a hint
    wishes: str = ""  # of the headers of its last answer, as ``hemera.wishes`` writes them
    host: str = ""


@dataclass(frozen=True, slots=True)
class ImageJob:
    """A lead image to fetch."""

    id: int  # of the image address
    lease: int
    source: Source
    url: str
    attempts: int
    host: str = ""


@dataclass(frozen=True, slots=True)
class ReservationJob:
    """A site's well-known file to read: what it reserves from text and data mining."""

    id: int
    lease: int
    source: Source
    url: str
    etag: str
    last_modified: str
    body_sha256: str
    host: str = ""


@dataclass(frozen=True, slots=True)
class FrontJob:
    """A source's own front page to look at."""

    id: int
    lease: int
    source: Source
    standing: Standing
    etag: str
    last_modified: str
    body_sha256: str
    trusted_at: datetime | None = None  # when a person last said that it is its source's
    seen_at: datetime | None = None  # the last look; None before the first
    host: str = ""


@dataclass(frozen=True, slots=True)
class PartJob:
    """A further page of an article that is printed over several, to be read with those before it."""

    page: PageJob
    url: str
    first: Arrival  # of the article's first page
    read: tuple[Extraction, ...]  # the pages before this one, in order
    older: Extraction | None = None  # the whole article as it was captured before, where other rules had read that

    @property
    def host(self) -> str:
        return self.page.host


@dataclass(frozen=True, slots=True)
class ListingJob:
    """A listing of a source's past to read."""

    id: int
    lease: int
    source: Source
    plan: int
    listing: Listing
    period: Period
    attempts: int = 0
    host: str = ""


Leased = FeedJob | PageJob | ImageJob | ListingJob | ReservationJob | FrontJob  # what has a row of its own
Job = Leased | PartJob


@dataclass(frozen=True, slots=True)
class Unread:
    """A capture that reached the disk but was not read yet, with the job it was made for."""

    capture: int
    ref: CaptureRef
    job: Leased


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
    move: Move = Move()
    gap: bool = False  # some entries may have been missed
    whole_at: datetime | None = None  # when it was last sent whole
    lies: bool = False  # it says "not modified" of what is
    heard: bytes = b""
    again: int = 0  # entries it had the last time, word for word


class Announced(NamedTuple):
    """A known entry, as a feed's words about it are weighed."""

    id: int
    digest: str  # of what is said of it
    state: str
    channels: str | None
    feed: int | None  # whose words those are


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
    moved_to: str = ""  # where permanent redirects led
    wishes: str = ""  # of its headers, as ``hemera.wishes`` writes them

    @property
    def validators(self) -> dict[str, str]:
        """Return what the next request asks by whether it has changed, as columns hold it."""
        return {"etag": self.etag[:500], "last_modified": self.last_modified[:100], "body_sha256": self.ref.sha256}


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


PAST = "past "  # what the reason of a lesson on pages others fetched begins with; behind it, the day of the first


@dataclass(frozen=True, slots=True)
class Lesson:
    """Pages of a source to learn its layouts from, and why."""

    source: str
    reason: str  # of ``extract.drift``, or ``PAST``
    stale: frozenset[str]  # names of templates that are to have a successor
    mark: int  # the source's newest capture so far: later ones count for the next lesson
    examples: tuple[Example, ...]
    known: tuple[Template, ...]  # the newest version of every layout, in use or not
    settled: frozenset[str]  # layouts that people decided on: learning leaves them alone


@dataclass(frozen=True, slots=True)
class Offered:
    """A page in a WARC file of others, ready to be copied."""

    offset: int  # of its record in that file
    member: bytes  # a gzip member that holds the record as it stands there, and nothing else
    record_id: str  # without brackets
    source: str
    url: str  # normalised
    status: int
    mime: str
    sha256: str  # hex, of the payload as it stands there
    fetched_at: datetime  # by whoever wrote the file


@dataclass(frozen=True, slots=True)
class Passed:
    """A record, or a damaged stretch, of a WARC file of others that is not imported, and why."""

    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """What of some pages on offer is in the archive already."""

    payloads: frozenset[tuple[str, str]] = frozenset()  # (address, SHA-256)
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)  # record id -> the file it came from, offset there


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """A WARC file of others, as it is known again wherever it lies."""

    name: str
    head: str  # hex SHA-256 of its first bytes
    size: int  # bytes
    wanted: str  # digest of what it is asked for: of another wish, another job


@dataclass(frozen=True, slots=True)
class ImportJob:
    """A WARC file of others that is being imported."""

    id: int
    name: str
    offset: int  # where the next record begins
    counts: Mapping[str, int]  # what became of its records so far
    ended: bool


class Numbered(NamedTuple):
    """What is written down of an article, so that a record made anew gives it the same address and reads it the same way."""

    row: int
    source: str
    number: int  # within the source
    url: str  # canonical
    record: str  # WARC-Record-ID of the capture it was first read from
    template: str  # name of the learned one that was consulted then; "" for none


@dataclass(frozen=True, slots=True)
class Found:
    """What one check of ``verify`` came to: how many things were looked at, and what is wrong, in English.

    ``notes`` tell what is odd and does no harm.
    """

    checked: int
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes of a capture file that cannot be read back, and why: ``unreadable``, or what is wrong with the record there."""

    file: str
    offset: int
    length: int
    why: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What is due of one kind of work: ``feed``, ``page`` or ``image``."""

    kind: str
    due: int  # of these nobody works on
    in_hand: int
    oldest: float  # seconds the one that waits longest is late; 0 where none does
