"""A page parsed once, for all the readers of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import is_normalized

from hemera import bounds, charset, markup, urls
from hemera.errors import ExtractError, ParseError
from hemera.extract import jsonld
from hemera.extract.choice import Said
from hemera.types import Hints

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_BYTES = 12_000_000  # of HTML; the rest is cut
MOST_READ = 3_000_000  # bytes that readers with a parser of their own are given
MOST_TAGS_READ = 20_000  # tags that they are given: some take quadratic time for paragraphs or line breaks by the ten thousand
MAX_DEPTH = 500  # levels of tags; what is nested deeper is not looked at
MAX_LINE = 1_000  # characters of a printed line
MAX_LINES = 20_000
_NOT_TEXT = (b"%PDF-", b"%!PS", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b\x08", b"RIFF", b"\x00\x00\x00")
_BLANK = b"\xef\xbb\xbf\t\n\f\r "  # may stand before them
# Bytes that no text holds: https://mimesniff.spec.whatwg.org/#binary-data-byte. A damaged page has a few.
_BINARY = bytes({*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)})
_HEAD = 2_000  # bytes in which they are counted
_CONTROLS = bytes({*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)})
SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head", "select", "textarea", "iframe"})
_BESIDE = frozenset({"nav", "aside", "footer", "form", "dialog"})
_MOST_NODES = 80  # in an element that may be a line
_WRAPPING = 1_000  # characters in a form from which it may hold the page
_NAMES = ("class", "id", "itemprop", "rel", "data-testid")


class Line(NamedTuple):
    """An element whose whole text is short enough to be a title, a by-line, a date…

    ``names`` is its classes, id and roles in lower case, ``value`` what it says to machines (``datetime`` or ``content``).
    """

    text: str
    tag: str
    names: str
    value: str
    element: LexborNode
    linked: bool  # inside a link, or holding one
    beside: bool  # inside navigation, a side column or the foot


@dataclass(slots=False)
class Page:
    """One page and what is known of it, each part read when it is first asked for."""

    url: str
    raw: bytes  # UTF-8, whatever the page was sent in, without its long scripts
    sent: bytes  # all of it
    tree: LexborHTMLParser
    hints: Hints
    decoded: charset.Decoded  # how its text was come by
    is_cut: bool = False  # some of it was too much, too long or too deep to be looked at
    is_narrowed: bool = False  # ``lines`` are only those at learned paths
    titled: tuple[Said[str] | None, Line | None] | None = None  # the title and its line, once they were looked for

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Names of ``<meta>``, lower case → contents, in document order."""
        return _meta(self.tree)

    @cached_property
    def nodes(self) -> list[dict[str, Any]]:
        """Every typed JSON-LD object."""
        return jsonld.nodes(script.text() for script in self.tree.css("script[type*='ld+json' i]"))

    @cached_property
    def article(self) -> dict[str, Any]:
        """The JSON-LD object that describes this page's article; {} if none does."""
        return jsonld.article(self.nodes, self.url)

    @cached_property
    def lines(self) -> list[Line]:
        """The printed lines, in document order of their ends. Cuts off what is nested too deep: no reader sees it."""
        self.flatten()
        return list(_walk(self.tree.root)) if self.tree.root is not None else []

    def flatten(self) -> None:
        """Cut off what is nested too deep."""
        if self.tree.root is not None and _cut(self.tree.root):
            self.is_cut = True
            self.raw = (self.tree.html or "").encode()

    @property
    def html(self) -> str:
        """The page's markup, for readers that parse it their own way; as much of it as they are given."""
        read = bounds.first_tags(self.raw[:MOST_READ], MOST_TAGS_READ)
        self.is_cut = self.is_cut or len(read) < len(self.raw)
        return read.translate(None, _CONTROLS).decode("utf-8", "replace")

    @cached_property
    def language(self) -> str | None:
        """What ``<html lang>`` says: the site's language, often not the article's."""
        root = self.tree.root
        return root.attributes.get("lang") if root is not None else None

    @cached_property
    def head_title(self) -> str:
        """The text of ``<title>``."""
        node = self.tree.css_first("head > title")
        return markup.line(node.text(), 1_000) if node is not None else ""

    def line(self, node: LexborNode, called: str = "") -> Line:
        """Return one element as a line; ``called`` are names it goes by beside its own."""
        said = node.attributes
        names = " ".join(filter(None, (called, *(said.get(name) for name in _NAMES)))).lower()
        text = markup.line(node.text(separator=" "), MAX_LINE)
        return Line(text, node.tag or "", names, _value(node.tag, said), node, node.css_first("a") is not None, False)

    def behind(self, node: LexborNode, most: int) -> list[Line]:
        """Return so many elements behind one, in document order, as lines; those that hold too much for one are left out."""
        found: list[Line] = []
        at: LexborNode | None = node
        inside = False  # what is inside the first is not behind it
        for _ in range(most * 4):
            at = _following(at, inside) if at is not None else None
            inside = True
            if at is None or len(found) == most:
                break
            if (at.tag or "-")[:1] not in {"-", "!"} and at.tag not in SILENT and _is_small(at) and (line := self.line(at)).text:
                found.append(line)
        return found

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

    def address(self, href: str | None) -> str | None:
        """Return an address on the page in normal form, None where it is none."""
        try:
            return urls.normalise(href, self.url) if href else None
        except ParseError:
            return None


def _value(tag: str | None, said: Mapping[str, str | None]) -> str:
    """Return what an element says to machines. A date may be an abbreviation's title: microformats.org/wiki/abbr-design-pattern."""
    return said.get("datetime") or said.get("content") or (said.get("title") if tag == "abbr" else "") or ""


def _is_small(node: LexborNode) -> bool:
    """Say whether an element holds so little that it may be a line."""
    return next(islice(node.traverse(include_text=True), _MOST_NODES, None), None) is None


def _following(node: LexborNode, inside: bool) -> LexborNode | None:
    """Return the next node in document order, that is inside this one only where that is asked for."""
    if inside and node.child is not None and node.tag not in SILENT:
        return node.child
    at: LexborNode | None = node
    while at is not None and at.next is None:
        at = at.parent
    return at.next if at is not None else None


def is_same(one: LexborNode | None, other: LexborNode | None) -> bool:
    """Say whether two nodes are one: ``==`` compares their markup, at the cost of writing it, and alike is not the same."""
    return one is not None and other is not None and one.mem_id == other.mem_id


def is_alike(one: LexborNode, other: LexborNode) -> bool:
    """Say whether two elements have the same markup; those of one tag alone are written for it."""
    return one.mem_id == other.mem_id or (one.tag == other.tag and bool(one == other))


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements around one, the nearest first, as far as a page may be deep."""
    outer = node.parent
    for _ in range(MAX_DEPTH):
        if outer is None or outer.tag in {"html", "-document"}:
            return
        yield outer
        outer = outer.parent


def parse(body: bytes, content_type: str, url: str, hints: Hints) -> Page:
    """Decode and parse a page; raises ``ExtractError`` (``extract.empty``, ``extract.not-html``)."""
    from selectolax.lexbor import LexborHTMLParser

    if not body[:_HEAD].strip(_BLANK) and not body.strip(_BLANK):
        raise ExtractError("extract.empty", "The page is empty.")
    if body[:_HEAD].lstrip(_BLANK).startswith(_NOT_TEXT):
        raise ExtractError("extract.not-html", "The page is not HTML.")
    head = bounds.without_scripts(body[:MAX_BYTES])
    decoded = charset.read(head, content_type)
    readable = decoded.encoding == "utf-8" and not decoded.damage
    raw = head if readable else decoded.text.encode("utf-8", "replace")
    if _is_binary(raw[:_HEAD]):
        raise ExtractError("extract.not-html", "The page is not HTML.")
    tame = bounds.bounded(raw)
    tree = LexborHTMLParser(tame.raw)
    if tree.body is None or tree.body.child is None:
        raise ExtractError("extract.not-html", "The page is not HTML.")
    page = Page(url, tame.raw, body, tree, hints, decoded, tame.is_cut or len(body) > MAX_BYTES)
    if tame.is_odd:
        page.flatten()  # now: selectors are looked for before lines are read, and in a deep page take minutes
    return page


def _is_binary(head: bytes) -> bool:
    return len(head) - len(head.translate(None, _BINARY)) > max(16, len(head) // 20)


def tidy(text: str, limit: int) -> str:
    """Return what ``markup.line`` does; most of a page's texts are one line already, which costs a third to see."""
    bare = text.strip()
    if bare.isprintable() and "  " not in bare and len(bare) <= limit and (bare.isascii() or is_normalized("NFC", bare)):
        return bare
    return markup.line(text, limit)


def _meta(tree: LexborHTMLParser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.css("meta"):
        said = element.attributes
        name = said.get("property") or said.get("name") or said.get("itemprop")
        content = said.get("content")
        if name and content:
            found.setdefault(name.strip().lower(), []).append(tidy(content, 4_000))
    return found


class _Open:
    """An element on the way from its start to its end."""

    __slots__ = ("article", "beside", "linked", "links", "node", "said", "size", "tag", "texts")

    def __init__(self, node: LexborNode, tag: str, outer: _Open | None) -> None:
        self.node = node
        self.tag = tag
        self.said: Mapping[str, str | None] = node.attributes
        self.texts: list[str] = []
        self.size = 0
        self.linked: bool = tag == "a" or (outer is not None and outer.linked)
        self.article: bool = tag in {"article", "main"} or (outer is not None and outer.article)
        foot = tag == "footer" and self.article  # an article's own foot may hold its by-line
        self.beside: bool = (tag in _BESIDE and not foot and not _wraps(node, tag)) or (outer is not None and outer.beside)
        self.links = 0

    def add(self, texts: list[str], size: int) -> None:
        self.size += size
        if self.size <= MAX_LINE * 2:
            self.texts.extend(texts)


def _wraps(node: LexborNode, tag: str) -> bool:
    """Say whether a form holds the page, as ASP.NET's does: it has text in paragraphs or tables, and most of all there is."""
    if tag != "form" or len(text := node.text()) < _WRAPPING or node.css_first("p, td, article, h1") is None:
        return False
    outermost = [node, *ancestors(node)][-1]
    return 2 * len(text) > len(outermost.text())


def _cut(root: LexborNode) -> bool:
    """Remove what is nested deeper than ``MAX_DEPTH``; many a reader takes quadratic time there. Say whether anything was."""
    node, depth, cut = root, 0, False
    while True:
        child = node.child
        if child is not None and depth >= MAX_DEPTH:
            while (child := node.child) is not None:
                child.decompose()
            cut = True
        elif child is not None:
            node, depth = child, depth + 1
            continue
        while (following := node.next) is None:
            parent = node.parent
            if parent is None or depth == 0:
                return cut
            node, depth = parent, depth - 1
        node = following


def _walk(root: LexborNode) -> Iterator[Line]:
    """Yield the printed lines in one pass."""
    yield from islice((line for line in _ended(root) if line is not None), MAX_LINES)


def _ended(root: LexborNode) -> Iterator[Line | None]:
    """Yield each element's line where it ends, None where it has none."""
    open_: list[_Open] = []
    node: LexborNode | None = root
    while node is not None:
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            if open_:
                open_[-1].add([text], len(text))
        elif tag[:1] not in {"-", "!"} and tag not in SILENT:
            open_.append(_Open(node, tag, open_[-1] if open_ else None))
            if node.child is not None:
                node = node.child
                continue
            yield _closed(open_)
        while node is not None and node.next is None and open_:
            node = node.parent
            yield _closed(open_)
        node = node.next if node is not None and open_ else None


def _closed(open_: list[_Open]) -> Line | None:
    """Take the innermost element off the stack, give its text to the one around it, and return its line if it is one."""
    ended = open_.pop()
    if open_:
        open_[-1].links += ended.links + (ended.tag == "a")
        open_[-1].add([" ", *ended.texts, " "], ended.size)
    value = _value(ended.tag, ended.said)
    text = markup.line("".join(ended.texts), MAX_LINE) if ended.size <= MAX_LINE * 2 else ""
    if not text and not value:
        return None
    names = " ".join(filter(None, (ended.said.get(name) for name in _NAMES))).lower()
    return Line(text, ended.tag, names, value, ended.node, ended.linked or ended.links > 0, ended.beside)
