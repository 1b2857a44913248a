"""As much of HTTP/1.1 as a press needs: conditional requests, content encodings, HEAD, kept connections."""

from __future__ import annotations

import gzip
import hashlib
from asyncio import StreamReader
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

_LEAST_COMPRESSED = 300  # bytes; below it a Content-Encoding costs more than it saves


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``headers`` by lower-case name; ``query`` without repeats."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def keeps(self) -> bool:
        """Tell whether the connection stays open."""
        return self.headers.get("connection", "").lower() != "close"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered before encodings and conditions are considered."""

    status: int = 200
    body: bytes = b""
    content_type: str = ""
    modified: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


async def read_request(reader: StreamReader) -> Request:
    """Read one request head. Raises ``EOFError`` where the client has gone, ``ValueError`` for what is no HTTP."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, version = first.split(" ")
    if version not in ("HTTP/1.0", "HTTP/1.1"):
        raise ValueError(version)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if version == "HTTP/1.0":
        headers["connection"] = "close"
    parts = urlsplit(target)
    return Request(method, parts.path or "/", dict(parse_qsl(parts.query, keep_blank_values=True)), headers)


def redirect(to: str, status: int = 302) -> Answer:
    """Send the client elsewhere; ``to`` is absolute."""
    return Answer(status, b"", headers={"Location": to})


def error(status: int, text: str = "") -> Answer:
    """Return a short error page."""
    title = f"{status} {HTTPStatus(status).phrase}"
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    return Answer(status, page.encode(), "text/html; charset=utf-8")


def serialise(answer: Answer, request: Request, offered: tuple[str, ...], now: datetime) -> bytes:
    """Return head and payload as they go over the wire."""
    headers = {"Date": _http_date(now), "Server": "hemera-demo", **answer.headers}
    payload = answer.body
    if answer.content_type:
        headers["Content-Type"] = answer.content_type
    if answer.status == 200:
        headers |= _validators(answer)
        if _unchanged(request, headers, answer.modified):
            headers.pop("Content-Type", None)
            return _head(304, headers)
        payload, encoding = _encode(answer, request, offered)
        headers |= {"Content-Encoding": encoding, "Vary": "Accept-Encoding"} if encoding else {}
    headers["Content-Length"] = str(len(payload))
    if not request.keeps:
        headers["Connection"] = "close"
    return _head(answer.status, headers) + (b"" if request.method == "HEAD" else payload)


def _validators(answer: Answer) -> dict[str, str]:
    tag = {"ETag": f'W/"{hashlib.blake2b(answer.body, digest_size=10).hexdigest()}"'}
    return tag | ({"Last-Modified": _http_date(answer.modified)} if answer.modified else {})


def _unchanged(request: Request, headers: Mapping[str, str], modified: datetime | None) -> bool:
    """RFC 9110, 13.2.2: an entity tag decides where there is one, a date only otherwise."""
    if tags := request.headers.get("if-none-match"):
        return headers["ETag"] in (tag.strip() for tag in tags.split(","))
    since = request.headers.get("if-modified-since")
    if not since or modified is None:
        return False
    try:
        return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _encode(answer: Answer, request: Request, offered: tuple[str, ...]) -> tuple[bytes, str]:
    accepted = {token.split(";")[0].strip().lower() for token in request.headers.get("accept-encoding", "").split(",")}
    text = answer.content_type.startswith(("text/", "application/"))
    encoding = next((name for name in offered if name in accepted), "")
    if not encoding or not text or len(answer.body) < _LEAST_COMPRESSED:
        return answer.body, ""
    if encoding == "br":
        import brotli

        return bytes(brotli.compress(answer.body, quality=4)), "br"
    return gzip.compress(answer.body, compresslevel=5, mtime=0), "gzip"


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
