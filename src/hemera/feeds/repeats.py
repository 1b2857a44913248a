"""What a feed says again, word for word: nobody needs to look at that twice.

Most answers that are not the same bytes bring one new entry, or none: a date at the head, a counter, an advertisement has changed.
So a mark of every entry is kept with the feed, and the next time those that bear one of them are counted and left out.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple

from hemera import urls
from hemera.types import Entry, Feed, FeedDocument

SIZE = 8  # bytes of a mark: a feed is compared with itself alone
MOST = 1_000  # entries of a feed whose marks are kept; a sitemap of 50,000 would have 400 KB read with every poll


class Before(NamedTuple):
    """What is known of a feed when it is read: the marks of the last time, and the home of its source."""

    heard: bytes
    home: str


def left_out(document: FeedDocument, feed: Feed, before: Before) -> FeedDocument:
    """Return a document without the followed entries that bear a mark of before, and with the marks for the next time."""
    if not 0 < len(document.entries) <= MOST:
        return document
    known = {before.heard[start : start + SIZE] for start in range(0, len(before.heard), SIZE)}
    marks = [_mark(entry, feed) if is_followed(entry, feed, before.home) else b"" for entry in document.entries]
    news = tuple(entry for entry, mark in zip(document.entries, marks, strict=True) if mark not in known)
    return replace(document, entries=news, again=len(marks) - len(news), heard=b"".join(marks))


def is_followed(entry: Entry, feed: Feed, home: str) -> bool:
    """An entry is followed to its source's own site only: feeds carry advertisements and partners' links."""
    return urls.same_site(entry.url, home) or urls.same_site(entry.url, feed.url)


def _mark(entry: Entry, feed: Feed) -> bytes:
    """Hash what is said of an item, and by what kind of feed; some give every item a new GUID each time."""
    return blake2b(repr((feed.kind.value, replace(entry, guid=""))).encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()
