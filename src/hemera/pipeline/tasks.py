"""What runs in the bounded child processes: reading bytes from outside. Everything goes in and comes out by value."""

from __future__ import annotations

from datetime import datetime

from hemera.types import Extraction, Feed, FeedDocument, FeedKind, Hints

Arrived = tuple[bytes, str, str, datetime]  # body, content type, address, moment of capture (UTC)
CPU_SECONDS = {"feed": 5.0, "page": 10.0, "image": 10.0}
PRELOAD = ("hemera.extract", "hemera.feeds", "trafilatura", "feedparser", "lxml.html")


def read_feed(arrived: Arrived, feed: Feed, zone: str) -> FeedDocument:
    """Step 4: bytes → entries. ``zone`` is the newsroom's, for dates printed without one."""
    body, content_type, url, now = arrived
    if feed.kind is FeedKind.SITEMAP:
        from hemera import sitemaps

        return sitemaps.parse(body, url, zone=zone, now=now)
    if feed.kind is FeedKind.SECTION:
        from hemera.feeds import parse_section

        return parse_section(body, url, content_type, feed.articles)
    from hemera import feeds

    return feeds.parse(body, url, content_type, zone=zone, now=now)


def read_page(body: bytes, content_type: str, url: str, hints: Hints) -> Extraction:
    """Step 7: capture → article."""
    from hemera.extract import extract

    return extract(body, content_type, url, hints)
