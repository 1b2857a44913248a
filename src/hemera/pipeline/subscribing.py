"""Asking hubs to tell us of new entries (WebSub), beside the collecting. What they tell is heard by the portal."""

from __future__ import annotations

import time
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from hemera import clock
from hemera.errors import CaptureError, HemeraError
from hemera.exchanges import Request, Response
from hemera.feeds import hubs
from hemera.protocols import CaptureStore, Fetcher
from hemera.types import Purpose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hemera.store.subscriptions import Look, Wanted

FIRST, EVERY = 0.5, 10.0  # seconds between looks at what is due: when a collector begins, there is something soon
BROKEN = 600.0  # seconds of peace after a bug
PATH = "/websub/"  # below the portal's public address


class Subscriptions(Protocol):
    """What is kept of subscriptions."""

    def to_look_at(self, now: datetime) -> Sequence[Look]: ...
    def looked(self, feed: int, hub: hubs.Hub | None, now: datetime) -> None: ...
    def due(self, now: datetime) -> Sequence[Wanted]: ...
    def asked(self, pk: int, now: datetime) -> None: ...
    def failed(self, pk: int, error: str, now: datetime) -> None: ...


@dataclass
class Subscribing:
    """Takes a step whenever it is asked to; never waits. ``address`` is the portal's public one; without it nobody is asked."""

    record: Subscriptions
    captures: CaptureStore
    fetcher: Fetcher
    address: str
    next_look: float = 0.0
    pause: float = FIRST
    running: dict[int, Future[Response]] = field(default_factory=dict)

    def step(self) -> None:
        """Hear what hubs answered; now and then, look at feeds and ask hubs."""
        for pk in [pk for pk, future in self.running.items() if future.done()]:
            self._heard(pk, self.running.pop(pk))
        if not self.address or time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + self.pause
        self.pause = min(2 * self.pause, EVERY)
        for look in self.record.to_look_at(clock.now()):
            self._look(look)
        for wanted in self.record.due(clock.now()):
            if wanted.id not in self.running:
                self._ask(wanted)

    def broken(self, reason: str) -> None:
        """A bug of ours stopped it: polling goes on without hubs, for some time."""
        self.next_look = time.monotonic() + BROKEN

    def _look(self, look: Look) -> None:
        try:
            capture = self.captures.read(look.capture)
            hub = hubs.find(capture.headers, capture.body, look.capture.url)
        except CaptureError:
            hub = None  # `hemera verify` tells of it
        self.record.looked(look.feed, hub, clock.now())

    def _ask(self, wanted: Wanted) -> None:
        callback = self.address.rstrip("/") + PATH + wanted.token
        form = hubs.request(wanted.hub, callback, wanted.secret)
        source = wanted.source
        asked = Request(wanted.hub.url, source.id, Purpose.FEED, gap=source.gap, loopback=source.loopback, form=form)
        self.record.asked(wanted.id, clock.now())
        self.running[wanted.id] = self.fetcher.submit(asked)

    def _heard(self, pk: int, future: Future[Response]) -> None:
        """A hub that takes the request calls back; one that does not is asked again, later."""
        try:
            response = future.result()
        except CancelledError:
            return
        except HemeraError as error:
            self.record.failed(pk, error.key, clock.now())
            return
        if not 200 <= response.status < 300:
            self.record.failed(pk, f"http.{response.status}", clock.now())
