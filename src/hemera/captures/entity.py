"""What a stored answer's payload holds, whatever its writer did to it before."""

from __future__ import annotations

import re

from hemera.captures.records import Headers
from hemera.errors import FetchError
from hemera.httpcontent import decode

_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


def encodings(headers: Headers) -> str:
    """Return all there is of Content-Encoding, joined."""
    return ",".join(value for name, value in headers if name.lower() == "content-encoding")


def foreign(headers: Headers, payload: bytes) -> bytes:
    """Decode a payload as other programs store it; raises ``FetchError`` as ``httpcontent.decode`` does.

    Some keep the chunks of the connection, some undo them; some undo the content-encoding and leave its name in the head.
    """
    framed = any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers)
    body = unchunked(payload) if framed else payload
    try:
        return decode(body, encodings(headers))
    except FetchError as error:
        if error.key == "fetch.undecodable" and body.lstrip()[:1] == b"<":
            return body
        raise


def unchunked(payload: bytes) -> bytes:
    """Undo chunking (https://www.rfc-editor.org/rfc/rfc9112#section-7.1); what was never chunked, or no longer is, stays.

    Raises ``FetchError`` (``fetch.truncated``) where chunks are missing.
    """
    size = _SIZE.match(payload)
    if size is None:
        return payload
    parts, position = [], 0
    while size is not None and int(size[1], 16):
        start, position = size.end(), size.end() + int(size[1], 16)
        parts.append(payload[start:position])
        position += 2 if payload[position : position + 2] == b"\r\n" else 1
        size = _SIZE.match(payload, position)
    if size is None:
        raise FetchError("fetch.truncated", "The chunked body ends too early.")
    return b"".join(parts)
