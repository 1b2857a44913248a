"""Counts and tells what the machine does, for those who watch it; decides nothing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hemera import __version__, events
from hemera.errors import FetchError, FetchRefused
from hemera.exchanges import Response
from hemera.httpcontent import failure
from hemera.jobs import FeedJob, Job
from hemera.pipeline.desks import where
from hemera.pipeline.figures import Figures, Standing
from hemera.pipeline.outcomes import Tally
from hemera.types import CaptureRef, Purpose

if TYPE_CHECKING:
    from hemera.config import Config
    from hemera.workers import BoundedPool


class Witness:
    """Sees each answer that comes in, and each turn of the machine."""

    def __init__(self, config: Config, tally: Tally, pool: BoundedPool) -> None:
        self.tally, self.began = tally, time.monotonic()
        self.figures = Figures()
        self.standing = Standing(config.folder, self.figures, tally, pool)
        self.standing.write()
        events.tell("started", version=__version__, workers=config.workers)

    def answered(self, job: Job, response: Response) -> None:
        """A server has answered, with whatever."""
        error = failure(response)
        outcome = error.key if error else "unchanged" if response.status == 304 else "ok"
        purpose = response.request.purpose
        self.figures.count(purpose.value, outcome, len(response.raw))
        if isinstance(job, FeedJob):
            self.figures.polls.add(response.seconds)
        if events.are_heard():
            facts = _facts(job) | {"purpose": purpose.value, "status": response.status, "bytes": len(response.raw)}
            events.tell("fetched", **facts, seconds=round(response.seconds, 3), error=error.key if error else None)

    def refused(self, job: Job, purpose: Purpose, error: FetchError) -> None:
        """Nothing usable came: we refused it, or it failed on the way. What was only given back did neither."""
        if error.key == "fetch.closed":
            return
        self.figures.count(purpose.value, error.key)
        if events.are_heard():
            event = "refused" if isinstance(error, FetchRefused) else "unfetched"
            events.tell(event, **_facts(job), purpose=purpose.value, error=error.key)

    def captured(self, job: Job, ref: CaptureRef) -> None:
        """It is on disk."""
        if events.are_heard():
            events.tell("captured", **_facts(job), file=ref.file, offset=ref.offset, bytes=ref.length)

    def turned(self) -> None:
        self.standing.write()

    def stopped(self, *, drained: bool) -> None:
        """Say what the run came to, and give the slot back."""
        seconds = round(time.monotonic() - self.began, 3)
        events.tell("stopped" if drained else "left", seconds=seconds, in_hand=self.tally.queued, tally=self.tally.as_table())
        self.standing.write(now=True)
        self.standing.close()


def _facts(job: Job) -> dict[str, object]:
    source, url = where(job)
    return {"source": source, "url": url}
