"""Making a backup, or bringing one up to date. Only what is new is copied; what is there already is never overwritten by worse."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from hemera import __version__, clock, disk, faults
from hemera.backup import files
from hemera.backup.files import DATABASE, FILES, MANIFEST, STATE, Entry, Report, Told
from hemera.config import Config
from hemera.errors import ConfigError

SMALL = ("hemera.toml", "blocks.log", "numbers.log", "record.log", "alerts.log", "secret.key")


def backup(config: Config, target: Path, report: Report = lambda *_: None, *, check: bool = False) -> Told:
    """Bring the backup in ``target`` up to date, or make the first. ``check`` reads all of it again and compares hashes.

    Raises:
        ConfigError: ``target`` cannot hold it, the database is damaged, or what was written cannot be read back.
    """
    _fit(config, target)
    with _locked(target):
        before = files.read_manifest(target)
        known = {entry.path: entry for entry in before.files() if entry.large} if before else {}
        state = target / STATE / f"{clock.now():%Y%m%dT%H%M%S%f}"
        state.mkdir(parents=True)
        ends = _snapshot(config.database, state / DATABASE, report)
        faults.point("backup.database")
        told = Told()
        entries = _large(_Copying(config.folder, target, known, told, check), ends, report)
        entries += _small(config.folder, state)
        text = "".join(f"{entry.sha256}\t{entry.size}\t{entry.path}\n" for entry in entries)
        disk.replace(state / FILES, text.encode())
        faults.point("backup.before-manifest")
        _commit(target, state)
        told.files, told.bytes = len(entries), sum(entry.size for entry in entries)
    return told


def _fit(config: Config, target: Path) -> None:
    if target.resolve().is_relative_to(config.folder.resolve()):
        message = "{folder} lies in the archive itself. A backup belongs on another disk."
        raise ConfigError("backup.inside", message, folder=target)
    if (
        target.is_dir()
        and not (target / MANIFEST).exists()
        and not {path.name for path in target.iterdir()} <= {STATE, *files.LARGE, _LOCK}
    ):
        raise ConfigError(
            "backup.not-empty", "{folder} holds other things. Give an empty folder, or one that does not exist.", folder=target
        )
    target.mkdir(parents=True, exist_ok=True, mode=0o700)  # the secret and readers' accounts are in it


_LOCK = "lock"


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    with (target / _LOCK).open("a") as file:
        if not disk.lock(file.fileno()):
            raise ConfigError("backup.busy", "Another backup into {folder} is under way.", folder=target)
        yield


def _snapshot(database: Path, place: Path, report: Report) -> dict[str, int]:
    """Copy the database as it is at one moment, whoever writes to it; return how far its rows reach into capture files."""
    with closing(sqlite3.connect(database, timeout=60)) as source, closing(sqlite3.connect(place)) as copy:
        try:
            # All pages in one step: under WAL nobody waits for it, and no writer makes it begin again.
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            report("Copying the database", 1, 1)
            if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("quick_check")
            rows = copy.execute('SELECT file, MAX("offset" + length) FROM store_capture GROUP BY file')
            return dict(rows.fetchall())
        except sqlite3.DatabaseError as error:
            message = "The database is damaged ({error}); the backup stays as it was. `hemera verify` tells more."
            raise ConfigError("backup.database", message, error=error) from error


class _Copying:
    """Copies large files, each as far as it is needed."""

    def __init__(self, archive: Path, target: Path, known: Mapping[str, Entry], told: Told, check: bool) -> None:
        self.archive, self.target, self.known, self.told, self.check = archive, target, known, told, check

    def bring(self, path: str, size: int) -> Entry:
        """Bring one file up to date."""
        old, place, source = self.known.get(path), self.target / path, self.archive / path
        if old and old.size >= size and self._is_good(old, place):
            return old
        if old and place.exists() and place.stat().st_size >= old.size < size:
            digest = files.extend(source, place, old, size)
            if digest is None:
                self.told.damaged.append(path)
                return old
            self._count(size - old.size)
        else:
            digest = files.copy(source, place, size)
            self._count(size)
            if old and old.size == size and old.sha256 != digest:
                self.told.damaged.append(path)
        return Entry(digest, size, path)

    def _is_good(self, old: Entry, place: Path) -> bool:
        if not place.exists() or place.stat().st_size < old.size:
            return False
        return not self.check or files.sha256_of(place, old.size) == old.sha256

    def _count(self, size: int) -> None:
        self.told.copied += 1
        self.told.bytes_copied += size


def _large(copying: _Copying, ends: Mapping[str, int], report: Report) -> list[Entry]:
    todo = dict(_sizes(copying.archive, ends))
    total, passed, entries = sum(todo.values()), 0, []
    for path, size in todo.items():
        entries.append(copying.bring(path, size))
        passed += size
        report("Copying files", passed, total)
        faults.point("backup.file")
    kept = [entry for path, entry in copying.known.items() if path not in todo]
    copying.told.missing += [entry.path for entry in kept]
    return entries + kept


def _sizes(archive: Path, ends: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Yield every large file, and how much of it is not going to change: of captures, what rows or whole records lie in."""
    from hemera.captures import WarcStore

    captures = WarcStore(archive / "captures")
    for file, size in captures.sizes().items():
        end = ends.get(file, 0)
        whole = min(size, end) or captures.good_end(file)
        if whole:
            yield f"captures/{file}", whole
    kept = [
        (archive / "frozen").glob("*/frozen.json"),
        (archive / "frozen").glob("*/articles.tsv.gz"),
        (archive / "media").glob("*/*.webp"),
    ]
    for path in sorted(path for found in kept for path in found if not path.parent.name.startswith(".")):
        yield path.relative_to(archive).as_posix(), path.stat().st_size


def _small(archive: Path, state: Path) -> list[Entry]:
    """Copy what is small, after the database: a decision is in its log before it is in the record."""
    paths = [archive / name for name in SMALL] + sorted((archive / "sources").glob("*.toml"))
    for path in paths:
        if path.exists():
            files.copy(path, state / path.relative_to(archive), path.stat().st_size)
    if (state / "secret.key").exists():
        (state / "secret.key").chmod(0o600)
    copied = (path for path in sorted(state.rglob("*")) if path.is_file())
    return [Entry(files.sha256_of(path), path.stat().st_size, path.relative_to(state).as_posix()) for path in copied]


def _commit(target: Path, state: Path) -> None:
    """Let the new backup take the place of the old one, and clear away what only the old one needed."""
    for folder in (state, target / STATE, *(path for name in files.LARGE for path in (target / name).rglob("*") if path.is_dir())):
        disk.sync_folder(folder)
    table = {
        "format": files.FORMAT,
        "version": __version__,
        "made_at": clock.now().isoformat(),
        "state": state.relative_to(target).as_posix(),
        "files_sha256": files.sha256_of(state / FILES),
        "migrations": sorted(files.schema(state / DATABASE)),
    }
    disk.replace(target / MANIFEST, f"{json.dumps(table, indent=2)}\n".encode())
    for other in (target / STATE).iterdir():
        if other != state:
            shutil.rmtree(other)
