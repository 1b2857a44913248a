"""The forms of a feed: RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1 say the same of the same articles. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from hemera.portal.syndication import Channel, Item, Picture

MINUTES = 15  # how long readers are asked to leave a feed alone
_NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # https://www.w3.org/TR/xml/#charsets
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed without items: equal content, equal bytes, equal ETag


def xml_text(text: str) -> str:
    """Drop the few characters XML cannot hold."""
    return _NOT_XML.sub("", text)


class RssFeed(Rss201rev2Feed):
    """Adds to Django's RSS what news readers look for: several authors, full text, picture, source, each item's language."""

    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | _NAMESPACES

    def latest_post_date(self) -> datetime:
        return max((item["pubdate"] for item in self.items), default=_EPOCH)

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.addQuickElement("dc:creator", author)
        handler.addQuickElement("dc:source", item["origin"])
        handler.addQuickElement("source", item["source"], {"url": item["home"]})
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])
        if item["picture"]:
            _add_picture(handler, item["picture"])


class AtomFeed(Atom1Feed):
    """Adds to Django's Atom the same: several authors, full text, the way to the source, each entry's language."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=_EPOCH)

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"] or [item["source"]]:  # every entry has one
            handler.startElement("author", {})  # type: ignore[arg-type]
            handler.addQuickElement("name", author)
            handler.endElement("author")
        handler.addQuickElement("link", "", {"rel": "via", "href": item["origin"], "title": item["source"]})
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})
        if item["picture"]:
            handler.addQuickElement("link", "", {"rel": "enclosure", "href": item["picture"].url, "type": "image/webp"})


def rss(channel: Channel, items: Iterable[Item]) -> bytes:
    """Write RSS 2.0; each item speaks its own language."""
    return _xml(RssFeed, channel, items, ttl=MINUTES)


def atom(channel: Channel, items: Iterable[Item]) -> bytes:
    """Write Atom 1.0."""
    return _xml(AtomFeed, channel, items, author_name=xml_text(channel.name))


def json_feed(channel: Channel, items: Sequence[Item]) -> bytes:
    """Write JSON Feed, https://www.jsonfeed.org/version/1.1/."""
    found = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.description,
        "home_page_url": channel.page,
        "feed_url": channel.address,
        "language": channel.language,
        "authors": [{"name": channel.name}],
        "items": [_json_item(item) for item in items],
    }
    return json.dumps(found, ensure_ascii=False, indent=1).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of every feed: what its address ends in, and what it is called."""

    suffix: str
    media_type: str
    name: str
    write: Callable[[Channel, Sequence[Item]], bytes]


FORMS = {
    "rss": Form("", "application/rss+xml", "RSS", rss),
    "atom": Form(".atom", "application/atom+xml", "Atom", atom),
    "json": Form(".json", "application/feed+json", "JSON Feed", json_feed),
}


def _xml(kind: type[SyndicationFeed], channel: Channel, items: Iterable[Item], **more: Any) -> bytes:
    title, description = xml_text(channel.title), xml_text(channel.description)
    feed = kind(title, channel.page, description, subtitle=description, language=channel.language, feed_url=channel.address, **more)
    for item in items:
        feed.add_item(**_xml_item(item))
    return feed.writeString("utf-8").encode()


def _xml_item(item: Item) -> dict[str, Any]:
    return {
        "title": xml_text(item.title),
        "link": item.link,
        "description": escape(xml_text(item.lead)) or None,
        "pubdate": item.published,
        "updateddate": item.changed,
        "unique_id": item.id,
        "unique_id_is_permalink": True,
        "categories": [item.section] if item.section else (),
        "language": item.language,
        "authors": [xml_text(name) for name in item.authors],
        "origin": xml_text(item.origin),
        "source": xml_text(item.source),
        "home": item.home,
        "content": xml_text(item.content),
        "picture": item.picture,
    }


def _json_item(item: Item) -> dict[str, Any]:
    content = {"content_html": item.content} if item.content else {"content_text": item.lead or item.title}  # one of both must be
    found = {
        "id": item.id,
        "url": item.link,
        "external_url": item.origin,
        "title": item.title,
        **content,
        "summary": item.lead,
        "image": item.picture.url if item.picture else "",
        "date_published": item.published.isoformat(),
        "date_modified": item.changed.isoformat() if item.changed != item.published else "",
        "authors": [{"name": name} for name in item.authors or (item.source,)],
        "tags": [item.section] if item.section else [],
        "language": item.language,
        "_source": {"name": item.source, "url": item.home},  # an extension of ours: who printed it
    }
    return {name: value for name, value in found.items() if value}


def _add_picture(handler: SimplerXMLGenerator, picture: Picture) -> None:
    handler.startElement("media:content", {"url": picture.url, "medium": "image", "type": "image/webp"})  # type: ignore[arg-type]
    for name, text in (("media:description", picture.caption), ("media:credit", picture.credit)):
        if text:
            handler.addQuickElement(name, xml_text(text))
    handler.endElement("media:content")
