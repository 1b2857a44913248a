"""A section page of a source without feeds: its links to articles are its entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from hemera.errors import ParseError
from hemera.feeds import links
from hemera.feeds.habits import Visited, learn
from hemera.feeds.links import Link, Page
from hemera.types import Entry, FeedDocument

MAX_PATTERN = 200
MAX_PATH = 500  # characters a pattern is tried on: a bad one must not run for hours
_LEAST_TITLE = 12  # characters; shorter anchors are "read more", numbers, names of sections


def parse_section(
    body: bytes, url: str, content_type: str = "", articles: str | None = None, visited: Iterable[Visited] = ()
) -> FeedDocument:
    """Return the links of an HTML page to articles of the same site, in its order, the anchor's text as title.

    ``articles`` is a regular expression searched in each link's path and query (percent-decoded). Without it, what the page
    itself and ``visited`` teach decides: addresses of the source that were read before, and what came of them.
    Raises ``ParseError``: ``parse.too-large``, ``parse.empty``, ``parse.pattern``.
    """
    page = links.read(body, url, content_type)
    chosen = _learned(page, visited) if articles is None else _matching(page, articles)
    entries = tuple(Entry(link.url, title=link.title, language=link.language) for link in chosen)
    return FeedDocument(entries, language=page.language, warnings=() if entries else ("no-articles",))


def _learned(page: Page, visited: Iterable[Visited]) -> tuple[Link, ...]:
    return learn([page], visited).articles(page)


def _matching(page: Page, articles: str) -> tuple[Link, ...]:
    pattern = _pattern(articles)
    return tuple(link for link in page.links if len(link.title) >= _LEAST_TITLE and pattern.search(_path(link.url)))


def _pattern(articles: str) -> re.Pattern[str]:
    try:
        return re.compile(articles if len(articles) <= MAX_PATTERN else "(")
    except re.error:
        raise ParseError("parse.pattern", "Not a usable regular expression: {pattern}", pattern=articles[:MAX_PATTERN]) from None


def _path(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path + (f"?{parts.query}" if parts.query else ""))[:MAX_PATH]
