"""What a front page says of its site: feeds, name, languages, logo, system, other editions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hemera import languages, markup, urls
from hemera.charset import decode
from hemera.errors import ParseError
from hemera.feeds import links
from hemera.feeds.links import Page

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_BYTES = 4_000_000
MAX_FEEDS = 50
MAX_EDITIONS = 20
_MAX_JSON = 500_000  # characters of one script
_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_FEED_PATH = re.compile(r"(?:^|[/._?=-])(?:rss2?|atom|feeds?|backend|rdf|xml-rss)(?:$|[/._?=&-])", re.IGNORECASE)
_ORGANISATIONS = ("NewsMediaOrganization", "Organization", "WebSite", "Newspaper", "Periodical", "PublicationIssue")
_BETWEEN = re.compile(r"\s+[|–—»•·:-]\s+")
# What titles of front pages say beside the name, or instead of it.
_NO_NAMES = frozenset((
    "accueil", "home", "homepage", "welcome", "bienvenue", "à la une", "a la une", "la une", "الرئيسية", "الصفحة الرئيسية",
    "الواجهة", "الموقع الرسمي", "site officiel", "official site", "index",
))  # fmt: skip
# What language switches say.
_TONGUES = {
    "العربية": "ar", "عربي": "ar", "عربية": "ar", "بالعربية": "ar", "ar": "ar", "arabe": "ar", "arabic": "ar", "français": "fr",
    "francais": "fr", "fr": "fr", "french": "fr", "الفرنسية": "fr", "english": "en", "en": "en", "anglais": "en",
    "الإنجليزية": "en",
    "español": "es", "es": "es", "italiano": "it", "deutsch": "de", "ⵜⴰⵎⴰⵣⵉⵖⵜ": "zgh", "tamazight": "zgh", "amazigh": "zgh",
    "الأمازيغية": "zgh", "türkçe": "tr", "فارسی": "fa", "русский": "ru", "中文": "zh", "português": "pt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Announced:
    """A feed named by ``<link rel=alternate>``, or by a link of the page."""

    url: str
    title: str
    type: str


@dataclass(frozen=True, slots=True)
class Edition:
    """The same outlet's front page in another language."""

    url: str
    language: str


@dataclass(frozen=True, slots=True)
class Front:
    """What a front page says."""

    url: str
    page: Page
    name: str = ""
    language: str = ""  # of its text, "" where there is too little
    tags: tuple[str, ...] = ()  # language tags as printed: their regions may tell the country
    logo: str = ""
    system: str = ""  # what it is made with, as it says itself
    wordpress: str = ""  # root of WordPress's JSON
    feeds: tuple[Announced, ...] = ()
    editions: tuple[Edition, ...] = ()


def discover(body: bytes, url: str, content_type: str = "") -> tuple[Announced, ...]:
    """Return the feeds an HTML page announces, in its order, without doubles; comment feeds last."""
    return _announced(_tree(body, content_type), url)


def look(body: bytes, url: str, content_type: str = "") -> Front:
    """Read a front page."""
    tree = _tree(body, content_type)
    page = links.of_tree(tree, url)
    organisation = _organisation(tree)
    printed = " ".join(link.title for link in page.links if len(link.title) > 25)
    said = languages.primary(tree.root.attributes.get("lang") if tree.root else "")
    tongue = languages.detect(printed, [said] if said else [])[0] if len(printed) > 100 else said
    return Front(
        url=url,
        page=page,
        name=_name(tree, organisation),
        language=tongue or "",
        tags=tuple(_tags(tree)),
        logo=_logo(tree, organisation, url),
        system=markup.line(_meta(tree, "generator"), 60),
        wordpress=_wordpress(tree, url),
        feeds=_announced(tree, url) or _linked(tree, url),
        editions=_editions(tree, url, tongue or ""),
    )


def _tree(body: bytes, content_type: str) -> LexborHTMLParser:

    return markup.parsed(decode(body[:MAX_BYTES], content_type))


def _announced(tree: LexborHTMLParser, url: str) -> tuple[Announced, ...]:
    found: dict[str, Announced] = {}
    for link in tree.css("link[rel~=alternate][href]")[: MAX_FEEDS * 4]:
        kind = (link.attributes.get("type") or "").partition(";")[0].strip().lower()
        if kind in _TYPES and (address := _address(link, url)):
            found.setdefault(address, Announced(address, markup.line(link.attributes.get("title") or "", 200), kind))
    return tuple(sorted(list(found.values())[:MAX_FEEDS], key=lambda feed: "comment" in (feed.url + feed.title).lower()))


def _linked(tree: LexborHTMLParser, url: str) -> tuple[Announced, ...]:
    """Return links that are called as feeds are, for pages that announce none."""
    found: dict[str, Announced] = {}
    for anchor in tree.css("a[href]")[: links.MAX_LINKS]:
        address = _address(anchor, url)
        if (
            address
            and address != url
            and _FEED_PATH.search(address.partition("//")[2].partition("/")[2])
            and urls.same_site(address, url)
        ):
            found.setdefault(address, Announced(address, markup.line(anchor.text(separator=" "), 200), ""))
    return tuple(found.values())[:MAX_FEEDS]


def _address(element: LexborNode, base: str, name: str = "href") -> str | None:
    try:
        return urls.normalise(element.attributes.get(name) or "", base)
    except ParseError:
        return None


def _meta(tree: LexborHTMLParser, name: str) -> str:
    element = tree.css_first(f'meta[property="{name}"]') or tree.css_first(f'meta[name="{name}"]')
    return (element.attributes.get("content") or "").strip() if element else ""


def _tags(tree: LexborHTMLParser) -> Iterator[str]:
    if tree.root and (tag := tree.root.attributes.get("lang")):
        yield tag[:35]
    if tag := _meta(tree, "og:locale"):
        yield tag[:35]


def _organisation(tree: LexborHTMLParser) -> dict[str, Any]:
    """Return what JSON-LD says of the publisher: the first thing that is one."""
    for script in tree.css('script[type="application/ld+json"]')[:20]:
        text = script.text()
        try:
            things = _things(json.loads(text)) if len(text) <= _MAX_JSON else []
        except (ValueError, RecursionError):
            continue
        for wanted in _ORGANISATIONS:
            if found := next((thing for thing in things if wanted in _kinds(thing) and thing.get("name")), None):
                return found
    return {}


def _things(value: object) -> list[dict[str, Any]]:
    """Return the objects of a JSON-LD document down to its publishers."""
    if isinstance(value, list):
        return [thing for item in value[:50] for thing in _things(item)]
    if not isinstance(value, dict):
        return []
    return [value, *(_things(value["@graph"]) if "@graph" in value else ()), *(_things(value.get("publisher")))]


def _kinds(thing: dict[str, Any]) -> list[str]:
    kind = thing.get("@type")
    return [str(each) for each in kind] if isinstance(kind, list) else [str(kind)]


def _name(tree: LexborHTMLParser, organisation: dict[str, Any]) -> str:
    """Return the outlet's name: as said for machines, else the shortest part of the title."""
    said = _meta(tree, "og:site_name") or organisation.get("name") or _meta(tree, "application-name")
    if isinstance(said, str) and said.strip():
        return markup.line(said, 100)
    title = tree.css_first("title")
    parts = _BETWEEN.split(markup.line(title.text() if title else "", 300))
    ends = [part for part in (parts[0], parts[-1]) if part.strip() and part.strip().casefold() not in _NO_NAMES]
    return markup.line(min(ends, key=len, default=""), 100)


def _logo(tree: LexborHTMLParser, organisation: dict[str, Any], url: str) -> str:
    logo = organisation.get("logo")
    said = logo.get("url") if isinstance(logo, dict) else logo
    if isinstance(said, str) and urls.is_http(said):
        return urls.normalise(said)
    named = next((image for image in tree.css("img[src]")[:60] if _is_logo(image)), None)
    found = _address(named, url, "src") if named else None
    icon = tree.css_first("link[rel~=apple-touch-icon][href]") or tree.css_first("link[rel~=icon][href]")
    return found or (_address(icon, url) if icon else None) or ""


def _is_logo(image: LexborNode) -> bool:
    around = (image.attributes, image.parent.attributes if image.parent else {})
    return any("logo" in f"{each.get('class')} {each.get('id')} {each.get('src')}".lower() for each in around)


def _wordpress(tree: LexborHTMLParser, url: str) -> str:
    link = tree.css_first('link[rel="https://api.w.org/"][href]')
    if link:
        return _address(link, url) or ""
    made = "wordpress" in _meta(tree, "generator").lower() or tree.css_first(
        'link[href*="/wp-content/"], script[src*="/wp-content/"]'
    )
    return urls.normalise("/wp-json/", url) if made else ""


def _editions(tree: LexborHTMLParser, url: str, own: str) -> tuple[Edition, ...]:
    """Return other languages' front pages: named in the head, else behind what reads as a language switch."""
    found: dict[str, Edition] = {}
    for link in [*tree.css("link[rel~=alternate][hreflang]")[:MAX_EDITIONS], *tree.css("a[href]")[: links.MAX_LINKS]]:
        tag = languages.primary(link.attributes.get("hreflang")) or (_switch(link) if link.tag == "a" else None)
        address = _address(link, url)
        if tag and tag != own and address and address != url and len(found) < MAX_EDITIONS:
            found.setdefault(tag, Edition(address, tag))
    return tuple(found.values())


def _switch(anchor: LexborNode) -> str | None:
    text = anchor.text(strip=True)
    return _TONGUES.get(text.casefold()) if len(text) <= 12 else None
