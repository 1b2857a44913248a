"""Making an archive of a backup, or putting one back in the place of what is left of it.

What the archive has beyond the backup stays: longer capture files, later decisions, settings and catalogue. Its database is set
aside, never overwritten. Interrupted, the archive refuses to open until it is restored again, which goes on.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from hemera import clock, disk, faults
from hemera.backup import files
from hemera.backup.files import DATABASE, INTERRUPTED, Entry, Manifest, Report, Told
from hemera.errors import ConfigError

BLOCKS = "blocks.log"
LOGS = ("numbers.log", "record.log", "alerts.log")


def restore(source: Path, folder: Path, report: Report = lambda *_: None, *, blocks: Path | None = None) -> Told:
    """Restore the backup in ``source`` into ``folder``. ``blocks``: a log of decisions that was kept elsewhere, and is newer.

    Every file is compared with its hash. Open the archive afterwards, bring decisions into force and reindex.

    Raises:
        ConfigError: there is no backup, it is damaged or of a newer Hemera, or logs of decisions contradict one another.
    """
    manifest = _manifest(source)
    entries = list(manifest.files())
    _fit(folder)
    log = _decisions(manifest, folder, blocks)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / INTERRUPTED).touch()
    told = Told(files=len(entries), bytes=sum(entry.size for entry in entries))
    _bring_small(manifest, [entry for entry in entries if not entry.large], folder)
    _bring_large(manifest, [entry for entry in entries if entry.large], folder, told, report)
    if log is not None:
        files.copy(log, folder / BLOCKS, log.stat().st_size)
    for name in LOGS:
        _join(manifest.state / name, folder / name)
    faults.point("restore.before-database")
    _bring_database(manifest, entries, folder, told)
    shutil.rmtree(folder / "index", ignore_errors=True)  # of the record that was set aside
    (folder / INTERRUPTED).unlink()
    disk.sync_folder(folder)
    return told


def inspect(source: Path, report: Report = lambda *_: None) -> Told:
    """Read all of a backup and compare it with its hashes; nothing is written. Raises ``ConfigError`` as ``restore``."""
    manifest = _manifest(source)
    entries = list(manifest.files())
    told = Told(files=len(entries), bytes=sum(entry.size for entry in entries))
    passed = 0
    for entry in entries:
        place = manifest.place(entry)
        if not place.exists():
            told.missing.append(entry.path)
        elif not _has(place, entry):
            told.damaged.append(entry.path)
        passed += entry.size
        report("Reading the backup", passed, told.bytes)
    return told


def _manifest(source: Path) -> Manifest:
    manifest = files.read_manifest(source)
    if manifest is None:
        raise ConfigError("backup.none", "There is no finished backup in {folder}.", folder=source)
    files.refuse_newer(manifest.migrations, source)
    return manifest


def _fit(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not any((folder / name).exists() for name in ("hemera.toml", INTERRUPTED)):
        message = "{folder} holds other things, and is no archive. Give an empty folder, one that does not exist, or the archive's."
        raise ConfigError("backup.not-empty", message, folder=folder)


# -- decisions ---------------------------------------------------------------------------------------------------------


def _decisions(manifest: Manifest, folder: Path, given: Path | None) -> Path | None:
    """Return the log of decisions that holds all the others; None where none was ever written.

    Raises:
        ConfigError: each of two holds what the other does not: none may be dropped unasked.
    """
    logs = [path for path in (given, folder / BLOCKS, manifest.state / BLOCKS) if path is not None and path.exists()]
    if given is not None and not given.exists():
        raise ConfigError("backup.blocks", "There is no {file}.", file=given)
    longest = max(logs, key=lambda path: path.stat().st_size, default=None)
    for path in logs:
        if longest is not None and not _begins_with(longest, path):
            message = (
                "{one} and {other} hold different decisions. Nothing was restored: keep the one that counts, move the other away."
            )
            raise ConfigError("backup.blocks", message, one=longest, other=path)
    return longest


def _begins_with(longer: Path, shorter: Path) -> bool:
    """Say whether a log is the other's beginning; a last line that a crash has torn does not count."""
    whole = shorter.read_bytes()
    whole = whole[: whole.rfind(b"\n") + 1]
    with longer.open("rb") as file:
        return file.read(len(whole)) == whole


def _join(old: Path, place: Path) -> None:
    """Put the lines of the backup before those the archive has: the last line of a kind counts."""
    if not old.exists() or (place.exists() and _begins_with(place, old)):
        return
    before, after = old.read_bytes(), place.read_bytes() if place.exists() else b""
    joined = before + (b"" if before.endswith(b"\n") else b"\n") + (b"" if before.startswith(after) else after)
    beside = place.with_name(f"{place.name}.joined")
    beside.write_bytes(joined)
    files.copy(beside, place, len(joined))
    beside.unlink()


# -- files -------------------------------------------------------------------------------------------------------------


def _bring_large(manifest: Manifest, entries: list[Entry], folder: Path, told: Told, report: Report) -> None:
    passed, total = 0, sum(entry.size for entry in entries)
    for entry in entries:
        place = folder / entry.path
        if not _has(place, entry):
            _aside(place)
            _checked_copy(manifest, entry, place)
            told.copied += 1
            told.bytes_copied += entry.size
        passed += entry.size
        report("Restoring files", passed, total)
        faults.point("restore.file")


def _has(place: Path, entry: Entry) -> bool:
    """Say whether a file begins with what was backed up; captures may have grown since."""
    return place.exists() and place.stat().st_size >= entry.size and files.sha256_of(place, entry.size) == entry.sha256


def _aside(place: Path) -> None:
    """Keep a damaged file beside: something in it may be readable that the backup does not have."""
    if place.exists():
        place.replace(place.with_name(f"{place.name}.damaged"))


def _checked_copy(manifest: Manifest, entry: Entry, place: Path) -> None:
    source = manifest.place(entry)
    if not source.exists() or files.copy(source, place, entry.size) != entry.sha256:
        message = "{file} is not what was backed up: the backup is damaged. What was there is beside it, `.damaged`."
        raise ConfigError("backup.damaged", message, file=source)


def _bring_small(manifest: Manifest, entries: list[Entry], folder: Path) -> None:
    """Bring settings, catalogue and secret, where the archive has none of its own."""
    for entry in entries:
        if entry.path in (DATABASE, BLOCKS, files.FILES, *LOGS) or (folder / entry.path).exists():
            continue
        _checked_copy(manifest, entry, folder / entry.path)
    with suppress(FileNotFoundError):
        (folder / "secret.key").chmod(0o600)


def _bring_database(manifest: Manifest, entries: list[Entry], folder: Path, told: Told) -> None:
    """Copy the database beside, set the present one aside with its log, and rename."""
    [entry] = [entry for entry in entries if entry.path == DATABASE]
    database = folder / DATABASE
    beside = folder / f"{DATABASE}.restored"
    _checked_copy(manifest, entry, beside)
    faults.point("restore.database")
    if database.exists():
        place = folder / f"{DATABASE}.aside-{clock.now():%Y%m%dT%H%M%S}"
        told.aside = place.name
        for suffix in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                database.with_name(DATABASE + suffix).replace(place.with_name(place.name + suffix))
        faults.point("restore.aside")
    for suffix in ("-wal", "-shm"):  # of a database that was lost alone
        database.with_name(DATABASE + suffix).unlink(missing_ok=True)
    beside.replace(database)
    disk.sync_folder(folder)
