"""WARC files as others write them, and as nobody should."""

from __future__ import annotations

import base64
import gzip
import hashlib
import uuid
import zlib

TEXT = "عاد المطر إلى الساحل بعد صيف طويل. Le phare s'est rallumé. " * 40
SITE = "https://phare.example"


def page(number: int, text: str = TEXT) -> bytes:
    head = f"<html><head><title>Article {number}</title></head>"
    return f"{head}<body><h1>Article {number}</h1><p>{number} {text}</p></body></html>".encode()


def http(body: bytes, *headers: str, status: str = "200 OK", mime: str = "text/html; charset=utf-8") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {mime}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def name(number: int) -> str:
    """Return a record's id."""
    return f"urn:uuid:{uuid.UUID(int=number)}"


def record(number: int, block: bytes | None = None, *, version: str = "1.0", **said: str) -> bytes:
    """Return a record; ``said`` replaces headers (underscores are hyphens), and leaves out those that are empty."""
    block = http(page(number)) if block is None else block
    headers = {
        "WARC-Type": "response",
        "WARC-Record-ID": f"<{name(number)}>",
        "WARC-Date": f"2024-03-01T12:{number % 60:02}:00Z",
        "WARC-Target-URI": f"{SITE}/{number}",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    } | {key.replace("_", "-"): value for key, value in said.items()}
    head = "".join(f"{key}: {value}\r\n" for key, value in headers.items() if value)
    return f"WARC/{version}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def packed(*records: bytes) -> bytes:
    """Return records as others keep them: a gzip member each."""
    return b"".join(gzip.compress(one, 6) for one in records)


def digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def bomb(head: bytes, mebibytes: int) -> bytes:
    """Return a member of a few kilobytes that begins so and goes on with zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(head) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(mebibytes)) + packer.flush()
