"""Gzip members of a file that may be damaged: found one after another, and again behind a stretch that is not readable."""

from __future__ import annotations

import mmap
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAGIC = b"\x1f\x8b\x08"
MAX_RECORD = 64 << 20  # bytes inflated; an exchange of ours is under 17 MiB
_PIECE = 16 << 10  # bytes read at first; doubled while a member goes on
_INFLATED = 1 << 20
_VERSION = b"WARC/"


class View(Protocol):
    """The bytes of a file, as far as they are asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, where: slice, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Member:
    """A whole gzip member whose checksum is right, holding a WARC record."""

    offset: int
    length: int
    data: bytes

    @property
    def end(self) -> int:
        """Return where the next member begins."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes between two members that no reader can make anything of."""

    offset: int
    length: int


@contextmanager
def opened(path: Path) -> Iterator[mmap.mmap | bytes]:
    """Map a file for reading; an empty one cannot be mapped."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            yield view


def walk(view: mmap.mmap | bytes, offset: int = 0) -> Iterator[Member | Stretch]:
    """Yield every readable member from ``offset`` on, and every damaged stretch between them, until the end of the file."""
    good = offset
    while 0 <= offset < len(view):
        found = inflate(view, offset)
        if found is None:
            offset = view.find(MAGIC, offset + 1)
            continue
        if good < offset:
            yield Stretch(good, offset - good)
        yield found
        offset = good = found.end
    if good < len(view):
        yield Stretch(good, len(view) - good)


def last(view: mmap.mmap | bytes) -> Member | None:
    """Return the last readable member, searched from the end."""
    offset = view.rfind(MAGIC)
    while offset >= 0:
        found = inflate(view, offset)
        if found is not None:
            return found
        offset = view.rfind(MAGIC, 0, offset)
    return None


def inflate(view: View, offset: int) -> Member | None:
    """Read the member that starts at ``offset``; None where none does, or it is torn, too large or no WARC record."""
    if view[offset : offset + len(MAGIC)] != MAGIC:
        return None
    unpacker, out = zlib.decompressobj(31), bytearray()
    position, size, pending = offset, _PIECE, b""
    try:
        while not unpacker.eof:
            if not pending:
                pending = view[position : position + size]
                position, size = position + len(pending), size * 2
            out += unpacker.decompress(pending, _INFLATED)
            if not pending or len(out) > MAX_RECORD or not _VERSION.startswith(out[: len(_VERSION)]):
                return None
            pending = unpacker.unconsumed_tail
    except zlib.error:
        return None
    return Member(offset, position - len(unpacker.unused_data) - offset, bytes(out))
