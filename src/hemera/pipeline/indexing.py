"""Step 11: the index follows the change log; a watermark says how far, and a batch replayed changes nothing."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from itertools import islice

from hemera import faults
from hemera.errors import IndexUnusable
from hemera.protocols import Index, IndexPlace, Store

log = logging.getLogger("hemera.pipeline")

BATCH = 500
REBUILT = 5_000  # articles in one commit of a whole index: each commit costs as much as a hundred articles
LOOK_EVERY = 10.0  # seconds between looks at the index's files


class Follower:
    """Lets the index follow. Where another process writes to it already, that one does; when it ends, this one takes its place.

    An index that is missing, damaged or of another version is built anew beside it, and put in its place when it is whole:
    readers go on with what they have open, or hear that there is none yet.
    """

    def __init__(self, place: IndexPlace) -> None:
        self._place = place
        self._index: Index | None = None
        self._beside: Index | None = None
        self._look_at = 0.0

    def follow(self, store: Store, seconds: float = math.inf) -> int:
        """Bring the index up to date, or work at it for about so long; return how many articles were put or taken out."""
        until = time.monotonic() + seconds
        try:
            if self._beside is None:
                return self._go_on(store, until)
        except IndexUnusable as error:
            if error.key == "index.busy":
                return 0
            self._forsake(error, store)
        return self._build(store, until)

    @property
    def is_open(self) -> bool:
        """Say whether this process is the one that writes."""
        return self._index is not None or self._beside is not None

    def close(self) -> None:
        for index in (self._index, self._beside):
            if index is not None:
                index.close()
        self._index = self._beside = None

    def _go_on(self, store: Store, until: float) -> int:
        if self._index is None:
            self._index = self._place.open()
        self._look()
        return follow(store, self._index, until)

    def _look(self) -> None:
        """Notice what was done to the index's files, and one that somebody built beside it."""
        if time.monotonic() < self._look_at or self._index is None:
            return
        self._place.check()
        if self._place.is_done:
            self._index.close()
            self._index = None
            self._place.swap()
            self._index = self._place.open()
            log.info("The search index built beside is in its place.")
        self._look_at = time.monotonic() + LOOK_EVERY

    def _forsake(self, error: IndexUnusable, store: Store) -> None:
        """Give the index up; where it is whole, it is not that which ails but, say, the disk."""
        if self._index is not None and error.key == "index.unusable" and self._is_whole():
            raise error
        if error.key != "index.missing" or store.changes_since(0, 1):  # else it is a new archive
            log.warning(
                "%s It is built anew beside; until it is whole, searches find what they found, or that it is being built.", error
            )
        self.close()

    def _is_whole(self) -> bool:
        try:
            self._place.check(deep=True)
        except IndexUnusable:
            return False
        return True

    def _build(self, store: Store, until: float) -> int:
        try:
            self._beside = self._beside or self._place.beside(years=store.years)
        except IndexUnusable as error:
            if error.key != "index.busy":
                raise
            return 0
        count = follow(store, self._beside, until)
        if time.monotonic() < until:
            self._beside.close()
            self._beside = None
            self._place.done()
            self._place.swap()
            self._index = self._place.open()
            if count:  # else it is a new archive's
                log.info("The search index is whole.")
        return count


def follow(store: Store, index: Index, until: float = math.inf) -> int:
    """Bring the index up to date, or to where it is at a moment of the monotonic clock; return how many articles changed in it."""
    count = 0
    while changes := store.changes_since(index.watermark(), BATCH):
        faults.point("index.before-commit")
        index.apply(changes)
        faults.point("index.after-commit")
        count += len(changes)
        if time.monotonic() >= until:
            break
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


def take_its_place(place: IndexPlace, seconds: float = 60.0) -> bool:
    """Let an index that was built beside take its place: at once, or by the hand of whoever writes to the one in use.

    Return False where that one has not done it in time: it will, in its next look.
    """
    place.done()
    try:
        place.open().close()
    except IndexUnusable as error:
        if error.key == "index.busy":
            return _handed_over(place, seconds)
    if place.is_done:
        place.swap()
    return True


def _handed_over(place: IndexPlace, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while place.is_done and time.monotonic() < until:
        time.sleep(0.2)
    return not place.is_done
