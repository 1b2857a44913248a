"""``hemera.open()`` → ``Archive``: the only place that wires store, captures, index and fetch together.

Database work runs in one private thread, so that an archive works the same in a script, a notebook's running event loop
and the portal. One archive a process: Django's settings are the process's.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from zoneinfo import ZoneInfo

from hemera import care, clock, lookups, opening, recovery, watching
from hemera.config import load
from hemera.errors import HemeraError, NotFound
from hemera.searching import MAX_MONTHS, walk
from hemera.types import Article, Revision, Source

if TYPE_CHECKING:
    from hemera.articles import Articles
    from hemera.coverage import Day, Holes
    from hemera.extract import Sample, Template
    from hemera.frozen import Checked, Frozen, Packaged
    from hemera.health import Finding
    from hemera.imports import Outcome, Report
    from hemera.jobs import Found
    from hemera.pipeline.importing import Wish
    from hemera.pipeline.outcomes import Tally
    from hemera.pipeline.reprocess import Reprocessed
    from hemera.pipeline.verify import Result
    from hemera.protocols import Index
    from hemera.query import Query
    from hemera.recovery import Rebuilt
    from hemera.store.notices import Noticed
    from hemera.store.status import Standing
    from hemera.store.templates import Kept
    from hemera.watching import State

T = TypeVar("T")
_PAGE = 200  # hits fetched at a time while iterating


def open(folder: str | Path) -> Archive:  # noqa: A001  read as hemera.open(...), like tarfile.open
    """Open an archive for reading.

    Raises:
        ConfigError: ``folder`` is no archive, its settings are wrong, or another archive is open in this process.
    """
    return Archive(Path(folder))


@lru_cache(maxsize=1)
def search_index() -> Index:
    """Return this process's read-only index of the archive in use; the portal and the API search through it."""
    from django.conf import settings

    from hemera.index import TantivyIndex

    return TantivyIndex(settings.HEMERA.index, writable=False)


class Archive:
    """A press archive on disk. Close it, or use it in a ``with`` block."""

    def __init__(self, folder: Path) -> None:
        self.config = load(folder, os.environ)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hemera-archive")
        self._index: Index | None = None
        self._call(opening.prepare, self.config)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give files and threads back."""
        if self._index is not None:
            self._index.close()
        self._call(opening.disconnect)
        self._thread.shutdown()

    @property
    def index(self) -> Index:
        """The search index, open for reading."""
        if self._index is None:
            from hemera.index import TantivyIndex

            self._index = TantivyIndex(self.config.index, writable=False)
        return self._index

    # -- reading ------------------------------------------------------------------------------------------------------

    def search(self, query: str, *, limit: int | None = 20, newest: bool = True) -> Iterator[Article]:
        """Yield articles a query finds, newest or best first; ``limit=None`` goes to the end.

        Raises:
            QueryError: the query is too long or too large.
        """
        return self.walk(self._read(query), limit, newest=newest)

    def walk(self, query: Query, limit: int | None, *, newest: bool = True) -> Iterator[Article]:
        """As ``search``, for a query that was read already."""
        for page in walk(self.index, query, limit, newest=newest, size=_PAGE):
            yield from self._call(lookups.articles, [hit.id for hit in page.hits])

    def count(self, query: str = "", *, by: str | None = None) -> int | list[tuple[str, int]]:
        """Count articles; with ``by`` ("month", "source", "language", "section", "author", "year") a list of (name, count)."""
        index, parsed = self.index, self._read(query)
        if by is None:
            return self.total(query)
        if by == "month":
            return list(index.search(parsed, limit=1, timeline=MAX_MONTHS).timeline)
        return list(index.search(parsed, limit=1, facets=(by,)).facets[by])

    def total(self, query: str | Query = "") -> int:
        """Count the articles a query finds."""
        return self.index.count(self._read(query) if isinstance(query, str) else query)

    def query(self, text: str = "", *, source: str | None = None, since: str = "", until: str = "") -> Query:
        """Read a search text, narrowed to a source and to days of publication, for what shall not guess.

        ``since`` and ``until``, both included, are written as after ``date:``: ``2026-01-31``, ``2026-01``, ``3d``, ``3 days``.

        Raises:
            NotFound: no such source.
            QueryError: something in it is not understood.
        """
        from hemera.query import LONG
        from hemera.query.strict import narrowed, understood

        if source is not None:
            self._call(lookups.source, source)
        zone = ZoneInfo(self.config.zone)
        today = clock.now().astimezone(zone).date()
        return narrowed(understood(self._read(text, bounds=LONG)), source, (since, until), today)

    def articles(self, query: str | Query = "", *, limit: int | None = None) -> Articles:
        """Return the articles a query finds, to iterate over or to take away as a table."""
        from hemera.articles import Articles

        return Articles(self, self._read(query) if isinstance(query, str) else query, limit)

    def freeze(self, query: str | Query, *, name: str = "", note: str = "") -> Frozen:
        """Keep what a query finds now, to cite it and to ask it again; raises ``QueryError`` for one that is not understood."""
        from hemera import frozen

        asked = self.query(query) if isinstance(query, str) else query
        return self._call(frozen.freeze, self.config, self.index, asked, name, note)

    def frozen(self, name: str) -> Frozen:
        """Return a frozen query by its id; raises ``NotFound``."""
        from hemera import frozen

        return frozen.find(self.config.folder, name)

    def check_frozen(self, made: Frozen) -> Checked:
        """Ask a frozen query again; return what came, went, was revised or withdrawn since."""
        from hemera import frozen

        return self._call(frozen.check, self.config.folder, made, self.index)

    def package_frozen(
        self, made: Frozen, path: Path, *, whole: bool = False, report: Callable[[int, int], None] = lambda *_: None
    ) -> Packaged:
        """Write a frozen query as a folder or zip to publish, as far as rights allow today."""
        from hemera import frozen
        from hemera.exports import Scope

        scope = Scope(clock.now(), whole, self.config.base_url.rstrip("/"), self.config.languages)
        return self._call(frozen.package, self.config.folder, made, path, scope, report)

    def article(self, address: str) -> Article:
        """Return an article by ``source/number``, by its address in the portal, or by its address at the source.

        Raises:
            NotFound: there is none.
        """
        return self._call(lookups.article, address)

    def revisions(self, address: str) -> list[Revision]:
        """Return an article's versions, oldest first, each with the corrections of our own reading of it; raises ``NotFound``."""
        return self._call(lookups.revisions, address)

    def sources(self) -> list[Source]:
        """Return the catalogue as the record has it."""
        return self._call(lookups.sources)

    def coverage(self, source: str, first: date, last: date) -> list[Day]:
        """Return what was announced, kept and missed of a source, day by day on its own clock; raises ``NotFound``."""
        return self._call(lookups.coverage, source, first, last)

    def holes(self, length: timedelta) -> tuple[list[Holes], list[Day]]:
        """Return of which sources something of the last time may be missing, and yesterdays that broke their source's rhythm."""
        return self._call(lookups.holes, length)

    def health(self, source: str | None = None) -> list[Finding]:
        """Return what ails the sources, or one of them, the gravest of each first; raises ``NotFound``."""
        return self._call(lookups.health, source)

    # -- collecting ---------------------------------------------------------------------------------------------------

    def update(
        self, *, once: bool = True, stop: threading.Event | None = None, report: Callable[[Tally], None] = lambda _: None
    ) -> Tally:
        """Collect what is due: polls, pages, pictures, index. ``stop`` ends it cleanly; ``report`` is called in another thread."""
        stop = stop or threading.Event()
        return self.until(stop, care.collect, self.config, stop, report, once)

    def bring(
        self,
        paths: Sequence[str | Path],
        wish: Wish | None = None,
        *,
        stop: threading.Event | None = None,
        report: Report | None = None,
    ) -> Outcome:
        """Import pages from WARC files of others, or from folders of them, as far as the catalogue knows their sources.

        What an earlier run left undone is done as well. ``stop`` ends it cleanly; ``report`` is called in another thread.
        """
        from hemera import imports
        from hemera.pipeline.importing import Wish

        stop, places = stop or threading.Event(), [Path(path) for path in paths]
        return self.until(stop, imports.bring, self.config, places, wish or Wish(), stop, report or imports.Report())

    def reindex(self, report: Callable[[int], None] = lambda _: None) -> int:
        """Build the index anew beside the old one and swap them; return how many articles it holds."""
        return self._call(care.reindex, self.config, report)

    # -- caring -------------------------------------------------------------------------------------------------------

    def status(self) -> Standing:
        """Return where the record stands; the sums match: entries = articles + queued + discarded + held."""
        return self._call(care.standing)

    def watch(self) -> State:
        """Return what the archive does right now; cheap enough to be asked every two seconds."""
        return self._call(watching.watcher(self.config).look)

    def notices(self, source: str | None = None, limit: int = 50) -> list[Noticed]:
        """Return what sources do that is put up with, last happened first."""
        return self._call(care.notices, source, limit)

    def verify(
        self,
        *,
        deep: bool = False,
        blocks: Callable[[Path], Found] | None = None,
        report: Callable[[Result], None] = lambda _: None,
        progress: Callable[[str, int, int], None] = lambda *_: None,
    ) -> list[Result]:
        """Prove the archive's invariants. ``blocks`` compares ``blocks.log`` with the record: moderation gives it.

        ``report`` is called after every check; ``progress`` with what is looked at, how many, and of how many (0: not known).
        """
        from hemera import frozen

        return self._call(care.prove, self.config, deep, blocks, frozen.proved, report, progress)

    def decide(self, act: Callable[[], T]) -> T:
        """Carry out an act of moderation, which is given whole."""
        return self._call(act)

    def survey(self, report: Callable[[str, int, int], None] = lambda *_: None) -> Rebuilt:
        """Say what ``rebuild`` would find; nothing is written."""
        return self._call(recovery.survey, self.config, report)

    def take_up(self, decisions: Callable[[Path], object] = lambda _: None) -> int:
        """Take up what lies beside a record that was set back: return how many articles it had then, which are to be read again."""
        return self._call(recovery.take_up, self.config, decisions)

    def rebuild(
        self,
        *,
        decisions: Callable[[Path], object] = lambda _: None,
        stop: threading.Event | None = None,
        report: Callable[[str, int, int], None] = lambda *_: None,
    ) -> Rebuilt:
        """Give every capture its row and read what nobody has read; reindex afterwards.

        ``decisions`` brings those of ``blocks.log`` into force.

        Raises:
            ConfigError: a collector is at work.
        """
        return self._call(recovery.rebuild, self.config, decisions, stop or threading.Event(), report)

    def reprocess(
        self,
        query: Query | None = None,
        *,
        limit: int | None = None,
        write: bool = False,
        samples: int = 5,
        stop: threading.Event | None = None,
        report: Callable[[Reprocessed], None] = lambda _: None,
    ) -> Reprocessed:
        """Read the captures of public articles again with today's rules, newest first; by default nothing is written.

        All that the record holds, or what the index finds for a query (made by ``query``). With ``write`` what reads otherwise
        becomes a correction of ours. ``stop`` ends it cleanly; ``report`` is called in another thread.
        """
        from hemera.pipeline.reprocess import Plan

        stop = stop or threading.Event()
        ids = None if query is None else (hit.id for page in walk(self.index, query, None, size=_PAGE) for hit in page.hits)
        return self.until(stop, care.read_again, self.config, ids, Plan(limit, write, samples), stop, report)

    # -- what is learned of layouts -----------------------------------------------------------------------------------

    def templates(self, source: str) -> list[Template]:
        """Return the templates that may read a source's pages, each for its own time; every version of every layout."""
        from hemera.store import templates

        return list(self._call(templates.in_use, source))

    def kept_templates(self, source: str) -> list[Kept]:
        """Return all templates of a source, retired ones too, and how many revisions each was consulted for."""
        from hemera.store import templates

        return self._call(templates.kept, source)

    def learn_templates(
        self, source: str, *, dry_run: bool = False, report: Callable[[int, int], None] = lambda *_: None
    ) -> list[Template]:
        """Learn a source's layouts now, from its newest captures; return the new versions.

        What a person wrote stays, unless it is retired. ``report`` is told how many pages are read, of how many.
        """
        return self._call(care.learn, self.config, source, dry_run, report)

    def import_template(self, text: str) -> Template:
        """Take a template's file in as the newest version of its layout; raises ``ConfigError``, or ``NotFound`` for its source."""
        from hemera.store import templates

        return self._call(templates.add_by_hand, text, clock.now())

    def retire_template(self, source: str, layout: str) -> int:
        """Give a layout's templates to no page from now on, and learn none unasked; return how many. Raises ``NotFound``."""
        from hemera.store import templates

        return self._call(templates.retire, source, layout, clock.now())

    def samples(self, source: str, limit: int = 20) -> list[Sample]:
        """Return the newest stored pages of a source that have a text, of different articles, as they are learned from."""
        from hemera.store import templates

        return self._call(care.samples, self.config, lambda: templates.examples(source, limit))

    def sample(self, url: str, source: str | None = None) -> Sample:
        """Return the newest capture of a page; raises ``NotFound`` where there is none, or it cannot be read."""
        from hemera.store import templates

        found = self._call(care.samples, self.config, lambda: [templates.example(url, source)])
        if not found:
            raise NotFound("not-found.capture", "No readable capture of {what}.", what=url)
        return found[0]

    # -- plumbing -----------------------------------------------------------------------------------------------------

    def _read(self, text: str, **how: Any) -> Query:
        """Read a search text by the archive's clock, and look up the stories it names."""
        from hemera.query import parse
        from hemera.query.stories import told

        zone = ZoneInfo(self.config.zone)
        query = parse(text, today=clock.now().astimezone(zone).date(), zone=zone, **how)
        return told(query, lambda name: self._call(lookups.story, self.index, name))

    def _call(self, function: Callable[..., T], *args: Any) -> T:
        return self._thread.submit(function, *args).result()

    def until(self, stop: threading.Event, function: Callable[..., T], *args: Any) -> T:
        """Call what ends cleanly once ``stop`` is set, in the archive's own thread; Ctrl-C sets it, and waits for that end."""
        future = self._thread.submit(function, *args)
        try:
            return future.result()
        except KeyboardInterrupt:
            stop.set()
            with suppress(HemeraError):  # that it was broken off, and why it came to no end before
                future.result()
            raise
