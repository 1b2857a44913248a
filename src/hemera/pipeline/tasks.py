"""What runs in the bounded child processes: reading bytes from outside. Everything goes in and comes out by value."""

from __future__ import annotations

from hemera.types import Extraction, Feed, FeedDocument, FeedKind, Hints

CPU_SECONDS = {"feed": 5.0, "page": 10.0, "image": 10.0}
PRELOAD = ("hemera.extract", "hemera.feeds", "trafilatura", "feedparser", "lxml.html")


def read_feed(body: bytes, content_type: str, url: str, feed: Feed) -> FeedDocument:
    """Step 4: bytes → entries."""
    if feed.kind is FeedKind.SITEMAP:
        from hemera import sitemaps

        return sitemaps.parse(body, url)
    if feed.kind is FeedKind.SECTION:
        from hemera.feeds import parse_section

        return parse_section(body, url, content_type, feed.articles)
    from hemera import feeds

    return feeds.parse(body, url, content_type)


def read_page(body: bytes, content_type: str, url: str, hints: Hints) -> Extraction:
    """Step 7: capture → article."""
    from hemera.extract import extract

    return extract(body, content_type, url, hints)
