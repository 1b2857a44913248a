"""The machine on one screen.

    due work → fetch → capture (on disk, fsynced) → row → read in a bounded child → decide → record → index

``Update.run`` turns until nothing is due (``once``) or until it is told to stop. All decisions are taken, and the record is
written, on the thread that runs it; the fetcher and the child processes only report back through one queue. Killed anywhere,
the next run goes on from what reached the disk: captures without a row are adopted, captures unread are read.
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from hemera import clock, faults
from hemera.config import Config
from hemera.errors import CaptureError, FetchError, HemeraError
from hemera.exchanges import Response
from hemera.extract.templates import Template
from hemera.httpcontent import failure, usable
from hemera.jobs import Arrival, ImageJob, Job, Lesson, ListingJob, PageJob, PartJob, Picture, ReservationJob, Unread
from hemera.pipeline.cores import one_core
from hemera.pipeline.desks import Office, arrived
from hemera.pipeline.indexing import Follower
from hemera.pipeline.intake import IN_HAND, LEASE, PICTURES, THE_PAST, room_for
from hemera.pipeline.journal import Journal
from hemera.pipeline.learning import Learning
from hemera.pipeline.library import Library
from hemera.pipeline.outcomes import Tally, guarded
from hemera.pipeline.rebuild import Rebuilding, Replay
from hemera.pipeline.recover import recover
from hemera.pipeline.room import Room
from hemera.pipeline.staff import all_desks
from hemera.pipeline.subscribing import Subscribing, Subscriptions
from hemera.pipeline.tasks import ReadCapture
from hemera.pipeline.witness import Witness
from hemera.protocols import CaptureStore, Fetcher, Store, Templates
from hemera.types import CaptureRef
from hemera.wishes import of_headers, written
from hemera.workers import BoundedPool

A_TURN = 32  # events dealt with in one commit
INDEX_EVERY = 0.5  # seconds at most between saving and being found
A_SLICE = 2.0  # seconds at most spent on the index at a time, while one is built anew
FREE_EVERY = 30.0  # seconds between looks at who else collects
DRAIN = 15.0  # seconds to finish what is in hand when told to stop
TOGETHER = 0.02  # seconds in which answers gather while many are awaited: they share a commit, and threads switch more rarely
PAUSE = 0.5  # seconds between looks at the clock while nothing happens


@dataclass(frozen=True, slots=True)
class Parts:
    """What the machine is built of; ``archive`` puts it together."""

    store: Store
    captures: CaptureStore
    index: Follower
    fetcher: Fetcher
    pool: BoundedPool
    keep_picture: Callable[[bytes, str], Picture]  # (bytes, media folder); runs in the pool
    templates: Templates
    read_capture: ReadCapture
    rebuilding: Rebuilding
    subscriptions: Subscriptions
    free_dead: Callable[[], int] = lambda: 0  # the leases of collectors that live no more


@dataclass(frozen=True, slots=True)
class Answer:
    """The fetcher is done with a job."""

    job: Job
    response: Future[Response]


@dataclass(frozen=True, slots=True)
class Reading:
    """A child process is done with a capture."""

    job: Job
    arrival: Arrival
    result: Future[Any]


@dataclass(frozen=True, slots=True)
class Learned:
    """A child process is done with a lesson."""

    lesson: Lesson
    result: Future[tuple[Template, ...]]


Event = Answer | Reading | Learned


class Update:
    """Collects what is due. ``report`` is called with the tally after every turn."""

    def __init__(self, parts: Parts, config: Config, report: Callable[[Tally], None] = lambda _: None) -> None:
        self.parts, self.config, self.report = parts, config, report
        self.tally = Tally()
        self.library = Library(parts.templates)
        office = Office(parts.store, config, self.tally, self.library)
        self.desks = all_desks(office, parts.keep_picture, parts.read_capture)
        self.learning = Learning(office, parts.read_capture)
        self.subscribing = Subscribing(parts.subscriptions, parts.captures, parts.fetcher, config.base_url)
        self.done: SimpleQueue[Event] = SimpleQueue()
        self.in_hand = 0
        self.waiting: Counter[str] = Counter()  # for the fetcher, by host
        self.index_at = self.freed_at = 0.0
        self.journal = Journal(config.folder)
        self.room = Room(config.folder, config.min_free)
        self.witness: Witness

    def run(self, stop: threading.Event, *, once: bool) -> Tally:
        """Work until nothing is due (``once``), or until ``stop`` is set and what is in hand is finished."""
        self.witness = Witness(self.config, self.tally, self.parts.pool)
        try:
            with one_core(self.witness.standing.number, threading.get_native_id(), self.parts.fetcher.thread):
                return self._run(stop, once=once)
        finally:
            self.witness.stopped(drained=not self.in_hand)

    def _run(self, stop: threading.Event, *, once: bool) -> Tally:
        recover(self.parts.captures, self.parts.rebuilding, self.journal)
        self.journal.follow_states(self.parts.rebuilding)
        self.learning.recall()
        self._read_left(stop)
        while not stop.is_set():
            taken = self._take() + self._learn() + self._read_again()
            if once and not taken and not self.in_hand:
                break
            self._turn()
            guarded("Subscribing", self.subscribing.step, self.subscribing.broken)
        self._drain(stop)
        self._follow(A_SLICE if stop.is_set() else math.inf)
        self.journal.follow_states(self.parts.rebuilding)
        return self.tally

    def _drain(self, stop: threading.Event) -> None:
        """Finish what is in hand; after ``stop`` as far as the time allows: what has reached the disk is read by the next run."""
        until = 0.0
        while self.in_hand:
            if stop.is_set() and not until:
                self.parts.fetcher.close()  # what waits for its host's turn is given back; what has arrived is finished
                until = time.monotonic() + DRAIN
            elif until and time.monotonic() > until:
                return
            self._turn()

    def _turn(self) -> None:
        """Deal with all that came back, in one commit; let the index follow."""
        happened = self._happened()
        if happened:
            with self.parts.store.together():
                self._answered([event for event in happened if isinstance(event, Answer)])
                for event in happened:
                    if isinstance(event, Reading):
                        self._guarded(event.job, partial(self._was_read, event))
                    elif isinstance(event, Learned):
                        self._taught(event.lesson, partial(self._was_learned, event))
            faults.point("pipeline.saved")
        self._index()
        self.tally.queued = self.in_hand
        self.witness.turned()
        self.report(self.tally)

    def _happened(self) -> list[Event]:
        """Wait a moment for something to come back, and take what else did."""
        happened: list[Event] = []
        try:
            happened.append(self.done.get(timeout=PAUSE))
            if self.in_hand > A_TURN and self.done.qsize() < A_TURN:
                time.sleep(TOGETHER)
            while len(happened) < A_TURN:
                happened.append(self.done.get_nowait())
        except Empty:
            pass
        return happened

    def _read_left(self, stop: threading.Event) -> None:
        """Read what an earlier run captured and did not read, in the order in which it was fetched."""
        parts = self.parts
        Replay(parts.rebuilding, parts.captures, parts.pool, self.desks, self.library, parts.store.together, self._go_on).run(stop)
        self._drain(stop)

    def _go_on(self, job: Job) -> None:
        self.in_hand += 1
        self._guarded(job, partial(self._ask, job))

    def _take(self) -> int:
        """Lease due jobs once there is room for some, and ask for each."""
        taken: list[Job] = []
        most = room_for(self.waiting.total(), self.in_hand)
        if not most:
            return 0
        self.tally.paused = self.room.is_short()
        if self.tally.paused:
            return 0
        if time.monotonic() >= self.freed_at:
            self.parts.free_dead()
            self.freed_at = time.monotonic() + FREE_EVERY
        held, store = self.waiting.copy(), self.parts.store
        for due in (store.due_fronts, store.due_reservations, store.due_feeds, store.due_pages):
            room = most - len(taken)
            found = due(clock.now(), room, LEASE, held) if room > 0 else []
            held.update(job.host for job in found)
            taken += found
        # Pictures fill the time in which pages wait for their hosts; many at once would make pages wait for them.
        room = min(IN_HAND - len(taken), PICTURES) - self.in_hand
        taken += store.due_images(clock.now(), room, LEASE, held) if room > 0 else []
        room = min(IN_HAND - len(taken), THE_PAST) - self.in_hand
        taken += store.due_past(clock.now(), room, LEASE) if room > 0 else []
        faults.point("pipeline.after-lease")
        self.in_hand += len(taken)
        for job in taken:
            self._guarded(job, partial(self._ask, job))
        return len(taken)

    def _ask(self, job: Job) -> None:
        future = self.parts.fetcher.submit(self.desks[type(job)].request(job))
        self.waiting[job.host] += 1
        future.add_done_callback(lambda f: self.done.put(Answer(job, f)))

    def _answered(self, answers: list[Answer]) -> None:
        """Steps 3 and 6: what came back goes to disk, under one fsync, before anything else is done with it."""
        arrived: list[tuple[Job, Response]] = []
        for answer in answers:
            faults.point("pipeline.fetched")
            self._waits_less(answer.job.host)
            self._guarded(answer.job, partial(self._sift, answer, arrived))
        try:
            refs = self.parts.captures.write_many([response for _, response in arrived]) if arrived else []
        except CaptureError as error:
            self.room.was_refused(str(error))
            for job, _ in arrived:
                self._settled(partial(self.parts.store.release, job))
            return
        faults.point("pipeline.before-capture-row")
        for (job, response), ref in zip(arrived, refs, strict=True):
            self._guarded(job, partial(self._kept, job, response, ref))
        faults.point("pipeline.captured")

    def _waits_less(self, host: str) -> None:
        self.waiting[host] -= 1
        if not self.waiting[host]:
            del self.waiting[host]

    def _sift(self, answer: Answer, arrived: list[tuple[Job, Response]]) -> None:
        desk, now = self.desks[type(answer.job)], clock.now()
        try:
            response = answer.response.result()
            if not (response.undecoded or _takes_back(answer.job, response)):  # such ones are kept as they came
                response = usable(response)
        except CancelledError:
            self._settled(partial(self.parts.store.release, answer.job))
            return
        except FetchError as error:
            self.witness.refused(answer.job, desk.request(answer.job).purpose, error)
            given_back = partial(self.parts.store.release, answer.job)
            self._settled(given_back if error.key == "fetch.closed" else partial(desk.failed, answer.job, error, now))
            return
        self.witness.answered(answer.job, response)
        for notice in response.notices:
            self.parts.store.note(response.request.source, *notice, now)
        if response.status == 304 or _same_bytes(answer.job, response):
            if not _wishes_otherwise(answer.job, response):
                self._settled(partial(desk.unchanged, answer.job, response, now))
                return
            if response.status == 304 and isinstance(answer.job, PageJob):  # kept whole: what is wished is part of the exchange
                self._ask(replace(answer.job, etag="", last_modified=""))
                return
        arrived.append((answer.job, response))

    def _kept(self, job: Job, response: Response, ref: CaptureRef) -> None:
        self.tally.fetched += 1
        self.witness.captured(job, ref)
        arrival = arrived(self.parts.store.add_capture(ref, job), ref, response)
        error = failure(response)
        if error is None:
            self._read(job, arrival)
        else:
            self._settled(partial(self.desks[type(job)].unreadable, job, error, arrival, clock.now()))

    def _reread(self, item: Unread) -> None:
        try:
            capture = self.parts.captures.read(item.ref)
        except CaptureError as error:
            arrival = Arrival(item.capture, item.ref, b"", "")
            self._settled(partial(self.desks[type(item.job)].unreadable, item.job, error, arrival, clock.now()))
            return
        self._read(item.job, arrived(item.capture, item.ref, capture))

    def _read(self, job: Job, arrival: Arrival) -> None:
        """Steps 4 and 7, in a bounded child process."""
        task = self.desks[type(job)].task(job, arrival)
        future = self.parts.pool.submit(task.run, *task.args, cpu_seconds=task.cpu_seconds)
        future.add_done_callback(lambda f: self.done.put(Reading(job, arrival, f)))

    def _was_read(self, reading: Reading) -> None:
        """Steps 5 and 8 to 10."""
        desk, now = self.desks[type(reading.job)], clock.now()
        faults.point("pipeline.read")
        try:
            result = reading.result.result()
        except HemeraError as error:
            self._settled(partial(desk.unreadable, reading.job, error, reading.arrival, now))
            return
        going_on = desk.read(reading.job, result, reading.arrival, now)
        if going_on is not None:
            self._guarded(going_on, partial(self._ask, going_on))
        else:
            self.in_hand -= 1

    def _learn(self) -> int:
        """Have layouts learned whose time has come: in a child process as pages are read, and behind those that wait there."""
        begun = self.learning.begin()
        self.in_hand += len(begun)
        for lesson in begun:
            self._taught(lesson, partial(self._teach, lesson))
        return len(begun)

    def _read_again(self) -> int:
        """Read held pages again by what was learned since, while half of what may be in hand is free."""
        held = self.learning.again(IN_HAND // 2 - self.in_hand)
        self.in_hand += len(held)
        for item in held:
            self._guarded(item.job, partial(self._reread, item))
        return len(held)

    def _teach(self, lesson: Lesson) -> None:
        task = self.learning.task(lesson)
        future = self.parts.pool.submit(task.run, *task.args, cpu_seconds=task.cpu_seconds)
        future.add_done_callback(lambda f: self.done.put(Learned(lesson, f)))

    def _was_learned(self, event: Learned) -> None:
        now = clock.now()
        try:
            found = event.result.result()
        except HemeraError as error:
            self._settled(partial(self.learning.failed, event.lesson, error, now))
        else:
            self._settled(partial(self.learning.learned, event.lesson, found, now))

    def _taught(self, lesson: Lesson, act: Callable[[], None]) -> None:
        def broken(reason: str) -> None:
            self.in_hand -= 1
            self.learning.broken(lesson, reason)

        guarded("Lesson", act, broken)

    def _settled(self, act: Callable[[], object]) -> None:
        act()
        self.in_hand -= 1

    def _guarded(self, job: Job, act: Callable[[], None]) -> None:
        def broken(reason: str) -> None:
            self.in_hand -= 1
            self.desks[type(job)].broken(job, reason)

        guarded(type(job).__name__, act, broken)

    def _index(self) -> None:
        """Step 11: let the index follow the change log, within a second, and on a slow disk for a fifth of the time at most."""
        began = time.monotonic()
        if began >= self.index_at:
            self._follow(A_SLICE)
            self.index_at = time.monotonic() + max(INDEX_EVERY, 4 * (time.monotonic() - began))

    def _follow(self, seconds: float) -> None:
        self.parts.index.follow(self.parts.store, seconds)
        self.journal.follow(self.parts.rebuilding)


def _same_bytes(job: Job, response: Response) -> bool:
    if isinstance(job, ImageJob | PartJob | ListingJob) or not job.body_sha256:
        return False
    return response.sha256 == job.body_sha256


def _takes_back(job: Job, response: Response) -> bool:
    """Say whether a site's file of wishes is not there any more: that, too, is what it wished at that time."""
    return isinstance(job, ReservationJob) and bool(job.body_sha256) and 400 <= response.status < 500


def _wishes_otherwise(job: Job, response: Response) -> bool:
    """Say whether the headers of a page that is the same wish something else than they did."""
    return isinstance(job, PageJob) and written(of_headers(response.headers)) != job.wishes
