"""HTML from outside, made harmless: an allow-list for what is kept, plain blocks for what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hemera import markup, urls
from hemera.errors import ParseError
from hemera.types import Block, BlockKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST_SUBHEAD = 120  # characters
MAX_MARKUP = 1_000_000  # characters
TAGS = frozenset({
    "p", "br", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "b", "i", "a", "figure", "figcaption", "img",
    "table", "thead", "tbody", "tr", "th", "td", "sup", "sub", "pre", "code", "hr", "span", "time", "bdi",
})  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
    "*": {"dir", "lang"},
}  # fmt: skip
_SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}
_KINDS = {"li": BlockKind.ITEM, "blockquote": BlockKind.QUOTE, "figcaption": BlockKind.CAPTION} | dict.fromkeys(
    ("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.SUBHEAD
)
_BLOCKS = frozenset(("p", "div", "td", "th", "section", "article", "pre", "ul", "ol", "table", "tr", "figure", *_KINDS))


def clean(html: str, base: str) -> str:
    """Return HTML of the allow-list only, its links and pictures absolute http(s) addresses resolved against ``base``."""
    import nh3

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name not in {"href", "src"}:
            return value
        try:
            return urls.normalise(value, base)
        except ParseError:
            return None

    cleaned: str = nh3.clean(
        html[:MAX_MARKUP],
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https"},
        url_relative="pass_through",
        link_rel="nofollow noopener noreferrer ugc",
        strip_comments=True,
        clean_content_tags=_SILENT,
    )
    return cleaned


def blocks_of_html(html: str, base: str) -> tuple[Block, ...]:
    """Return the plain blocks of a fragment of HTML: what a feed carries where its page cannot be read."""
    from lxml import etree
    from lxml import html as parser

    cleaned = clean(html, base)
    if not cleaned.strip():
        return ()
    try:
        root = parser.fragment_fromstring(cleaned, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    return tuple(blocks_of(root))


def blocks_of(root: HtmlElement, limit: int = 20_000) -> Iterator[Block]:
    """Yield the text of an element, one block for each paragraph, item, heading or line; a short bold line is a subhead."""
    from lxml import etree

    collected = _Collected(limit)
    kinds = [BlockKind.PARAGRAPH]
    bold = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BLOCKS or tag == "br":
            yield from collected.flush(kinds[-1])
        start = event == "start"
        if start and tag in _SILENT:
            walk.skip_subtree()
        if tag in _BLOCKS:
            kinds[-1:] = [kinds[-1], _KINDS.get(tag, kinds[-1])] if start else []
        bold += (1 if start else -1) * (tag in {"b", "strong"})
        text = "" if tag in _SILENT else element.text if start else None
        collected.add((text if start else element.tail if element is not root else "") or "", bold > 0)
    yield from collected.flush(kinds[-1])


class _Collected:
    """The text of the block that is being read."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.texts: list[str] = []
        self.all_bold = True

    def add(self, text: str, bold: bool) -> None:
        self.texts.append(text)
        self.all_bold = self.all_bold and (bold or not text.strip())

    def flush(self, kind: BlockKind) -> Iterator[Block]:
        text = markup.line("".join(self.texts), self.limit)
        headed = self.all_bold and kind is BlockKind.PARAGRAPH and len(text) <= _LONGEST_SUBHEAD and text[-1:] not in ".،…"
        self.texts, self.all_bold = [], True
        if text:
            yield Block(BlockKind.SUBHEAD if headed else kind, text)
