"""Frozen queries over HTTP: what was found, and its package, made when it is asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from django.conf import settings

from hemera import clock, frozen
from hemera.api import exporting
from hemera.api.exporting import SLOTS, Download
from hemera.api.views import Asked
from hemera.exports import Scope
from hemera.frozen import Checked, Frozen

_PIECE = 256 << 10


@dataclass(frozen=True, slots=True)
class FrozenQuery:
    """A query frozen to be cited, and what the last check of it found."""

    frozen: Frozen
    check: Annotated[Checked | None, "null where nobody has asked it again yet"]


@dataclass(frozen=True, slots=True)
class FrozenQueries:
    """A page of the queries that were frozen, newest first."""

    frozen: tuple[Frozen, ...]
    next_cursor: Annotated[str | None, "give it back as cursor for the next page; null on the last"]


class Packed:
    """The bytes of a package; closed, its file is gone and its place given back."""

    def __init__(self, folder: tempfile.TemporaryDirectory[str], path: Path) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = folder
        self._file = path.open("rb")

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if piece := self._file.read(_PIECE):
            return piece
        raise StopIteration

    def close(self) -> None:
        """End it; called by the server, once or more."""
        self._file.close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
            SLOTS.give_back()


def every(_: Asked, *, limit: int, cursor: str | None) -> FrozenQueries:
    """List what was frozen."""
    some, after = frozen.some(settings.HEMERA.folder, limit, cursor or "")
    return FrozenQueries(tuple(some), after or None)


def told(_: Asked, *, id: str) -> FrozenQuery:  # noqa: A002  the parameter's public name
    """Tell what was frozen."""
    made = frozen.find(settings.HEMERA.folder, id)
    return FrozenQuery(made, frozen.last_check(settings.HEMERA.folder, id))


def package(asked: Asked, *, id: str) -> Download:  # noqa: A002
    """Make a package: rights are those of this moment, which is why none is kept."""
    root, made = settings.HEMERA.folder, frozen.find(settings.HEMERA.folder, id)
    exporting.admit(asked, made.articles)
    SLOTS.take(settings.HEMERA.export_at_once)
    folder = tempfile.TemporaryDirectory(prefix="hemera-package-")
    packed = None
    try:
        path = Path(folder.name, f"frozen-{made.id}.zip")
        frozen.package(root, made, path, Scope(clock.now(), asked.trusted, asked.site, settings.HEMERA.languages))
        packed = Packed(folder, path)
    finally:
        if packed is None:
            folder.cleanup()
            SLOTS.give_back()
    return Download(path.name, "application/zip", packed)
