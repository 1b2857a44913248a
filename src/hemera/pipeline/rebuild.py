"""Reading captures that nobody has read, in the order in which they were fetched: what they were made for is found as the record
grows, feeds before the pages they announced. After a crash these are a few, after a loss all of them.

Reading goes on in the child processes, a few captures ahead; what is read is recorded strictly in order, as of the moment of
the capture. A run that is killed is gone on with by the next: every capture that was read says so.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from hemera import faults
from hemera.errors import CaptureError, HemeraError
from hemera.jobs import Arrival, Job, Leased, PageJob, PartJob
from hemera.pipeline.desks import Desk, Task, arrived
from hemera.pipeline.library import Library
from hemera.pipeline.outcomes import guarded
from hemera.pipeline.page_desk import fingerprinted
from hemera.pipeline.page_desk import task as page_task
from hemera.pipeline.recover import Recovering
from hemera.protocols import CaptureStore
from hemera.types import CaptureRef
from hemera.workers import BoundedPool

AHEAD = 24  # captures read ahead of what is recorded: their bodies are what memory is bounded by
STEP = 8  # of them are begun in one commit, and recorded in one
UNCLAIMED, UNREAD = "capture.unclaimed", "capture.unread"  # outcomes: nothing asks for it any more; reading it came to nothing


class Waiting(Protocol):
    """What is asked of the record; ``store.rebuilding`` answers."""

    def waiting(self, *, imported: bool = False) -> Sequence[int]: ...
    def capture(self, pk: int) -> CaptureRef | None: ...
    def job_for(self, pk: int, ref: CaptureRef) -> Leased | None: ...
    def consulted(self, record_id: str) -> str | None: ...
    def claim(self, pk: int, job: Leased) -> None: ...
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
        waiting, next_, ahead = self.record.waiting(imported=self.imported), dict[int, CaptureRef](), deque[_Item]()
        done = 0
        for pk in waiting:
            if stop.is_set():
                break
            ref = self.record.capture(pk)
            if ref is None:
                continue  # read meanwhile, as an article's further page
            if any(_before(other, ref) for other in (*next_.values(), *(item.ref for item in ahead))):
                self._turn(next_, ahead, 0)
            next_[pk] = ref
            done += 1
            if len(next_) >= STEP:
                self._turn(next_, ahead, AHEAD - STEP)
                report(done, len(waiting))
        self._turn(next_, ahead, 0)
        report(done, len(waiting))
        return done

    def _turn(self, next_: dict[int, CaptureRef], ahead: deque[_Item], left: int) -> None:
        """Have the next captures read, and record what was read before until so many are left."""
        ahead += self._begun(next_)
        next_.clear()
        self._record(ahead, left)

    def _begun(self, refs: Mapping[int, CaptureRef]) -> list[_Item]:
        """Have captures read that something asks for."""
        with self.together():
            found = [(pk, ref, job) for pk, ref in refs.items() if (job := self._claimed(pk, ref)) is not None]
        return [self._item(pk, ref, job) for pk, ref, job in found]

    def _claimed(self, pk: int, ref: CaptureRef) -> Leased | None:
        job = self.record.job_for(pk, ref)
        if job is None:
            self.record.settle(pk, UNCLAIMED, ref.fetched_at)
        else:
            self.record.claim(pk, job)
        return job

    def _item(self, pk: int, ref: CaptureRef, job: Leased) -> _Item:
        try:
            capture = self.captures.read(ref)
        except CaptureError as error:
            return _Item(job, Arrival(pk, ref, b"", ""), _failed(error))
        return self._submit(job, arrived(pk, ref, capture))

    def _submit(self, job: Job, arrival: Arrival) -> _Item:
        task = self._task(job, arrival)
        return _Item(job, arrival, self.pool.submit(task.run, *task.args, cpu_seconds=task.cpu_seconds))

    def _task(self, job: Job, arrival: Arrival) -> Task:
        """Have a page that was read before read in the same way; all else as it comes."""
        if isinstance(job, PageJob) and (name := self.record.consulted(arrival.ref.record_id)) is not None:
            return fingerprinted(page_task(job, arrival, self.library.consulted(job.source.id, name)), job)
        return self.desks[type(job)].task(job, arrival)

    def _record(self, ahead: deque[_Item], left: int) -> None:
        """Record what was read until so many are left, in one commit."""
        if len(ahead) <= left:
            return
        due = [ahead.popleft() for _ in range(len(ahead) - left)]
        wait([item.result for item in due])  # others may write meanwhile
        with self.together():
            for item in due:
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
            return self._settled(self._submit(job, arrived(arrival.capture, arrival.ref, self.captures.read(arrival.ref))))
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


def _failed(error: HemeraError) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(error)
    return future
