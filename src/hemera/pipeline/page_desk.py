"""Reading pages: steps 6 to 10 of the walk."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hemera import events, revisions, schedule, stories
from hemera.errors import FetchError, HemeraError
from hemera.exchanges import Request, Response
from hemera.extract import variants
from hemera.extract.templates import Template
from hemera.health import visits
from hemera.httpcontent import moved_to
from hemera.jobs import Arrival, Known, PageJob, PartJob, Reading
from hemera.pipeline.desks import Office, Task, polite
from hemera.pipeline.mending import Mending
from hemera.pipeline.tasks import CPU_SECONDS, Page, PageRead, ReadCapture, read_new, read_page
from hemera.schedule import Pace
from hemera.types import CaptureRef, Extraction, Hints, Purpose, RevisionKind, Source

GONE = frozenset({"http.404", "http.410"})
NOT_FOUND = "body.not-found"  # a page that says that there is none, and answers as if there were
# Nothing fit to show came out of the page: a first visit holds it for inspection.
FATAL = frozenset({"body.consent-wall", NOT_FOUND, "body.empty", "title.missing"})
SHORT = "body.short"
_SHOWN = frozenset(RevisionKind) - {RevisionKind.SAME, RevisionKind.SUSPICIOUS}  # new words for a reader
LATER_PAGE = "entry.later-page"  # why an entry is refused: it is the second page, or the third, of an article
MAX_ATTEMPTS = 8  # failures in a row before an entry that never became an article is given up
OF_THE_HOST = frozenset({"fetch.dns", "fetch.unreachable", "fetch.paused", "fetch.robots-unreadable", "fetch.queue-full"})
PACE_KEPT = 3_600.0  # seconds
HOST_AWAITED = timedelta(days=30)


def task(
    job: PageJob,
    arrival: Arrival,
    templates: Sequence[Template],
    *,
    before: Sequence[Template] = (),
    further: Sequence[Page] = (),
) -> Task:
    """Read a page; with the bytes of ``further`` ones, all of an article. ``before`` is asked first, and left where in doubt."""
    arrived = (arrival.body, arrival.content_type, arrival.ref.url)
    return Task(read_page, (arrived, hints_for(job, arrival.ref), templates, before, further, arrival.wishes), CPU_SECONDS["page"])


def fingerprinted(work: Task, job: PageJob) -> Task:
    """Have the fingerprint taken with the reading, where one will be asked for: of a page that is no article yet."""
    return work if job.article else replace(work, run=read_new)


def hints_for(job: PageJob, ref: CaptureRef) -> Hints:
    """Return what is known of a page before it is read."""
    source = job.source
    return Hints(
        source=source.id,
        languages=source.languages,
        zone=source.zone,
        fetched_at=ref.fetched_at,
        sections=source.sections,
        source_names=tuple({source.name, *source.names.values()}),
        entry=job.entry,
        feed_section=job.feed_section,
    )


class PageDesk:
    """Turns pages into articles and revisions."""

    def __init__(self, office: Office, read_capture: ReadCapture) -> None:
        self.office = office
        self.mending = Mending(office, read_capture)
        self.paces: dict[str, tuple[Pace, float]] = {}  # of each source, and until when

    def request(self, job: PageJob) -> Request:
        # What was wished by a header only a header takes back, and "not modified" need not repeat it.
        whole = job.wishes or schedule.asks_whole_page(job.lease)
        validators = ("", "") if whole else (job.etag, job.last_modified)
        return polite(job.source, job.url, Purpose.PAGE, *validators)

    def failed(self, job: PageJob, error: HemeraError, now: datetime) -> None:
        office, store = self.office, self.office.store
        if error.key in GONE:
            self._gone(job, error.key, now)
        elif not job.article and _is_given_up(job, error, now):
            store.discard(job, error.key, now)
            office.discarded(job, error.key)
        else:
            old = job.article and self._revisit(job, job.entry.published, now) is None
            store.put_off(job, None if old else now + backoff(job.attempts, error), error.key, now)
            office.failed(job, error.key)

    def unchanged(self, job: PageJob, response: Response, now: datetime) -> None:
        if visits.leads_home(job.url, response.final_url, job.source.home):
            self._gone(job, visits.HOME, now)
            return
        self.office.tally.unchanged += 1
        self.office.store.put_off(job, self._revisit(job, job.entry.published, now), "", now)
        if job.article:
            self._linked(job.article, job, moved_to(response), now)

    def _linked(self, article: int, job: PageJob, led: str, now: datetime) -> None:
        self.office.store.linked(article, *visits.answered(job.url, led), now)

    def _gone(self, job: PageJob, reason: str, now: datetime, capture: int | None = None) -> None:
        """What is not there under its address any more; an entry that never became an article is given up."""
        due_at = self._revisit(job, job.entry.published, now) if job.article else None
        self.office.store.gone(job, reason, due_at, now, capture)
        (self.office.failed if job.article else self.office.discarded)(job, reason)

    def task(self, job: PageJob, arrival: Arrival) -> Task:
        templates, before = self.office.library.of(job, arrival.ref.fetched_at)
        work, stored = task(job, arrival, templates, before=before), self.mending.stored(job)
        if stored is not None:
            return self.mending.task(work, stored, hints_for(stored.job, stored.ref))
        return fingerprinted(work, job)

    def read(self, job: PageJob, found: Extraction | PageRead, arrival: Arrival, now: datetime) -> PartJob | None:
        page = found if isinstance(found, PageRead) else PageRead(found)
        content = page.content
        if visits.leads_home(job.url, arrival.ref.url, job.source.home):
            self._gone(job, visits.HOME, now, arrival.capture)
            return None
        if variants.is_later_page(job.url, content.url):
            self.office.store.discard(job, LATER_PAGE, now, arrival.capture)
            self.office.discarded(job, LATER_PAGE)
            return None
        if (address := variants.goes_on_at(content)) and not is_fatal(content):
            return PartJob(job, address, arrival, (content,), page.older)
        self.finish(job, page, arrival, now)
        return None

    def finish(self, job: PageJob, page: PageRead, arrival: Arrival, now: datetime) -> None:
        """Keep what all of an article's pages say; ``arrival`` is that of the first."""
        content, older, known = page.content, page.older, self._known(job, page.content)
        if known and older and not is_fatal(older) and self.mending.mend(job, known.article, older, now):
            known = self._known(job, content)
        fatal, seen = is_fatal(content), self.office.library.seen(job, content)
        if fatal == NOT_FOUND and job.article:
            self._gone(job, fatal, now, arrival.capture)
            return
        if fatal and known is None:
            recorded = self.office.store.hold(job, fatal, now, arrival.capture, seen)
            self.office.held(job, fatal)
        else:
            recorded = self._save(job, replace(self._reading(job, page, known, arrival, now), seen=seen), arrival, now)
        if recorded and seen is not None:
            self.office.library.note(job.source.id, seen)

    def _save(self, job: PageJob, reading: Reading, arrival: Arrival, now: datetime) -> bool:
        article = self.office.store.save(job, reading, arrival, now)
        if article is None:
            return False
        self._linked(article, job, arrival.moved_to, now)
        self._count(job, reading)
        return True

    def _known(self, job: PageJob, content: Extraction) -> Known | None:
        """Find the article a page is: by its address, else, where addresses change each time, by its words."""
        known = self.office.store.known(job.source.id, content.url)
        return known or (self.office.store.twin(job.source.id, content) if content.blocks else None)

    def unreadable(self, job: PageJob, error: HemeraError, arrival: Arrival, now: datetime) -> None:
        if job.article:  # its next visit may find it in better order
            self.office.store.put_off(job, self._revisit(job, job.entry.published, now), error.key, now, arrival.capture)
        else:
            self.office.store.hold(job, error.key, now, arrival.capture)
        self.office.held(job, error.key)

    def broken(self, job: PageJob, reason: str) -> None:
        self.office.store.hold(job, reason, self.office.now())
        self.office.held(job, reason)

    def _reading(self, job: PageJob, page: PageRead, known: Known | None, arrival: Arrival, now: datetime) -> Reading:
        content = page.content
        kind = revisions.compare(known.content if known else None, content)
        if known and content.text_sha256 == known.newest_sha256:
            kind = RevisionKind.SAME  # the very text that is held already
        # No other text is looked up by its fingerprint.
        bands = () if kind in (RevisionKind.SAME, RevisionKind.SUSPICIOUS) else page.fingerprint()
        return Reading(
            content=content,
            kind=kind,
            known=known.article if known else None,
            due_at=self._revisit(job, content.published, now),
            bands=bands,
            copy_of=None if known else self._original(content, bands),
            etag=arrival.etag,
            last_modified=arrival.last_modified,
        )

    def _original(self, content: Extraction, bands: tuple[int, ...]) -> int | None:
        """Find the oldest article kept that carries the same text."""
        sharing = self.office.store.sharing(bands)
        return next((pk for pk, text in sharing if stories.same_text(content.text, text)), None)

    def _revisit(self, job: PageJob, published: datetime | None, now: datetime) -> datetime | None:
        """Young articles are visited often; old ones when they are drawn: None. An undated one is as old as we know it."""
        config = self.office.config
        born = published if published and published <= now else job.seen_at
        if schedule.is_old(self.office.now() - born, most=config.revisit_max):
            return None
        pace = self._pace(job.source)
        wait = schedule.revisit_after(now - born, least=config.revisit_min, most=config.revisit_max, pace=pace)
        return now + timedelta(seconds=wait)

    def _pace(self, source: Source) -> Pace:
        """Return a source's pace, counted once an hour."""
        pace, until = self.paces.get(source.id, (None, 0.0))
        if pace is None or time.monotonic() > until:
            revisits = schedule.REVISITS_A_DAY if source.revisits is None else source.revisits
            pace = Pace(*self.office.store.pace(source.id, self.office.now()), revisits)
            self.paces[source.id] = pace, time.monotonic() + PACE_KEPT
        return pace

    def _count(self, job: PageJob, reading: Reading) -> None:
        tally = self.office.tally
        if reading.kind in _SHOWN and events.are_heard():
            facts = {"kind": reading.kind.value, "language": reading.content.language, "template": reading.content.template}
            events.tell("saved", source=job.source.id, url=reading.content.url, **facts)
        if reading.kind is RevisionKind.FIRST:
            tally.articles += 1
        elif reading.kind is RevisionKind.SUSPICIOUS:
            self.office.held(job, "revision.suspicious")
        elif reading.kind is RevisionKind.SAME:
            tally.unchanged += 1
        else:
            tally.revised += 1


def is_fatal(content: Extraction) -> str | None:
    """Return why nothing of a reading is fit to show; None where it is.

    A short text is fit; one that was all there was where a learned template found nothing to trust is not.
    """
    codes = [doubt.code for doubt in content.doubts]
    if fatal := next((code for code in codes if code in FATAL), None):
        return fatal
    return next((code for code in codes if code.startswith("template.") and SHORT in codes), None)


def _is_given_up(job: PageJob, error: HemeraError, now: datetime) -> bool:
    """Say whether an entry that is no article yet will never be one: a host in trouble is waited for longer than a page."""
    if not passing(error):
        return True
    if error.key in OF_THE_HOST:
        return now - job.seen_at >= HOST_AWAITED
    return job.attempts + 1 >= MAX_ATTEMPTS


def passing(error: HemeraError) -> bool:
    """Say whether a failure may pass: a refusal of ours or of robots does not."""
    return isinstance(error, FetchError) and not error.key.startswith("fetch.refused")


def backoff(attempts: int, error: HemeraError) -> timedelta:
    """Wait 10 min, 20, 40 … up to a day, or as long as the server asked."""
    asked = error.details.get("retry_after")
    wait = 60 if isinstance(error, FetchError) and not error.weight else min(600 * 2 ** min(attempts, 8), 86_400)
    return timedelta(seconds=max(wait, float(asked) if isinstance(asked, int | float) else 0))
