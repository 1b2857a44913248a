"""RSS 2.0 of any list of articles, as far as the rights of each source allow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from hemera.languages import direction
from hemera.portal import addresses, lasting, rights, wording
from hemera.portal.lines import Desk
from hemera.types import Article, Block, BlockKind, Image, Rights

LENGTH = 50  # items of a feed
MINUTES = 15  # how long readers are asked to leave a feed alone
_NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # https://www.w3.org/TR/xml/#charsets
_ELEMENTS = {BlockKind.SUBHEAD: "h3", BlockKind.TIME: "h4", BlockKind.QUOTE: "blockquote", BlockKind.ITEM: "li"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is of. Addresses are absolute."""

    title: str
    description: str
    page: str
    address: str


class PressFeed(Rss201rev2Feed):
    """Adds to Django's RSS what news readers look for: several authors, full text, picture, source, each item's language."""

    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | _NAMESPACES

    def latest_post_date(self) -> datetime:
        """Return the newest item's date. Without items a fixed moment: equal content, equal bytes, equal ETag."""
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
            _add_picture(handler, *item["picture"])


def rss(channel: Channel, articles: Iterable[Article], desk: Desk, site: str) -> bytes:
    """Write a feed, in the language of the desk; each item speaks its own."""
    title, description = xml_text(channel.title), xml_text(channel.description)
    feed = PressFeed(title, channel.page, description, language=desk.language, feed_url=channel.address, ttl=MINUTES)
    for article in articles:
        feed.add_item(**_item(article, desk, site))
    return feed.writeString("utf-8").encode()


def xml_text(text: str) -> str:
    """Drop the few characters XML cannot hold."""
    return _NOT_XML.sub("", text)


def _item(article: Article, desk: Desk, site: str) -> dict[str, Any]:
    line, shown = article.line, rights.shown(article, desk.now, trusted=desk.trusted, machine=True)
    image = rights.picture(line, shown.terms)
    known = desk.sources.get(line.source)
    return {
        "title": xml_text(line.title or line.url),
        "link": site + addresses.article(desk.language, line.source, line.number),
        "description": escape(xml_text(shown.lead)) or None,
        "pubdate": line.published,
        "unique_id": site + lasting.path(line),
        "unique_id_is_permalink": True,
        "categories": [wording.section(line.section)] if line.section else (),
        "language": line.language,
        "authors": [xml_text(name) for name in line.authors],
        "origin": xml_text(line.url),
        "source": xml_text(desk.name(line.source, desk.language)),
        "home": known.home if known else line.url,
        "content": xml_text(html(shown.blocks, line.language)) if shown.level is Rights.FULL else "",
        "picture": (site + addresses.image(image.sha256, 1200), image) if image else None,
    }


def html(blocks: Iterable[Block], language: str) -> str:
    """Return blocks as the little HTML that every news reader knows."""
    body = "".join(_element(block) for block in blocks if block.kind is not BlockKind.CAPTION)
    body = re.sub(r"((?:<li(?: [^>]*)?>.*?</li>)+)", r"<ul>\1</ul>", body, flags=re.DOTALL)
    return f'<div lang="{escape(language)}" dir="{direction(language)}">{body}</div>' if body else ""


def _element(block: Block) -> str:
    name = _ELEMENTS.get(block.kind, "p")
    own = f' lang="{escape(block.language)}" dir="{direction(block.language)}"' if block.language else ""
    return f"<{name}{own}>{escape(block.text)}</{name}>"


def _add_picture(handler: SimplerXMLGenerator, address: str, image: Image) -> None:
    handler.startElement("media:content", {"url": address, "medium": "image", "type": "image/webp"})  # type: ignore[arg-type]
    for name, text in (("media:description", image.caption), ("media:credit", image.credit)):
        if text:
            handler.addQuickElement(name, xml_text(text))
    handler.endElement("media:content")
