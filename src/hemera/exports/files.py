"""Into a file that is there whole or not at all, with its manifest beside it; into a stream; into a table in memory."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from hemera import __version__, disk, faults
from hemera.errors import ConfigError, HemeraError
from hemera.exports import forms
from hemera.exports.columns import Column, given, leaves
from hemera.exports.stream import Export, Manifest

if TYPE_CHECKING:
    from hemera.exports.columns import Scope
    from hemera.types import Article

MANIFEST = ".manifest.json"  # behind a file's name
Report = Callable[[int, int], None]  # articles gone through, of how many


def to_file(export: Export, path: Path, stop: threading.Event, report: Report) -> Manifest:
    """Write a file and its manifest; until all of it is on the disk, the file that was there stays.

    Broken off by ``stop`` or an error it leaves nothing behind: results move on meanwhile, so that half a file is not gone on with.

    Raises:
        ConfigError: the folder is not there; HemeraError: ``export.stopped``.
    """
    if not path.parent.is_dir():
        raise ConfigError("export.no-folder", "There is no folder {folder}.", folder=path.parent)
    told = path.with_name(path.name + MANIFEST)
    with _beside(path) as file:
        manifest = to_stream(export, file, stop, report)
        file.flush()
        os.fsync(file.fileno())
        faults.point("export.before-rename")
        told.unlink(missing_ok=True)  # a file without a manifest is not finished; one with another's would lie
        _part(path).replace(path)
    disk.replace(told, written(manifest, path.name))
    return manifest


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    """Open the part beside a file, for one process at a time; what a killed one left is written over."""
    beside = _part(path)
    with beside.open("ab") as file:
        if not disk.lock(file.fileno()) or not _is_there(beside, file):
            raise ConfigError("export.same-file", "Another export into {file} is under way.", file=path)
        file.truncate(0)
        try:
            yield file
        finally:
            beside.unlink(missing_ok=True)


def _is_there(path: Path, file: BinaryIO) -> bool:
    """Say whether an open file still has the name it was opened by: one that was finished meanwhile has another."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def to_stream(export: Export, file: BinaryIO, stop: threading.Event, report: Report) -> Manifest:
    """Write to an open file; raises ``HemeraError`` (``export.stopped``) once ``stop`` is set."""
    for chunk in export.chunks():
        file.write(chunk)
        report(export.tally.found, export.expected)
        if stop.is_set():
            raise HemeraError("export.stopped", "The export was broken off; nothing was written.")
    return export.manifest()


def to_table(articles: Sequence[Article], scope: Scope, columns: Sequence[Column]) -> Any:
    """Return articles as a ``pyarrow.Table``."""
    forms.arrow()
    import pyarrow as pa

    rows = [tuple(column.value(one) for column in columns) for one in (given(a, scope) for a in articles if leaves(a, scope))]
    return pa.Table.from_batches([forms.record_batch(rows, forms.schema(columns))])


def written(manifest: Manifest, name: str) -> bytes:
    """Return a manifest's file."""
    table = {"format": 1, "made_by": f"Hemera {__version__}", "file": name, **manifest.plain()}
    return (json.dumps(table, ensure_ascii=False, indent=2) + "\n").encode()
