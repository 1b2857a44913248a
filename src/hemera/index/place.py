"""Where an archive's index lies, and how one built beside it takes its place while it is read.

index/<version>/            the one in use
index/rebuild/<version>/    one that is being built; its own watermark says how far, so that a killed builder's work is gone on with
index/rebuild/ready         it is whole: whoever writes to the one in use puts it in its place
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hemera import faults
from hemera.errors import IndexUnusable
from hemera.index import TantivyIndex, discard
from hemera.index.files import damage, marks, remember, remembered
from hemera.index.parts import planned
from hemera.index.schema import VERSION


class IndexPlace:
    """The folder of an archive's index; implements ``protocols.IndexPlace``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / VERSION
        self._beside = folder / "rebuild"
        self._ready = self._beside / "ready"

    def open(self) -> TantivyIndex:
        """Open the one in use for writing, every file of it looked through: once read through, a file is not read again as it is.

        Raises:
            IndexUnusable: ``index.missing``, ``index.busy`` (another process writes to it), ``index.unusable``.
        """
        if not (self.path / "meta.json").exists():
            self._take_up()
        if not (self.path / "meta.json").exists():
            raise IndexUnusable("index.missing", "There is no search index in {path}.", path=str(self.path))
        index = TantivyIndex(self.folder, writable=True)
        try:
            self._look_through()
        except IndexUnusable:
            index.close()
            raise
        return index

    def _look_through(self) -> None:
        known, seen = remembered(self.path), marks(self.path)  # before they are read: what is changed meanwhile is another
        self._refuse(damage(self.path, deep=True, known=known))
        if seen != known:
            remember(self.path, seen)

    def check(self, *, deep: bool = False) -> None:
        """Raise ``IndexUnusable`` where a file of the one in use is missing or damaged; ``deep``: every byte is read."""
        if not self.path.is_dir():
            raise IndexUnusable("index.missing", "There is no search index in {path}.", path=str(self.path))
        self._refuse(damage(self.path, deep=deep))

    def _refuse(self, found: str) -> None:
        if found:
            raise IndexUnusable("index.unusable", "The search index is damaged: {reason}", reason=f"{self.path.name}/{found}")

    def beside(self, *, afresh: bool = False, years: Callable[[], Mapping[int, int]] = dict) -> TantivyIndex:
        """Open one that nobody reads yet for writing: one left unfinished is gone on with, unless ``afresh``.

        ``years`` says how many articles of each year it is to hold, where one is begun; too many for one part go into several.
        Raises ``IndexUnusable`` (``index.busy``): another process builds one.
        """
        self._ready.unlink(missing_ok=True)
        if (self._beside / VERSION).exists() and (not damage(self._beside / VERSION, deep=True)):
            index = TantivyIndex(self._beside, writable=True)
            if not afresh:
                return index
            index.close()
        discard(self._beside)
        return TantivyIndex(self._beside, writable=True, parts=planned(years()))

    def progress(self) -> int | None:
        """Return how far the one beside has followed the change log; None where none is being built."""
        try:
            return TantivyIndex(self._beside, writable=False).watermark()
        except IndexUnusable:
            return None

    def done(self) -> None:
        """Say that the one beside, closed by now, is whole."""
        self._ready.touch()

    @property
    def is_done(self) -> bool:
        """Say whether one lies beside that only has to be put in place."""
        return self._ready.exists()

    def swap(self) -> None:
        """Put the one beside in place. Nobody may have the one in use open for writing; who reads goes on, and notices.

        Between the two names a new reader finds none for a moment. A crash there is made good by whoever opens next.
        """
        aside = self._beside / "old"
        shutil.rmtree(aside, ignore_errors=True)
        if self.path.exists():
            self.path.rename(aside)
        faults.point("index.swapping")
        (self._beside / VERSION).rename(self.path)
        self._ready.unlink(missing_ok=True)
        for other in self._others():
            shutil.rmtree(other, ignore_errors=True)

    def _take_up(self) -> None:
        """Finish a swap that a crash interrupted."""
        if self.is_done and (self._beside / VERSION / "meta.json").exists():
            self.swap()

    def _others(self) -> Iterator[Path]:
        """Yield what other versions and builders left behind."""
        yield from (path for path in self.folder.iterdir() if path.is_dir() and path != self.path)
