"""What a backup consists of, and how single files are copied: whole or not at all, and with their hash."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from pathlib import Path

from hemera.errors import ConfigError

Report = Callable[[str, int, int], None]  # stage, bytes done, bytes in all
MANIFEST, FILES, STATE, DATABASE = "backup.json", "files.tsv", "state", "archive.sqlite3"
FORMAT = 1
LARGE = ("captures", "frozen", "media")  # folders that hold what never changes
INTERRUPTED = "restoring"  # a file that stands in an archive while it is being restored
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as the backup has it."""

    sha256: str
    size: int
    path: str  # below the archive, with forward slashes

    @property
    def large(self) -> bool:
        return self.path.partition("/")[0] in LARGE


@dataclass(slots=True)
class Told:
    """What a backup or a restore did. ``damaged``: files of the archive whose old part is not what was backed up."""

    files: int = 0
    bytes: int = 0
    copied: int = 0
    bytes_copied: int = 0
    damaged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # in the backup, and not in the archive any more
    aside: str = ""  # what the database that was replaced is called now


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is."""

    folder: Path
    version: str  # of Hemera
    made_at: datetime
    state: Path
    migrations: frozenset[str]  # of the schema: "store 0001_initial"

    def files(self) -> Iterator[Entry]:
        """Yield every file of it."""
        with (self.state / FILES).open(encoding="utf-8") as lines:
            for line in lines:
                sha256, size, path = line.rstrip("\n").split("\t")
                yield Entry(sha256, int(size), path)

    def place(self, entry: Entry) -> Path:
        """Return where a file of it lies."""
        return (self.folder if entry.large else self.state) / entry.path


def read_manifest(folder: Path) -> Manifest | None:
    """Return what lies in a folder; None where no backup was ever finished there.

    Raises:
        ConfigError: it is damaged, or of a format we do not know.
    """
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if table["format"] != FORMAT:
            message = "{file} is of format {format}, made by Hemera {version}: a newer Hemera reads it."
            raise ConfigError("backup.format", message, file=path, format=table["format"], version=table["version"])
        state = folder / table["state"]
        found = Manifest(folder, table["version"], datetime.fromisoformat(table["made_at"]), state, frozenset(table["migrations"]))
        whole = sha256_of(state / FILES) == table["files_sha256"]
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise ConfigError("backup.damaged", "{file} cannot be read: {error}", file=path, error=error) from error
    if not whole:
        raise ConfigError("backup.damaged", "{file} is not the list this backup was made with.", file=state / FILES)
    return found


# -- the schema --------------------------------------------------------------------------------------------------------


def schema(database: Path) -> frozenset[str]:
    """Return the migrations a database has been through, as far as they are ours."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'django_migrations'").fetchone():
            return frozenset()
        rows = connection.execute("SELECT app, name FROM django_migrations WHERE app IN ('store', 'moderation')")
        return frozenset(f"{app} {name}" for app, name in rows)


def refuse_newer(migrations: frozenset[str], what: Path) -> None:
    """Refuse what a newer Hemera has written: to go back is not possible without losing some of it.

    Raises:
        ConfigError: the schema has steps we do not know.
    """
    unknown = migrations - {
        f"{app} {file.name.removesuffix('.py')}"
        for app in ("store", "moderation")
        for file in resources.files(f"hemera.{app}.migrations").iterdir()
    }
    if unknown:
        message = "{what} was written by a newer Hemera ({steps}). Install that one, or restore a backup that was made before."
        raise ConfigError("config.newer", message, what=what, steps=", ".join(sorted(unknown)))


# -- single files ------------------------------------------------------------------------------------------------------


def pieces(path: Path, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield the bytes of a file between two places."""
    with path.open("rb") as file:
        file.seek(start)
        left = None if end is None else end - start
        while piece := file.read(_PIECE if left is None else min(_PIECE, left)):
            left = None if left is None else left - len(piece)
            yield piece


def sha256_of(path: Path, size: int | None = None) -> str:
    """Return the hex hash of a file, or of its first ``size`` bytes."""
    digest = hashlib.sha256()
    for piece in pieces(path, 0, size):
        digest.update(piece)
    return digest.hexdigest()


def copy(source: Path, place: Path, size: int) -> str:
    """Copy the first ``size`` bytes beside, fsync, read back, rename; return their hash.

    Raises:
        ConfigError: what was read back is not what was written, or the source has fewer bytes.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f"{place.name}.part")
    digest, written = hashlib.sha256(), 0
    with beside.open("wb") as file:
        for piece in pieces(source, 0, size):
            digest.update(piece)
            written += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if written != size or sha256_of(beside) != digest.hexdigest():
        beside.unlink()
        raise unlike(place)
    beside.replace(place)
    return digest.hexdigest()


def extend(source: Path, place: Path, old: Entry, size: int) -> str | None:
    """Add to a copy what its source has grown by; return the hash of it all, None where its old part is not what it was."""
    digest = hashlib.sha256()
    for piece in pieces(source, 0, old.size):
        digest.update(piece)
    if digest.hexdigest() != old.sha256:
        return None
    with place.open("r+b") as file:
        file.truncate(old.size)  # an interrupted backup may have added to it
        file.seek(old.size)
        for piece in pieces(source, old.size, size):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if sha256_of(place) != digest.hexdigest():
        raise unlike(place)
    return digest.hexdigest()


def unlike(place: Path) -> ConfigError:
    message = "{file}: what was written cannot be read back as it was, or is missing. Is the disk whole?"
    return ConfigError("backup.unlike", message, file=place)
