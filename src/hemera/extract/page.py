"""A page parsed once, for all the readers of its fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hemera import charset, markup, urls
from hemera.errors import ExtractError, ParseError
from hemera.extract import jsonld
from hemera.types import Hints

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_CHARACTERS = 8_000_000  # of decoded HTML; the rest is cut
MAX_DEPTH = 500  # levels of tags; no page is nested deeper
MAX_LINE = 1_000  # characters of a printed line
MAX_LINES = 20_000
_NOT_TEXT = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x00\x00\x00")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A tag with attributes by the thousand takes a parser minutes; a long one with few holds a picture or a script's data.
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")
_MANY_ATTRIBUTES = 1_000
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head", "select", "textarea"})
_BESIDE = frozenset({"nav", "aside", "footer", "form", "dialog"})


class Line(NamedTuple):
    """An element whose whole text is short enough to be a title, a by-line, a date… ``names`` is its classes, id and roles."""

    text: str
    tag: str
    names: str
    element: HtmlElement
    linked: bool  # inside a link, or holding one
    beside: bool  # inside navigation, a side column or the foot


@dataclass(slots=True)
class Page:
    """One page and what is known of it. ``meta`` maps lower-case names to contents, in document order."""

    url: str
    tree: HtmlElement
    hints: Hints
    meta: dict[str, list[str]]
    nodes: list[dict[str, Any]]  # every typed JSON-LD object
    article: dict[str, Any]  # the one that describes this page's article; {} if none
    lines: list[Line]  # in document order of their ends

    def first_meta(self, *names: str) -> tuple[str, str] | None:
        """Return (content, name) of the first of these meta names that is not empty."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content.strip():
                    return content.strip(), name
        return None

    def named(self, *parts: str, tags: Iterable[str] = (), beside: bool = False) -> Iterator[Line]:
        """Yield lines one of whose names holds one of ``parts``, or with one of ``tags``; those beside the article if asked."""
        wanted = frozenset(tags)
        for line in self.lines:
            if (beside or not line.beside) and (line.tag in wanted or any(part in line.names for part in parts)):
                yield line

    def address(self, href: str) -> str | None:
        """Return an address on the page in normal form, None where it is none."""
        try:
            return urls.normalise(href, self.url)
        except ParseError:
            return None


def parse(body: bytes, content_type: str, url: str, hints: Hints) -> Page:
    """Decode and parse a page; raises ``ExtractError`` (``extract.empty``, ``extract.not-html``)."""
    if not body.strip():
        raise ExtractError("extract.empty", "The page is empty.")
    if body.startswith(_NOT_TEXT):
        raise ExtractError("extract.not-html", "The page is not HTML.")
    text = _ILLEGAL.sub("", charset.decode(body[: MAX_CHARACTERS * 4], content_type)[:MAX_CHARACTERS])
    tree = _tree(_LONG_TAG.sub(lambda tag: "<" if tag[0].count("=") > _MANY_ATTRIBUTES else tag[0], text))
    lines = _walk(tree)
    nodes = jsonld.nodes(
        script.text for script in tree.iter("script") if script.text and "ld+json" in (script.get("type") or "").lower()
    )
    return Page(url, tree, hints, _meta(tree), nodes, jsonld.article(nodes, url), lines)


def _tree(text: str) -> HtmlElement:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise ExtractError("extract.not-html", "The page is not HTML.") from None
    if tree.tag != "html" or not len(tree):
        raise ExtractError("extract.not-html", "The page is not HTML.")
    return tree


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content:
            found.setdefault(name.strip().lower(), []).append(markup.line(content, 4_000))
    return found


class _Open:
    """An element on the way from its start to its end."""

    __slots__ = ("article", "beside", "linked", "links", "size", "texts")

    def __init__(self, element: HtmlElement, outer: _Open | None) -> None:
        self.texts: list[str] = [element.text or ""]
        self.size = len(self.texts[0])
        self.linked: bool = element.tag == "a" or (outer is not None and outer.linked)
        self.article: bool = element.tag in {"article", "main"} or (outer is not None and outer.article)
        foot = element.tag == "footer" and self.article  # an article's own foot may hold its by-line
        self.beside: bool = (element.tag in _BESIDE and not foot) or (outer is not None and outer.beside)
        self.links = 0

    def add(self, texts: list[str], size: int, tail: str) -> None:
        self.size += size + len(tail)
        if self.size <= MAX_LINE * 2:
            self.texts.extend(texts)
            self.texts.append(tail)


def _walk(tree: HtmlElement) -> list[Line]:
    """Collect the printed lines in one pass, and cut off what is nested too deep: no reader sees it, and readers may recurse."""
    from lxml import etree

    lines: list[Line] = []
    open_: list[_Open] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag in _SILENT:
                walk.skip_subtree()
            if len(open_) >= MAX_DEPTH:
                element[:] = []
                walk.skip_subtree()
            open_.append(_Open(element, open_[-1] if open_ else None))
            continue
        ended = open_.pop()
        silent = element.tag in _SILENT
        if not silent and ended.size <= MAX_LINE * 2 and len(lines) < MAX_LINES and (line := _line(element, ended)):
            lines.append(line)
        if open_:
            open_[-1].links += ended.links + (element.tag == "a")
            open_[-1].add([] if silent else [" ", *ended.texts, " "], 0 if silent else ended.size, element.tail or "")
    return lines


def _line(element: HtmlElement, ended: _Open) -> Line | None:
    text = markup.line("".join(ended.texts), MAX_LINE)
    if not text:
        return None
    names = " ".join(filter(None, (element.get(name) for name in ("class", "id", "itemprop", "rel")))).lower()
    return Line(text, str(element.tag), names, element, ended.linked or ended.links > 0, ended.beside)
