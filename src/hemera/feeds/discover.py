"""Feeds a page announces in its head."""

from __future__ import annotations

from dataclasses import dataclass

from hemera import markup, urls
from hemera.charset import decode
from hemera.errors import ParseError

MAX_BYTES = 4_000_000
MAX_FEEDS = 50
_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


@dataclass(frozen=True, slots=True)
class Announced:
    """A feed named by ``<link rel=alternate>``."""

    url: str
    title: str
    type: str


def discover(body: bytes, url: str, content_type: str = "") -> tuple[Announced, ...]:
    """Return the feeds an HTML page announces, in its order, without doubles; comment feeds last."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(decode(body[:MAX_BYTES], content_type))
    found: dict[str, Announced] = {}
    for link in tree.css("link[rel~=alternate][href]")[: MAX_FEEDS * 4]:
        kind = (link.attributes.get("type") or "").partition(";")[0].strip().lower()
        if kind in _TYPES and (address := _address(link.attributes.get("href") or "", url)):
            found.setdefault(address, Announced(address, markup.line(link.attributes.get("title") or "", 200), kind))
    return tuple(sorted(list(found.values())[:MAX_FEEDS], key=lambda feed: "comment" in (feed.url + feed.title).lower()))


def _address(href: str, base: str) -> str | None:
    try:
        return urls.normalise(href, base)
    except ParseError:
        return None
