"""Results on their way out over HTTP: bounded for those who have not signed in, few at once, and accounted for afterwards."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from typing import Annotated, Protocol

from django.conf import settings
from django.utils.text import slugify

from hemera import archive, clock, exports
from hemera.api.throttle import Throttle
from hemera.api.views import Asked, understood
from hemera.errors import HemeraError, NotFound
from hemera.exports import Asked as Wanted
from hemera.exports import Export, Form, Manifest, Scope

LONGEST = 1800.0  # seconds an export may last for who has not signed in: a reader who takes a byte a minute holds a thread
REMEMBERED = 1000  # exports that can be asked about


class State(StrEnum):
    """How far an export is."""

    RUNNING = "running"
    WHOLE = "whole"
    BROKEN = "broken"  # it came to no end: what was received of it is a part


@dataclass(frozen=True, slots=True)
class Taken:
    """An export, running or over: what was given. ``sha256`` and ``bytes`` of a running one are of what was sent so far."""

    id: str
    state: Annotated[State, "whole: compare sha256 with what you received; broken: what you received is a part"]
    manifest: Manifest


class Chunks(Protocol):
    """Bytes, some at a time, and what they hold until they are closed."""

    def __iter__(self) -> Iterator[bytes]: ...
    def __next__(self) -> bytes: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes that are made while they are sent. ``about`` is the id under which they can be asked about; "" for none."""

    name: str  # ASCII, without what would end a header's string
    media_type: str
    chunks: Chunks
    about: str = ""


class Slots:
    """How many exports are under way in this process: each holds a thread that could answer readers."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = 0

    def take(self, most: int) -> None:
        """Take one; raises ``HemeraError`` (``export.busy``)."""
        with self._lock:
            if self._taken >= most:
                message = "As many exports as this portal gives at once are under way."
                raise HemeraError("export.busy", message, retry_after=30)
            self._taken += 1

    def give_back(self) -> None:
        with self._lock:
            self._taken -= 1


class Stream:
    """The chunks of one export. Closed, whether it was read to its end or not, it gives its slot back."""

    def __init__(self, export: Export, longest: float | None) -> None:
        self.export, self.state = export, State.RUNNING
        self._chunks = export.chunks()
        self._until = None if longest is None else time.monotonic() + longest
        self._told: Manifest | None = None
        self._lock = Lock()
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._until is not None and time.monotonic() > self._until:
            raise HemeraError("export.too-slow", "The export took too long.")
        try:
            return next(self._chunks)
        except StopIteration:
            self._end(State.WHOLE)
            raise

    def close(self) -> None:
        """End it; called by the server, once or more."""
        self._end(State.BROKEN)
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._chunks.close()  # type: ignore[attr-defined]  # it is a generator
        SLOTS.give_back()

    def manifest(self) -> Manifest:
        return self._told or self.export.manifest()

    def _end(self, state: State) -> None:
        if self.state is State.RUNNING:
            self._told, self.state = self.export.manifest(), state


@dataclass
class Memory:
    """The last exports of this process, by id."""

    streams: OrderedDict[str, Stream] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def keep(self, stream: Stream) -> str:
        """Remember an export; return the id it can be asked about under, which nobody can guess."""
        name = secrets.token_hex(16)
        with self.lock:
            self.streams[name] = stream
            if len(self.streams) > REMEMBERED:
                self.streams.popitem(last=False)
        return name


SLOTS, MEMORY = Slots(), Memory()
OFTEN = Throttle(rate=1 / 60, burst=20)  # exports of one network: a further one each minute


def export(asked: Asked, *, format: Form, q: str, fields: str, limit: int | None) -> Download:  # noqa: A002  the parameter's name
    """Begin to give away what a query finds; what can go wrong does so before the first byte."""
    columns, query = exports.chosen(fields.split(",")), understood(q)
    now = clock.now()
    scope = Scope(now, asked.trusted, asked.site, settings.HEMERA.languages)
    admit(asked)
    begun = Export(archive.search_index(), Wanted(query, format, columns, limit), scope)
    _bound(asked, begun.expected)
    SLOTS.take(settings.HEMERA.export_at_once)
    stream = Stream(begun, None if asked.trusted else LONGEST)
    name = f"{slugify(settings.HEMERA.name) or 'export'}-{now:%Y%m%dT%H%M%SZ}.{format}"
    return Download(name, format.media_type, stream, MEMORY.keep(stream))


def taken(_: Asked, *, id: str) -> Taken:  # noqa: A002
    """Say what an export gave."""
    stream = MEMORY.streams.get(id)
    if stream is None:
        message = "This portal remembers no such export: the last {most} of its process can be asked about."
        raise NotFound("not-found.export", message, most=REMEMBERED)
    return Taken(id, stream.state, stream.manifest())


def admit(asked: Asked, articles: int = 0) -> None:
    """Refuse those who have not signed in what is not for them, too large or too often."""
    if asked.trusted:
        return
    if not settings.HEMERA.export_rows:
        raise HemeraError("export.closed", "Here only those who have signed in may take results away.")
    wait = OFTEN.take(asked.network, time.monotonic())
    if wait:
        raise HemeraError("export.too-often", "Too many exports for your network.", retry_after=int(wait) + 1)
    _bound(asked, articles)


def _bound(asked: Asked, articles: int) -> None:
    """Refuse what is too large whole: a part that nobody asked for would look like all."""
    most = settings.HEMERA.export_rows
    if not asked.trusted and articles > most:
        message = "This finds {found} articles; {most} at most can be taken away at once. Narrow it, or give a limit."
        raise HemeraError("export.too-large", message, found=articles, most=most)
