"""Finished pages that this process keeps for a minute: what many readers ask for is written once.

A page is kept under the head of the change log, so what is taken down is gone with the very next request, whoever took it down.
Only for readers without a session, and never in a private archive.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from hemera import clock
from hemera.portal import memory
from hemera.portal.middleware import Handler
from hemera.store import changes

LIFE = timedelta(seconds=60)  # "40 min ago" is never more than a minute wrong
MOST = 16 << 20  # bytes of pages and of their addresses
LARGEST = 256 << 10  # bytes of one page
_HEAD = "hemera.head"


@dataclass(frozen=True, slots=True)
class Page:
    """A finished answer."""

    body: bytes
    headers: dict[str, str]
    until: datetime


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
forget = _shelf.clear
memory.on_forget(forget)


def head(request: HttpRequest) -> int:
    """Return the head of the change log, read once for a request."""
    if _HEAD not in request.META:
        request.META[_HEAD] = changes.head()
    return int(request.META[_HEAD])


def kept_pages(handle: Handler) -> Handler:
    """Answer from what is kept where that may be; tell a browser that has the page already so (304)."""

    def handler(request: HttpRequest) -> HttpResponseBase:
        if not _may_be_kept(request):
            return handle(request)
        # Read before the page is made: what changes meanwhile makes it an old one.
        key = (request.scheme, request.get_host(), request.get_full_path(), head(request))
        page = _shelf.get(key, clock.now())
        if page is None:
            response = handle(request)
            if not isinstance(response, HttpResponse) or not _worth_keeping(response):
                return response
            page = _page(response)
            _shelf.put(key, page)
        answer = HttpResponse(page.body, headers=page.headers)
        return get_conditional_response(request, etag=page.headers["ETag"], response=answer) or answer

    return handler


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


def _page(response: HttpResponse) -> Page:
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    return Page(response.content, {**response.headers, "ETag": tag}, clock.now() + LIFE)


def _size(key: Hashable, page: Page) -> int:
    return len(page.body) + 2 * len(repr(key))
