"""What HTTP wraps around bytes, undone within bounds: content-encodings, statuses that are no answer, Retry-After.

A few kilobytes can inflate to gigabytes, so every decoder here gives its output in small pieces and stops at a limit.
A body that ends too early is an error, never a shorter article.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from hemera.errors import FetchError, FetchRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hemera.exchanges import Response

ACCEPT_ENCODING = "gzip, br, zstd"
RETRY_AFTER_CAP = 24 * 3600.0  # seconds

REFUSED_CODING, UNDECODABLE = "fetch.refused.encoding", "fetch.undecodable"
KEPT_RAW = frozenset({REFUSED_CODING, UNDECODABLE})  # the answer is whole: better tools than ours may read it one day

_PIECE = 1 << 16  # bytes of output asked for at a time
_GZIP_MAGIC = b"\x1f\x8b\x08"
_PERMANENT = frozenset({301, 308})
_SOFT = frozenset({404, 408, 421, 425, 429})  # with every 5xx: may well answer next time


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """How far a body may grow when decoded."""

    size: int = 24 << 20  # bytes, decoded
    ratio: int = 300  # decoded to encoded
    ratio_from: int = 1 << 20  # decoded bytes below which the ratio is not looked at: small pages of spaces pack well
    cut: bool = False  # give what there is up to the size instead of refusing


SITEMAPS = DecodeLimits(size=50_000_001, cut=True)  # a byte more than is read, so that the reader sees that there was more


def decode(raw: bytes, encoding: str | None, limits: DecodeLimits = DecodeLimits()) -> bytes:
    """Undo the content-encoding named by a Content-Encoding header (several headers joined by commas).

    gzip, deflate (with and without its zlib header), br and zstd; gzip also where its bytes give it away unlabelled.
    Raises ``FetchRefused`` (``fetch.refused.encoding``, ``….size``, ``….ratio``) or ``FetchError``
    (``fetch.truncated``, ``fetch.undecodable``).
    """
    coding = _coding(encoding)
    if coding is None and raw.startswith(_GZIP_MAGIC):
        coding = "gzip"
    if coding is None or not raw:
        return raw
    try:
        return _collect(_DECODERS[coding](raw), len(raw), limits)
    except zlib.error as error:
        raise _undecodable(coding) from error


def _coding(header: str | None) -> str | None:
    names = [name.strip().lower() for name in (header or "").split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > 1 or (names and names[0] not in _DECODERS):
        raise _refused_coding(header or "")
    return names[0] if names else None


def _collect(pieces: Iterator[bytes], encoded: int, limits: DecodeLimits) -> bytes:
    out = bytearray()
    for piece in pieces:
        out += piece
        if len(out) > limits.size and limits.cut:
            return bytes(out[: limits.size])
        if len(out) > limits.size:
            raise FetchRefused("fetch.refused.size", "The body is over {limit} bytes.", limit=limits.size)
        if len(out) > limits.ratio_from and len(out) > limits.ratio * encoded:
            raise FetchRefused("fetch.refused.ratio", "The body inflates over {limit} times.", limit=limits.ratio)
    return bytes(out)


def _gzip(raw: bytes) -> Iterator[bytes]:
    """Inflate one member after another; what follows the last one is padding, as every browser treats it."""
    while raw.startswith(_GZIP_MAGIC):
        inflater = zlib.decompressobj(31)
        yield from _inflate(inflater, raw, "gzip")
        raw = inflater.unused_data
        if not raw.startswith(_GZIP_MAGIC):
            return
    raise _undecodable("gzip")


def _deflate(raw: bytes) -> Iterator[bytes]:
    """Inflate with the zlib header RFC 9110 asks for, or without, as many servers send it."""
    headed = raw[0] & 15 == 8 and int.from_bytes(raw[:2], "big") % 31 == 0
    return _inflate(zlib.decompressobj(15 if headed else -15), raw, "deflate")


def _inflate(inflater: zlib._Decompress, raw: bytes, coding: str) -> Iterator[bytes]:
    while not inflater.eof:
        piece = inflater.decompress(raw, _PIECE)
        raw = inflater.unconsumed_tail
        yield piece
        if not piece and not raw and not inflater.eof:
            raise _truncated(coding)


def _brotli(raw: bytes) -> Iterator[bytes]:
    import brotli

    decoder = brotli.Decompressor()
    try:
        yield decoder.process(raw, output_buffer_limit=_PIECE)
        while not decoder.is_finished():
            if decoder.can_accept_more_data():  # it has had all there is
                raise _truncated("br")
            yield decoder.process(b"", output_buffer_limit=_PIECE)
    except brotli.error as error:
        raise _undecodable("br") from error


def _zstd(raw: bytes) -> Iterator[bytes]:
    """Decode frame after frame, fed in slices: a slice of 256 bytes holds at most 85 blocks of 128 KiB.

    The window is bounded at the 8 MiB of RFC 8878: https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1.1.2
    """
    import zstandard

    try:
        while raw:
            decoder = zstandard.ZstdDecompressor(max_window_size=8 << 20).decompressobj()
            for start in range(0, len(raw), 256):
                yield decoder.decompress(raw[start : start + 256])
                if decoder.eof:
                    break
            if not decoder.eof:
                raise _truncated("zstd")
            raw = decoder.unused_data + raw[start + 256 :]
    except zstandard.ZstdError as error:
        raise _undecodable("zstd") from error


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}


def _truncated(coding: str) -> FetchError:
    return _soft(FetchError("fetch.truncated", "The {coding} body ends too early.", coding=coding))


def _undecodable(coding: str) -> FetchError:
    return FetchError(UNDECODABLE, "The body is not the {coding} it claims to be.", coding=coding)


def _refused_coding(header: str) -> FetchRefused:
    return FetchRefused(REFUSED_CODING, "Content-Encoding {encoding} is not accepted.", encoding=header[:80])


def _soft(error: FetchError) -> FetchError:
    error.weight = 0.5
    return error


def failure(response: Response) -> FetchError | None:
    """Say why a finished exchange is no usable answer; None for a 2xx with a body and for a 304.

    Statuses that pass (404, 429, 5xx…) and empty bodies weigh 0.5. ``details["retry_after"]`` holds the seconds the
    server asks for, or None.
    """
    status = response.status
    if response.undecoded:
        return _undecoded(response)
    if status == 304 or (200 <= status < 300 and response.body):
        return None
    if 200 <= status < 300:
        return _soft(FetchError("fetch.empty", "The answer is empty.", status=status, retry_after=None))
    wait = retry_after(response.header("Retry-After"), response.fetched_at)
    error = FetchError(f"http.{status}", "The server answered {status}.", status=status, retry_after=wait)
    return _soft(error) if status in _SOFT or status >= 500 else error


def _undecoded(response: Response) -> FetchError:
    coding = response.header("Content-Encoding") or ""
    return _refused_coding(coding) if response.undecoded == REFUSED_CODING else _undecodable(coding)


def usable(response: Response) -> Response:
    """Return the response, or raise what ``failure`` says of it."""
    error = failure(response)
    if error is not None:
        raise error
    return response


def moved_to(response: Response) -> str:
    """Return the last address that permanent redirects alone led to; "" where the one asked for answered or sent us on for now."""
    led = ""
    for status, address in response.hops:
        if status not in _PERMANENT:
            break
        led = address
    return led


def retry_after(value: str | None, now: datetime) -> float | None:
    """Read a Retry-After header: seconds from ``now``, at most a day; None where it says nothing sensible."""
    seconds = _seconds((value or "").strip(), now)
    return min(seconds, RETRY_AFTER_CAP) if seconds is not None and seconds > 0 else None


def _seconds(value: str, now: datetime) -> float | None:
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
