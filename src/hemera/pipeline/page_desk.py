"""Reading pages: steps 6 to 10 of the walk."""

from __future__ import annotations

from datetime import datetime, timedelta

from hemera import revisions, schedule, stories
from hemera.errors import FetchError, HemeraError
from hemera.jobs import Arrival, Known, PageJob, Reading
from hemera.pipeline.desks import Office, Task, polite
from hemera.pipeline.tasks import CPU_SECONDS, read_page
from hemera.types import Extraction, Hints, Purpose, Request, Response, RevisionKind

GONE = frozenset({"http.404", "http.410"})
# Nothing fit to show came out of the page: a first visit holds it for inspection.
FATAL = frozenset({"body.consent-wall", "body.not-found", "body.empty", "title.missing"})
MAX_ATTEMPTS = 8  # failures in a row before an entry that never became an article is given up


class PageDesk:
    """Turns pages into articles and revisions."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def request(self, job: PageJob) -> Request:
        return polite(job.source, job.url, Purpose.PAGE, job.etag, job.last_modified)

    def failed(self, job: PageJob, error: HemeraError, now: datetime) -> None:
        store, tally = self.office.store, self.office.tally
        if error.key in GONE:
            due_at = self._revisit(job, job.entry.published, now) if job.article else None
            store.gone(job, error.key, due_at, now)
            (tally.failed if job.article else tally.discarded)[error.key] += 1
        elif not job.article and (job.attempts + 1 >= MAX_ATTEMPTS or not _passing(error)):
            store.discard(job, error.key, now)
            tally.discarded[error.key] += 1
        else:
            store.put_off(job, now + _backoff(job.attempts, error), error.key, now)
            tally.failed[error.key] += 1

    def unchanged(self, job: PageJob, response: Response, now: datetime) -> None:
        self.office.tally.unchanged += 1
        self.office.store.put_off(job, self._revisit(job, job.entry.published, now), "", now)

    def task(self, job: PageJob, arrival: Arrival) -> Task:
        source = job.source
        hints = Hints(
            source=source.id,
            languages=source.languages,
            zone=source.zone,
            fetched_at=arrival.ref.fetched_at,
            sections=source.sections,
            source_names=tuple({source.name, *source.names.values()}),
            entry=job.entry,
            feed_section=job.feed_section,
        )
        return Task(read_page, (arrival.body, arrival.content_type, arrival.ref.url, hints), CPU_SECONDS["page"])

    def read(self, job: PageJob, content: Extraction, arrival: Arrival, now: datetime) -> None:
        known = self.office.store.known(job.source.id, content.url)
        fatal = next((d.code for d in content.doubts if d.code in FATAL), None)
        if fatal and known is None:
            self.office.store.hold(job, fatal, now, arrival.capture)
            self.office.tally.held[fatal] += 1
            return
        reading = self._reading(job, content, known, arrival, now)
        if self.office.store.save(job, reading, arrival, now) is not None:
            self._count(reading)

    def unreadable(self, job: PageJob, error: HemeraError, arrival: Arrival, now: datetime) -> None:
        self.office.store.hold(job, error.key, now, arrival.capture)
        self.office.tally.held[error.key] += 1

    def broken(self, job: PageJob, reason: str) -> None:
        self.office.store.hold(job, reason, self.office.now())
        self.office.tally.held[reason] += 1

    def _reading(self, job: PageJob, content: Extraction, known: Known | None, arrival: Arrival, now: datetime) -> Reading:
        kind = revisions.compare(known.content if known else None, content)
        if known and content.text_sha256 == known.newest_sha256:
            kind = RevisionKind.SAME  # the very text that is held already
        shown = kind not in (RevisionKind.SAME, RevisionKind.SUSPICIOUS)
        bands = stories.bands(content.text) if shown else ()  # no other text is looked up by its fingerprint
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
        return min((pk for pk, text in sharing if stories.same_text(content.text, text)), default=None)

    def _revisit(self, job: PageJob, published: datetime | None, now: datetime) -> datetime:
        """Young articles are visited often, old ones rarely; an undated one is as old as we know it."""
        config = self.office.config
        born = published if published and published <= now else job.seen_at
        wait = schedule.revisit_after(now - born, least=config.revisit_min, most=config.revisit_max)
        return now + timedelta(seconds=wait)

    def _count(self, reading: Reading) -> None:
        tally = self.office.tally
        if reading.kind is RevisionKind.FIRST:
            tally.articles += 1
        elif reading.kind is RevisionKind.SUSPICIOUS:
            tally.held["revision.suspicious"] += 1
        elif reading.kind is RevisionKind.SAME:
            tally.unchanged += 1
        else:
            tally.revised += 1


def _passing(error: HemeraError) -> bool:
    """Say whether a failure may pass: a refusal of ours or of robots does not."""
    return isinstance(error, FetchError) and not error.key.startswith("fetch.refused")


def _backoff(attempts: int, error: HemeraError) -> timedelta:
    """Wait 10 min, 20, 40 … up to a day, or as long as the server asked."""
    asked = error.details.get("retry_after")
    wait = min(600 * 2**attempts, 86_400)
    return timedelta(seconds=max(wait, float(asked) if isinstance(asked, int | float) else 0))
