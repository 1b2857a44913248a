"""What is asked of a server, and what it answers: the values that go in and out of ``fetch``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from hemera.types import Purpose


@dataclass(frozen=True, slots=True)
class Request:
    """One address to fetch, with all politeness needs to know."""

    url: str
    source: str
    purpose: Purpose
    gap: float | None = None  # seconds; None: the fetcher's default
    loopback: bool = False
    etag: str | None = None
    last_modified: str | None = None
    form: tuple[tuple[str, str], ...] = ()  # sent by POST: a request to a service, not a page; robots.txt is not about it
    payload: bytes = b""  # sent by POST as it is; likewise
    headers: tuple[tuple[str, str], ...] = ()  # sent with it

    @property
    def posts(self) -> bool:
        """Say whether something is sent to a service."""
        return bool(self.form or self.payload)


@dataclass(frozen=True)  # without slots: its hash is kept
class Response:
    """One finished HTTP exchange, as received. Redirects were followed; ``hops`` names them."""

    request: Request
    final_url: str
    status: int
    reason: str
    request_headers: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]  # in order, as received
    raw: bytes  # the payload as on the wire, chunking removed, content-encoding kept
    body: bytes  # decoded
    fetched_at: datetime
    hops: tuple[tuple[int, str], ...] = ()  # (status, address redirected to)
    peer: str = ""  # address dialled
    seconds: float = 0.0
    undecoded: str = ""  # key of the error for which there is no body; "" where it could be decoded
    notices: tuple[tuple[str, str, str], ...] = ()  # (key, address, detail) of what was put up with and should be known

    @cached_property
    def sha256(self) -> str:
        """Hex SHA-256 of the payload as received."""
        return hashlib.sha256(self.raw).hexdigest()

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)
