"""A section page of a source without feeds: its links to articles are its entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from hemera import languages, markup, urls
from hemera.charset import decode
from hemera.errors import ParseError
from hemera.types import Entry, FeedDocument

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_BYTES = 8_000_000
MAX_LINKS = 3_000
MAX_PATTERN = 200
MAX_PATH = 500  # characters a pattern is tried on: a bad one must not run for hours

# Without a pattern: a last path segment of four words or more, or holding an article's number.
_LOOKS_LIKE_ARTICLE = re.compile(r"/(?:[^/]*\d{4,}[^/]*|[^/]+(?:[-_][^/-]+){3,})/?$")
_LEAST_TITLE = 12  # characters; shorter anchors are "read more", numbers, names of sections


def parse_section(body: bytes, url: str, content_type: str = "", articles: str | None = None) -> FeedDocument:
    """Return the links of an HTML page to articles of the same site, in its order, the anchor's text as title.

    ``articles`` is a regular expression searched in each link's path and query (percent-decoded). Raises ``ParseError``:
    ``parse.too-large``, ``parse.empty``, ``parse.pattern``.
    """
    from selectolax.lexbor import LexborHTMLParser

    if len(body) > MAX_BYTES:
        raise ParseError("parse.too-large", "A page of {size} bytes.", size=len(body))
    if not body.strip():
        raise ParseError("parse.empty", "The page is empty.")
    tree = LexborHTMLParser(decode(body, content_type))
    links = _links(tree, _base(tree, url), url)
    pattern = _pattern(articles)
    entries = tuple(entry for entry in links.values() if pattern.search(_path(entry.url)) and len(entry.title) >= _LEAST_TITLE)
    return FeedDocument(entries, language=_language(tree), warnings=() if entries else ("no-articles",))


def _pattern(articles: str | None) -> re.Pattern[str]:
    if articles is None:
        return _LOOKS_LIKE_ARTICLE
    try:
        return re.compile(articles[: MAX_PATTERN + 1]) if len(articles) <= MAX_PATTERN else re.compile("(")
    except re.error:
        raise ParseError("parse.pattern", "Not a usable regular expression: {pattern}", pattern=articles[:MAX_PATTERN]) from None


def _links(tree: LexborHTMLParser, base: str, url: str) -> dict[str, Entry]:
    """Return address → entry; of several links to one article the longest text is its title."""
    found: dict[str, Entry] = {}
    for anchor in tree.css("a[href]")[:MAX_LINKS]:
        try:
            address = urls.normalise(anchor.attributes.get("href") or "", base)
        except ParseError:
            continue
        entry = Entry(address, title=_title(anchor), language=_said(anchor))
        known = found.get(address)
        if urls.same_site(address, url) and (known is None or len(known.title) < len(entry.title)):
            found[address] = entry
    return found


def _title(anchor: LexborNode) -> str:
    heading = anchor.css_first("h1, h2, h3, h4")
    text = markup.line((heading or anchor).text(separator=" "), 300)
    return text or markup.line(anchor.attributes.get("title") or "", 300)


def _said(anchor: LexborNode) -> str | None:
    return languages.primary(anchor.attributes.get("hreflang")) or languages.primary(anchor.attributes.get("lang"))


def _language(tree: LexborHTMLParser) -> str | None:
    return languages.primary(tree.root.attributes.get("lang")) if tree.root else None


def _base(tree: LexborHTMLParser, url: str) -> str:
    element = tree.css_first("base[href]")
    try:
        return urls.normalise(element.attributes.get("href") or "", url) if element else url
    except ParseError:
        return url


def _path(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path + (f"?{parts.query}" if parts.query else ""))[:MAX_PATH]
