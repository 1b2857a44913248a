"""Full text search on Tantivy: derived, disposable, rebuilt from the record. The only place that knows the engine."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

from hemera.errors import IndexUnusable, QueryError
from hemera.searching import IndexChange, SearchPage

if TYPE_CHECKING:
    import tantivy

    from hemera.index.parts import Searcher
    from hemera.index.writer import Writers
    from hemera.query import Query

__all__ = ["MAX_LIMIT", "TantivyIndex", "discard"]

MAX_LIMIT = 1000  # results a page


def discard(folder: Path) -> None:
    """Delete the index, of whatever version. No process should have it open."""
    shutil.rmtree(folder, ignore_errors=True)


class TantivyIndex:
    """The search index below ``folder``; implements ``protocols.Index``. Many processes may read, one may write.

    Every method may raise ``IndexUnusable``: ``index.missing`` (nothing was ever indexed, or by another version), ``index.busy``
    (another process writes), ``index.unusable`` (damaged). Callable from any thread.
    """

    def __init__(self, folder: Path, *, writable: bool, parts: Sequence[int] = ()) -> None:
        """Open it. ``parts``: the years with which parts but the first are to begin, if it is begun now."""
        from hemera.index.schema import VERSION
        from hemera.index.writer import Writers

        self.path = folder / VERSION
        self._lock = Lock()
        self._parts = _open(self.path, create=writable, parts=tuple(parts))  # in one: another thread may change it
        self._stamp = self._meta()
        self._span: tuple[datetime, datetime] | None = None  # of what is indexed, as last looked up
        self._writers: Writers | None = Writers(*self._parts) if writable else None

    def apply(self, changes: Sequence[IndexChange]) -> None:
        """Put and delete documents, commit, and remember the last ``seq``: all in one step, or nothing of it.

        Of several parts each is a step, the newest the last: until that one is done, the others are as good as not.
        """
        if self._writers is None:
            raise IndexUnusable("index.read-only", "The search index was opened for reading.")
        if changes:
            with self._lock, _Reported():
                self._writers.apply(changes)

    def watermark(self) -> int:
        """Return the last applied ``seq``; 0 for an empty index."""
        from hemera.index import reader

        with _Reported():
            return reader.watermark(self._searcher())

    def search(
        self,
        query: Query,
        *,
        limit: int = 20,
        cursor: str | None = None,
        newest: bool = True,
        facets: Iterable[str] = (),
        timeline: int = 0,
    ) -> SearchPage:
        """Find articles, newest first or best first. Times are to the second.

        Best first can be paged through the first ten thousand; without words in the query it is newest first.
        ``timeline``: so many months at most, years where it would be longer; 0 for none.
        ``facets``: source, language, section, author (the 200 most frequent of each, most frequent first), year (newest first).
        Raises ``QueryError`` (``query.bad-cursor``, ``query.bad-facet``).
        """
        from hemera.index import matching, reader
        from hemera.index.schema import FACETS

        names = tuple(facets)
        if unknown := set(names) - {*FACETS, "year"}:
            raise QueryError("query.bad-facet", "There is no facet {name}.", name=min(unknown))
        compiled = matching.compile_query(query, ranked=not newest)
        with _Reported():
            if self._span is None and (timeline or "year" in names):
                self._span = reader.span(self._searcher())
            searcher = self._searcher(query)
            wanted = reader.Wanted(max(1, min(limit, MAX_LIMIT)), cursor, newest, names, timeline, self._span)
            return reader.page(searcher, query, compiled, wanted)

    def count(self, query: Query) -> int:
        """Return how many articles match."""
        from hemera.index import matching, reader

        compiled = matching.compile_query(query)
        with _Reported():
            return reader.count(self._searcher(query), compiled)

    def among(self, query: Query, ids: Collection[int], *, newest: bool = True) -> tuple[int, ...]:
        """Return those of at most ``MAX_LIMIT`` articles that a search finds, in its order."""
        from hemera.index import matching, reader

        some = list(ids)[:MAX_LIMIT]
        compiled = matching.all_of(matching.compile_query(query, ranked=not newest), matching.one_of(some))
        wanted = reader.Wanted(max(1, len(some)), None, newest, ())
        with _Reported():
            return reader.ordered(self._searcher(query), query, compiled, wanted)

    def related(
        self, title: str, text: str, language: str, *, exclude: int, limit: int = 6, since: datetime | None = None
    ) -> tuple[int, ...]:
        """Return ids of articles most like a text, best first, those in its language before others."""
        from hemera.index import likeness

        sample = likeness.Sample(title, text, language, exclude, max(1, min(limit, MAX_LIMIT)), since)
        with _Reported():
            return likeness.related(self._searcher(), sample)

    def near(self, words: Sequence[str], *, among: Query, limit: int = 20) -> tuple[int, ...]:
        """Return ids of the newest articles of a search that have all of some folded words, each written almost so.

        How far from it is said by ``query.nearby``. Those with the fewest letters apart, and of these those with all in the
        title, go before all others.
        """
        from hemera.index import matching, reader

        compiled = matching.compile_query(among)
        with _Reported():
            searcher, most = self._searcher(among), max(1, min(limit, MAX_LIMIT))
            tries = (reader.newest(searcher, matching.all_of(almost, compiled), most) for almost in matching.almost(words))
            return next(filter(None, tries), ())

    def parts(self) -> dict[str, int]:
        """Return how many articles each part holds, oldest first, by its years: ``before 2015``, ``from 2015``, ``from 2022``."""
        from hemera.index import matching, parts, reader

        with _Reported():
            self._searcher()  # looks for a newer commit
            cut, indexes = self._parts
            counts = (reader.count(index.searcher(), matching.everything()) for index in indexes)
            return dict(zip(parts.names(cut), counts, strict=True))

    def ids(self) -> Iterator[int]:
        """Yield the id of every article, ascending, as of now."""
        from hemera.index import reader

        with _Reported():
            yield from reader.ids(self._searcher())

    def close(self) -> None:
        """Give the writers' locks back, once running merges are done."""
        with self._lock:
            writers, self._writers = self._writers, None
            if writers is not None:
                writers.close()

    def _searcher(self, query: Query | None = None) -> Searcher:
        """Return the latest commit's view, whoever committed, of the parts a query reaches into: one stat() tells.

        A reader whose index was taken away or spoiled goes on with what it has open, until another stands in its place.
        """
        try:
            stamp = self._meta()
            if stamp != self._stamp:
                self._reload()
                self._stamp = stamp
        except (IndexUnusable, ValueError):
            if self._writers is not None:
                raise
        cut, indexes = self._parts
        if not cut:
            return indexes[0].searcher()
        from hemera.index import parts

        asked = parts.reached(cut, query) if query else range(len(indexes))
        searchers = [indexes[place].searcher() for place in asked]
        return parts.Searchers(searchers) if len(searchers) > 1 else searchers[0]

    def _reload(self) -> None:
        """See the latest commit; where another index stands in its place, one cut otherwise may be open from now on."""
        from hemera.index import parts

        cut, indexes = self._parts
        if parts.bounds(self.path) != cut:
            self._parts = _open(self.path, create=False)
            return
        for index in indexes:
            index.reload()

    def _meta(self) -> tuple[int, int]:
        try:
            found = (self.path / "meta.json").stat()  # replaced by renaming at every commit
        except OSError as error:
            raise IndexUnusable("index.missing", "There is no search index in {path}.", path=str(self.path)) from error
        return found.st_ino, found.st_mtime_ns


def _open(path: Path, *, create: bool, parts: tuple[int, ...] = ()) -> tuple[tuple[int, ...], list[tantivy.Index]]:
    """Return how an index is cut, and its parts, oldest first."""
    import tantivy

    from hemera.index import parts as cutting
    from hemera.index.schema import register, schema

    begun = (path / "meta.json").is_file()  # the last that is made
    if create:
        path.mkdir(parents=True, exist_ok=True)
    elif not begun:
        raise IndexUnusable("index.missing", "There is no search index in {path}.", path=str(path))
    cut = cutting.begin(path, parts) if create else cutting.bounds(path)
    indexes = []
    with _Reported():
        for folder in cutting.folders(path):
            if not begun:
                folder.mkdir(exist_ok=True)
            elif not (folder / "meta.json").is_file():
                raise ValueError(f"{folder.name} is missing")
            index = tantivy.Index(schema(), path=str(folder))
            register(index)
            index.config_reader("manual", 0)
            indexes.append(index)
    return cut, indexes


class _Reported:
    """Names the engine's errors as ours: ``ValueError`` for all it notices in its files, a Rust panic for what it does not."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, ValueError | OSError) or (kind is not None and kind.__name__ == "PanicException"):
            raise IndexUnusable("index.unusable", "The search index is damaged: {reason}", reason=str(error)[:200]) from error
