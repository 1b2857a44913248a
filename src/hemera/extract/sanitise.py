"""HTML from outside, made harmless: an allow-list for what is kept, plain blocks for what is shown."""

from __future__ import annotations

from hemera import bounds, markup, urls
from hemera.errors import ParseError
from hemera.extract.blocks import pieces, plain
from hemera.types import Block

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
        bounds.bounded(html[:MAX_MARKUP].encode("utf-8", "replace")).raw.decode("utf-8", "replace"),
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
    body = markup.parsed(html[:MAX_MARKUP]).body
    return plain(pieces(body)) if body is not None else ()
