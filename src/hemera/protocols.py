"""What the pipeline and the site need of their neighbours, not who gives it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hemera.exchanges import Request, Response
    from hemera.extract.drift import Need, Readings
    from hemera.extract.templates import Template
    from hemera.feeds.habits import Visited
    from hemera.health.fronts import Standing
    from hemera.jobs import (
        Announced,
        Arrival,
        Damage,
        FeedJob,
        FrontJob,
        ImageJob,
        Job,
        Known,
        Lesson,
        ListingJob,
        PageJob,
        Picture,
        PollResult,
        Reading,
        ReservationJob,
        Seen,
        Stored,
        Unread,
    )
    from hemera.links import LinkState
    from hemera.listings import Listing, Mentions
    from hemera.query import Query
    from hemera.searching import IndexChange, SearchPage
    from hemera.types import Capture, CaptureRef, Entry, Extraction, Source
    from hemera.wishes.tdmrep import Rule


class Fetcher(Protocol):
    """The only way out. Politeness (one connection and a gap per host, robots) is inside."""

    @property
    def thread(self) -> int:
        """Return the system's number of the thread that asks."""
        ...

    def submit(self, request: Request) -> Future[Response]:
        """Queue a request; the future gives a ``Response`` or raises ``FetchError``. Callable from any thread."""
        ...

    def close(self) -> None:
        """Drop what is queued, end what is running."""
        ...


class CaptureStore(Protocol):
    """Raw exchanges on disk, written and fsynced before anything else can fail."""

    def write(self, response: Response) -> CaptureRef:
        """Append request and response records, fsync, and say where they lie."""
        ...

    def write_many(self, responses: Sequence[Response]) -> list[CaptureRef]:
        """Write several under one fsync: all, or none and ``CaptureError``."""
        ...

    def read(self, ref: CaptureRef) -> Capture:
        """Read one exchange back; raises ``CaptureError`` where bytes or hash do not match."""
        ...

    def sizes(self) -> dict[str, int]:
        """Return every capture file's size in bytes."""
        ...

    def examine(self, file: str, start: int = 0) -> Iterator[CaptureRef | Damage]:
        """Yield every good response record of a file, and every stretch of it that cannot be read, in order."""
        ...

    def is_held(self, file: str) -> bool:
        """Say whether another writer is appending to a file."""
        ...

    def scan(self, file: str | None = None, start: int = 0) -> Iterator[CaptureRef]:
        """Yield every good response record, of one file (from ``start`` on) or of all, damaged stretches skipped."""
        ...

    def repair(self, recorded: Mapping[str, int] | None = None) -> int:
        """Cut torn tails left by a crash, none before the byte up to which rows reach; return how many bytes were cut."""
        ...

    def close(self) -> None: ...


class Index(Protocol):
    """Full text search behind the query tree; any engine may stand here."""

    def apply(self, changes: Sequence[IndexChange]) -> None:
        """Put and delete documents idempotently, commit, and remember the last ``seq`` as watermark."""
        ...

    def watermark(self) -> int:
        """Return the last applied ``seq``; 0 for an empty index."""
        ...

    def search(
        self,
        query: Query,
        *,
        limit: int = 20,
        cursor: str | None = None,
        newest: bool = True,
        facets: Iterable[str] = (),
        timeline: int = 0,
    ) -> SearchPage:
        """Find articles, newest first or best first; exact totals. A timeline of so many months at most, else of years."""
        ...

    def count(self, query: Query) -> int: ...

    def among(self, query: Query, ids: Collection[int], *, newest: bool = True) -> tuple[int, ...]:
        """Return those of some articles that a search finds, in its order."""
        ...

    def related(
        self, title: str, text: str, language: str, *, exclude: int, limit: int = 6, since: datetime | None = None
    ) -> tuple[int, ...]:
        """Return ids of articles most like a text, best first."""
        ...

    def near(self, words: Sequence[str], *, among: Query, limit: int = 20) -> tuple[int, ...]:
        """Return ids of the newest articles of a search that have all of some folded words, each written almost so.

        How far from it is said by ``query.nearby``. Those with the fewest letters apart, and of these those with all in the
        title, go before all others.
        """
        ...

    def ids(self) -> Iterator[int]:
        """Yield the id of every document (for ``verify``)."""
        ...

    def close(self) -> None: ...


class IndexPlace(Protocol):
    """Where an archive's index lies, and where another is built beside it while it is read."""

    def open(self) -> Index:
        """Open the one in use for writing; raises ``IndexUnusable`` (``index.missing``, ``index.busy``, ``index.unusable``)."""
        ...

    def check(self, *, deep: bool = False) -> None:
        """Raise ``IndexUnusable`` where a file of the one in use is missing or damaged; ``deep``: where a byte of it is."""
        ...

    def beside(self, *, afresh: bool = False, years: Callable[[], Mapping[int, int]] = ...) -> Index:
        """Open one that nobody reads yet for writing, one left unfinished where there is one; raises as ``open``.

        ``years``: says how many articles of each year it is to hold, asked where one is begun.
        """
        ...

    def done(self) -> None:
        """Say that the one beside, closed by now, is whole."""
        ...

    @property
    def is_done(self) -> bool: ...

    def swap(self) -> None:
        """Put the one beside in the place of the one in use, which nobody may have open for writing."""
        ...


class Store(Protocol):
    """The record. Every method is one transaction; results under a lost lease are dropped and return False."""

    def together(self) -> AbstractContextManager[None]:
        """Put all that is written inside into one commit; what fails inside takes only itself back."""
        ...

    def sync(self, sources: Sequence[Source], now: datetime) -> None:
        """Make the record agree with the catalogue; sources that left it stop being polled, nothing is deleted."""
        ...

    def due_feeds(self, now: datetime, limit: int, lease: timedelta, held: Mapping[str, int] | None = None) -> list[FeedJob]:
        """Lease due feeds; with ``held``, how many jobs of each host are in hand, a bounded number of each host."""
        ...

    def visited(self, source: str) -> list[Visited]:
        """Return addresses of a source that were read before, and whether they were articles."""
        ...

    def due_pages(self, now: datetime, limit: int, lease: timedelta, held: Mapping[str, int] | None = None) -> list[PageJob]: ...

    def due_images(self, now: datetime, limit: int, lease: timedelta, held: Mapping[str, int] | None = None) -> list[ImageJob]: ...

    def due_fronts(self, now: datetime, limit: int, lease: timedelta, held: Mapping[str, int] | None = None) -> list[FrontJob]: ...

    def pace(self, source: str, now: datetime) -> tuple[float, int]:
        """Return how many articles a source prints a day, of late, and how many of it are kept."""
        ...

    def due_reservations(
        self, now: datetime, limit: int, lease: timedelta, held: Mapping[str, int] | None = None
    ) -> list[ReservationJob]: ...

    def due_past(self, now: datetime, limit: int, lease: timedelta) -> list[ListingJob | PageJob]:
        """Lease what plans to bring the past may ask for, a few each; plans that have nothing left are ended."""
        ...

    def finish_listing(self, job: ListingJob, found: Mentions, now: datetime, capture: int | None) -> int:
        """Add what a listing of the past holds; return how many addresses are new."""
        ...

    def fail_listing(
        self,
        job: ListingJob,
        reason: str,
        due_at: datetime | None,
        now: datetime,
        instead: Sequence[Listing] = (),
        capture: int | None = None,
    ) -> None:
        """Note that a listing could not be read; None: it never will be. ``instead`` of it others are."""
        ...

    def release(self, job: Job) -> bool:
        """Give a job back undone, to be taken by whoever comes next."""
        ...

    def add_capture(self, ref: CaptureRef, job: Job) -> int:
        """Record a capture as unread, an article's further page as a part of its first; return its row's id."""
        ...

    def announced(self, source: str, urls: Sequence[str]) -> Mapping[str, Announced]:
        """Return those of these addresses that are entries of the source."""
        ...

    def finish_poll(
        self,
        job: FeedJob,
        result: PollResult,
        entries: Sequence[Entry],
        now: datetime,
        capture: int | None,
        known: Mapping[str, Announced] | None = None,
    ) -> int:
        """Add new entries, queue changed ones again, set the feed's next poll; return how many entries are new.

        ``known`` is what ``announced`` told of them just now; None: ask.
        """
        ...

    def note(self, source: str, key: str, url: str, detail: str, now: datetime) -> None:
        """Write down something of a source that was put up with and that its operator should know."""
        ...

    def twin(self, source: str, content: Extraction) -> Known | None:
        """Return the source's article that says the same, word for word, since the same moment, at another address."""
        ...

    def known(self, source: str, url: str) -> Known | None:
        """Return what is kept of an address."""
        ...

    def read_by_others(self, article: int, extractor: str) -> Stored | None:
        """Return the version shown of an article, if other rules than these read it."""
        ...

    def correct(self, stored: Stored, reading: Reading, fields: Sequence[str], now: datetime) -> bool:
        """Put a better reading of ours in the place of the one compared, which is kept; False where that is not there any more."""
        ...

    def confirm(self, stored: Stored, content: Extraction) -> bool:
        """Note that today's rules, too, read what is shown."""
        ...

    def sharing(self, bands: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Yield (article, text) of the newest articles that share a band of a fingerprint, the oldest of them first."""
        ...

    def save(self, job: PageJob, reading: Reading, arrival: Arrival, now: datetime) -> int | None:
        """Record what a page said; return the article's id, or None under a lost lease."""
        ...

    def put_off(
        self, job: PageJob | ImageJob, due_at: datetime | None, reason: str, now: datetime, capture: int | None = None
    ) -> bool:
        """Set the next visit after a failure or an unchanged page."""
        ...

    def discard(self, job: PageJob, reason: str, now: datetime, capture: int | None = None) -> bool:
        """Give an entry up, with the reason."""
        ...

    def hold(self, job: PageJob, reason: str, now: datetime, capture: int | None = None, seen: Seen | None = None) -> bool:
        """Keep an entry for inspection, with the reason."""
        ...

    def gone(self, job: PageJob, reason: str, due_at: datetime | None, now: datetime, capture: int | None = None) -> bool:
        """Note that the source's page was not there: once is a doubt, twice, a day apart, its end. What we have stays."""
        ...

    def linked(self, article: int, state: LinkState, moved_to: str, now: datetime) -> None:
        """Note that an article's page answered, under its own address or another."""
        ...

    def looked_at(
        self, job: FrontJob, after: Standing, due_at: datetime, now: datetime, validators: dict[str, str], moved_to: str = ""
    ) -> bool:
        """Record a look at a front page, and hold what is new of a source whose site is somebody else's."""
        ...

    def not_seen(self, job: FrontJob, reason: str, due_at: datetime, now: datetime) -> bool:
        """Record that a front page did not answer; without a reason, that nobody was asked."""
        ...

    def settled(self, capture: int, outcome: str, now: datetime) -> None:
        """Note that a capture has been read, and what came of it."""
        ...

    def draw_links(self, source: str, budget: int, every: timedelta, now: datetime) -> int:
        """Have so many old articles' pages visited again within the next day, at most; return how many more."""
        ...

    def save_image(self, job: ImageJob, picture: Picture | None, reason: str, now: datetime, capture: int | None) -> bool: ...

    def read_reservation(
        self, job: ReservationJob, rules: Sequence[Rule], arrival: Arrival | None, due_at: datetime, now: datetime
    ) -> bool:
        """Record what a site's well-known file reserves, and let it be in force; nothing arrived where there is none."""
        ...

    def put_off_reservation(self, job: ReservationJob, due_at: datetime, error: str, capture: int | None = None) -> bool:
        """Ask for a site's well-known file again later; what it said before stays in force."""
        ...

    def changes_since(self, seq: int, limit: int) -> list[IndexChange]: ...

    def years(self) -> Mapping[int, int]:
        """Return how many articles of each year there are, shown or not: to plan by, not to count by."""
        ...

    def everything(self) -> Iterator[IndexChange]:
        """Yield every public document, for rebuilding the index; ``seq`` is the log's head when it began."""
        ...


class Templates(Protocol):
    """What was learned of the sources' layouts."""

    def in_use(self, source: str) -> tuple[Template, ...]:
        """Return the templates that may read a source's pages, each for its own time."""
        ...

    def named(self, source: str, name: str) -> Template | None:
        """Return the template that is called ``layout@version``, in use or not."""
        ...

    def of_article(self, article: int) -> str:
        """Return the name of the template an article's shown version was read by; "" for none."""
        ...

    def sources(self) -> list[str]:
        """Return the sources some pages of which were read, and that are still collected."""
        ...

    def readings(self, source: str) -> Readings:
        """Return how a source's pages were read since its last lesson."""
        ...

    def texts(self, source: str, name: str, limit: int) -> list[tuple[str, ...]]:
        """Return the lines of the newest texts that a template read."""
        ...

    def lesson(self, source: str, need: Need) -> Lesson:
        """Put together what is to be learned from."""
        ...

    def held(self, source: str, limit: int, but: Collection[int] = ()) -> list[Unread]:
        """Return captures held for a doubt, read without a template that is for their layout and time; the newest first."""
        ...

    def learned(self, lesson: Lesson, templates: Sequence[Template], now: datetime, error: str = "") -> list[Template]:
        """Record a lesson and the versions it brought, in one transaction; return them as written."""
        ...
