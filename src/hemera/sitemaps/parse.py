"""Sitemap bytes → ``FeedDocument`` (https://www.sitemaps.org/protocol.html and Google's news and image extensions).

Addresses of other sites are dropped: a sitemap speaks for its own host only. ``lastmod`` is not a publication date and
only orders an index's children.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hemera import charset, dates, languages, markup, urls
from hemera.errors import ParseError
from hemera.types import Entry, FeedDocument

if TYPE_CHECKING:
    from lxml import etree

MAX_BYTES = 50_000_000  # the protocol's own limits
MAX_ENTRIES = 50_000

_ROOT = re.compile(r"<(?:[\w-]+:)?(urlset|sitemapindex)\b[^<>]*>")
_LAST_ENTRY = re.compile(r"</(?:[\w-]+:)?(?:url|sitemap)\s*>")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GZIP = b"\x1f\x8b"


@dataclass
class _Reader:
    url: str
    zone: str
    now: datetime | None
    warnings: dict[str, None] = field(default_factory=dict)
    ours: dict[str, bool] = field(default_factory=dict)  # host → of the sitemap's own site

    def address(self, text: str) -> str | None:
        try:
            address = urls.normalise(text, self.url)
        except ParseError:
            self.warnings["link-refused"] = None
            return None
        host = address.split("/", 3)[2]
        if host not in self.ours:
            self.ours[host] = urls.same_site(address, self.url)
        if not self.ours[host]:
            self.warnings["other-site"] = None
        return address if self.ours[host] else None

    def date(self, text: str) -> datetime | None:
        reading = dates.read(text, self.zone, self.now) if text else None
        return None if reading is None or any(d.code != "date.january-first" for d in reading.doubts) else reading.value


def parse(body: bytes, url: str, *, zone: str = "UTC", now: datetime | None = None) -> FeedDocument:
    """Read a sitemap as fetched from ``url``, gzip or not; an index gives ``children`` (newest ``lastmod`` first), no entries.

    ``zone`` is the newsroom's, for times without one; ``now`` when it was fetched. Too much of anything is cut and named in
    ``warnings``. Raises ``ParseError``: ``parse.empty``, ``parse.doctype``, ``parse.not-sitemap``, ``parse.gzip``.
    """
    reader = _Reader(url, zone, now)
    text = _CONTROLS.sub("", charset.decode(_plain(body, reader), "")).strip()
    if not text:
        raise ParseError("parse.empty", "The sitemap is empty.")
    if "<" not in text:
        return _document(_lines(text, reader), reader)
    root = _ROOT.search(text)
    if "<!DOCTYPE" in text[: root.start() if root else 1_000] or "<!ENTITY" in text[: root.start() if root else 1_000]:
        raise ParseError("parse.doctype" if root else "parse.not-sitemap", "A sitemap does not declare a document type.")
    if root is None:
        raise ParseError("parse.not-sitemap", "This is not a sitemap.")
    mended = _mend(_closed(text[root.start() :], root[0], reader))
    if root[1] == "sitemapindex":
        return FeedDocument((), children=tuple(_children(mended, reader)), warnings=tuple(reader.warnings))
    return _document(_entries(mended, reader), reader)


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


def _closed(text: str, root: str, reader: _Reader) -> str:
    """Return the whole entries of a document, closed: half an address must not become one."""
    name = root[1:].split(None, 1)[0].rstrip(">")
    if text.endswith(f"</{name}>"):
        return text
    reader.warnings["truncated"] = None
    end = 0
    for match in _LAST_ENTRY.finditer(text):
        end = match.end()
    return (text[:end] if end else root) + f"</{name}>"


def _mend(text: str) -> bytes:
    if _AMPERSAND.search(text):
        pieces = _CDATA.split(text)
        text = "".join(piece if piece.startswith("<![CDATA[") else _AMPERSAND.sub("&amp;", piece) for piece in pieces)
    return text.encode("utf-8", "replace")


def _elements(xml: bytes) -> Iterator[etree._Element]:
    from lxml import etree

    tags = ("{*}url", "{*}sitemap")
    loop = etree.iterparse(
        io.BytesIO(xml),
        events=("end",),
        tag=tags,
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        for _, element in loop:
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError:
        return  # what came before the damage stands


def _fields(element: etree._Element) -> dict[str, str]:
    """Return local name → text of an entry's fields, those of news, publication and image included; of doubles the first."""
    found: dict[str, str] = {}
    for child in element.iterdescendants():
        text = child.text.strip() if child.text else ""
        if text:
            space, _, name = str(child.tag).rpartition("}")
            found.setdefault(f"image_{name}" if "image" in space else name, text)
    return found


def _entries(xml: bytes, reader: _Reader) -> Iterator[Entry]:
    for element in _elements(xml):
        said = _fields(element)
        address = reader.address(said["loc"]) if "loc" in said else None
        if address is not None:
            yield _entry(address, said, reader)


def _entry(address: str, said: dict[str, str], reader: _Reader) -> Entry:
    raw = said.get("publication_date", "")[:200]
    image = said.get("image_loc", "")
    return Entry(
        url=address,
        title=markup.line(said["title"], 500) if "title" in said else "",
        published=reader.date(raw),
        published_raw=raw,
        language=languages.primary(said.get("language")),
        section_raw=markup.line(said["genres"], 100) if "genres" in said else "",
        image_url=urls.normalise(image) if image and urls.is_http(image) else None,
    )


def _children(xml: bytes, reader: _Reader) -> list[str]:
    found: dict[str, datetime] = {}
    for element in _elements(xml):
        said = _fields(element)
        address = reader.address(said["loc"]) if "loc" in said else None
        if address is not None and address != reader.url and len(found) < MAX_ENTRIES:
            found.setdefault(address, reader.date(said.get("lastmod", "")) or datetime(1, 1, 1, tzinfo=UTC))
    return sorted(found, key=lambda address: found[address], reverse=True)


def _lines(text: str, reader: _Reader) -> Iterator[Entry]:
    for line in text.splitlines():
        if line.strip().startswith("http") and (address := reader.address(line)) is not None:
            yield Entry(address)
    if not reader.ours:
        raise ParseError("parse.not-sitemap", "This is not a sitemap.")
