"""``hemera.open()`` → ``Archive``: the only place that wires store, captures, index and fetch together.

Database work runs in one private thread, so that an archive works the same in a script, a notebook's running event loop
and the portal. One archive a process: Django's settings are the process's.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from zoneinfo import ZoneInfo

from hemera import care, catalogue, clock, lookups, tables
from hemera.config import Config, load
from hemera.errors import ConfigError, NotFound
from hemera.types import Article, Revision, Source

if TYPE_CHECKING:
    from hemera.extract import Sample, Template
    from hemera.jobs import Found
    from hemera.pipeline.outcomes import Tally
    from hemera.pipeline.reprocess import Reprocessed
    from hemera.pipeline.update import Parts
    from hemera.pipeline.verify import Result
    from hemera.protocols import Index
    from hemera.query import Query
    from hemera.searching import Hit
    from hemera.store.status import Standing
    from hemera.store.templates import Kept

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


class Articles:
    """The articles a query finds, read as they are asked for."""

    def __init__(self, archive: Archive, query: str, limit: int | None) -> None:
        self.archive, self.query, self.limit = archive, query, limit

    def __iter__(self) -> Iterator[Article]:
        return self.archive.search(self.query, limit=self.limit)

    def __len__(self) -> int:
        total = self.archive.total(self.query)
        return total if self.limit is None else min(total, self.limit)

    def to_table(self) -> Any:
        """Return a ``pyarrow.Table``, one row an article. Needs ``hemera[tables]``."""
        import pyarrow as pa

        return pa.Table.from_pylist([tables.row(a) for a in self], schema=tables.schema())

    def to_parquet(self, path: str | Path) -> int:
        """Write a Parquet file in bounded memory; return how many articles it holds. Needs ``hemera[tables]``."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        count = 0
        with pq.ParquetWriter(str(path), tables.schema()) as writer:
            for batch in tables.batches(iter(self), 1000):
                writer.write_table(pa.Table.from_pylist([tables.row(a) for a in batch], schema=tables.schema()))
                count += len(batch)
        return count


class Archive:
    """A press archive on disk. Close it, or use it in a ``with`` block."""

    def __init__(self, folder: Path) -> None:
        self.config = load(folder, os.environ)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hemera-archive")
        self._index: Index | None = None
        self._call(_prepare, self.config)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give files and threads back."""
        if self._index is not None:
            self._index.close()
        self._call(_disconnect)
        self._thread.shutdown()

    # -- reading ------------------------------------------------------------------------------------------------------

    def search(self, query: str, *, limit: int | None = 20, newest: bool = True) -> Iterator[Article]:
        """Yield articles a query finds, newest or best first; ``limit=None`` goes to the end.

        Raises:
            QueryError: the query is too long or too large.
        """
        for hits in self._pages(_parse(query, self.config), limit, newest=newest):
            yield from self._call(lookups.articles, [hit.id for hit in hits])

    def count(self, query: str = "", *, by: str | None = None) -> int | list[tuple[str, int]]:
        """Count articles; with ``by`` ("month", "source", "language", "section", "author", "year") a list of (name, count)."""
        index, parsed = self._index_(), _parse(query, self.config)
        if by is None:
            return self.total(query)
        if by == "month":
            return list(index.search(parsed, limit=1, timeline=True).timeline)
        return list(index.search(parsed, limit=1, facets=(by,)).facets[by])

    def total(self, query: str | Query = "") -> int:
        """Count the articles a query finds."""
        return self._index_().count(_parse(query, self.config) if isinstance(query, str) else query)

    def query(self, text: str = "", *, source: str | None = None, since: str = "", until: str = "") -> Query:
        """Read a search text, narrowed to a source and to days of publication, for what shall not guess.

        ``since`` and ``until``, both included, are written as after ``date:``: ``2026-01-31``, ``2026-01``, ``3d``, ``3 days``.

        Raises:
            NotFound: no such source.
            QueryError: something in it is not understood.
        """
        from hemera.query.strict import narrowed, understood

        if source is not None:
            self._call(lookups.source, source)
        zone = ZoneInfo(self.config.zone)
        today = clock.now().astimezone(zone).date()
        return narrowed(understood(_parse(text, self.config)), source, (since, until), today)

    def articles(self, query: str = "", *, limit: int | None = None) -> Articles:
        """Return the articles a query finds, to iterate over or to take away as a table."""
        return Articles(self, query, limit)

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

    # -- collecting ---------------------------------------------------------------------------------------------------

    def update(
        self, *, once: bool = True, stop: threading.Event | None = None, report: Callable[[Tally], None] = lambda _: None
    ) -> Tally:
        """Collect what is due: polls, pages, pictures, index. ``stop`` ends it cleanly; ``report`` is called in another thread."""
        stop = stop or threading.Event()
        future = self._thread.submit(_update, self.config, stop, report, once)
        try:
            return future.result()
        except KeyboardInterrupt:
            stop.set()
            future.result()
            raise

    def reindex(self, report: Callable[[int], None] = lambda _: None) -> int:
        """Build the index anew beside the old one and swap them; return how many articles it holds."""
        return self._call(care.reindex, self.config, report)

    # -- caring -------------------------------------------------------------------------------------------------------

    def status(self) -> Standing:
        """Return where the record stands; the sums match: entries = articles + queued + discarded + held."""
        return self._call(care.standing)

    def verify(
        self,
        *,
        deep: bool = False,
        blocks: Callable[[Path], Found] | None = None,
        report: Callable[[Result], None] = lambda _: None,
    ) -> list[Result]:
        """Prove the archive's invariants. ``blocks`` compares ``blocks.log`` with the record: moderation gives it."""
        return self._call(care.prove, self.config, deep, blocks, report)

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
        ids = None if query is None else (hit.id for hits in self._pages(query, None, newest=True) for hit in hits)
        future = self._thread.submit(care.read_again, self.config, ids, Plan(limit, write, samples), stop, report)
        try:
            return future.result()
        except KeyboardInterrupt:
            stop.set()
            future.result()
            raise

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

    def _pages(self, query: Query, limit: int | None, *, newest: bool) -> Iterator[Sequence[Hit]]:
        """Yield what a query finds, page by page."""
        cursor: str | None = None
        left = limit
        while left is None or left > 0:
            page = self._index_().search(query, limit=min(left or _PAGE, _PAGE), cursor=cursor, newest=newest)
            yield page.hits
            cursor = page.cursor
            left = None if left is None else left - len(page.hits)
            if cursor is None:
                return

    def _call(self, function: Callable[..., T], *args: Any) -> T:
        return self._thread.submit(function, *args).result()

    def _index_(self) -> Index:
        if self._index is None:
            from hemera.index import TantivyIndex

            self._index = TantivyIndex(self.config.index, writable=False)
        return self._index


def _prepare(config: Config) -> None:
    """Point Django at the archive and bring its schema up to date."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    if settings.configured and settings.HEMERA.folder != config.folder:
        message = "{folder} cannot be opened: this process works on {other} already."
        raise ConfigError("config.another-archive", message, folder=config.folder, other=settings.HEMERA.folder)
    os.environ["HEMERA_ARCHIVE"] = str(config.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "hemera.server.settings"
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    sync(config)


def sync(config: Config) -> None:
    """Read ``sources/*.toml`` into the record."""
    from hemera.store.writes import DjangoStore

    files = [
        (str(path.relative_to(config.folder)), path.read_text(encoding="utf-8")) for path in sorted(config.sources.glob("*.toml"))
    ]
    DjangoStore().sync(catalogue.merge(files), clock.now())


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()


def _update(config: Config, stop: threading.Event, report: Callable[[Tally], None], once: bool) -> Tally:
    from hemera.pipeline.update import Update

    parts = build(config)
    try:
        return Update(parts, config, report).run(stop, once=once)
    finally:
        parts.fetcher.close()
        parts.pool.close()
        parts.captures.close()
        parts.index.close()


def build(config: Config) -> Parts:
    """Put the collecting machine together."""
    from hemera.captures import WarcStore, read
    from hemera.fetch import HttpFetcher
    from hemera.index import TantivyIndex
    from hemera.media import keep
    from hemera.pipeline.tasks import PRELOAD
    from hemera.pipeline.update import Parts
    from hemera.store import templates
    from hemera.store.writes import DjangoStore
    from hemera.workers import BoundedPool

    return Parts(
        store=DjangoStore(),
        captures=WarcStore(config.captures),
        index=TantivyIndex(config.index, writable=True),
        fetcher=HttpFetcher(care.agent(config), default_gap=config.gap),
        pool=BoundedPool(config.workers, preload=PRELOAD),
        keep_picture=keep,
        templates=templates,
        read_capture=read,
    )


def _parse(query: str, config: Config) -> Query:
    from hemera.query import parse

    zone = ZoneInfo(config.zone)
    return parse(query, today=clock.now().astimezone(zone).date(), zone=zone)
