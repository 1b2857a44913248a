"""Writing: one process at a time, one commit a batch in every part it changes."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy

from hemera.errors import HemeraError, IndexUnusable
from hemera.index.parts import Bounds, home
from hemera.index.schema import MARKER_ID, to_document, to_marker
from hemera.searching import IndexChange

_MEMORY = 64_000_000  # bytes gathered before a segment is written out in the middle of a batch


def open_writer(index: tantivy.Index) -> tantivy.IndexWriter:
    """Take the index's lock; raises ``IndexUnusable`` (``index.busy``) where another process holds it.

    What one that was killed left between a commit's files and its name is cleared away: the next commit may call its own the same.
    """
    try:
        writer = index.writer(_MEMORY, 1)
        writer.garbage_collect_files()
        return writer
    except ValueError as error:
        key = "index.busy" if "LockBusy" in str(error) else "index.unusable"
        raise IndexUnusable(key, "The search index cannot be written: {reason}", reason=str(error)[:200]) from error


class Writers:
    """The writers of an index's parts. The newest's is always open and stands for all; an older one's from its first change on."""

    def __init__(self, cut: Bounds, indexes: Sequence[tantivy.Index]) -> None:
        self._indexes, self._cut, self._newest = indexes, cut, len(indexes) - 1
        self._open = {self._newest: open_writer(indexes[-1])}

    def apply(self, changes: Sequence[IndexChange]) -> None:
        """Apply changes and the watermark. Of each part all of it survives a crash, or nothing.

        The watermark is committed with the newest part, after all others: what a crash leaves half done is done again.
        """
        touched: set[int] = {self._newest}
        try:
            for change in {change.id: change for change in changes}.values():
                touched |= self._put(change)
            newest = self._writer(self._newest)
            newest.delete_documents_by_term("id", MARKER_ID)
            newest.add_document(to_marker(changes[-1].seq))
            for place in sorted(touched):
                self._writer(place).commit()
        except (ValueError, OSError, HemeraError):
            self._roll_back()
            raise
        if self._cut:
            for place in touched:
                self._indexes[place].reload()

    def close(self) -> None:
        """Give the locks back, once running merges are done."""
        while self._open:
            self._open.popitem()[1].wait_merging_threads()

    def _put(self, change: IndexChange) -> set[int]:
        """Put or delete one article; return the parts that this changes."""
        document = to_document(change.document) if change.document else None
        lies = home(self._cut, change.document.published_at) if change.document else self._newest
        touched = {lies, *self._holding(change.id)}
        for place in touched:
            self._writer(place).delete_documents_by_term("id", change.id)
        if document is not None:
            self._writer(lies).add_document(document)
        return touched

    def _holding(self, id_: int) -> list[int]:
        """Return the parts that may hold an article: one whose day was corrected has another home now."""
        if not self._cut:
            return []
        return [place for place, index in enumerate(self._indexes) if index.searcher().doc_freq("id", id_)]

    def _writer(self, place: int) -> tantivy.IndexWriter:
        if place not in self._open:
            self._open[place] = open_writer(self._indexes[place])
        return self._open[place]

    def _roll_back(self) -> None:
        """Forget what is not committed. One that cannot (a full disk killed its thread) is dropped: the next batch gets another."""
        writers, self._open = self._open, {}
        for place, writer in writers.items():
            writer.rollback()
            self._open[place] = writer
