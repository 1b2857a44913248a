"""Reading captures that nobody has read, in the order in which they were fetched: what they were made for is found as the record
grows, feeds before the pages they announced. After a crash these are a few, after a loss all of them.

Reading goes on in the child processes, a few captures ahead; what is read is recorded strictly in order, as of the moment of
the capture. A run that is killed is gone on with by the next: every capture that was read says so.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from hemera import faults
from hemera.errors import CaptureError, HemeraError
from hemera.jobs import Arrival, FeedJob, FrontJob, ImageJob, PageJob, PartJob
from hemera.pipeline.desks import Desk, Job, Task
from hemera.pipeline.library import Library
from hemera.pipeline.outcomes import guarded
from hemera.pipeline.page_desk import task as page_task
from hemera.pipeline.recover import Recovering
from hemera.protocols import CaptureStore
from hemera.types import Capture, CaptureRef
from hemera.workers import BoundedPool

AHEAD = 16  # captures read ahead of what is recorded: their bodies are what memory is bounded by
UNCLAIMED, UNREAD = "capture.unclaimed", "capture.unread"  # outcomes: nothing asks for it any more; reading it came to nothing


class Waiting(Protocol):
    """What is asked of the record; ``store.rebuilding`` answers."""

    def waiting(self, *, imported: bool = False) -> Sequence[int]: ...
    def capture(self, pk: int) -> CaptureRef | None: ...
    def job_for(self, pk: int, ref: CaptureRef) -> FeedJob | PageJob | ImageJob | FrontJob | None: ...
    def consulted(self, record_id: str) -> str | None: ...
    def claim(self, pk: int, job: FeedJob | PageJob | ImageJob | FrontJob) -> None: ...
    def further_page(self, job: PartJob) -> Arrival | None: ...
    def settle(self, pk: int, outcome: str, now: Any) -> None: ...


class Rebuilding(Recovering, Waiting, Protocol):
    """All that recovering and reading again ask of the record."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A capture on its way through a child process."""

    job: Job
    arrival: Arrival
    result: Future[Any]

    @property
    def ref(self) -> CaptureRef:
        return self.arrival.ref


@dataclass(slots=True)
class Replay:
    """Reads what waits. ``ask``, where there is one, fetches an article's further page that no capture holds."""

    record: Waiting
    captures: CaptureStore
    pool: BoundedPool
    desks: dict[type[Job], Desk[Any]]
    library: Library
    together: Callable[[], AbstractContextManager[None]]
    ask: Callable[[PartJob], None] | None = None
    imported: bool = False  # read what an import brought, too

    def run(self, stop: threading.Event, report: Callable[[int, int], None] = lambda *_: None) -> int:
        """Read all that waits, or until ``stop``; return how many captures were read."""
        waiting, ahead = self.record.waiting(imported=self.imported), deque[_Item]()
        done = 0
        for pk in waiting:
            if stop.is_set():
                break
            ref = self.record.capture(pk)
            if ref is None:
                continue  # read meanwhile, as an article's further page
            if any(_before(item.ref, ref) for item in ahead):
                self._record(ahead, 0)
            if (item := self._begin(pk, ref)) is not None:
                ahead.append(item)
            if len(ahead) >= AHEAD:
                self._record(ahead, AHEAD // 2)
            done += 1
            report(done, len(waiting))
        self._record(ahead, 0)
        return done

    def _begin(self, pk: int, ref: CaptureRef) -> _Item | None:
        """Have a capture read; None where nothing asks for it."""
        job = self.record.job_for(pk, ref)
        if job is None:
            self.record.settle(pk, UNCLAIMED, ref.fetched_at)
            return None
        self.record.claim(pk, job)
        arrival = Arrival(pk, ref, b"", "")
        try:
            capture = self.captures.read(ref)
        except CaptureError as error:
            return _Item(job, arrival, _failed(error))
        return self._submit(job, _filled(arrival, capture))

    def _submit(self, job: Job, arrival: Arrival) -> _Item:
        task = self._task(job, arrival)
        return _Item(job, arrival, self.pool.submit(task.run, *task.args, cpu_seconds=task.cpu_seconds))

    def _task(self, job: Job, arrival: Arrival) -> Task:
        """Have a page that was read before read in the same way; all else as it comes."""
        if isinstance(job, PageJob) and (name := self.record.consulted(arrival.ref.record_id)) is not None:
            return page_task(job, arrival, self.library.consulted(job.source.id, name))
        return self.desks[type(job)].task(job, arrival)

    def _record(self, ahead: deque[_Item], left: int) -> None:
        """Record what was read until so many are left, in one commit."""
        if len(ahead) <= left:
            return
        with self.together():
            while len(ahead) > left:
                item = ahead.popleft()
                guarded(type(item.job).__name__, partial(self._finish, item), partial(self.desks[type(item.job)].broken, item.job))
                if not isinstance(item.job, PartJob):
                    self.record.settle(item.arrival.capture, UNREAD, item.ref.fetched_at)
        faults.point("rebuild.recorded")

    def _finish(self, item: _Item) -> None:
        """Record a reading as of the moment of its capture; then an article's further pages, one after the other."""
        next_: Job | None = self._settled(item)
        while isinstance(next_, PartJob):
            arrival = self.record.further_page(next_)
            if arrival is None and self.ask is not None:
                self.ask(next_)
                return
            next_ = self._further(next_, arrival)

    def _further(self, job: PartJob, arrival: Arrival | None) -> Job | None:
        try:
            if arrival is None:
                raise CaptureError("capture.missing", "No capture of {file}.", file=job.url)
            return self._settled(self._submit(job, _filled(arrival, self.captures.read(arrival.ref))))
        except CaptureError as error:
            self.desks[PartJob].failed(job, error, job.first.ref.fetched_at)
            return None

    def _settled(self, item: _Item) -> Job | None:
        desk, now = self.desks[type(item.job)], item.ref.fetched_at
        try:
            result = item.result.result()
        except HemeraError as error:
            desk.unreadable(item.job, error, item.arrival, now)
            return None
        return desk.read(item.job, result, item.arrival, now)


def _before(one: CaptureRef, other: CaptureRef) -> bool:
    """Say whether one must be recorded before the other is read: it may announce it, or is the same address seen before."""
    return one.source == other.source and (one.purpose is not other.purpose or one.requested_url == other.requested_url)


def _filled(arrival: Arrival, capture: Capture) -> Arrival:
    return replace(
        arrival,
        body=capture.body,
        content_type=capture.header("Content-Type") or "",
        etag=capture.header("ETag") or "",
        last_modified=capture.header("Last-Modified") or "",
    )


def _failed(error: HemeraError) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(error)
    return future
