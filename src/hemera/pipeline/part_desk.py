"""Reading the further pages of an article that is printed over several, one after the other, before it is kept as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hemera.errors import HemeraError
from hemera.exchanges import Request, Response
from hemera.extract import variants
from hemera.jobs import Arrival, PartJob
from hemera.pipeline.desks import Task, polite
from hemera.pipeline.page_desk import PageDesk, hints_for
from hemera.pipeline.tasks import CPU_SECONDS, PageRead, read_page
from hemera.types import Extraction, Purpose


class PartDesk:
    """Asks for each further page; one that does not come, or says nothing, ends the article where it is, with a doubt."""

    def __init__(self, pages: PageDesk) -> None:
        self.pages = pages

    def request(self, job: PartJob) -> Request:
        return polite(job.page.source, job.url, Purpose.PAGE)

    def failed(self, job: PartJob, error: HemeraError, now: datetime) -> None:
        self.pages.office.failed(job, error.key)
        self._finish(job, job.read, now)

    def unchanged(self, job: PartJob, response: Response, now: datetime) -> None:
        self._finish(job, job.read, now)

    def task(self, job: PartJob, arrival: Arrival) -> Task:
        hints = replace(hints_for(job.page, arrival.ref), entry=None)  # what the feed says, it says of the first page
        consulted = self.pages.office.library.consulted(job.page.source.id, job.read[0].template)
        return Task(read_page, ((arrival.body, arrival.content_type, arrival.ref.url), hints, consulted), CPU_SECONDS["page"])

    def read(self, job: PartJob, content: Extraction, arrival: Arrival, now: datetime) -> PartJob | None:
        pages = (*job.read, content) if variants.has_text(content) else job.read
        address = variants.goes_on_at(content)
        if address and pages is not job.read and len(pages) < variants.MAX_PAGES:
            return replace(job, url=address, read=pages)
        self._finish(job, pages, now)
        return None

    def unreadable(self, job: PartJob, error: HemeraError, arrival: Arrival, now: datetime) -> None:
        self._finish(job, job.read, now)

    def broken(self, job: PartJob, reason: str) -> None:
        self.pages.broken(job.page, reason)

    def _finish(self, job: PartJob, pages: tuple[Extraction, ...], now: datetime) -> None:
        self.pages.finish(job.page, PageRead(variants.join(pages[0], pages[1:]), job.older), job.first, now)
