"""Learning what a source's layouts looked like when others fetched its pages, before those are read.

An import brings years at once, of layouts that nobody collects any more. So they are learned stretch by stretch, the oldest first:
a few pages spread over each are read by the templates that are valid at their time, and where those do not serve, their layouts are
learned. What was captured decides, and what the stretches before taught: killed anywhere, the next run comes to the same templates.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from hemera import clock, events, faults
from hemera.errors import HemeraError
from hemera.extract.templates import Template
from hemera.jobs import PAST, Lesson
from hemera.pipeline.learning import task
from hemera.pipeline.outcomes import guarded
from hemera.pipeline.tasks import ReadCapture, learn_past
from hemera.workers import BoundedPool

LEAST = 24  # pages of a stretch: to have fewer read by the panel costs less than a lesson
SAMPLE = 12  # of them that are looked at
PAUSE = 0.5  # seconds between looks at whether to stop


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of a source's imported pages, all fetched in the same months."""

    source: str
    begins: datetime  # its first capture, UTC
    sample: tuple[int, ...]  # captures spread over it, the oldest first

    @property
    def reason(self) -> str:
        """What its lesson is known by."""
        return f"{PAST}{self.begins:%Y-%m-%d}"


_Running = dict[Future[tuple[Template, ...]], tuple[deque[Stretch], Stretch, Lesson]]


class Record(Protocol):
    """What is asked of the record; ``store.past_lessons`` answers."""

    def imported(self, origins: Sequence[str]) -> Iterator[tuple[str, int, datetime]]: ...
    def lesson(self, source: str, reason: str, captures: Sequence[int]) -> Lesson | None: ...
    def learned(self, lesson: Lesson, templates: Sequence[Template], now: datetime, error: str = "") -> list[Template]: ...


def stretches(captures: Iterator[tuple[str, int, datetime]]) -> Iterator[Stretch]:
    """Cut captures (source, id, moment), in order, into stretches: of quarters of a year, or as many as it takes."""
    for source, own in groupby(captures, key=lambda capture: capture[0]):
        held: list[tuple[int, datetime]] = []
        for _, same in groupby(own, key=lambda capture: (capture[2].year, (capture[2].month - 1) // 3)):
            held += [(pk, moment) for _, pk, moment in same]
            if len(held) >= LEAST:
                yield _stretch(source, held)
                held = []


def _stretch(source: str, captures: Sequence[tuple[int, datetime]]) -> Stretch:
    last = len(captures) - 1
    return Stretch(source, captures[0][1], tuple(captures[place * last // (SAMPLE - 1)][0] for place in range(SAMPLE)))


@dataclass(slots=True)
class PastLessons:
    """Holds the lessons of an import, those of different sources beside each other."""

    record: Record
    pool: BoundedPool
    read: ReadCapture
    folder: str  # of the captures
    at_once: int = 1
    learned: int = 0  # templates so far

    def run(self, origins: Sequence[str], stop: threading.Event, report: Callable[[int, int], None] = lambda *_: None) -> int:
        """Hold all lessons that were not held before, or until ``stop``: those begun are finished. Return how many templates came
        of them.
        """
        planned = list(stretches(self.record.imported(origins)))
        waiting = deque(deque(own) for _, own in groupby(planned, key=attrgetter("source")))
        running: _Running = {}
        done = 0
        while running or (waiting and not stop.is_set()):
            while waiting and len(running) < self.at_once and not stop.is_set():
                rest = waiting.popleft()
                done += self._begin(rest, running)
            for future in wait(running, PAUSE, FIRST_COMPLETED).done:
                rest, stretch, lesson = running.pop(future)
                guarded("Lesson", partial(self._end, future, stretch, lesson), partial(self._failed, lesson))
                done += 1
                if rest:
                    waiting.appendleft(rest)
            report(done, len(planned))
        return self.learned

    def _begin(self, rest: deque[Stretch], running: _Running) -> int:
        """Begin a source's next lesson; return how many before it were held by an earlier run."""
        held = 0
        while rest:
            stretch = rest.popleft()
            lesson = self.record.lesson(stretch.source, stretch.reason, stretch.sample)
            if lesson is not None:
                work = task(lesson, self.read, self.folder, learn_past)
                running[self.pool.submit(work.run, *work.args, cpu_seconds=work.cpu_seconds)] = rest, stretch, lesson
                break
            held += 1
        return held

    def _end(self, future: Future[tuple[Template, ...]], stretch: Stretch, lesson: Lesson) -> None:
        """Record what a lesson brought: what reads by itself, from the stretch's beginning on."""
        try:
            found = future.result()
        except HemeraError as error:
            self._failed(lesson, error.key)
            return
        kept = [replace(one, valid_from=stretch.begins) for one in found if one.marks and one.reads]
        kept = [one for one in kept if one.layout not in lesson.settled]
        faults.point("import.learned")
        self.learned += len(self.record.learned(lesson, kept, clock.now()))
        events.tell("learned", source=lesson.source, templates=len(kept), pages=len(lesson.examples))

    def _failed(self, lesson: Lesson, reason: str) -> None:
        """Nothing was learned: its pages are read by the panel."""
        self.record.learned(lesson, (), clock.now(), reason)
        events.tell("failed", source=lesson.source, kind="lesson", error=reason, times=1)
