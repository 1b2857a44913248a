"""Finished pages that this process keeps for a minute: what many readers ask for is written once.

A page is kept under the number of hidings, so what is taken down is gone with the very next request, whoever took it down. What
only comes to it waits for some seconds, else a busy collector would have every page written anew for every reader; then a reader
gets it as it was once more, while it is written behind her. Only for readers without a session, and never in a private archive.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from hemera import clock
from hemera.portal import memory
from hemera.portal.middleware import Handler
from hemera.store import changes

LIFE = timedelta(seconds=60)  # "40 min ago" is never more than a minute wrong
FRESH, LATEST = timedelta(seconds=10), timedelta(seconds=30)  # what was added is seen after the first, by the second at the latest
MOST = 16 << 20  # bytes of pages and of their addresses
LARGEST = 256 << 10  # bytes of one page
BEHIND = 100  # pages that may wait to be written anew
_STANDING = "hemera.standing"


@dataclass(frozen=True, slots=True)
class Page:
    """A finished answer."""

    body: bytes
    headers: dict[str, str]
    until: datetime
    head: int = 0  # of the change log, when it was written

    def is_old(self, head: int, now: datetime, age: timedelta) -> bool:
        """Say whether it is older than that, and something may have come to it since."""
        return self.head != head and now >= self.until - LIFE + age


class Shelf:
    """Pages by key, the least recently used given away first. Safe to use from several threads."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.size = 0
        self._lock = Lock()
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()

    def get(self, key: Hashable, now: datetime) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.until <= now:
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Page) -> None:
        with self._lock:
            self._take(key)
            self._pages[key] = page
            self.size += _size(key, page)
            while self.size > self.most:
                self._take(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.size = 0

    def _take(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.size -= _size(key, page)


_shelf = Shelf()


class Scribe:
    """Writes pages anew behind those who read them: one at a time, none twice at once."""

    def __init__(self) -> None:
        self._waiting: set[Hashable] = set()
        self._lock = Lock()
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="hemera-pages")

    def write(self, key: Hashable, page: Callable[[], object]) -> None:
        """Have a page written, unless it is already to be, or too many are: then whoever asks next has it written."""
        with self._lock:
            if key in self._waiting or len(self._waiting) >= BEHIND:
                return
            self._waiting.add(key)
        self.behind(lambda: self._write(key, page))

    def behind(self, work: Callable[[], None]) -> None:
        self._hands.submit(work)

    def _write(self, key: Hashable, page: Callable[[], object]) -> None:
        try:
            page()
        finally:
            with self._lock:
                self._waiting.discard(key)


scribe = Scribe()
forget = _shelf.clear
memory.on_forget(forget)


def hidings(request: HttpRequest) -> int:
    """Return how often something was hidden: what is kept under it is gone with the next time."""
    return _standing(request).hidings


def _standing(request: HttpRequest) -> changes.Standing:
    if _STANDING not in request.META:
        request.META[_STANDING] = changes.standing()
    found: changes.Standing = request.META[_STANDING]
    return found


def kept_pages(handle: Handler) -> Handler:
    """Answer from what is kept where that may be; tell a browser that has the page already so (304)."""

    def handler(request: HttpRequest) -> HttpResponseBase:
        if not _may_be_kept(request):
            return handle(request)
        # Read before the page is made: what changes meanwhile makes it an old one.
        standing = _standing(request)
        key = (request.scheme, request.get_host(), request.get_full_path(), standing.hidings)
        page = _shelf.get(key, clock.now())
        written = partial(_written, handle, request, key)
        if page is None or page.is_old(standing.head, clock.now(), LATEST):
            made = written()
            if not isinstance(made, Page):
                return made
            page = made
        elif page.is_old(standing.head, clock.now(), FRESH):
            scribe.write(key, written)
        answer = HttpResponse(page.body, headers=page.headers)
        return get_conditional_response(request, etag=page.headers["ETag"], response=answer) or answer

    return handler


def _written(handle: Handler, request: HttpRequest, key: Hashable) -> Page | HttpResponseBase:
    """Have a page made, and keep it where it is worth that."""
    response = handle(request)
    if not isinstance(response, HttpResponse) or not _worth_keeping(response):
        return response
    page = _page(response, _standing(request).head)
    _shelf.put(key, page)
    return page


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and request.path.split("/", 2)[1] in settings.HEMERA.languages
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and settings.HEMERA.visibility == "public"
    )


def _worth_keeping(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and response.headers["Content-Type"].startswith("text/html")
        and "Cache-Control" not in response.headers  # a view that says more than the house rule knows why
        and not response.cookies
        and len(response.content) <= LARGEST
    )


def _page(response: HttpResponse, head: int) -> Page:
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    return Page(response.content, {**response.headers, "ETag": tag}, clock.now() + LIFE, head)


def _size(key: Hashable, page: Page) -> int:
    return len(page.body) + 2 * len(repr(key))
