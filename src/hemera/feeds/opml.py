"""Subscription lists of other programs, in and out (http://opml.org/spec2.opml)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import quoteattr

from hemera import markup, urls
from hemera.errors import ParseError
from hemera.types import FeedKind, Source

if TYPE_CHECKING:
    from lxml import etree

MAX_BYTES = 4_000_000
MAX_FEEDS = 5_000
MAX_DEPTH = 50


class Subscription(NamedTuple):
    """One feed of a list. ``html_url`` and ``folder`` are empty where the list does not say."""

    title: str
    xml_url: str
    html_url: str
    folder: str


def read(body: bytes) -> list[Subscription]:
    """Read an OPML file; feeds whose address we would not open are left out.

    Raises ``ParseError``: ``parse.too-large``, ``parse.doctype`` (entities are never read), ``parse.not-opml``.
    """
    from lxml import etree

    if len(body) > MAX_BYTES:
        raise ParseError("parse.too-large", "An OPML file of {size} bytes.", size=len(body))
    if re.search(rb"<!DOCTYPE[^>\[]*\[|<!ENTITY", body.replace(b"\x00", b""), re.IGNORECASE):
        raise ParseError("parse.doctype", "An OPML file that declares entities.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or str(root.tag).lower() != "opml":
        raise ParseError("parse.not-opml", "This is not an OPML file.")
    return _feeds(root)


def write(sources: Iterable[Source]) -> str:
    """Return an OPML 2.0 document: one folder a source, its enabled feeds inside."""
    folders = "\n".join(_folder(source) for source in sources)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n<head><title>Hemera</title></head>\n<body>\n'
    return f"{head}{folders}\n</body>\n</opml>\n"


def _folder(source: Source) -> str:
    feeds = (
        f'    <outline type="rss" text={quoteattr(source.name)} xmlUrl={quoteattr(feed.url)} htmlUrl={quoteattr(source.home)}/>'
        for feed in source.feeds
        if feed.enabled and feed.kind is FeedKind.FEED
    )
    return "\n".join((f"  <outline text={quoteattr(source.name)}>", *feeds, "  </outline>"))


def _feeds(root: etree._Element) -> list[Subscription]:
    found: dict[str, Subscription] = {}
    for outline in root.iter("outline"):
        feed = _subscription(outline)
        if feed is not None:
            found.setdefault(feed.xml_url, feed)
        if len(found) > MAX_FEEDS:
            raise ParseError("parse.too-many", "More than {limit} feeds.", limit=MAX_FEEDS)
    return list(found.values())


def _subscription(outline: etree._Element) -> Subscription | None:
    """Return the feed of an outline. Attribute names are matched in any case: exporters disagree on ``xmlUrl``."""
    said = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
    try:
        xml_url = urls.normalise(said.get("xmlurl", ""))
    except ParseError:
        return None
    html_url = said.get("htmlurl", "")
    title = markup.line(said.get("title") or said.get("text") or xml_url, 200)
    return Subscription(title, xml_url, urls.normalise(html_url) if urls.is_http(html_url) else "", _folder_of(outline))


def _folder_of(outline: etree._Element) -> str:
    names = [str(a.get("title") or a.get("text") or "") for a in itertools.islice(outline.iterancestors("outline"), MAX_DEPTH)]
    return markup.line("/".join(name for name in reversed(names) if name), 200)
