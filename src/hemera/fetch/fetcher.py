"""The only way out: requests of any thread, asked politely in a thread of our own.

Every request to a host is a turn of that host: a first request for robots.txt, a redirect's next hop and the page
itself alike wait for the host's gap. A redirect moves the request into the queue of the host it leads to.
"""

from __future__ import annotations

import asyncio
import copy
import re
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from hemera.errors import FetchError, FetchRefused
from hemera.exchanges import Request, Response
from hemera.fetch import robots
from hemera.fetch.addresses import Target, check_url
from hemera.fetch.hosts import Hosts
from hemera.fetch.limits import Limits, Manners
from hemera.fetch.politeness import Turns
from hemera.httpcontent import ACCEPT_ENCODING, KEPT_RAW, DecodeLimits, decode, retry_after
from hemera.types import Purpose

if TYPE_CHECKING:
    from pathlib import Path

    from hemera.fetch.client import Client, Exchange

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RESOLVERS = 16  # threads in getaddrinfo
_SMALL = 64 << 10  # bytes; larger bodies are decoded outside the loop
_HOST_FAULTS = ("fetch.dns", "fetch.unreachable")


class _Job:
    """A request on its way, from hop to hop. ``origin`` is set where it asks for a robots.txt on others' behalf."""

    __slots__ = ("future", "hops", "notices", "origin", "request", "seconds", "target")

    def __init__(self, request: Request, target: Target, origin: str = "") -> None:
        self.request = request
        self.target = target
        self.origin = origin
        self.future: Future[Response] = Future()
        self.hops: list[tuple[int, str]] = []
        self.notices: list[tuple[str, str, str]] = []
        self.seconds = 0.0


class HttpFetcher:
    """Fetches politely and within bounds; implements ``protocols.Fetcher``.

    ``agent`` is the whole User-Agent (``Hemera/1.0 (+https://…)``); its first word names us to robots.txt.
    ``default_gap`` is the least seconds between two requests to a host that names no gap of its own. ``hosts`` is the file
    that all who ask on an archive's behalf share; without it nobody else is heeded, and nothing remembered.

    A future gives a ``Response`` for every whole exchange with a status of 2xx, 4xx or 5xx, and for a 304 that was
    asked for: ``httpcontent.failure`` says which of them are no usable answer. It raises ``FetchError`` and its
    kinds for all else: ``FetchRefused`` will be refused again, everything else may pass. ``details["retry_after"]``
    (seconds) is set where a pause is the reason.
    """

    def __init__(
        self,
        agent: str,
        *,
        default_gap: float = 5.0,
        limits: Limits | None = None,
        manners: Manners | None = None,
        hosts: Path | None = None,
    ) -> None:
        self._agent = agent
        self._token = re.split(r"[/\s]", agent, maxsplit=1)[0]
        self._limits = limits or Limits()
        self._manners = manners or Manners()
        self._turns: Turns[_Job] = Turns(default_gap, self._manners)
        self._robots = robots.Cache(self._manners)
        self._hosts = Hosts(hosts) if hosts else None
        self._parked: dict[str, list[_Job]] = {}  # origin -> waiting for its robots.txt
        self._tasks: set[asyncio.Task[None]] = set()
        self._alarm: asyncio.TimerHandle | None = None
        self._closed = False
        self._lock = threading.Lock()
        self._inbox: deque[_Job] = deque()
        self._client: Client
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="hemera-fetch", daemon=True)
        self._thread.start()
        self.thread = self._thread.native_id or 0

    # -- from any thread -------------------------------------------------------------------------------------------

    def submit(self, request: Request) -> Future[Response]:
        """Queue a request; refused at once (in the future) where its address can be judged without asking."""
        try:
            job = _Job(request, self._check(request.url, request))
        except FetchRefused as error:
            return _failed(error)
        with self._lock:
            if self._closed:
                return _failed(_closing())
            first = not self._inbox
            self._inbox.append(job)
            if first:  # one wake-up serves all that come before it is answered
                self._loop.call_soon_threadsafe(self._receive)
        return job.future

    def close(self) -> None:
        """Drop what is queued (cancelled), end what is running (``fetch.closed``), and the thread with it."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        if self._hosts is not None:
            self._hosts.close()
            self._hosts = None

    # -- in the loop's thread --------------------------------------------------------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._main())
        finally:
            self._loop.close()  # does not wait for a resolver that hangs

    async def _main(self) -> None:
        from hemera.fetch.client import Client

        resolvers = ThreadPoolExecutor(_RESOLVERS, thread_name_prefix="hemera-resolve")
        self._loop.set_default_executor(resolvers)
        self._client = Client(self._agent, self._limits)
        await self._stop.wait()
        await self._end()

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for job in [*self._inbox, *self._turns.drain(), *(job for jobs in self._parked.values() for job in jobs)]:
            if not job.future.cancel():  # it was on its way already: between two hops, or waiting for a robots.txt
                self._fail(job, _closing())
        await self._client.close()

    def _receive(self) -> None:
        with self._lock:
            jobs = list(self._inbox)
            self._inbox.clear()
        for job in jobs:
            if self._turns.waiting + sum(map(len, self._parked.values())) < self._manners.queue:
                self._queue(job)
            else:
                self._fail(job, FetchError("fetch.queue-full", "Too many requests are waiting."))
        self._dispatch()

    def _queue(self, job: _Job, *, first: bool = False) -> None:
        self._turns.add(job.target.key, job, job.request.gap, self._loop.time(), first=first)

    def _dispatch(self) -> None:
        while not self._closed and len(self._tasks) < self._manners.concurrency:
            turn = self._turns.take(self._loop.time())
            if turn is None:
                break
            self._begin(*turn)
        if self._alarm is not None:
            self._alarm.cancel()
        wake = self._turns.wake()
        full = len(self._tasks) >= self._manners.concurrency
        self._alarm = None if wake is None or full else self._loop.call_at(wake, self._dispatch)

    def _begin(self, key: str, job: _Job, pause: float) -> None:
        try:
            ready = self._admit(job, pause)
        except FetchError as error:
            self._fail(job, error)
            ready = False
        if not ready:
            self._turns.give_back(key, self._loop.time())
            return
        if self._hosts is not None and not self._take(self._hosts, key, job):
            return
        task = self._loop.create_task(self._ask(key, job))
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._ended(job, ended))

    def _take(self, hosts: Hosts, key: str, job: _Job) -> bool:
        """Take a host from all who share it; put the job back where one of them asks it, or did a moment ago."""
        now, gap = self._loop.time(), job.request.gap
        taken, known = hosts.begin(key, now + self._limits.total_for(job.request.purpose), now)
        self._turns.hear(key, known)
        if taken and self._turns.may_ask(key, gap, now):
            return True
        hosts.end(key)
        self._turns.put_back(key, job, gap, now)
        return False

    def _ended(self, job: _Job, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:  # a fault of ours must not leave anybody waiting for ever
            self._fail(job, FetchError("fetch.failed", "Fetching failed: {reason}", reason=repr(error)[:200]))
        self._dispatch()

    def _admit(self, job: _Job, pause: float) -> bool:
        """Say whether a job may be asked now; if not it was cancelled or waits for robots.txt. Raises ``FetchError``."""
        if not job.hops and not job.future.running() and not job.future.set_running_or_notify_cancel():
            return False
        if pause:
            raise _paused(pause)
        if job.origin or job.request.posts or self._robots.check(job.target.origin, job.target.url, self._loop.time()):
            return True
        self._park(job)
        return False

    def _park(self, job: _Job) -> None:
        """Set a job aside until its site's robots.txt is read, and ask for that unless somebody already has."""
        origin = job.target.origin
        if origin not in self._parked:
            self._parked[origin] = []
            asked = Request(f"{origin}/robots.txt", job.request.source, Purpose.ROBOTS, job.request.gap, job.request.loopback)
            self._queue(_Job(asked, self._check(asked.url, asked), origin), first=True)
        self._parked[origin].append(job)

    async def _ask(self, key: str, job: _Job) -> None:
        """Take one turn: ask, then finish the job or move it on."""
        answer = None
        try:
            answer = await self._client.ask(job.target, job.request, _headers(job))
            self._learn(key, answer)
            await self._advance(job, answer)
        except FetchError as error:
            if error.key in _HOST_FAULTS:
                self._turns.down(key, self._loop.time())
            self._fail(job, error)
        except asyncio.CancelledError:
            self._fail(job, _closing())
            raise
        finally:
            self._turns.done(key, self._loop.time(), answer.seconds if answer else None)
            if self._hosts is not None:
                self._hosts.end(key, self._turns.known(key))

    def _learn(self, key: str, answer: Exchange) -> None:
        wait = retry_after(answer.header("retry-after"), answer.fetched_at)
        self._turns.note_status(key, answer.status, wait, self._loop.time())

    async def _advance(self, job: _Job, answer: Exchange) -> None:
        job.seconds += answer.seconds
        if answer.status in _REDIRECTS:
            self._redirect(job, answer)
            return
        limits = self._limits.decode_for(job.request.purpose)
        if job.origin:
            body = await _decoded(answer, limits)
            self._obey(job, robots.read(answer.status, answer.header("content-type") or "", body, self._token))
            return
        _check_status(job.request, answer)
        body, undecoded = await _decoded_or_why(answer, limits)
        job.future.set_result(_response(job, answer, body, undecoded))

    def _redirect(self, job: _Job, answer: Exchange) -> None:
        if job.request.payload or (job.request.form and answer.status not in (307, 308)):
            raise FetchError("fetch.redirect", "The server redirects what was sent to it.", status=answer.status)
        location, limit = _location(job.target, answer), self._limits.redirects
        seen = {job.request.url, job.target.url, *(url for _, url in job.hops)}
        job.hops.append((answer.status, location))
        target = self._check(location, job.request)
        if target.url in seen or len(job.hops) > limit:
            raise FetchRefused("fetch.refused.redirects", "Redirected in circles or over {limit} times.", limit=limit)
        job.hops[-1] = (answer.status, target.url)
        if job.target.scheme == "https" and target.scheme == "http":
            job.notices.append(("fetch.downgraded", job.request.url, target.url))
        job.target = target
        self._queue(job, first=True)

    def _check(self, url: str, request: Request) -> Target:
        return check_url(url, self._limits.ports, loopback=request.loopback)

    def _obey(self, job: _Job, rules: robots.Rules) -> None:
        """Remember a site's rules and put back the jobs that waited for them."""
        self._robots.put(job.origin, rules, self._loop.time())
        for parked in reversed(self._parked.pop(job.origin, [])):
            self._turns.slow_down(parked.target.key, rules.crawl_delay)
            parked.notices += self._capped(job.origin, rules.crawl_delay)
            try:
                self._robots.check(job.origin, parked.target.url, self._loop.time())
            except FetchError as error:  # it need not wait for its turn to hear that
                self._fail(parked, error)
            else:
                self._queue(parked, first=True)

    def _capped(self, origin: str, asked: float | None) -> list[tuple[str, str, str]]:
        kept = self._manners.crawl_delay
        return [("robots.crawl-delay", origin, f"{asked:g} s asked, {kept:g} s kept")] if asked and asked > kept else []

    def _fail(self, job: _Job, error: FetchError) -> None:
        if not job.origin:
            if not job.future.done():
                job.future.set_exception(error)
            return
        rules = robots.after_error(error, len(job.hops))
        if rules is not None:
            self._obey(job, rules)
            return
        for parked in self._parked.pop(job.origin, []):
            self._fail(parked, copy.copy(error))


def _headers(job: _Job) -> dict[str, str]:
    """Return what this request asks beyond who we are; a cut robots.txt must be readable, so it is asked for plain."""
    validators = {"If-None-Match": job.request.etag, "If-Modified-Since": job.request.last_modified}
    clean = {name: value for name, value in validators.items() if value and value.isascii() and value.isprintable()}
    return {"Accept-Encoding": "identity" if job.origin else ACCEPT_ENCODING, **clean, **dict(job.request.headers)}


async def _decoded(answer: Exchange, limits: DecodeLimits) -> bytes:
    encoding = answer.header("content-encoding")
    if len(answer.raw) <= _SMALL:
        return decode(answer.raw, encoding, limits)
    return await asyncio.to_thread(decode, answer.raw, encoding, limits)


async def _decoded_or_why(answer: Exchange, limits: DecodeLimits) -> tuple[bytes, str]:
    """Return the decoded body, or none and the key of what is wrong with the coding of a whole answer."""
    try:
        return await _decoded(answer, limits), ""
    except FetchError as error:
        if error.key in KEPT_RAW:
            return b"", error.key
        raise


def _check_status(request: Request, answer: Exchange) -> None:
    """Raise for statuses that are no final answer to what was asked."""
    asked = answer.status == 304 and (request.etag or request.last_modified)
    final = 200 <= answer.status < 300 or 400 <= answer.status < 600
    if not (asked or final):
        raise FetchError(f"http.{answer.status}", "The server answered {status}.", status=answer.status, retry_after=None)
    if answer.status == 206:
        raise FetchRefused("fetch.refused.partial", "The server sent a part where the whole was asked for.")


def _location(target: Target, answer: Exchange) -> str:
    """Resolve a redirect; raw UTF-8 is taken as it is, other raw bytes are escaped one by one."""
    location = answer.header("location")
    if not location:
        raise FetchError("fetch.redirect", "The server redirects without saying where to.", status=answer.status)
    octets = location.strip().encode("latin-1")
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        text = quote(octets, safe="%/:?#[]@!$&'()*+,;=~")
    try:
        return urljoin(target.url, text)
    except ValueError as error:
        raise FetchRefused("fetch.refused.url", "Not an address we would open: {url}", url=text[:200]) from error


def _response(job: _Job, answer: Exchange, body: bytes, undecoded: str) -> Response:
    return Response(
        request=job.request,
        final_url=job.target.url,
        status=answer.status,
        reason=answer.reason,
        request_headers=answer.request_headers,
        headers=answer.headers,
        raw=answer.raw,
        body=body,
        fetched_at=answer.fetched_at,
        hops=tuple(job.hops),
        peer=answer.peer,
        seconds=job.seconds,
        undecoded=undecoded,
        notices=tuple(job.notices),
    )


def _failed(error: FetchError) -> Future[Response]:
    future: Future[Response] = Future()
    future.set_exception(error)
    return future


def _closing() -> FetchError:
    error = FetchError("fetch.closed", "The fetcher is closed.")
    error.weight = 0.0
    return error


def _paused(seconds: float) -> FetchError:
    error = FetchError("fetch.paused", "The host is left alone for {retry_after} s.", retry_after=round(seconds, 1))
    error.weight = 0.0  # says nothing of the address
    return error
