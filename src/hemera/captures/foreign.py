"""Reading the WARC files of others, who are not to be believed: every record is bounded, and what is damaged is stepped over.

fastwarc goes through the file; only records that are wanted are looked into, by the same code that will read them back from
our captures. Where it stops (damage, a length that is a lie), the next whole record is found by a scan.
"""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from collections.abc import Callable, Generator, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hemera import clock
from hemera.captures import entity, members, records
from hemera.errors import CaptureError, FetchError
from hemera.jobs import Offered, Passed

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

Owner = Callable[[str], tuple[str, str]]  # target -> (source, address in its normal form), or ("", why it is passed)
Steps = Generator[Offered | Passed, None, int]  # gives back where to go on

MAX_BLOCK = 24 << 20  # bytes of one record, inflated: no page is larger
MAX_HEAD = 32 << 10  # bytes of a record's own head
MAX_HTTP_HEAD = 256 << 10
MAX_ID = 60  # characters of a record's id
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_ANSWERED = frozenset({200, 203})
_PIECE = 1 << 20  # bytes scanned at a time
_AHEAD = timedelta(hours=36)  # clocks are wrong by less
_OLDEST = 1990
_VERSION = b"WARC/1."
_HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512, "md5": hashlib.md5}


def walk(path: Path, start: int, owner: Owner) -> Iterator[Offered | Passed]:
    """Yield every record of a WARC file from the one at ``start`` on: offered, or passed over, and why. In order.

    Raises:
        CaptureError: ``import.one-piece`` (packed as a whole: there are no places to go on from), ``import.no-warc``.
    """
    with path.open("rb", buffering=0) as file:
        view = _View(file.fileno())
        if len(view):
            yield from _Walk(path, view, owner).items(start)


class _View:
    """A file read piece by piece. It may be larger than memory, and be cut short meanwhile, which a map of it would not survive."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, where: slice) -> bytes:
        start, end, _ = where.indices(self._size)
        return os.pread(self._descriptor, max(0, end - start), start)

    def find(self, mark: bytes, start: int) -> int:
        """Return where ``mark`` is found from ``start`` on; -1 where it is not."""
        while start < self._size:
            piece = self[start : start + _PIECE + len(mark) - 1]
            if (at := piece.find(mark)) >= 0:
                return start + at
            start += _PIECE
        return -1


class _Walk:
    """One way through one file."""

    def __init__(self, path: Path, view: _View, owner: Owner) -> None:
        self.path, self.view, self.owner = path, view, owner
        self.packed = _is_packed(path, view)
        self.single = partial(_member if self.packed else _plain, view)

    def items(self, start: int) -> Iterator[Offered | Passed]:
        at = start
        while 0 <= at < len(self.view):
            at = yield from self._stretch(at)

    def _stretch(self, start: int) -> Steps:
        """Go as far as fastwarc does; return where to go on, the end of the file if all is read."""
        from fastwarc.warc import ArchiveIterator

        last: Offered | Passed | None = None  # kept back until the next shows that it ended where it said
        with self.path.open("rb", buffering=0) as file:
            file.seek(start)
            try:
                for record in ArchiveIterator(file, parse_http=False, max_header_len=MAX_HEAD):
                    if last is not None:
                        yield last
                    last = self._judged(record)
                    if record.consume() < record.content_length:
                        break
                else:
                    return (yield from self._ended(last))
            except OSError:
                pass
        return (yield from self._broken(start, last))

    def _ended(self, last: Offered | Passed | None) -> Steps:
        if last is not None:
            yield last
        return len(self.view)

    def _broken(self, start: int, last: Offered | Passed | None) -> Steps:
        """Say what is lost where the reading stopped, and find the next whole record."""
        good = self.single(last.offset) if last is not None else None
        if last is not None and good is not None:
            yield last
            if good.end >= len(self.view):
                return len(self.view)
            yield Passed(good.end, "damaged")
            return self._next(good.end)
        bad = start if last is None else last.offset
        yield Passed(bad, "damaged")
        return self._next(bad + 1)

    def _next(self, offset: int) -> int:
        """Find the next record that is whole and followed by another, or by the end; the end of the file where there is none.

        The latter, since a page may itself be packed records that claim to be of another site: they lie in the middle of one.
        """
        mark = members.MAGIC if self.packed else b"\r\n" + _VERSION
        before = 0 if self.packed else 2
        at = self.view.find(mark, max(0, offset - before))
        while at >= 0:
            found = self.single(at + before)
            if found is not None and self._starts(found.end):
                return at + before
            at = self.view.find(mark, at + 1)
        return len(self.view)

    def _starts(self, offset: int) -> bool:
        mark = members.MAGIC if self.packed else _VERSION
        return offset >= len(self.view) or self.view[offset : offset + len(mark)] == mark

    def _judged(self, record: WarcRecord) -> Offered | Passed:
        """Decide by what costs least first: kind, address, size, and only then the bytes."""
        offset, kind = record.stream_pos, str(record.record_type)
        if self.packed and self.view[offset : offset + 3] != members.MAGIC:
            message = "{file} is packed as one piece: it has no places to go on from. Unpack it (gunzip), then import that."
            raise CaptureError("import.one-piece", message, file=self.path.name)
        if kind != "response":
            return Passed(offset, kind)
        source, address = self.owner(record.headers.get("WARC-Target-URI") or "")
        if not source:
            return Passed(offset, address)
        if record.content_length > MAX_BLOCK:
            return Passed(offset, "too-large")
        return self._looked_into(offset, source, address, record.record_id)

    def _looked_into(self, offset: int, source: str, url: str, record_id: str | None) -> Offered | Passed:
        member = self.single(offset)
        if member is None:
            return Passed(offset, "damaged")
        record = records.parse(member.data)
        named = record.header("WARC-Record-ID").strip("<>")
        if named != (record_id or "").strip("<>"):
            return Passed(offset, "packed-together")  # several records a member: fastwarc read the next of them
        try:
            answer = _answer(record)
        except CaptureError as error:
            return Passed(offset, str(error.details["reason"]))
        data = self.view[offset : member.end]
        packed = data if self.packed else _pack(data)
        return Offered(offset=offset, member=packed, record_id=named, source=source, url=url, **answer)


def _is_packed(path: Path, view: _View) -> bool:
    if view[:3] == members.MAGIC or view[: len(_VERSION)] == _VERSION:
        return view[:3] == members.MAGIC
    if path.name.endswith(".gz") and view.find(members.MAGIC, 0) >= 0:
        return True  # its beginning is damaged
    if view.find(b"\r\n" + _VERSION, 0) >= 0:
        return False
    raise CaptureError("import.no-warc", "{file} is no WARC file: there is no record in it.", file=path.name)


# -- one record --------------------------------------------------------------------------------------------------------


def _member(view: _View, offset: int) -> members.Member | None:
    """Return the gzip member at a place where it holds exactly one whole record."""
    found = members.inflate(view, offset)
    return found if found is not None and _record_length(found.data[: MAX_HEAD + 4]) == len(found.data) else None


def _plain(view: _View, offset: int) -> members.Member | None:
    """Return the record at a place of a file that is not packed."""
    length = _record_length(view[offset : offset + MAX_HEAD + 4])
    if not 0 < length <= members.MAX_RECORD:
        return None
    data = view[offset : offset + length]
    return members.Member(offset, length, data) if data.endswith(b"\r\n\r\n") else None


def _record_length(head: bytes) -> int:
    """Return how long the record is that begins so, with the empty lines behind it; 0 where none does."""
    end = head.find(b"\r\n\r\n")
    if end < 0 or not head.startswith(_VERSION):
        return 0
    for line in head[:end].split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return end + 4 + int(value.strip()[:12]) + 4
    return 0


def _pack(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def _answer(record: records.Record) -> dict[str, Any]:
    """Return what there is to know of an answer; raises ``CaptureError`` with the reason where it is no page to keep."""
    fetched_at = _moment(record.header("WARC-Date"))
    _demand(not record.header("WARC-Truncated"), "truncated")
    _demand(0 < len(record.header("WARC-Record-ID").strip("<>")) <= MAX_ID, "record-id")
    _demand(record.block.find(b"\r\n\r\n", 0, MAX_HTTP_HEAD) > 0, "no-http")
    status, headers, payload = records.parse_http(record.block)
    _demand(status in _ANSWERED, f"http.{status}")
    mime = records.media_type(headers)
    _demand(mime in _PAGES, "not-a-page")
    _demand(_is_true(record, headers, payload), "digest")
    _demand(_has_text(headers, payload), "undecodable")
    return {"status": status, "mime": mime, "sha256": records.sha256(payload), "fetched_at": fetched_at}


def _demand(good: bool, reason: str) -> None:
    if not good:
        raise CaptureError("import.passed", "The record is passed over: {reason}", reason=reason)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment.year < _OLDEST or moment > clock.now() + _AHEAD:
        raise CaptureError("import.passed", "The record is passed over: {reason}", reason="date")
    return moment


def _is_true(record: records.Record, headers: records.Headers, payload: bytes) -> bool:
    """Compare a record with the digest it carries: of its block, or else of its payload, with its chunks or without."""
    if claim := record.header("WARC-Block-Digest"):
        return _fits(claim, record.block)
    claim = record.header("WARC-Payload-Digest")
    return not claim or _fits(claim, payload) or _fits(claim, _unchunked(payload))


def _unchunked(payload: bytes) -> bytes:
    try:
        return entity.unchunked(payload)
    except FetchError:
        return payload


def _fits(claim: str, data: bytes) -> bool:
    """Say whether a digest is that of the data; one of a kind we do not know says nothing against it."""
    name, _, value = claim.partition(":")
    make = _HASHES.get(name.strip().lower().replace("-", ""))
    if make is None:
        return True
    found = make(data).digest()
    return value.strip().lower() in (found.hex(), base64.b32encode(found).decode().lower())


def _has_text(headers: records.Headers, payload: bytes) -> bool:
    try:
        return bool(entity.foreign(headers, payload).strip())
    except FetchError:
        return False
