"""What ``Archive`` puts together to import the WARC files of others."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hemera import care, clock
from hemera.config import Config
from hemera.jobs import ForeignFile, Held, ImportJob, Job, Offered, PageJob, PartJob
from hemera.pipeline.importing import Imported, Importing, Wish, find
from hemera.pipeline.indexing import Follower
from hemera.pipeline.journal import Journal
from hemera.pipeline.outcomes import Tally
from hemera.types import CaptureRef

if TYPE_CHECKING:
    from hemera.captures import WarcStore
    from hemera.pipeline.desks import Desk
    from hemera.protocols import Store

_INDEX_EVERY = 5.0  # seconds between saving and being found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import came to. ``waiting`` counts copies not read yet, ``indexed`` says whether articles can be found already."""

    files: Imported
    pages: Tally = field(default_factory=Tally)
    waiting: int = 0
    indexed: bool = True
    learned: int = 0  # templates of layouts as they were then


@dataclass(frozen=True, slots=True)
class Report:
    """Who is told how far it is: of the files, of layouts of their time (so many lessons, of how many), and of the pages copied out
    of them (so many read, of how many).
    """

    files: Callable[[Imported], None] = lambda _: None
    lessons: Callable[[int, int], None] = lambda *_: None
    pages: Callable[[int, int, Tally], None] = lambda *_: None


def bring(config: Config, paths: Sequence[Path], wish: Wish, stop: threading.Event, report: Report) -> Outcome:
    """Import files and folders; what an earlier run left undone of them is done as well.

    Raises:
        ConfigError: another import is at work, or the record is being rebuilt. CaptureError: our own disk takes no more.
    """
    from hemera.captures import WarcStore
    from hemera.pipeline.recover import recover
    from hemera.store import imports, owners, rebuilding

    if wish.dry_run:
        return Outcome(_read_files(config, None, paths, wish, stop, report))
    with owners.collecting(config.folder), imports.alone(config.folder):
        care.fit_index(config)
        captures, journal = WarcStore(config.captures), Journal(config.folder)
        try:
            recover(captures, rebuilding, journal)
            journal.follow_states(rebuilding)
            files = _read_files(config, captures, paths, wish, stop, report)
            learned = _learn(config, files, stop, report)
            journal.follow_states(rebuilding)  # before pages name what was learned
            return replace(_read_pages(config, captures, files, wish, stop, report), learned=learned)
        finally:
            captures.close()
            journal.follow(rebuilding)


def _read_files(
    config: Config, captures: WarcStore | None, paths: Sequence[Path], wish: Wish, stop: threading.Event, report: Report
) -> Imported:
    from hemera.captures import foreign
    from hemera.pipeline.owners import Owners
    from hemera.store import imports

    done = Imported()
    found = list(find(paths, done.refused))
    importing = Importing(
        record=_Rehearsal() if captures is None else imports,
        copies=captures,
        walk=foreign.walk,
        owners=Owners(imports.sources(), wish.sources),
        wish=wish,
        report=report.files,
        done=done,
    )
    return importing.run(found, stop)


def _learn(config: Config, files: Imported, stop: threading.Event, report: Report) -> int:
    from hemera.captures import read
    from hemera.pipeline.past_lessons import PastLessons
    from hemera.pipeline.tasks import PRELOAD
    from hemera.store import past_lessons
    from hemera.workers import BoundedPool

    with BoundedPool(config.workers, preload=PRELOAD) as pool:
        lessons = PastLessons(past_lessons, pool, read, str(config.captures), config.workers)
        return lessons.run(files.origins, stop, report.lessons)


def _read_pages(config: Config, captures: WarcStore, files: Imported, wish: Wish, stop: threading.Event, report: Report) -> Outcome:
    from hemera.captures import read
    from hemera.pipeline.desks import Office
    from hemera.pipeline.importing import PastDesk
    from hemera.pipeline.library import Library
    from hemera.pipeline.part_desk import PartDesk
    from hemera.pipeline.rebuild import Replay
    from hemera.pipeline.tasks import PRELOAD
    from hemera.store import imports, templates
    from hemera.workers import BoundedPool

    unread, past, tally = imports.Unread(files.origins), imports.Past(clock.now), Tally()
    office = Office(past, config, tally, Library(templates))
    desk = PastDesk(office, past, wish.languages, read)
    with _following(config, past) as following, BoundedPool(config.workers, preload=PRELOAD) as pool:
        desks: dict[type[Job], Desk[Any]] = {PageJob: desk, PartJob: PartDesk(desk)}
        replay = Replay(unread, captures, pool, desks=desks, library=office.library, together=past.together)

        def told(done: int, total: int) -> None:
            report.pages(done, total, tally)
            following.now_and_then()

        replay.run(stop, told)
        following.now()
        return Outcome(files, tally, len(unread.waiting()), following.index.is_open)


class _Following:
    """Lets the index and the log of numbers follow what is saved."""

    def __init__(self, config: Config, store: Store, index: Follower) -> None:
        self.store, self.index, self.due = store, index, 0.0
        self.journal = Journal(config.folder)

    def now_and_then(self) -> None:
        if time.monotonic() >= self.due:
            self.now()
            self.due = time.monotonic() + _INDEX_EVERY

    def now(self) -> None:
        from hemera.store import rebuilding

        self.index.follow(self.store)
        self.journal.follow(rebuilding)


@contextmanager
def _following(config: Config, store: Store) -> Iterator[_Following]:
    from hemera.index.place import IndexPlace

    index = Follower(IndexPlace(config.index))
    following = _Following(config, store, index)
    try:
        following.now()  # an index that cannot be written is told before anything is read
        yield following
    finally:
        index.close()


class _Rehearsal:
    """A record that notes nothing but what it was offered, and that beside memory: for a dry run."""

    def __init__(self) -> None:
        self._seen = sqlite3.connect("", isolation_level=None)  # a temporary file, gone with the connection
        self._seen.execute("CREATE TABLE page (url TEXT, sha256 TEXT, PRIMARY KEY (url, sha256)) WITHOUT ROWID")

    def begin(self, file: ForeignFile, now: datetime, *, again: bool = False) -> ImportJob:
        return ImportJob(0, file.name, 0, {}, ended=False)

    def held(self, pages: Sequence[Offered]) -> Held:
        """Say what is in the archive, or was offered before; then remember these."""
        from hemera.store import imports

        keys = [(page.url, page.sha256) for page in pages]
        query = "SELECT 1 FROM page WHERE url = ? AND sha256 = ?"
        here = imports.held(pages)
        before = frozenset(key for key in keys if self._seen.execute(query, key).fetchone())
        self._seen.executemany("INSERT OR IGNORE INTO page VALUES (?, ?)", keys)
        return Held(here.payloads | before, dict.fromkeys(here.places, ("", -1)))

    def keep(self, job: ImportJob, refs: Sequence[CaptureRef], offset: int, counts: Counter[str]) -> None:
        """Nothing is kept."""

    def end(self, job: ImportJob, now: datetime, error: str = "") -> None:
        """Nothing is noted."""
