"""The links of a page: where each leads, how it reads, and where on the page it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hemera import languages, markup, urls
from hemera.charset import decode
from hemera.errors import ParseError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_BYTES = 8_000_000
MAX_LINKS = 3_000
_NEAR = 5  # of them that make a place
_AROUND = 8  # of them that may say it is a menu: names of what holds the whole page say nothing
_WORD = re.compile(r"[A-Za-z]+")
_CHROME_TAGS = frozenset(("nav", "footer"))
_CHROME_ROLES = frozenset(("navigation", "contentinfo", "banner", "menu", "menubar", "search"))
_CHROME_WORDS = frozenset((
    "nav", "navbar", "navigation", "menu", "menus", "footer", "pied", "masthead", "topbar", "breadcrumb", "breadcrumbs", "ariane",
    "pathway", "pagination", "pager", "pagenavi", "social", "share", "sharing", "partage", "sharedaddy", "tags", "tagcloud",
    "lang", "langs", "langue", "langues", "languages", "login", "cookie", "cookies", "byline", "author", "auteur", "copyright",
))  # fmt: skip
_BODY_TAGS = frozenset(("article", "main", "li", "h1", "h2", "h3", "h4"))
_HEADINGS = "h1, h2, h3, h4, h5"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page of the same site. Of several on one page to one address, the one with the longest text."""

    url: str
    title: str
    place: str  # of the elements around it: the same for all items of a list
    chrome: bool  # in a menu, a footer, a bread crumb
    heading: bool  # it is a headline, or stands in one
    rel: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page's links in its order, and what it says of its language."""

    url: str
    links: tuple[Link, ...]
    language: str | None = None


def read(body: bytes, url: str, content_type: str = "") -> Page:
    """Read the links of an HTML page.

    Raises ``ParseError``: ``parse.too-large``, ``parse.empty``.
    """

    if len(body) > MAX_BYTES:
        raise ParseError("parse.too-large", "A page of {size} bytes.", size=len(body))
    if not body.strip():
        raise ParseError("parse.empty", "The page is empty.")
    return of_tree(markup.parsed(decode(body, content_type)), url)


def of_tree(tree: LexborHTMLParser, url: str) -> Page:
    """Read the links of a parsed page."""
    places = _Places()
    base = base_of(tree, url)
    sites: dict[str, bool] = {}
    found: dict[str, Link] = {}
    for anchor in tree.css("a[href]")[:MAX_LINKS]:
        address = _address(anchor, base)
        if address is None or address == url or not _ours(address, url, sites):
            continue
        link, known = _link(anchor, address, places), found.get(address)
        if known is None or len(known.title) < len(link.title):
            found[address] = link
    language = languages.primary(tree.root.attributes.get("lang")) if tree.root else None
    return Page(url, tuple(found.values()), language)


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """Return what relative addresses of a page are relative to."""
    element = tree.css_first("base[href]")
    try:
        return urls.normalise(element.attributes.get("href") or "", url) if element else url
    except ParseError:
        return url


def _address(anchor: LexborNode, base: str) -> str | None:
    href = anchor.attributes.get("href") or ""
    try:
        return None if href.lstrip().startswith("#") else urls.normalise(href, base)
    except ParseError:
        return None


def _ours(address: str, url: str, sites: dict[str, bool]) -> bool:
    host = address.split("/", 3)[2]
    if host not in sites:
        sites[host] = urls.same_site(address, url)
    return sites[host]


def _link(anchor: LexborNode, address: str, places: _Places) -> Link:
    place, chrome, headed = places.of(anchor)
    heading = anchor.css_first(_HEADINGS)
    said = languages.primary(anchor.attributes.get("hreflang")) or languages.primary(anchor.attributes.get("lang"))
    rel = tuple((anchor.attributes.get("rel") or "").lower().split()[:5])
    return Link(address, _title(anchor, heading), place, chrome, headed or heading is not None, rel, said)


def _title(anchor: LexborNode, heading: LexborNode | None) -> str:
    text = markup.line((heading or anchor).text(separator=" "), 300)
    if text:
        return text
    picture = anchor.css_first("img[alt]")
    named = anchor.attributes.get("title") or anchor.attributes.get("aria-label")
    return markup.line(named or (picture.attributes.get("alt") if picture else "") or "", 300)


class _Places:
    """Where elements stand; each element is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, bool, bool]] = {}

    def of(self, anchor: LexborNode) -> tuple[str, bool, bool]:
        """Return (place, in a menu or the like, in a headline) of an anchor."""
        names, chrome, heading = [_name(anchor)], False, False
        node = anchor.parent
        for _ in range(_AROUND):
            if node is None or node.tag in ("body", "html", "-undef"):
                break
            name, is_chrome, is_heading = self._look(node)
            names.append(name)
            chrome, heading, node = chrome or is_chrome, heading or is_heading, node.parent
        return "<".join(names[:_NEAR]), chrome, heading

    def _look(self, node: LexborNode) -> tuple[str, bool, bool]:
        known = self._known.get(node.mem_id)
        if known is None:
            known = self._known[node.mem_id] = (_name(node), _is_chrome(node), node.tag in _HEADINGS.split(", "))
        return known


def _name(node: LexborNode) -> str:
    """Call an element by its tag and its first class that is not one item's own."""
    classes = (node.attributes.get("class") or "").split()[:6]
    lasting = next((name for name in classes if not any(char.isdigit() for char in name)), "")
    return f"{node.tag}.{lasting[:30]}" if lasting else str(node.tag)


def _is_chrome(node: LexborNode) -> bool:
    if node.tag in _CHROME_TAGS or node.attributes.get("role") in _CHROME_ROLES:
        return True
    if node.tag in _BODY_TAGS:
        return False  # `<article class="tag-…">`: what an item is about
    named = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"[:300]
    return not _CHROME_WORDS.isdisjoint(word.lower() for word in _WORD.findall(named))
