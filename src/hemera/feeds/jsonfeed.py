"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hemera import languages, markup
from hemera.errors import ParseError
from hemera.feeds.reader import Reader
from hemera.feeds.repair import MAX_ENTRIES
from hemera.types import Entry, FeedDocument


def parse_json(text: str, reader: Reader) -> FeedDocument:
    """Read a JSON Feed; raises ``ParseError`` (``parse.not-feed``) for any other JSON."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        raise ParseError("parse.not-feed", "This JSON cannot be read.") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError("parse.not-feed", "This JSON is not a feed.")
    reader.language = languages.primary(_text(feed, "language"))
    items = feed["items"]
    if len(items) > MAX_ENTRIES:
        reader.warnings["too-many-entries"] = None
    entries = [entry for item in items[:MAX_ENTRIES] if isinstance(item, dict) and (entry := _entry(item, reader))]
    return FeedDocument(tuple(entries), markup.plain(_text(feed, "title"), 500), reader.language, warnings=tuple(reader.warnings))


def _entry(item: Mapping[str, Any], reader: Reader) -> Entry | None:
    url = reader.link(_text(item, "url"), _text(item, "external_url"), _address(_text(item, "id")))
    if url is None:
        reader.warnings["entry-without-link"] = None
        return None
    published, published_raw = reader.date(_text(item, "date_published") or _text(item, "date_modified"))
    return Entry(
        url=url,
        guid=markup.line(_text(item, "id"), 2_000),
        title=markup.line(_text(item, "title"), 500),
        published=published,
        published_raw=published_raw,
        authors=_authors(item),
        summary=markup.plain(_text(item, "summary") or _text(item, "content_text"), 2_000),
        content_html=_text(item, "content_html"),
        language=languages.primary(_text(item, "language")),
        section_raw=next((markup.line(t, 100) for t in _list(item, "tags") if isinstance(t, str) and t.strip()), ""),
        image_url=reader.link(_text(item, "image"), _text(item, "banner_image")),
    )


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    people: Iterable[object] = [*_list(item, "authors"), item.get("author")]
    names = (markup.line(_text(person, "name"), 200) for person in people if isinstance(person, dict))
    return tuple(dict.fromkeys(name for name in names if name))[:10]


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _list(item: Mapping[str, Any], name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _address(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""
