"""An exchange as WARC 1.1 records, and back: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/

Pure: bytes in, bytes out. Beside the standard's fields every response carries ours (``Hemera-…``), so that the file
alone gives back all we knew of the exchange.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from hemera.errors import CaptureError
from hemera.exchanges import Response
from hemera.jobs import Offered
from hemera.types import CaptureRef, Purpose

Headers = tuple[tuple[str, str], ...]

_LINE = re.compile(rb"\r?\n")
_BREAKS = re.compile(r"[\r\n\x00]+")
_FRAMING = frozenset({"transfer-encoding", "content-length"})  # of the connection; the stored block has its own


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record, inflated."""

    headers: Headers
    block: bytes

    def header(self, name: str) -> str:
        """Return the first field of that name, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


# -- writing -----------------------------------------------------------------------------------------------------------


def new_id() -> str:
    """Return a fresh WARC-Record-ID, without brackets."""
    return f"urn:uuid:{uuid.uuid4()}"


def member(headers: Headers, block: bytes, *, level: int = 6) -> bytes:
    """Return a record as one gzip member; the modification time is left out, so equal records are equal bytes."""
    head = "\r\n".join(_lines([f"{name}: {value}" for name, value in headers]))
    record = b"WARC/1.1\r\n" + head.encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(record) + packer.flush()


def warcinfo(file: str, software: str, now: datetime) -> bytes:
    """Return the record a file, or a new run's part of it, begins with."""
    block = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    return member(
        (
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", f"<{new_id()}>"),
            ("WARC-Date", _date(now)),
            ("WARC-Filename", file.rpartition("/")[2]),
            ("WARC-Block-Digest", digest(block)),
            ("Content-Type", "application/warc-fields"),
            ("Content-Length", str(len(block))),
        ),
        block,
    )


def exchange(response: Response, record_id: str) -> tuple[bytes, bytes]:
    """Return the request's and the response's member."""
    request_block, response_block = _request_block(response), _response_block(response)
    common: Headers = (("WARC-Target-URI", response.final_url), ("WARC-Date", _date(response.fetched_at)))
    if response.peer:
        common += (("WARC-IP-Address", response.peer),)
    request: Headers = (
        ("WARC-Type", "request"),
        ("WARC-Record-ID", f"<{new_id()}>"),
        ("WARC-Concurrent-To", f"<{record_id}>"),
        *common,
        ("WARC-Block-Digest", digest(request_block)),
        ("Content-Type", "application/http; msgtype=request"),
        ("Content-Length", str(len(request_block))),
    )
    answer: Headers = (
        ("WARC-Type", "response"),
        ("WARC-Record-ID", f"<{record_id}>"),
        *common,
        ("WARC-Block-Digest", digest(response_block)),
        ("WARC-Payload-Digest", labelled(response.sha256)),
        *_ours(response),
        ("Content-Type", "application/http; msgtype=response"),
        ("Content-Length", str(len(response_block))),
    )
    packed = _value(response.headers, "content-encoding") not in ("", "identity")  # gains nothing from packing again
    return member(request, request_block), member(answer, response_block, level=1 if packed else 6)


def _ours(response: Response) -> Headers:
    return (
        ("Hemera-Source", response.request.source),
        ("Hemera-Purpose", response.request.purpose.value),
        ("Hemera-Requested-URI", response.request.url),
        *(("Hemera-Redirect", f"{status} {url}") for status, url in response.hops),
    )


def _request_block(response: Response) -> bytes:
    parts = urlsplit(response.final_url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _http(f"GET {path} HTTP/1.1", response.request_headers)


def _response_block(response: Response) -> bytes:
    """Rebuild the answer's head for the payload as stored: chunking undone, its length true.

    The original framing is kept under the names Common Crawl gives it (``X-Crawler-Transfer-Encoding``).
    """
    size = str(len(response.raw))
    headers = tuple((_stored_name(name, value, size), value) for name, value in response.headers)
    if not _value(headers, "content-length"):
        headers += (("Content-Length", size),)
    return _http(f"HTTP/1.1 {response.status} {response.reason}", headers) + response.raw


def _stored_name(name: str, value: str, size: str) -> str:
    true = name.lower() not in _FRAMING or (name.lower() == "content-length" and value.strip() == size)
    return name if true else f"X-Crawler-{name}"


def _http(first: str, headers: Headers) -> bytes:
    lines = _lines([first, *(f"{name}: {value}" for name, value in headers)])
    return b"\r\n".join([*map(_octets, lines), b"", b""])


def _octets(text: str) -> bytes:
    """Give back the bytes of a header as received (read as Latin-1); text from elsewhere may hold more."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _lines(lines: list[str]) -> list[str]:
    """Return lines that are one each: a break within one would begin another. Few have any: all are looked at together."""
    return [_BREAKS.sub(" ", line) for line in lines] if _BREAKS.search("".join(lines)) else lines


def _value(headers: Headers, name: str) -> str:
    return next((value.strip().lower() for key, value in headers if key.lower() == name), "")


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def digest(payload: bytes) -> str:
    """Return a labelled digest."""
    return labelled(sha256(payload))


def labelled(hex_: str) -> str:
    """Return a digest as records carry it: Base32 as in every example of the standard, since not every reader knows hex."""
    return "sha256:" + base64.b32encode(bytes.fromhex(hex_)).decode()


def sha256(payload: bytes) -> str:
    """Return the hex digest references carry."""
    return hashlib.sha256(payload).hexdigest()


def media_type(headers: Headers) -> str:
    """Return the media type without parameters, lower case; an empty string where none is given."""
    return _value(headers, "content-type").partition(";")[0].strip()


# -- reading -----------------------------------------------------------------------------------------------------------


def parse(data: bytes) -> Record:
    """Read an inflated member; raises ``CaptureError`` (``capture.record``) where it is no whole WARC record."""
    head, _, rest = data.partition(b"\r\n\r\n")
    version, *lines = head.split(b"\r\n")
    if not version.startswith(b"WARC/1."):
        raise _damaged("no WARC record")
    record = Record(_fields(lines, "utf-8"), b"")
    length = record.header("Content-Length")
    if not length.isdigit() or int(length[:18]) > len(rest):
        raise _damaged("length")
    return Record(record.headers, rest[: int(length)])


def parse_http(block: bytes) -> tuple[int, Headers, bytes]:
    """Split a response block into status, headers and payload."""
    head, _, payload = block.partition(b"\r\n\r\n")
    first, *lines = _LINE.split(head)
    words = first.split(None, 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():
        raise _damaged("no HTTP response")
    return int(words[1][:3]), _fields(lines, "latin-1"), payload


def _fields(lines: list[bytes], encoding: str) -> Headers:
    pairs = (line.decode(encoding, "replace").partition(":") for line in lines if b":" in line)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def imported(page: Offered, origin: str, now: datetime) -> bytes:
    """Return the record that goes before one copied from a file of others, and says what its own does not."""
    return member(
        (
            ("WARC-Type", "metadata"),
            ("WARC-Record-ID", f"<{new_id()}>"),
            ("WARC-Refers-To", f"<{page.record_id}>"),
            ("WARC-Target-URI", page.url),
            ("WARC-Date", _date(now)),
            ("Hemera-Source", page.source),
            ("Hemera-Purpose", Purpose.PAGE.value),
            ("Hemera-Payload-Digest", page.sha256),
            ("Hemera-Imported-From", origin),
            ("Hemera-Imported-Offset", str(page.offset)),
            ("Content-Type", "application/warc-fields"),
            ("Content-Length", "0"),
        ),
        b"",
        level=1,
    )


def copied(note: Record, record: Record, file: str, offset: int, length: int) -> CaptureRef | None:
    """Rebuild the reference of a record copied from a file of others; None where ``note``, the one before it, is not about it.

    Raises ``CaptureError`` where the payload does not match the digest we took of it, or a field cannot be read.
    """
    record_id = record.header("WARC-Record-ID").strip("<>")
    if not note.header("Hemera-Imported-From") or note.header("WARC-Refers-To").strip("<>") != record_id:
        return None
    status, headers, payload = parse_http(record.block)
    if note.header("Hemera-Payload-Digest") != sha256(payload):
        raise _damaged("digest")
    try:
        fetched_at = datetime.fromisoformat(record.header("WARC-Date"))
        place = int(note.header("Hemera-Imported-Offset"))
    except ValueError as error:
        raise _damaged("fields") from error
    return CaptureRef(
        record_id=record_id,
        file=file,
        offset=offset,
        length=length,
        url=note.header("WARC-Target-URI"),
        requested_url=note.header("WARC-Target-URI"),
        status=status,
        mime=media_type(headers),
        sha256=note.header("Hemera-Payload-Digest"),
        fetched_at=fetched_at,
        source=note.header("Hemera-Source"),
        purpose=Purpose.PAGE,
        origin=note.header("Hemera-Imported-From"),
        origin_offset=place,
    )


def reference(record: Record, file: str, offset: int, length: int) -> CaptureRef | None:
    """Rebuild the reference of a response record of ours; None for other records, and for those of other programs.

    Raises ``CaptureError`` where the payload does not match its digest or a field cannot be read.
    """
    if record.header("WARC-Type") != "response" or not record.header("Hemera-Purpose"):
        return None
    status, headers, payload = parse_http(record.block)
    if record.header("WARC-Payload-Digest") != digest(payload):
        raise _damaged("digest")
    try:
        purpose, fetched_at = Purpose(record.header("Hemera-Purpose")), datetime.fromisoformat(record.header("WARC-Date"))
    except ValueError as error:
        raise _damaged("fields") from error
    return CaptureRef(
        record_id=record.header("WARC-Record-ID").strip("<>"),
        file=file,
        offset=offset,
        length=length,
        url=record.header("WARC-Target-URI"),
        requested_url=record.header("Hemera-Requested-URI"),
        status=status,
        mime=media_type(headers),
        sha256=sha256(payload),
        fetched_at=fetched_at,
        source=record.header("Hemera-Source"),
        purpose=purpose,
    )


def _damaged(reason: str) -> CaptureError:
    return CaptureError("capture.record", "The record is damaged: {reason}", reason=reason)
