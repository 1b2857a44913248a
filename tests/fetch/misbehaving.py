"""A loopback server that does to a client what the web does: one path per misbehaviour."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import ssl
import threading
import time
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import brotli
import zstandard

from hemera.exchanges import Request, Response
from hemera.types import Purpose

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from hemera.fetch import HttpFetcher

AGENT = "Hemera/0 (+https://hemera.example/about)"
PAGE = b"<html><title>Phare</title><p>Le port de la ville rouvre demain.</p></html>"
HOSTS = ["127.0.0.1", "127.0.0.2", "127.0.0.3"]

Writer = asyncio.StreamWriter
Scene = bytes | Callable[[Writer], Awaitable[None]]


def answer(body: bytes = PAGE, status: str = "200 OK", *headers: bytes, length: bool = True) -> bytes:
    """Return a whole response."""
    lines = [b"HTTP/1.1 " + status.encode(), b"Content-Type: text/html", *headers]
    if length:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def redirect(location: bytes, status: str = "302 Found", *headers: bytes) -> bytes:
    """Return a redirect."""
    return answer(b"", status, b"Location: " + location, *headers)


def chunked(body: bytes, *headers: bytes) -> bytes:
    """Return a response whose framing is the given bytes."""
    return b"\r\n".join([b"HTTP/1.1 200 OK", b"Transfer-Encoding: chunked", *headers]) + b"\r\n\r\n" + body


def packed(encoding: bytes, body: bytes) -> bytes:
    """Return a response with a content-encoding."""
    return answer(body, "200 OK", b"Content-Encoding: " + encoding)


def gzip_bomb(mib: int) -> bytes:
    """Pack so many MiB of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([packer.compress(bytes(1 << 20)) for _ in range(mib)] + [packer.flush()])


def brotli_bomb(mib: int) -> bytes:
    """Pack so many MiB of zeros."""
    packer = brotli.Compressor(quality=3, lgwin=24)
    return b"".join([packer.process(bytes(1 << 20)) for _ in range(mib)] + [packer.finish()])


def zstd_bomb(mib: int) -> bytes:
    """Pack so many MiB of zeros."""
    packer = zstandard.ZstdCompressor(level=3).compressobj()
    return b"".join([packer.compress(bytes(1 << 20)) for _ in range(mib)] + [packer.flush()])


async def _trickle(writer: Writer, head: bytes) -> None:
    writer.write(head)
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _flood(writer: Writer, head: bytes, piece: bytes) -> None:
    writer.write(head)
    while True:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0)


async def _silent(_: Writer) -> None:
    await asyncio.sleep(60)


async def _reset(writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + PAGE)
    await writer.drain()
    writer.transport.abort()


async def _hang_up(writer: Writer) -> None:
    writer.transport.abort()


OK = b"HTTP/1.1 200 OK\r\n"
SCENES: dict[str, Scene] = {
    "/ok": answer(),
    "/gzip-bomb": packed(b"gzip", gzip_bomb(64)),
    "/br-bomb": packed(b"br", brotli_bomb(64)),
    "/zstd-bomb": packed(b"zstd", zstd_bomb(64)),
    "/stacked": packed(b"gzip, gzip", gzip.compress(gzip.compress(PAGE))),
    "/stacked-headers": answer(gzip.compress(PAGE), "200 OK", b"Content-Encoding: gzip", b"Content-Encoding: br"),
    "/says-gzip": packed(b"gzip", PAGE),
    "/gzip-cut": packed(b"gzip", gzip.compress(PAGE * 50)[:-30]),
    "/gzip-unlabelled": answer(gzip.compress(PAGE)),
    "/gzip": packed(b"gzip", gzip.compress(PAGE)),
    "/br": packed(b"br", brotli.compress(PAGE)),
    "/zstd": packed(b"zstd", zstandard.ZstdCompressor().compress(PAGE)),
    "/deflate-raw": packed(b"deflate", zlib.compress(PAGE)[2:-4]),
    "/encoding-unknown": packed(b"x-press", PAGE),
    "/length-too-long": OK + b"Content-Length: 9999\r\n\r\n" + PAGE,
    "/length-too-short": OK + b"Content-Length: 20\r\n\r\n" + PAGE,
    "/length-twice": OK + b"Content-Length: 5\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE,
    "/length-and-chunked": chunked(b"3\r\nabc\r\n0\r\n\r\n", b"Content-Length: 5"),
    "/chunked": chunked(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
    "/chunk-bad": chunked(b"ZZ\r\nabc\r\n0\r\n\r\n"),
    "/chunk-cut": chunked(b"ff\r\nabc"),
    "/empty": answer(b""),
    "/http09": PAGE,
    "/http10": answer(length=False).replace(b"HTTP/1.1", b"HTTP/1.0"),
    "/header-nul": answer(PAGE, "200 OK", b"X-A: a\x00b"),
    "/header-no-colon": answer(PAGE, "200 OK", b"no colon here"),
    "/header-latin1": answer(PAGE, "200 OK", "X-Ville: Fès".encode("latin-1")),
    "/header-huge": answer(PAGE, "200 OK", b"X-A: " + b"a" * 300_000),
    "/headers-many": answer(PAGE, "200 OK", *(b"X-%d: a" % i for i in range(5000))),
    "/headers-endless": lambda writer: _flood(writer, OK, b"X-A: aaaaaaaaaaaaaaaaaaaaaaa\r\n" * 100),
    "/1xx-endless": lambda writer: _flood(writer, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "/headers-slow": lambda writer: _trickle(writer, OK + b"X-A: "),
    "/body-slow": lambda writer: _trickle(writer, OK + b"Content-Length: 5000\r\n\r\n"),
    "/silent": _silent,
    "/body-endless": lambda writer: _flood(writer, OK + b"\r\n", b"<p>lorem</p>" * 5000),
    "/length-10-gb": lambda writer: _flood(writer, OK + b"Content-Length: 9999999999\r\n\r\n", bytes(1 << 16)),
    "/reset": _reset,
    "/hang-up": _hang_up,
    "/999": answer(b"no", "999 Request denied"),
    "/304": b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',
    "/206": answer(b"ab", "206 Partial Content", b"Content-Range: bytes 0-1/999"),
    "/404": answer(b"gone", "404 Not Found"),
    "/503": answer(b"", "503 Service Unavailable", b"Retry-After: 3600"),
    "/429-seconds": answer(b"", "429 Too Many Requests", b"Retry-After: 120"),
    "/429-date": answer(b"", "429 Too Many Requests", b"Retry-After: Wed, 21 Oct 2037 07:28:00 GMT"),
    "/429-soon": answer(b"", "429 Too Many Requests", b"Retry-After: soon"),
    "/429-negative": answer(b"", "429 Too Many Requests", b"Retry-After: -1"),
    "/loop": redirect(b"/loop"),
    "/to-ok": redirect(b"/ok", "301 Moved Permanently"),
    "/to-ok-308": redirect(b"/ok", "308 Permanent Redirect"),
    "/to-internal": redirect(b"http://192.168.77.77/canary"),
    "/to-file": redirect(b"file:///etc/passwd"),
    "/to-nowhere": answer(b"", "302 Found"),
    "/to-utf8": redirect("/ok?titre=مقال".encode()),
    "/to-latin1": redirect("/ok?é".encode("latin-1")),
    "/to-spaces": redirect(b" /ok?a b "),
    "/to-user": redirect(b"http://user:word@127.0.0.1/ok"),
    "/300": redirect(b"/ok", "300 Multiple Choices"),
    "/refresh": answer(PAGE, "200 OK", b"Refresh: 0; url=/canary"),
    "/meta-refresh": answer(b"<meta http-equiv=refresh content='0;url=/canary'>"),
    "/cookie-wall": redirect(b"/cookie-wall", "302 Found", b"Set-Cookie: a=1"),
    "/cookie": answer(PAGE, "200 OK", b"Set-Cookie: a=1"),
}
for step in range(9):
    SCENES[f"/chain-{step}"] = redirect(b"/chain-%d" % (step + 1))
SCENES["/chain-9"] = answer()


class Server:
    """The scenes on several loopback addresses; ``log`` holds (monotonic time, host, path, request head)."""

    def __init__(self, scenes: dict[str, Scene], tls: Path | None = None) -> None:
        self.scenes = dict(scenes)
        self.log: list[tuple[float, str, str, str]] = []
        self.port = 0
        self._tls = tls

    def paths(self) -> list[str]:
        """Return the paths asked for, robots.txt left out."""
        return [path for _, _, path, _ in self.log if path != "/robots.txt"]

    async def _handle(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ")[1].partition("?")[0]
            self.log.append((time.monotonic(), head.lower().partition("host: ")[2].partition("\r")[0], path, head))
            scene = self.scenes.get(path, answer(b"none", "404 Not Found"))
            if isinstance(scene, bytes):
                writer.write(scene)
                await writer.drain()
            else:
                await scene(writer)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def _main(self, started: threading.Event, stop: asyncio.Event) -> None:
        context = None
        if self._tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._tls)
        first = await asyncio.start_server(self._handle, HOSTS[0], 0, ssl=context)
        self.port = first.sockets[0].getsockname()[1]
        more = await asyncio.start_server(self._handle, HOSTS[1:], self.port, ssl=context)
        started.set()
        await stop.wait()
        for server in (first, more):
            server.close()

    @contextmanager
    def running(self) -> Iterator[Server]:
        """Serve in a thread until the block ends."""
        loop, stop, started = asyncio.new_event_loop(), asyncio.Event(), threading.Event()

        def serve() -> None:
            main = loop.create_task(self._main(started, stop))
            loop.run_until_complete(main)
            tasks = asyncio.all_tasks(loop)
            for task in tasks:
                task.cancel()
            if tasks:
                loop.run_until_complete(asyncio.wait(tasks))
            loop.run_until_complete(asyncio.sleep(0.01))
            loop.close()

        thread = threading.Thread(target=serve)
        thread.start()
        started.wait(5)
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()


class Asker:
    """A fetcher and the server it asks."""

    def __init__(self, server: Server, fetcher: HttpFetcher) -> None:
        self.server = server
        self.fetcher = fetcher

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server.port}{path}"

    def submit(
        self, path: str, host: str = "127.0.0.1", purpose: Purpose = Purpose.PAGE, gap: float | None = 0.0
    ) -> Future[Response]:
        return self.fetcher.submit(Request(self.url(path, host), "phare", purpose, gap, loopback=True))

    def get(self, path: str, purpose: Purpose = Purpose.PAGE) -> Response:
        return self.submit(path, purpose=purpose).result(10)
