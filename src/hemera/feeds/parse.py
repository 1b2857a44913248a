"""RSS, Atom, JSON Feed and the posts of WordPress → ``FeedDocument``.

feedparser understands more of the feeds in the wild than any other library (measured on 600 of them), at twenty times
the cost of a strict one, and takes tens of seconds on documents made to hurt. So its input is mended and cut first, and
callers run this in a worker process with limits of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hemera import markup
from hemera.charset import decode
from hemera.errors import ParseError
from hemera.feeds.jsonfeed import parse_json
from hemera.feeds.reader import MAX_CONTENT, Reader
from hemera.feeds.repair import MAX_ENTRIES, repair
from hemera.types import Entry, FeedDocument

MAX_BYTES = 8_000_000
MAX_TTL = 7 * 86_400.0  # seconds; what a feed asks beyond a week is a mistake
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_HTML = re.compile(r"(?:\s|<!--.*?-->)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED = re.compile(r"<(?:[\w-]+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)


def parse(body: bytes, url: str, content_type: str = "", *, zone: str = "UTC", now: datetime | None = None) -> FeedDocument:
    """Read a feed as fetched from ``url``.

    ``zone`` is the newsroom's, for dates printed without one; ``now`` when it was fetched, for dates in the future.
    Entries without a usable link are left out and named in ``warnings``. Raises ``ParseError``: ``parse.too-large``,
    ``parse.empty``, ``parse.html-not-feed``, ``parse.not-feed``, ``parse.hostile``.
    """
    text = _text(body, content_type)
    reader = Reader(url, zone, now)
    if text.lstrip()[:1] in {"{", "["}:
        return parse_json(text, reader)
    xml, notes = repair(_from_root(text))
    reader.warnings.update(dict.fromkeys(notes))
    found = parsed(xml)
    if not found.entries and not found.version:
        raise ParseError("parse.not-feed", "This is not a feed.")
    reader.language = _language(found.feed.get("language"))
    entries = [entry for raw in found.entries[:MAX_ENTRIES] if (entry := _entry(raw, reader)) is not None]
    title, ttl = _plain(found.feed, "title"), _ttl(found.feed)
    return FeedDocument(tuple(entries), title, reader.language, ttl, warnings=tuple(reader.warnings))


def mended(body: bytes, content_type: str = "") -> str:
    """Return an XML feed as feedparser is given it; raises as ``parse`` does."""
    return repair(_from_root(_text(body, content_type)))[0]


def parsed(xml: str) -> Any:
    """Return what feedparser makes of a mended feed: links and markup as they are written, as we judge both ourselves."""
    import feedparser

    return feedparser.parse(
        xml.encode("utf-8", "replace"),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _text(body: bytes, content_type: str) -> str:
    if len(body) > MAX_BYTES:
        raise ParseError("parse.too-large", "A feed of {size} bytes.", size=len(body))
    text = decode(body, content_type)
    if not text.strip():
        raise ParseError("parse.empty", "The feed is empty.")
    return text


def _from_root(text: str) -> str:
    """Cut off what stands before the feed: a prologue, warnings of the program that writes it."""
    start = _FEED.search(text)
    if start is None or _HTML.match(text):
        html = _HTML.match(text) is not None or "<html" in text[:5_000].lower()
        raise ParseError("parse.html-not-feed" if html else "parse.not-feed", "This is not a feed.")
    return text[start.start() :]


def _entry(raw: Mapping[str, Any], reader: Reader) -> Entry | None:
    url = _link(raw, reader)
    if url is None:
        reader.warnings["entry-without-link"] = None
        return None
    # Of a plain dictionary: feedparser's own offers "published" where "updated" is asked for, and warns of it.
    said = dict(raw)
    published, published_raw = reader.date(said.get("published") or said.get("updated") or said.get("created"))
    return Entry(
        url=url,
        guid=markup.line(str(raw.get("id") or ""), 2_000),
        title=_plain(raw, "title"),
        published=published,
        published_raw=published_raw,
        authors=_authors(raw),
        summary=_summary(raw),
        content_html=_content(raw),
        language=_entry_language(raw),
        section_raw=_section(raw),
        image_url=_image(raw, reader),
    )


def _link(raw: Mapping[str, Any], reader: Reader) -> str | None:
    """Prefer the original address a proxy (FeedBurner) hides, then the page's, then a guid that is a whole address.

    feedparser offers any guid as link, "g1" included: as a relative address it would name a page that is not there.
    """
    guid = str(raw.get("id") or "")
    alternates = [link.get("href") for link in raw.get("links", ()) if link.get("rel") == "alternate"]
    named = [link for link in (raw.get("feedburner_origlink"), raw.get("link"), *alternates) if link != guid]
    base = (raw.get("title_detail") or {}).get("base")
    return reader.link(*named, guid if guid.startswith(("http://", "https://")) else None, base=base)


def _plain(raw: Mapping[str, Any], name: str, limit: int = 500) -> str:
    return markup.plain(str(raw.get(name) or ""), limit)


def _summary(raw: Mapping[str, Any]) -> str:
    return markup.plain(str(raw.get("summary") or ""), 2_000)


def _content(raw: Mapping[str, Any]) -> str:
    contents = [str(c.get("value") or "") for c in raw.get("content", ())]
    return max(contents, key=len, default="")[:MAX_CONTENT]


def _authors(raw: Mapping[str, Any]) -> tuple[str, ...]:
    names = [markup.plain(str(a.get("name") or ""), 200) for a in raw.get("authors", ())]
    names = names if any(names) else [_plain(raw, "author", 200)]
    return tuple(dict.fromkeys(n for n in names if n and "@" not in n))[:10]


def _language(tag: object) -> str | None:
    from hemera.languages import primary

    return primary(tag if isinstance(tag, str) else None)


def _entry_language(raw: Mapping[str, Any]) -> str | None:
    """Return the entry's own language (dc:language), else the one its texts are marked with or inherit, the body's first."""
    details = [*raw.get("content", ()), raw.get("title_detail") or {}, raw.get("summary_detail") or {}]
    return _language(raw.get("language")) or next((lang for d in details if (lang := _language(d.get("language")))), None)


def _section(raw: Mapping[str, Any]) -> str:
    terms = (markup.plain(str(tag.get("label") or tag.get("term") or ""), 100) for tag in raw.get("tags", ()))
    return next((term for term in terms if term), "")


def _image(raw: Mapping[str, Any], reader: Reader) -> str | None:
    media = [m for m in raw.get("media_content", ()) if _is_image(m)] + list(raw.get("media_thumbnail", ()))
    enclosures = [e for e in raw.get("enclosures", ()) if _is_image(e)]
    for found in media + enclosures:
        if (url := reader.link(found.get("url") or found.get("href"))) is not None:
            return url
    return None


def _is_image(media: Mapping[str, Any]) -> bool:
    kind = str(media.get("type") or media.get("medium") or "").lower()
    address = str(media.get("url") or media.get("href") or "").lower().partition("?")[0]
    return kind.startswith("image") or (not kind and address.endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")))


def _ttl(feed: Mapping[str, Any]) -> float | None:
    """Return the seconds between updates a feed announces (RSS ``ttl`` in minutes, or the syndication module)."""
    asked = _number(feed.get("ttl")) * 60
    if not asked and str(feed.get("sy_updateperiod", "")).strip() in _PERIODS:
        asked = _PERIODS[str(feed["sy_updateperiod"]).strip()] / max(1.0, _number(feed.get("sy_updatefrequency")))
    return min(asked, MAX_TTL) or None


def _number(value: object) -> float:
    match = re.fullmatch(r"\s*(\d{1,9})\s*", str(value or ""))
    return float(match[1]) if match else 0.0
