"""One HTTP exchange within bounds, on aiohttp: no redirect followed, no cookie kept, no proxy, nothing decoded.

The address check sits in the socket factory, which is given the address about to be dialled: whatever the resolver
said before, and whatever it says the next time, nothing else can be connected to.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
from aiohttp.client_reqrep import ClientResponse
from aiohttp.http_exceptions import LineTooLong
from yarl import URL

from hemera import clock
from hemera.errors import FetchDeadline, FetchError, FetchRefused
from hemera.exchanges import Request
from hemera.fetch.addresses import Target, check_peer
from hemera.fetch.limits import CUT
from hemera.types import Purpose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from aiohttp.connector import Connection

    from hemera.fetch.limits import Limits

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REFUSED = "address refused"
_AddrInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, as received; the body of a redirect is not read."""

    status: int
    reason: str
    request_headers: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    raw: bytes
    fetched_at: datetime
    peer: str
    seconds: float

    def header(self, name: str) -> str | None:
        """Return all headers of that name joined by commas, or None."""
        values = [value for key, value in self.headers if key.lower() == name]
        return ", ".join(values) if values else None


class _Answer(ClientResponse):
    """aiohttp lets go of the connection with the last byte, which may come with the first; so note the peer early."""

    peer = ""

    async def start(self, connection: Connection) -> ClientResponse:
        transport = connection.transport
        name = transport.get_extra_info("peername") if transport else None
        self.peer = str(name[0]) if name else ""
        return await super().start(connection)


class Client:
    """Two sessions, as the socket factory is told the address but not on whose behalf: one may reach loopback."""

    def __init__(self, agent: str, limits: Limits) -> None:
        self._limits = limits
        self._headers = {"User-Agent": agent, "Accept": "*/*"}
        self._large = asyncio.Semaphore(limits.large_at_once)
        self._sessions = {loopback: self._session(loopback) for loopback in (False, True)}

    def _session(self, loopback: bool) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0,
            force_close=True,  # with seconds between two requests to a host, an idle connection is a cost to both
            ttl_dns_cache=60,
            socket_factory=_guarded(loopback),
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            response_class=_Answer,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._limits.connect),
            max_line_size=8190,
            max_field_size=self._limits.header_bytes,
            max_headers=self._limits.header_count,
        )

    async def close(self) -> None:
        """Close both sessions and their connections."""
        for session in self._sessions.values():
            await session.close()

    async def ask(self, target: Target, request: Request, headers: Mapping[str, str]) -> Exchange:
        """Ask once, by GET, or by POST where something is sent. Raises ``FetchRefused``, ``FetchDeadline`` or ``FetchError``."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(min(self._limits.headers, self._limits.total_for(request.purpose))) as deadline:
                return await self._exchange(target, request, {**self._headers, **headers}, deadline)
        except aiohttp.ConnectionTimeoutError as error:
            raise _unreachable(str(error)) from error
        except TimeoutError as error:
            raise FetchDeadline(
                "fetch.deadline", "No answer within {seconds} s.", seconds=round(time.monotonic() - started, 1)
            ) from error
        except aiohttp.ClientError as error:
            raise named(error) from error
        except (OSError, ValueError) as error:
            raise FetchError("fetch.protocol", "The server does not speak HTTP: {reason}", reason=str(error)[:200]) from error

    async def _exchange(self, target: Target, request: Request, headers: Mapping[str, str], deadline: asyncio.Timeout) -> Exchange:
        started, purpose, session = time.monotonic(), request.purpose, self._sessions[request.loopback]
        method, sent = "POST" if request.posts else "GET", _sent(request)
        answer = await session.request(method, URL(target.url, encoded=True), headers=headers, data=sent, allow_redirects=False)
        if not answer.content.is_eof():  # the head is here: the deadline of the body counts from now on
            deadline.reschedule(started + self._limits.total_for(purpose))
        try:
            self._check_head(answer, purpose)
            fetched_at = clock.now()
            raw = b"" if answer.status in REDIRECTS else await self._read(answer, purpose)
        finally:
            answer.close()
        return Exchange(
            status=answer.status,
            reason=answer.reason or "",
            request_headers=tuple(answer.request_info.headers.items()),
            headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in answer.raw_headers),
            raw=raw,
            fetched_at=fetched_at,
            peer=getattr(answer, "peer", ""),
            seconds=time.monotonic() - started,
        )

    def _check_head(self, answer: ClientResponse, purpose: Purpose) -> None:
        if sum(len(key) + len(value) for key, value in answer.raw_headers) > self._limits.header_bytes:
            raise _refused_headers()
        limit = self._limits.wire_for(purpose)
        if purpose not in CUT and (answer.content_length or 0) > limit:
            raise _refused_size(limit)

    async def _read(self, answer: ClientResponse, purpose: Purpose) -> bytes:
        limit, body = self._limits.wire_for(purpose), bytearray()
        if await _read_until(answer, body, min(limit, self._limits.large)) and limit > self._limits.large:
            async with self._large:
                await _read_until(answer, body, limit)
        if len(body) > limit and purpose not in CUT:
            raise _refused_size(limit)
        return bytes(body[:limit])


async def _read_until(answer: ClientResponse, body: bytearray, limit: int) -> bool:
    """Read on until the body is over ``limit`` (True) or at its end (False)."""
    while len(body) <= limit:
        piece = await answer.content.readany()
        if not piece:
            return False
        body += piece
    return True


def _sent(request: Request) -> aiohttp.FormData | bytes | None:
    if request.form:
        return aiohttp.FormData(request.form)
    return request.payload or None


def _guarded(loopback: bool) -> Callable[[_AddrInfo], socket.socket]:
    def dial(info: _AddrInfo) -> socket.socket:
        try:
            check_peer(str(info[4][0]), loopback=loopback)
        except FetchRefused as refusal:
            raise OSError(errno.EACCES, f"{_REFUSED}: {info[4][0]}") from refusal
        return socket.socket(info[0], info[1], info[2])

    return dial


def _refused_headers() -> FetchRefused:
    return FetchRefused("fetch.refused.headers", "The answer's headers are too large.")


def _refused_size(limit: int) -> FetchRefused:
    return FetchRefused("fetch.refused.size", "The body is over {limit} bytes.", limit=limit)


def named(error: aiohttp.ClientError) -> FetchError:
    """Give aiohttp's errors our names and weights."""
    if isinstance(error, aiohttp.InvalidURL):  # 127.1, 0x7f.1: hosts that look like an address and are none
        return FetchRefused("fetch.refused.url", "Not an address we would open: {url}", url=str(error)[:200])
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _weighed(FetchError("fetch.dns", "The host name is not found."), 0.25)
    if isinstance(error, (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError)):
        return _untrusted(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return _not_connected(error.os_error)
    if isinstance(error, aiohttp.ClientResponseError):
        return _misspoken(error)
    if isinstance(error, aiohttp.ClientPayloadError):
        return _weighed(FetchError("fetch.truncated", "The body ends too early or is cut wrongly."), 0.5)
    return _weighed(FetchError("fetch.connection", "The connection broke: {reason}", reason=str(error)[:200]), 0.5)


_CERTIFICATES = {  # OpenSSL's verdicts: https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/#error-codes
    9: ("not-yet", "is not valid yet"),
    10: ("expired", "has expired"),
    18: ("self-signed", "is signed by nobody but itself"),
    19: ("self-signed", "is signed by nobody we trust"),
    20: ("unknown-issuer", "is signed by nobody we trust"),
    62: ("wrong-host", "is another host's"),
    64: ("wrong-host", "is another host's"),
}


def _untrusted(error: aiohttp.ClientError) -> FetchError:
    cause = getattr(error, "certificate_error", None) or error.__cause__
    named = _CERTIFICATES.get(getattr(cause, "verify_code", 0))
    if named is None:
        return FetchError("fetch.tls", "The server's TLS is not valid: {reason}", reason=str(error)[:200])
    return FetchError(f"fetch.tls.{named[0]}", "The server's certificate {what}.", what=named[1])


def _not_connected(error: OSError) -> FetchError:
    if error.errno == errno.EACCES and _REFUSED in str(error):
        return FetchRefused("fetch.refused.address", "The address is not on the public network.")
    return _unreachable(str(error))


def _unreachable(reason: str) -> FetchError:
    return _weighed(FetchError("fetch.unreachable", "The host does not take connections: {reason}", reason=reason[:200]), 0.5)


def _misspoken(error: aiohttp.ClientResponseError) -> FetchError:
    """Name what the parser stumbled over: it wraps the cause, and says only in words that there were too many headers."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, LineTooLong):
        cause = cause.__cause__
    if cause is not None or error.message.startswith("Too many headers"):
        return _refused_headers()
    reason = " ".join(error.message.split())[:200]
    return FetchError("fetch.protocol", "The server does not speak HTTP: {reason}", reason=reason)


def _weighed(error: FetchError, weight: float) -> FetchError:
    error.weight = weight
    return error
