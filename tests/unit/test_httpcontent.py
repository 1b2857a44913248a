"""Content-encodings undone within bounds, and what is no usable answer."""

from __future__ import annotations

import contextlib
import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from hemera.errors import FetchError, FetchRefused
from hemera.exchanges import Request, Response
from hemera.httpcontent import RETRY_AFTER_CAP, DecodeLimits, decode, failure, retry_after
from hemera.types import Purpose

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = "La pluie est de retour sur la côte. عاد المطر إلى الساحل. ".encode() * 200


def _deflate_raw(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


def _zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def _zstd_stream(data: bytes) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()  # no size in the frame's header
    return packer.compress(data) + packer.flush()


PACKERS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", _deflate_raw),
    ("br", brotli.compress),
    ("zstd", _zstd),
    ("zstd", _zstd_stream),
]
each_packer = pytest.mark.parametrize(("name", "pack"), PACKERS)


def key(raw: bytes, encoding: str | None, limits: DecodeLimits | None = None) -> str:
    with pytest.raises(FetchError) as caught:
        decode(raw, encoding, limits or DecodeLimits())
    return caught.value.key


@each_packer
@given(data=st.binary(max_size=2000))
def test_what_was_packed_comes_back(name: str, pack: Callable[[bytes], bytes], data: bytes) -> None:
    assert decode(pack(data), name) == data


@each_packer
def test_a_cut_body_is_an_error_wherever_it_is_cut(name: str, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(TEXT)
    for end in (len(packed) // 3, len(packed) // 2, len(packed) - 1):
        assert key(packed[:end], name) in ("fetch.truncated", "fetch.undecodable")


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_plain_text_is_none_of_them(name: str) -> None:
    assert key(b"<html>not packed at all</html>", name) in ("fetch.undecodable", "fetch.truncated")


@given(raw=st.binary(max_size=300), name=st.sampled_from(["gzip", "deflate", "br", "zstd", None]))
def test_any_bytes_are_decoded_or_refused(raw: bytes, name: str | None) -> None:
    with contextlib.suppress(FetchError):
        assert isinstance(decode(raw, name), bytes)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,br", "x-press", "utf-8", "gzip, identity, br"])
def test_stacked_and_unknown_encodings_are_refused(encoding: str) -> None:
    assert key(gzip.compress(TEXT), encoding) == "fetch.refused.encoding"


@pytest.mark.parametrize("encoding", [None, "", "identity", " , "])
def test_no_encoding_is_no_work(encoding: str | None) -> None:
    assert decode(TEXT, encoding) is TEXT


def test_gzip_is_known_by_its_bytes() -> None:
    assert decode(gzip.compress(TEXT), None) == TEXT


def test_several_members_and_padding() -> None:
    assert decode(gzip.compress(b"one ") + gzip.compress(b"two") + bytes(512), "gzip") == b"one two"


def test_several_zstd_frames() -> None:
    assert decode(_zstd(TEXT) + _zstd(b"more"), "zstd") == TEXT + b"more"


def test_an_empty_body_needs_no_decoding() -> None:
    assert decode(b"", "gzip") == b""


@each_packer
def test_the_size_is_bounded(name: str, pack: Callable[[bytes], bytes]) -> None:
    assert key(pack(TEXT), name, DecodeLimits(size=len(TEXT) - 1)) == "fetch.refused.size"
    assert len(decode(pack(TEXT), name, DecodeLimits(size=len(TEXT)))) == len(TEXT)


@pytest.mark.parametrize(("name", "pack"), [PACKERS[0], PACKERS[4], PACKERS[5], PACKERS[6]])
def test_a_bomb_is_refused_in_little_memory(name: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = brotli.compress(bytes(32 << 20), quality=2) if name == "br" else pack(bytes(32 << 20))
    tracemalloc.start()
    try:
        assert key(bomb, name) == "fetch.refused.ratio"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 << 20


def test_a_zstd_window_over_eight_mebibytes_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=25)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    assert key(packer.compress(TEXT) + packer.flush(), "zstd") == "fetch.undecodable"


def _response(status: int, body: bytes = b"text", **headers: str) -> Response:
    request = Request("https://a.example/", "phare", Purpose.PAGE)
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(request, request.url, status, "", (), pairs, body, body, NOW)


@pytest.mark.parametrize(
    ("status", "body", "key", "weight"),
    [
        (200, b"text", None, 0.0),
        (304, b"", None, 0.0),
        (200, b"", "fetch.empty", 0.5),
        (204, b"", "fetch.empty", 0.5),
        (403, b"x", "http.403", 1.0),
        (404, b"x", "http.404", 0.5),
        (410, b"x", "http.410", 1.0),
        (429, b"x", "http.429", 0.5),
        (503, b"", "http.503", 0.5),
    ],
)
def test_what_is_no_usable_answer(status: int, body: bytes, key: str | None, weight: float) -> None:
    error = failure(_response(status, body))
    assert (error.key if error else None) == key
    assert error is None or error.weight == weight


def test_a_failure_says_how_long_to_wait() -> None:
    error = failure(_response(503, Retry_After="120"))
    assert error is not None
    assert error.details == {"status": 503, "retry_after": 120.0}
    assert FetchError.weight == 1.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", None),
        ("-1", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("1.5", None),
        ("٣٠", None),
        ("9" * 400, RETRY_AFTER_CAP),
        ("Wed, 21 Oct 2037 07:28:00 GMT", RETRY_AFTER_CAP),
        (format_datetime(NOW + timedelta(hours=1), usegmt=True), 3600.0),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), None),
        ("Wed, 99 Oct 2037 07:28:00 GMT", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text(max_size=60))
def test_any_retry_after_is_read_or_ignored(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or 0 < seconds <= RETRY_AFTER_CAP


def test_refusals_are_refusals() -> None:
    with pytest.raises(FetchRefused):
        decode(b"x", "compress")
