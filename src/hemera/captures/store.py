"""Captures on disk: ``captures/2020/06/<stamp>-<id>.warc.gz``, appended to, never rewritten.

A writer holds an exclusive ``flock`` on the file it appends to; another writer takes another file. The name is final
from the start, so a reference once given stays true whatever happens. ``write`` returns after ``fsync``: what it
returned survives a crash, and what a crash tore is cut off by ``repair`` or by the next writer of that file.
"""

from __future__ import annotations

import os
import re
import threading
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from hemera import __version__, clock, disk, faults
from hemera.captures import entity, members, records
from hemera.errors import CaptureError, FetchError
from hemera.exchanges import Response
from hemera.httpcontent import SITEMAPS, DecodeLimits, decode
from hemera.jobs import Damage, Offered
from hemera.types import Capture, CaptureRef, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NAME = re.compile(r"\d{4}/\d{2}/[\w.-]+\.warc\.gz")


class WarcStore:
    """Implements ``protocols.CaptureStore`` over a folder; every method may be called from any thread."""

    def __init__(self, folder: Path | str, *, max_bytes: int = 1 << 30) -> None:
        self._folder = Path(folder)
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._file: _OpenFile | None = None
        self._left: set[str] = set()  # files that are not appended to: rows name bytes they have no longer

    def write(self, response: Response) -> CaptureRef:
        """Append request and response, ``fsync``, and say where the response lies.

        Raises ``CaptureError`` (``capture.unwritable``) where the disk does not take it; nothing of it stays behind.
        """
        return self.write_many([response])[0]

    def write_many(self, responses: Sequence[Response]) -> list[CaptureRef]:
        """Write several exchanges under one ``fsync``: all of them, or ``CaptureError`` and none."""
        packed = [(response, records.new_id()) for response in responses]
        pairs = [records.exchange(response, record_id) for response, record_id in packed]
        with self._lock:
            try:
                file = self._writable()
                offset = file.append(b"".join(part for pair in pairs for part in pair))
            except OSError as error:
                self._let_go()
                raise _unwritable(error) from error
        refs = []
        for (response, record_id), (request, answer) in zip(packed, pairs, strict=True):
            refs.append(_reference(response, record_id, file.name, offset + len(request), len(answer)))
            offset += len(request) + len(answer)
        return refs

    def copy(self, pages: Sequence[Offered], origin: str) -> list[CaptureRef]:
        """Copy records out of a file of others, byte for byte, under one ``fsync``: all of them, or ``CaptureError`` and none.

        Before each goes a record of ours that says of which source it is, and where it comes from.
        """
        now = clock.now()
        notes = [records.imported(page, origin, now) for page in pages]
        with self._lock:
            try:
                file = self._writable()
                offset = file.append(b"".join(note + page.member for note, page in zip(notes, pages, strict=True)))
            except OSError as error:
                self._let_go()
                raise _unwritable(error) from error
        refs = []
        for note, page in zip(notes, pages, strict=True):
            refs.append(_copied(page, origin, file.name, offset + len(note)))
            offset += len(note) + len(page.member)
        return refs

    def read(self, ref: CaptureRef) -> Capture:
        """Read one exchange back. Raises ``CaptureError`` where bytes, hash or encoding are not what they should be."""
        path = self._path(ref.file)
        try:
            with path.open("rb") as file:
                data = os.pread(file.fileno(), min(ref.length, members.MAX_RECORD), ref.offset)
        except OSError as error:
            raise _unreadable(ref, "file") from error
        member = members.inflate(data, 0)
        if member is None or member.length != ref.length:
            raise _unreadable(ref, "member")
        record = records.parse(member.data)
        _, headers, payload = records.parse_http(record.block)
        if record.header("WARC-Record-ID") != f"<{ref.record_id}>" or records.sha256(payload) != ref.sha256:
            raise _unreadable(ref, "hash")
        return Capture(ref, headers, _decoded(payload, headers, ref))

    def sizes(self) -> dict[str, int]:
        """Return every capture file's size in bytes."""
        return {name: self._path(name).stat().st_size for name in self._names()}

    def good_end(self, file: str) -> int:
        """Return where the last readable record of a file ends."""
        return _good_end(self._path(file))[0]

    def is_held(self, file: str) -> bool:
        """Say whether another writer is appending to a file: what lies at its end may be on the way into the record."""
        with self._path(file).open("rb") as opened:
            ours = self._file is not None and self._file.name == file
            return not ours and not disk.lock(opened.fileno(), shared=True)

    def scan(self, file: str | None = None, start: int = 0) -> Iterator[CaptureRef]:
        """Yield every good response record, of one file (from the record at ``start`` on) or of all in the order of their names."""
        for name in [file] if file is not None else self._names():
            yield from (found for found in self.examine(name, start) if isinstance(found, CaptureRef))

    def examine(self, file: str, start: int = 0) -> Iterator[CaptureRef | Damage]:
        """Yield every good response record of a file, and whatever in it cannot be read, in order."""
        path = self._path(file)
        if not path.exists():
            raise CaptureError("capture.missing", "There is no capture file {file}.", file=file)
        with members.opened(path) as view:
            note = None  # the record before, where that may be about the next
            for found in members.walk(view, start):
                record, what = _rebuilt(found, file, note)
                note = record if record is not None and record.header("WARC-Type") == "metadata" else None
                if what is not None:
                    yield what

    def repair(self, recorded: Mapping[str, int] | None = None) -> int:
        """Cut torn tails of files no living writer holds; return how many bytes were cut.

        ``recorded`` says, per file, how far rows reach into it: a file that is damaged before that place is left as it is,
        whole, and never appended to again, so that no new record takes the place of one that rows name.
        """
        ends = recorded or {}
        try:
            return sum(self._repaired(name, ends.get(name, 0)) for name in self._names())
        except OSError as error:
            raise _unwritable(error) from error

    def _repaired(self, name: str, recorded: int) -> int:
        path = self._path(name)
        if recorded and _good_end(path)[0] < recorded:
            self._left.add(name)
            return 0
        file = _OpenFile.locked(path, name)
        if file is None:
            return 0
        file.close()
        return file.cut

    def close(self) -> None:
        """Let go of the file being written; the next write takes one again."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _writable(self) -> _OpenFile:
        """Return the open file, or open one: of this month, under the limit, held by nobody else."""
        month = f"{clock.now():%Y/%m}"
        if self._file is not None and (self._file.size >= self._max_bytes or not self._file.name.startswith(month)):
            self._let_go()
        if self._file is None:
            self._file = self._taken(month) or self._created(month)
            self._file.append(records.warcinfo(self._file.name, f"Hemera/{__version__}", clock.now()))
        return self._file

    def _taken(self, month: str) -> _OpenFile | None:
        """Go on with the newest file of the month: a short run must not leave a short file behind."""
        for name in sorted(set(self._names(month)) - self._left, reverse=True)[:8]:
            file = _OpenFile.locked(self._path(name), name)
            if file is not None and file.size < self._max_bytes:
                return file
            if file is not None:
                file.close()
        return None

    def _created(self, month: str) -> _OpenFile:
        name = f"{month}/{clock.now():%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}.warc.gz"
        path = self._path(name)
        _make_folder(path.parent)
        path.touch(exist_ok=False)
        faults.point("captures.new-file")
        disk.sync_folder(path.parent)
        file = _OpenFile.locked(path, name)
        return file if file is not None else self._created(month)  # somebody was quicker: let them have it

    def _names(self, month: str = "*/*") -> list[str]:
        found = (path.relative_to(self._folder).as_posix() for path in self._folder.glob(f"{month}/*.warc.gz"))
        return sorted(name for name in found if _NAME.fullmatch(name))

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise CaptureError("capture.missing", "There is no capture file {file}.", file=name)
        return self._folder / name


def read(folder: str, ref: CaptureRef) -> Capture:
    """Read one exchange back, by itself: for child processes."""
    return WarcStore(folder).read(ref)


class _OpenFile:
    """A file we hold the lock of, its torn tail cut."""

    def __init__(self, descriptor: int, name: str, size: int, cut: int) -> None:
        self._descriptor = descriptor
        self.name = name
        self.size = size
        self.cut = cut

    @classmethod
    def locked(cls, path: Path, name: str) -> _OpenFile | None:
        """Open a file for appending; None where another writer holds it."""
        with ExitStack() as undo:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
            undo.callback(os.close, descriptor)
            if not disk.lock(descriptor):
                return None
            end, size = _good_end(path)
            if end < size:
                os.ftruncate(descriptor, end)
                os.fsync(descriptor)
            undo.pop_all()
            return cls(descriptor, name, end, size - end)

    def append(self, data: bytes) -> int:
        """Write and ``fsync``; return where the data begins. On failure the file is cut back to where it was."""
        start = self.size
        try:
            faults.point("captures.before-write")
            self._write(data[: len(data) // 2])
            faults.point("captures.half-record")
            self._write(data[len(data) // 2 :])
            faults.point("captures.before-fsync")
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, start)
            raise
        faults.point("captures.after-fsync")
        self.size = start + len(data)
        return start

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def close(self) -> None:
        os.close(self._descriptor)


def _good_end(path: Path) -> tuple[int, int]:
    """Return where the last readable member ends, and where the file does."""
    with members.opened(path) as view:
        member = members.last(view)
        return (member.end if member is not None else 0), len(view)


def _reference(response: Response, record_id: str, file: str, offset: int, length: int) -> CaptureRef:
    return CaptureRef(
        record_id=record_id,
        file=file,
        offset=offset,
        length=length,
        url=response.final_url,
        requested_url=response.request.url,
        status=response.status,
        mime=records.media_type(response.headers),
        sha256=response.sha256,
        fetched_at=response.fetched_at,
        source=response.request.source,
        purpose=response.request.purpose,
    )


def _rebuilt(
    found: members.Member | members.Stretch, file: str, note: records.Record | None
) -> tuple[records.Record | None, CaptureRef | Damage | None]:
    """Return a record, and its reference where it is a response of ours or copied by us, or what is wrong there."""
    if isinstance(found, members.Stretch):
        return None, Damage(file, found.offset, found.length, "unreadable")
    try:
        record, place = records.parse(found.data), (file, found.offset, found.length)
        what = records.copied(note, record, *place) if note is not None else None
        return record, what or records.reference(record, *place)
    except CaptureError as error:
        return None, Damage(file, found.offset, found.length, str(error.details.get("reason", error.key)))


def _decoded(payload: bytes, headers: records.Headers, ref: CaptureRef) -> bytes:
    try:
        limits = SITEMAPS if ref.purpose is Purpose.SITEMAP else DecodeLimits()
        return entity.foreign(headers, payload) if ref.origin else decode(payload, entity.encodings(headers), limits)
    except FetchError as error:
        raise _unreadable(ref, error.key) from error


def _unwritable(error: OSError) -> CaptureError:
    return CaptureError("capture.unwritable", "A capture cannot be written: {reason}", reason=str(error))


def _copied(page: Offered, origin: str, file: str, offset: int) -> CaptureRef:
    return CaptureRef(
        record_id=page.record_id,
        file=file,
        offset=offset,
        length=len(page.member),
        url=page.url,
        requested_url=page.url,
        status=page.status,
        mime=page.mime,
        sha256=page.sha256,
        fetched_at=page.fetched_at,
        source=page.source,
        purpose=Purpose.PAGE,
        origin=origin,
        origin_offset=page.offset,
    )


def _unreadable(ref: CaptureRef, reason: str) -> CaptureError:
    return CaptureError(
        "capture.unreadable", "Capture {id} cannot be read back: {reason}", id=ref.record_id, reason=reason, file=ref.file
    )


def _make_folder(folder: Path) -> None:
    """Make a folder whose name survives a crash: each new entry is synced in its parent."""
    if folder.exists():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    disk.sync_folder(folder.parent)
