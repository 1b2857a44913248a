"""The list of a frozen query: sorted and compared on disk, so that a million lines take no memory to speak of."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from hemera.errors import ConfigError
from hemera.frozen.record import LIST, Frozen, find, names, place
from hemera.jobs import Found


class Name(NamedTuple):
    """One line: which version of which article, and the hash of all its words."""

    source: str
    number: int
    revision: int
    text_sha256: str


class Roll:
    """Lines by source and number, each once; kept in a file of SQLite's own that nobody sees."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA synchronous=OFF")
        self._rows.execute("PRAGMA journal_mode=OFF")
        self._rows.execute(
            "CREATE TABLE line (source TEXT, number INTEGER, revision INTEGER, text TEXT, seen INTEGER DEFAULT 0,"
            " PRIMARY KEY (source, number)) WITHOUT ROWID"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._rows.close()

    def add(self, names: Iterable[Name]) -> None:
        self._rows.executemany("INSERT OR REPLACE INTO line (source, number, revision, text) VALUES (?, ?, ?, ?)", names)

    def take(self, name: Name) -> Name | None:
        """Return the line of an article, and mark it as seen; None where there is none."""
        key = (name.source, name.number)
        row = self._rows.execute("SELECT source, number, revision, text FROM line WHERE source=? AND number=?", key).fetchone()
        if row is not None:
            self._rows.execute("UPDATE line SET seen=1 WHERE source=? AND number=?", key)
        return Name(*row) if row else None

    def unseen(self) -> Iterator[Name]:
        """Yield the lines nobody took, sorted."""
        return self._sorted(0)

    def counts(self) -> dict[str, int]:
        """Count by source."""
        return dict(self._rows.execute("SELECT source, COUNT(*) FROM line GROUP BY source ORDER BY source"))

    def write(self, path: Path) -> tuple[int, str]:
        """Write the list, sorted and packed; return how many lines it has, and the hash of it unpacked."""
        digest, count = hashlib.sha256(), 0
        with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
            for name in self._sorted():
                line = line_of(name)
                digest.update(line)
                file.write(line)
                count += 1
        return count, digest.hexdigest()

    def _sorted(self, seen: int = 1) -> Iterator[Name]:
        """Yield the lines, sorted: with 0 only those that were not seen."""
        return map(
            Name._make,
            self._rows.execute("SELECT source, number, revision, text FROM line WHERE seen<=? ORDER BY source, number", [seen]),
        )


def line_of(name: Name) -> bytes:
    """Return the line of one article."""
    return "\t".join(map(str, name)).encode() + b"\n"


def read(path: Path) -> Iterator[Name]:
    """Yield the lines of a list, in its order."""
    with gzip.open(path, "rb") as file:
        for line in file:
            source, number, revision, text = line.decode().rstrip("\n").split("\t")
            yield Name(source, int(number), int(revision), text)


def prove(root: Path, made: Frozen) -> None:
    """Raise ``ConfigError`` (``frozen.damaged``) where a list is not the one that was frozen."""
    path = place(root, made.id) / LIST
    if sha256_of(path) != made.sha256:
        message = "{file} cannot be read: {error}"
        raise ConfigError("frozen.damaged", message, file=path, error="it is not the list that was frozen")


def proved(root: Path) -> Found:
    """Look whether every list is the one that was frozen."""
    known, problems = names(root), []
    for name in known:
        try:
            prove(root, find(root, name))
        except ConfigError as error:
            problems.append(str(error))
    return Found(len(known), tuple(problems))


def sha256_of(path: Path) -> str:
    """Return the hash of a list, as it is now; "" where it cannot be unpacked."""
    digest = hashlib.sha256()
    try:
        with gzip.open(path, "rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    except (OSError, EOFError, zlib.error):
        return ""
    return digest.hexdigest()
