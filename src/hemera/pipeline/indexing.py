"""Step 11: the index follows the change log; a watermark says how far, and a batch replayed changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from hemera import faults
from hemera.errors import IndexUnusable
from hemera.protocols import Index, Store

BATCH = 500
REBUILT = 5_000  # articles in one commit of a whole index: each commit costs as much as a hundred articles


class Follower:
    """Lets the index follow. Where another process writes to it already, that one does; when it ends, this one takes its place."""

    def __init__(self, open_index: Callable[[], Index]) -> None:
        self._open = open_index
        self._index: Index | None = None

    def follow(self, store: Store) -> int:
        """Bring the index up to date; return how many articles were put or taken out."""
        if self._index is None:
            try:
                self._index = self._open()
            except IndexUnusable as error:
                if error.key != "index.busy":
                    raise
                return 0
        return follow(store, self._index)

    @property
    def is_open(self) -> bool:
        """Say whether this process is the one that writes."""
        return self._index is not None

    def close(self) -> None:
        if self._index is not None:
            self._index.close()


def follow(store: Store, index: Index) -> int:
    """Bring the index up to date; return how many articles were put or taken out."""
    count = 0
    while changes := store.changes_since(index.watermark(), BATCH):
        faults.point("index.before-commit")
        index.apply(changes)
        faults.point("index.after-commit")
        count += len(changes)
    return count


def rebuild(store: Store, index: Index, report: Callable[[int], None] = lambda _: None) -> int:
    """Fill an empty index with every public article; return how many."""
    count = 0
    documents = store.everything()
    while batch := list(islice(documents, REBUILT)):
        index.apply(batch)
        faults.point("index.rebuilding")
        count += len(batch)
        report(count)
    return count + follow(store, index)
