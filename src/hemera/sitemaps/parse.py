"""Sitemap bytes → ``FeedDocument`` (https://www.sitemaps.org/protocol.html and Google's news and image extensions).

Addresses of other sites are dropped: a sitemap speaks for its own host only. ``lastmod`` is not a publication date and
only orders an index's children.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from hemera import dates, languages, markup, urls
from hemera.errors import ParseError
from hemera.sitemaps.stream import elements, mended, utf8
from hemera.types import Entry, FeedDocument

if TYPE_CHECKING:
    from lxml import etree

MAX_BYTES = 50_000_000  # the protocol's own limits
MAX_ENTRIES = 50_000

_ROOT = re.compile(rb"<((?:[\w-]+:)?(urlset|sitemapindex))\b[^<>]*>")
_TYPED = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b")
_EXACT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_GZIP = b"\x1f\x8b"


@dataclass
class _Reader:
    url: str
    zone: str
    now: datetime | None
    since: datetime | None = None
    warnings: dict[str, None] = field(default_factory=dict)
    ours: dict[str, bool] = field(default_factory=dict)  # host → of the sitemap's own site

    def address(self, text: str) -> str | None:
        try:
            address = urls.normalise(text, self.url)
        except ParseError:
            address = ""
        if not 0 < len(address) <= urls.MAX_KEPT:
            self.warnings["link-refused"] = None
            return None
        host = address.split("/", 3)[2]
        if host not in self.ours:
            self.ours[host] = urls.same_site(address, self.url)
        if not self.ours[host]:
            self.warnings["other-site"] = None
        return address if self.ours[host] else None

    def date(self, text: str) -> datetime | None:
        if _EXACT.fullmatch(text) and (exact := self._exact(text)) is not None:
            return exact
        reading = dates.read(text, self.zone, self.now) if text else None
        return None if reading is None or any(d.code != "date.january-first" for d in reading.doubts) else reading.value

    def is_before(self, said: dict[str, str]) -> bool:
        """Say whether an element was last changed too long ago to be wanted."""
        changed = self.date(said.get("lastmod", "")) if self.since else None
        return bool(changed and self.since and changed < self.since)

    def _exact(self, text: str) -> datetime | None:
        """Read the form nearly all sitemaps print; of anything odd about it ``dates`` decides."""
        try:
            value = datetime.fromisoformat(text[:19]).replace(tzinfo=_offset(text[19:]))
        except ValueError:
            return None
        latest = self.now + dates.FUTURE if self.now else _LATEST
        return value if value <= latest and value.year >= dates.FIRST_YEAR else None


def parse(body: bytes, url: str, *, zone: str = "UTC", now: datetime | None = None, since: datetime | None = None) -> FeedDocument:
    """Read a sitemap as fetched from ``url``, gzip or not; an index gives ``children`` (newest ``lastmod`` first), no entries.

    ``zone`` is the newsroom's, for times without one; ``now`` when it was fetched. What was last changed before ``since`` is left
    out. Too much of anything is cut and named in ``warnings``.
    Raises ``ParseError``: ``parse.empty``, ``parse.doctype``, ``parse.not-sitemap``, ``parse.gzip``.
    """
    reader = _Reader(url, zone, now, since)
    text = utf8(_plain(body, reader))
    if not text.strip():
        raise ParseError("parse.empty", "The sitemap is empty.")
    if b"<" not in text:
        return _document(_lines(text, reader), reader)
    root = _ROOT.search(text)
    if _TYPED.search(text, 0, root.start() if root else 1_000):
        raise ParseError("parse.doctype" if root else "parse.not-sitemap", "A sitemap does not declare a document type.")
    if root is None:
        raise ParseError("parse.not-sitemap", "This is not a sitemap.")
    if not _is_closed(text, root):
        reader.warnings["truncated"] = None
    if root[2] == b"sitemapindex":
        return FeedDocument((), children=tuple(_children(elements(text, root), reader)), warnings=tuple(reader.warnings))
    return _document(_entries(elements(text, root), reader), reader)


def _is_closed(text: bytes, root: re.Match[bytes]) -> bool:
    return root[0].endswith(b"/>") or text[-200:].rstrip(b"\0 \t\r\n").endswith(b"</%s>" % root[1])


def _document(entries: Iterator[Entry], reader: _Reader) -> FeedDocument:
    kept: dict[str, Entry] = {}
    for entry in entries:
        if len(kept) >= MAX_ENTRIES:
            reader.warnings["too-many-entries"] = None
            break
        kept.setdefault(entry.url, entry)
    return FeedDocument(tuple(kept.values()), warnings=tuple(reader.warnings))


def _plain(body: bytes, reader: _Reader) -> bytes:
    """Inflate what is gzip by its first bytes, up to the limit."""
    if body.startswith(_GZIP):
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES + 1)
        except zlib.error:
            raise ParseError("parse.gzip", "The sitemap's gzip is damaged.") from None
    if len(body) > MAX_BYTES:
        reader.warnings["too-large"] = None
    return body[:MAX_BYTES]


@lru_cache(maxsize=256)
def _offset(text: str) -> tzinfo | None:
    """Return the one object for an offset: fifty thousand of them would weigh as much as the dates."""
    return datetime.fromisoformat(f"2000-01-01T00:00:00{text}").tzinfo


@lru_cache(maxsize=256)
def _field(tag: str) -> str:
    """Return what a tag's text is: its local name, an image's marked as such."""
    space, _, name = tag.rpartition("}")
    return f"image_{name}" if "image" in space else name


def _fields(element: etree._Element) -> dict[str, str]:
    """Return field → text of an entry, those of news, publication and image included; of doubles the first."""
    found: dict[str, str] = {}
    for child in element.iterdescendants():
        text = child.text
        if text and (text := text.strip()):
            name = _field(str(child.tag))
            if name not in found:
                found[name] = text
    return found


def _entries(found: Iterator[etree._Element], reader: _Reader) -> Iterator[Entry]:
    for element in found:
        said = _fields(element)
        address = reader.address(said["loc"]) if "loc" in said else None
        if address is not None and not reader.is_before(said):
            yield _entry(address, said, reader)


def _entry(address: str, said: dict[str, str], reader: _Reader) -> Entry:
    raw = said.get("publication_date", "")[:200]
    image = said.get("image_loc", "")
    return Entry(
        url=address,
        title=markup.line(said["title"], 500) if "title" in said else "",
        published=reader.date(raw),
        published_raw=raw,
        language=_language(said["language"]) if "language" in said else None,
        section_raw=markup.line(said["genres"], 100) if "genres" in said else "",
        image_url=urls.normalise(image) if image and urls.is_http(image) else None,
    )


_language = lru_cache(maxsize=256)(languages.primary)


def _children(sitemaps: Iterator[etree._Element], reader: _Reader) -> list[str]:
    found: dict[str, datetime] = {}
    for element in sitemaps:
        said = _fields(element)
        address = reader.address(said["loc"]) if "loc" in said else None
        if address is not None and address != reader.url and len(found) < MAX_ENTRIES and not reader.is_before(said):
            found.setdefault(address, reader.date(said.get("lastmod", "")) or datetime(1, 1, 1, tzinfo=UTC))
    return sorted(found, key=lambda address: found[address], reverse=True)


def _lines(text: bytes, reader: _Reader) -> Iterator[Entry]:
    for line in mended(text).decode().splitlines():
        if line.strip().startswith("http") and (address := reader.address(line)) is not None:
            yield Entry(address)
    if not reader.ours:
        raise ParseError("parse.not-sitemap", "This is not a sitemap.")
