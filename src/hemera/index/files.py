"""Whether an index's files are those its last commit wrote. Each ends with a checksum; the engine writes it, and never looks."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from hemera import disk
from hemera.errors import IndexUnusable
from hemera.index.parts import FILE, folders

Mark: TypeAlias = tuple[int, ...]  # size, time of the last change in nanoseconds, inode; () for none

_REMEMBERED = "checked.json"
_PARTS = ("idx", "pos", "term", "store", "fast", "fieldnorm")
_TAIL = struct.Struct("<II")  # how long the footer is, and a number that says it is one
_MAGIC = 1337
_LONGEST_FOOTER = 10_000  # bytes
_CHUNK = 1 << 20
_TRIES = 5  # a writer may take files of an older commit away while we look


def damage(path: Path, *, deep: bool = False, known: Mapping[str, Mark] = MappingProxyType({})) -> str:
    """Return the name of a file that is missing, cut short or, where ``deep``, not what was written; "" where all are whole.

    Without ``deep`` it takes a millisecond; with it every byte is read, but of files that are as they are ``known``. What a writer
    replaces meanwhile is looked at again.
    """
    try:
        parts = folders(path)
    except IndexUnusable:
        return FILE
    return next(filter(None, (_damage(path, folder, deep, known) for folder in parts)), "")


def _damage(path: Path, folder: Path, deep: bool, known: Mapping[str, Mark]) -> str:
    found = ""
    for _ in range(_TRIES):
        commit = _commit(folder)
        files = ((file, _name(path, file)) for file in _files(folder, commit))
        found = next((name for file, name in files if not _is_whole(file, deep=deep and not _is_known(file, known.get(name)))), "")
        if not found or _commit(folder) == commit:
            break
    return found


def marks(path: Path) -> dict[str, Mark]:
    """Return what tells each file of the last commit from one that was changed or put in its place, by name.

    Raises ``IndexUnusable`` where nobody can tell which parts it has.
    """
    files = (file for folder in folders(path) for file in _files(folder, _commit(folder)))
    return {_name(path, file): found for file in files if (found := _mark(file))}


def remembered(path: Path) -> dict[str, Mark]:
    """Return the marks of files that were read through and found whole."""
    try:
        return {name: tuple(mark) for name, mark in json.loads((path / _REMEMBERED).read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def remember(path: Path, seen: Mapping[str, Mark]) -> None:
    """Write down the marks of files that were read through and found whole; where that cannot be, they are read again."""
    with suppress(OSError):
        disk.replace(path / _REMEMBERED, json.dumps(seen).encode())


def _is_known(file: Path, known: Mark | None) -> bool:
    return known is not None and known == _mark(file)


def _name(path: Path, file: Path) -> str:
    return file.relative_to(path).as_posix()


def _mark(file: Path) -> Mark:
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _commit(path: Path) -> bytes:
    try:
        return (path / "meta.json").read_bytes()
    except OSError:
        return b""


def _files(path: Path, commit: bytes) -> Iterator[Path]:
    try:
        segments = [(s["segment_id"].replace("-", ""), s["deletes"]) for s in json.loads(commit)["segments"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        yield path / "meta.json"  # which is whole for nobody
        return
    for name, deletes in segments:
        yield from (path / f"{name}.{part}" for part in _PARTS)
        if deletes:
            yield path / f"{name}.{deletes['opstamp']}.del"


def _is_whole(file: Path, *, deep: bool) -> bool:
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(max(0, size - _TAIL.size))
            length, magic = _TAIL.unpack(opened.read())
            if magic != _MAGIC or length > min(size, _LONGEST_FOOTER):
                return False
            payload = size - _TAIL.size - length
            opened.seek(payload)
            expected = json.loads(opened.read(length))["crc"]
            return not deep or _checksum(file, payload) == expected
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return False


def _checksum(file: Path, length: int) -> int:
    found, left = 0, length
    with file.open("rb", buffering=0) as opened:
        while left > 0 and (chunk := opened.read(min(_CHUNK, left))):
            found, left = zlib.crc32(chunk, found), left - len(chunk)
    return found
