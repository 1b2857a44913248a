"""Learning a source's layouts from its own captures, beside the collecting: whose turn it is, and what of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hemera import events, faults
from hemera.errors import HemeraError
from hemera.extract import drift
from hemera.extract.templates import Template
from hemera.jobs import Lesson, Unread
from hemera.pipeline.desks import Office, Task
from hemera.pipeline.page_desk import hints_for
from hemera.pipeline.tasks import CPU_SECONDS, ReadCapture, learn_layouts

AT_ONCE = 2  # lessons, each in a child process
AGAIN = 8  # held pages read again in one turn
IN_HAND = timedelta(minutes=1)  # for which pages may come in that were read before their template was there


@dataclass(slots=True)
class _Tried:
    """Held pages of a source that were read again since its last lesson; more of them may come until then."""

    until: datetime
    captures: set[int] = field(default_factory=set)
    none_at: int = -1  # how many pages this run had held when there were no more: until another is, there are none


class Learning:
    """Puts lessons together and records what came of them. A lesson that was lost is due again: nothing is kept of one begun."""

    def __init__(self, office: Office, read: ReadCapture) -> None:
        self.office, self.read = office, read
        # A child stays free for pages where there are several.
        self.at_once = max(1, min(AT_ONCE, office.config.workers - 1))
        self.running: set[str] = set()
        self.tried: dict[str, _Tried] = {}  # by source, where there may be more

    def recall(self) -> None:
        """Count again what an earlier run left behind."""
        self.office.library.recall()
        self.tried = {source: _Tried(self.office.now()) for source in self.office.library.record.sources()}

    def begin(self) -> list[Lesson]:
        """Return the lessons whose time has come, one a source, as many as may run beside those that do."""
        begun = []
        for source, need in self.office.library.needs():
            if len(self.running) >= self.at_once:
                break
            if source not in self.running:
                self.running.add(source)
                begun.append(self.office.library.record.lesson(source, need))
        return begun

    def again(self, room: int) -> list[Unread]:
        """Return pages held for a doubt that what was learned since may read, so many at most; each once a lesson.

        Nothing is fetched: they are read from their captures as those are that a crash left unread. Which are due is told by the
        record alone; so a run that ends before it has read them leaves them to the next.
        """
        room, now = min(room, AGAIN), self.office.now()
        found: list[Unread] = []
        for source, tried in list(self.tried.items()):
            if len(found) >= room:
                break
            held, ended = self.office.tally.held.total(), now >= tried.until
            if held == tried.none_at and not ended:
                continue
            due = self.office.library.record.held(source, room - len(found), tried.captures)
            tried.captures.update(item.capture for item in due)
            found += due
            if not due and ended:
                del self.tried[source]
            elif not due:
                tried.none_at = held
        return found

    def task(self, lesson: Lesson) -> Task:
        return task(lesson, self.read, str(self.office.config.captures))

    def learned(self, lesson: Lesson, found: tuple[Template, ...], now: datetime) -> None:
        """Keep what tells more than what is known; pages are read by it from now on."""
        faults.point("pipeline.learned")
        kept = drift.worth_keeping(found, lesson)
        self.office.library.record.learned(lesson, kept, now)
        self.office.tally.learned += len(kept)
        events.tell("learned", source=lesson.source, templates=len(kept), pages=len(lesson.examples))
        if kept:
            self.tried[lesson.source] = _Tried(now + IN_HAND)
        self._ended(lesson)

    def failed(self, lesson: Lesson, error: HemeraError, now: datetime) -> None:
        self.office.tally.failed[error.key] += 1
        events.tell("failed", source=lesson.source, kind="lesson", error=error.key, times=1)
        self._nothing(lesson, error.key, now)

    def broken(self, lesson: Lesson, reason: str) -> None:
        """A bug of ours stopped it: nothing was learned, and the source's turn comes less soon."""
        self.office.tally.failed[reason] += 1
        events.tell("failed", source=lesson.source, kind="lesson", error=reason, times=1)
        self._nothing(lesson, reason, self.office.now())

    def _nothing(self, lesson: Lesson, reason: str, now: datetime) -> None:
        self.office.library.record.learned(lesson, (), now, reason)
        self._ended(lesson)

    def _ended(self, lesson: Lesson) -> None:
        self.running.discard(lesson.source)
        self.office.library.forget(lesson.source)


def task(lesson: Lesson, read: ReadCapture, captures: str, learn: Callable[..., tuple[Template, ...]] = learn_layouts) -> Task:
    """Return what a child process has to do: it reads the captures itself."""
    pages = [(example.ref, hints_for(example.job, example.ref)) for example in lesson.examples]
    return Task(learn, (pages, lesson.known, read, captures), CPU_SECONDS["lesson"])
