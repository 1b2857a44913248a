"""The articles a query finds, from Python: to iterate over, to count, to take away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hemera import clock, exports
from hemera.exports import Asked, Export, Form, Manifest, Scope
from hemera.types import Article

if TYPE_CHECKING:
    from hemera.archive import Archive
    from hemera.query import Query


class Articles:
    """The articles a query finds, read as they are asked for, newest first.

    What ``to_…`` writes obeys the sources' rights and the publishers' wishes. ``whole=True`` is for your own eyes: the texts of all
    sources; those reserved from mining stay. ``fields`` chooses columns by name and order.
    """

    def __init__(self, archive: Archive, query: Query, limit: int | None) -> None:
        self.archive, self.query, self.limit = archive, query, limit

    def __iter__(self) -> Iterator[Article]:
        return self.archive.walk(self.query, self.limit)

    def __len__(self) -> int:
        total = self.archive.total(self.query)
        return total if self.limit is None else min(total, self.limit)

    def to_table(self, *, fields: Iterable[str] = (), whole: bool = False) -> Any:
        """Return a ``pyarrow.Table``, one row an article. Needs ``hemera[tables]``."""
        return exports.to_table(list(self), self._scope(whole), exports.chosen(fields))

    def to_parquet(self, path: str | Path, **how: Any) -> Manifest:
        """Write a Parquet file, as ``to_file``. Needs ``hemera[tables]``."""
        return self.to_file(path, Form.PARQUET, **how)

    def to_csv(self, path: str | Path, **how: Any) -> Manifest:
        """Write a CSV file, as ``to_file``."""
        return self.to_file(path, Form.CSV, **how)

    def to_jsonl(self, path: str | Path, **how: Any) -> Manifest:
        """Write an object a line, as ``to_file``."""
        return self.to_file(path, Form.JSONL, **how)

    def to_file(
        self,
        path: str | Path,
        form: Form,
        *,
        fields: Iterable[str] = (),
        whole: bool = False,
        report: Callable[[int, int], None] = lambda *_: None,
    ) -> Manifest:
        """Write a file in constant memory, and its manifest beside it; return what the manifest says.

        The file that was there stays until the new one is whole; Ctrl-C leaves it as it was. ``report`` is called in another
        thread, with articles gone through, and of how many.
        """
        columns, stop = exports.chosen(fields), threading.Event()

        def write() -> Manifest:
            return exports.to_file(self.export(form, columns, whole=whole), Path(path), stop, report)

        return self.archive.until(stop, write)

    def export(self, form: Form, columns: tuple[exports.Column, ...], *, whole: bool = False) -> Export:
        """Begin an export; call it in the archive's own thread."""
        return Export(self.archive.index, Asked(self.query, form, columns, self.limit), self._scope(whole))

    def _scope(self, whole: bool) -> Scope:
        config = self.archive.config
        return Scope(clock.now(), whole, config.base_url.rstrip("/"), config.languages)
