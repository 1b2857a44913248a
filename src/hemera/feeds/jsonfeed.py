"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hemera import languages, markup
from hemera.errors import ParseError
from hemera.feeds.posts import parse_posts
from hemera.feeds.reader import MAX_CONTENT, Reader, list_at, text_at
from hemera.feeds.repair import MAX_ENTRIES
from hemera.types import Entry, FeedDocument


def parse_json(text: str, reader: Reader) -> FeedDocument:
    """Read a JSON Feed, or a list of WordPress's posts; raises ``ParseError`` (``parse.not-feed``) for any other JSON."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        raise ParseError("parse.not-feed", "This JSON cannot be read.") from None
    if isinstance(feed, list):
        return parse_posts(feed, reader)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError("parse.not-feed", "This JSON is not a feed.")
    reader.language = languages.primary(text_at(feed, "language"))
    items = feed["items"]
    if len(items) > MAX_ENTRIES:
        reader.warnings["too-many-entries"] = None
    entries = [entry for item in items[:MAX_ENTRIES] if isinstance(item, dict) and (entry := _entry(item, reader))]
    return FeedDocument(tuple(entries), markup.plain(text_at(feed, "title"), 500), reader.language, warnings=tuple(reader.warnings))


def _entry(item: Mapping[str, Any], reader: Reader) -> Entry | None:
    url = reader.link(text_at(item, "url"), text_at(item, "external_url"), _address(text_at(item, "id")))
    if url is None:
        reader.warnings["entry-without-link"] = None
        return None
    published, published_raw = reader.date(text_at(item, "date_published") or text_at(item, "date_modified"))
    return Entry(
        url=url,
        guid=markup.line(text_at(item, "id"), 2_000),
        title=markup.line(text_at(item, "title"), 500),
        published=published,
        published_raw=published_raw,
        authors=_authors(item),
        summary=markup.plain(text_at(item, "summary") or text_at(item, "content_text"), 2_000),
        content_html=text_at(item, "content_html")[:MAX_CONTENT],
        language=languages.primary(text_at(item, "language")),
        section_raw=next((markup.line(t, 100) for t in list_at(item, "tags") if isinstance(t, str) and t.strip()), ""),
        image_url=reader.link(text_at(item, "image"), text_at(item, "banner_image")),
    )


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    people: Iterable[object] = [*list_at(item, "authors"), item.get("author")]
    names = (markup.line(text_at(person, "name"), 200) for person in people if isinstance(person, dict))
    return tuple(dict.fromkeys(name for name in names if name))[:10]


def _address(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""
