"""Looking at sources' own front pages once a day: whose they are; and setting which old links are asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hemera.errors import FetchError, HemeraError
from hemera.exchanges import Request, Response
from hemera.health import fronts
from hemera.health.fronts import Identity, Look, Standing
from hemera.httpcontent import moved_to
from hemera.jobs import Arrival, FrontJob
from hemera.pipeline.desks import Office, Task, polite
from hemera.pipeline.frontpage import read_front
from hemera.pipeline.tasks import CPU_SECONDS
from hemera.types import Purpose

EVERY, SOON = timedelta(days=1), timedelta(hours=1)
_ARTICLES = 60  # newest ones, whose addresses show what the source's look like


class FrontDesk:
    """Turns looks at front pages into what is held of them."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def request(self, job: FrontJob) -> Request:
        return polite(job.source, job.source.home, Purpose.FRONT, job.etag, job.last_modified)

    def failed(self, job: FrontJob, error: HemeraError, now: datetime) -> None:
        self.office.failed(job, error.key)
        waited = isinstance(error, FetchError) and not error.weight  # it says that we were not let out, and nothing of the page
        self.office.store.not_seen(job, "" if waited else error.key, now + (SOON if waited else EVERY), now)

    def unchanged(self, job: FrontJob, response: Response, now: datetime) -> None:
        """The very page of the last look: what raised a suspicion then confirms it now."""
        self.office.tally.unchanged += 1
        etag, modified = response.header("ETag") or job.etag, response.header("Last-Modified") or job.last_modified
        validators = {"etag": etag[:500], "last_modified": modified[:100], "body_sha256": job.body_sha256}
        if job.standing.look:
            self._seen(job, job.standing.look, moved_to(response), validators, now)
        else:
            self.office.store.looked_at(job, job.standing, now + EVERY, now, validators)

    def task(self, job: FrontJob, arrival: Arrival) -> Task:
        return Task(read_front, ((arrival.body, arrival.content_type, arrival.ref.url),), CPU_SECONDS["page"])

    def read(self, job: FrontJob, look: Look, arrival: Arrival, now: datetime) -> None:
        self._seen(job, look, arrival.moved_to, arrival.validators, now)
        self.office.store.settled(arrival.capture, "front", now)

    def unreadable(self, job: FrontJob, error: HemeraError, arrival: Arrival, now: datetime) -> None:
        self.office.store.settled(arrival.capture, error.key, now)
        self.failed(job, error, now)

    def broken(self, job: FrontJob, reason: str) -> None:
        now = self.office.now()
        self.office.held(job, reason)
        self.office.store.not_seen(job, reason, now + EVERY, now)

    def _seen(self, job: FrontJob, look: Look, led: str, validators: dict[str, str], now: datetime) -> None:
        after = self._judged(job, look, now)
        moved = led if fronts.Sign.ADDRESS in after.signs and after.suspected_at is None else ""
        due_at = now + (fronts.AGAIN if after.is_suspected else EVERY)
        self.office.store.looked_at(job, after, due_at, now, validators, moved)
        if after.suspected_at is None and not job.standing.is_suspected:
            config = self.office.config
            self.office.store.draw_links(job.source.id, config.link_checks, timedelta(seconds=config.revisit_max), now)

    def _judged(self, job: FrontJob, look: Look, now: datetime) -> Standing:
        if job.trusted_at and now <= job.trusted_at:  # a capture read again, from before a person looked
            identity = fronts.learned(None, look, ())
            return replace(job.standing, identity=identity, look=look, good_at=now, suspected_at=None, hijacked_at=None)
        return fronts.after_look(job.standing, look, self._known(job), now)

    def _known(self, job: FrontJob) -> Identity:
        """Gather what is known of a source beside its front page."""
        from hemera.feeds.shapes import shape

        source = job.source
        articles = [visited.url for visited in self.office.store.visited(source.id) if visited.article][:_ARTICLES]
        return Identity(
            url=source.home,
            names=(source.name, *source.names.values()),
            languages=source.languages,
            shapes=tuple(dict.fromkeys(shape(url).fine for url in articles)),
        )
