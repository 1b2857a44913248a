"""A whole press over real HTTP on this machine: one port per outlet, each with a site, feeds and manners of its own.

``python -m hemera.demo.server`` serves it until Ctrl-C.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

from hemera.clock import now
from hemera.demo.gold import Gold, gold
from hemera.demo.http import error, read_request, serialise
from hemera.demo.layouts import LAYOUTS
from hemera.demo.newsroom import Newsroom, Step
from hemera.demo.outlets import OUTLETS, Outlet
from hemera.demo.press import Press, load
from hemera.demo.routes import answer
from hemera.demo.site import ITEMS, Site
from hemera.demo.stated import Stated

HOST = "127.0.0.1"
_IDLE = 20.0  # seconds a kept connection may stay silent
_LARGEST_HEAD = 16 * 1024  # bytes of a request


class PressServer:
    """The little press. ``start`` (aware) is the moment its texts count back from; its own clock runs on from there.

    Every ``pace`` seconds something new is printed, or something printed changes. With ``pace=0`` only ``advance()`` and its like
    do that, and each call moves the clock by one minute. Outlets listen on their usual ports, or on free ones where those are
    taken. With ``items`` feeds hold no more than so many, and each outlet has an archive of its kind.
    """

    def __init__(self, start: datetime, *, pace: float = 6.0, press: Press | None = None, items: int | None = None) -> None:
        self.press = press or load(start)
        self.items = items
        self.pace = pace
        self._epoch = start
        self._began = time.monotonic()
        self._minutes = 0
        self._newsroom = Newsroom(self.press, self.moment)
        self.stated = Stated()
        self._sockets: dict[str, socket.socket] = {}
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._halt: asyncio.Event | None = None
        self._connections: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @property
    def addresses(self) -> Mapping[str, str]:
        """Source id -> address of its site, without a slash at the end. Empty while the server is stopped."""
        return {name: f"http://{HOST}:{listener.getsockname()[1]}" for name, listener in self._sockets.items()}

    def start(self) -> None:
        """Listen; when this returns, every address answers."""
        self._sockets = {name: _listen(outlet) for name, outlet in OUTLETS.items()}
        self._began = time.monotonic()
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), name="demo-press", daemon=True)
        self._thread.start()
        ready.wait()

    def stop(self) -> None:
        """Close every connection and socket; returns when all are closed. May be called twice."""
        if self._thread is None or self._loop is None or self._halt is None:
            return
        self._loop.call_soon_threadsafe(self._halt.set)
        self._thread.join()
        self._thread, self._loop, self._halt, self._sockets = None, None, None, {}

    def moment(self) -> datetime:
        """Return the press's present moment; callable from any thread."""
        elapsed = time.monotonic() - self._began if self.pace else 0.0
        return self._epoch + timedelta(seconds=elapsed, minutes=self._minutes)

    def advance(self) -> Step:
        """Publish or change the next thing at once: three times of four something new."""
        self._tick()
        return self._newsroom.advance()

    def publish(self) -> Step:
        """Publish the next piece at once."""
        self._tick()
        return self._newsroom.publish()

    def amend(self) -> Step | None:
        """Make the next change to a printed article at once; None where none is left."""
        self._tick()
        return self._newsroom.amend()

    def site(self, source: str) -> Site:
        """Return an outlet's site as it stands now."""
        pieces = self._newsroom.of(source)
        return Site(
            outlet=OUTLETS[source],
            layout=LAYOUTS[source],
            base=self.addresses[source],
            pieces=tuple(piece for piece in pieces if piece.state != "gone"),
            moment=self.moment(),
            release=self._newsroom.release,
            withdrawn=tuple(piece for piece in pieces if piece.state == "gone"),
            items=self.items or ITEMS,
            backlist=self.items is not None,
            stated=self.stated,
        )

    def gold(self) -> list[Gold]:
        """Return the truth about every article as its page stands now, those withdrawn included."""
        sites = [self.site(source) for source in OUTLETS]
        return [gold(site, piece) for site in sites for piece in site.pieces + site.withdrawn]

    def _tick(self) -> None:
        if not self.pace:
            self._minutes += 1

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._halt = asyncio.get_running_loop(), asyncio.Event()
        servers = [
            await asyncio.start_server(partial(self._connected, name), sock=listener, limit=_LARGEST_HEAD)
            for name, listener in self._sockets.items()
        ]
        ticker = asyncio.create_task(self._publish())
        ready.set()
        await self._halt.wait()
        for server in servers:
            server.close()
        tasks = [ticker, *self._connections]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _publish(self) -> None:
        while self.pace:
            await asyncio.sleep(self.pace)
            self._newsroom.advance()

    async def _connected(self, source: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        # A client that leaves, falls silent or talks nonsense ends its own connection and nothing else.
        with contextlib.suppress(OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError, asyncio.CancelledError):
            while await self._exchange(source, reader, writer):
                pass
        writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    async def _exchange(self, source: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; tell whether another may follow."""
        async with asyncio.timeout(_IDLE):
            request = await read_request(reader)
        outlet = OUTLETS[source]
        await asyncio.sleep(outlet.delay)
        # In a thread: drawing a picture takes a while, and other hosts are not to wait for it.
        found = await asyncio.to_thread(answer, self.site(source), request) if request.method in ("GET", "HEAD") else error(405)
        writer.write(serialise(found, request, outlet.encodings, self.moment()))
        await writer.drain()
        return request.keeps


def _listen(outlet: Outlet) -> socket.socket:
    """Take the outlet's usual port, or any free one."""
    try:
        return socket.create_server((HOST, outlet.port), backlog=64)
    except OSError:
        return socket.create_server((HOST, 0), backlog=64)


def main() -> None:
    """Serve until Ctrl-C."""
    with PressServer(now()) as server:
        for source, address in server.addresses.items():
            sys.stdout.write(f"{address}/  {source}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
