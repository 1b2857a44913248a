"""The body as blocks: trafilatura's choice of the page, without what newsrooms print between paragraphs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from hemera import markup
from hemera.extract import dense, headings, jsonld, lines, live, pictures
from hemera.extract.page import Page
from hemera.extract.sanitise import blocks_of_html
from hemera.types import Block, BlockKind, PageKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_PARAGRAPH = 20_000  # characters
MAX_BLOCKS = 2_000
SHORT = 250  # characters under which another reader is asked
_GALLERY_TEXT = 2_500  # characters up to which it is one
_VIDEO_TEXT = 1_000
_FURNITURE = ("caption", "legende", "descriptif", "byline", "author", "auteur", "date", "posted", "publish", "time")
_LONGEST_FURNITURE = 300  # characters
_NOISE = frozenset({"comments", "related", "newsletter", "sharedaddy", "breadcrumb", "breadcrumbs", "lire"})
_MOST_PRUNED = 0.15  # of a page's text

_KINDS = {"head": BlockKind.SUBHEAD, "item": BlockKind.ITEM, "quote": BlockKind.QUOTE, "row": BlockKind.ITEM}


class Text(NamedTuple):
    """What a page's body is."""

    blocks: tuple[Block, ...]
    kind: PageKind
    partial: bool
    origin: str


def body(page: Page, printed: Iterable[str]) -> Text:
    """Return the body; ``printed`` are lines shown elsewhere on the page, which it shall not repeat. Changes the tree."""
    partial = _is_partial(page)
    captions = pictures.gallery(page)
    shown = [line.text for line in page.named(*_FURNITURE, tags=("figcaption", "time")) if len(line.text) <= _LONGEST_FURNITURE]
    entries = live.entries(page)
    _prune(page)
    chosen, origin = _chosen(page)
    blocks = headings.restored(page, lines.without_noise(chosen, [*printed, *shown, *captions]))
    partial = partial or any(lines.is_paywall(block.text) for block in chosen)
    if entries:
        return Text((*live.introduction(blocks, entries), *entries)[:MAX_BLOCKS], PageKind.LIVE, partial, origin)
    kind = _kind(page, blocks, captions)
    if kind is PageKind.GALLERY:
        blocks = (*blocks, *(Block(BlockKind.CAPTION, caption) for caption in captions))
    return Text(blocks[:MAX_BLOCKS], kind, partial, origin)


def _chosen(page: Page) -> tuple[tuple[Block, ...], str]:
    """Return the blocks of the reader that found an article, the best first."""
    blocks, layout = _trafilatura(page.tree)
    found = blocks, "trafilatura"
    if layout:  # cells beside cells: of two readings, the one that took fewer columns for the article
        found = min(
            (found, (dense.blocks(page.tree), "dense")), key=lambda one: _length(one[0]) if _length(one[0]) >= SHORT else math.inf
        )
    if _length(found[0]) >= SHORT:
        return found
    entry = page.hints.entry
    feed = blocks_of_html(entry.content_html, page.url) if entry and entry.content_html else ()
    candidates = [
        (blocks, origin) for blocks, origin in ((dense.blocks(page.tree), "dense"), (feed, "entry")) if _holds(blocks, found[0])
    ]
    return max((found, *candidates), key=lambda candidate: _length(candidate[0]))


def _holds(blocks: tuple[Block, ...], short: tuple[Block, ...]) -> bool:
    """Say whether a longer reading has what the short one found: otherwise it is another part of the page."""
    text = " ".join(block.text for block in blocks)
    return sum(len(block.text) for block in short if block.text in text) >= 0.5 * _length(short)


def _trafilatura(tree: HtmlElement) -> tuple[tuple[Block, ...], bool]:
    """Return trafilatura's choice, and whether most of it came out of table rows: then the table is the page's layout."""
    from trafilatura import bare_extraction

    document: Any = bare_extraction(tree, favor_precision=True, include_comments=False, include_tables=True, with_metadata=False)
    if document is None or document.body is None:
        return (), False
    rows = sum(len("".join(table.itertext())) for table in document.body.iter("table"))
    layout = rows > 0.5 * len("".join(document.body.itertext()))
    while not layout and len(document.body) and document.body[-1].tag == "table":
        document.body.remove(document.body[-1])  # a table below the text is a box of the page's more often than the article's
    return tuple(_blocks(document.body)), layout


def _blocks(element: Any, kind: BlockKind = BlockKind.PARAGRAPH) -> Iterator[Block]:
    """Walk trafilatura's small vocabulary: p, head, list/item, quote, table/row/cell, lb."""
    for child in element:
        inner = _KINDS.get(child.tag, kind)
        if child.tag in {"list", "table"} or (
            child.tag in {"quote", "item", "cell", "div"} and any(c.tag in {"p", "list", "quote"} for c in child)
        ):
            yield from _texts(child.text or "", inner)
            yield from _blocks(child, inner)
        else:
            yield from _texts(_with_breaks(child), inner)
        if child.tail and child.tail.strip():
            yield from _texts(child.tail, kind)


def _with_breaks(element: Any) -> str:
    """Return an element's text with a newline for each line break."""
    parts = [element.text or ""]
    for child in element:
        parts.append("\n" if child.tag == "lb" else " | " if child.tag == "cell" and len(parts) > 1 else "")
        parts.append(_with_breaks(child) if child.tag != "graphic" else "")
        parts.append(child.tail or "")
    return "".join(parts)


def _texts(text: str, kind: BlockKind) -> Iterator[Block]:
    for piece in text.split("\n"):
        if tidy := markup.line(piece, MAX_PARAGRAPH):
            yield Block(kind, tidy)


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _is_partial(page: Page) -> bool:
    """Say whether the publisher calls the article paid, or the page shows where it is cut."""
    parts = jsonld.as_list(page.article.get("hasPart"))
    declared = [
        page.article.get("isAccessibleForFree"),
        *(part.get("isAccessibleForFree") for part in parts if isinstance(part, dict)),
    ]
    if any(jsonld.false(value) for value in declared):
        return True
    tier = page.first_meta("article:content_tier")
    locked = tier is not None and tier[0].lower() in {"locked", "metered"}
    return locked or any(
        lines.is_paywall(line.text) for line in page.named("paywall", "premium", "abonne", "subscri", "reserve", "locked")
    )


def _kind(page: Page, blocks: tuple[Block, ...], captions: tuple[str, ...]) -> PageKind:
    length = _length(blocks)
    if captions and length < max(_GALLERY_TEXT, sum(map(len, captions))):
        return PageKind.GALLERY
    meta = page.first_meta("og:type")
    video = (meta is not None and meta[0].startswith("video")) or (page.article.get("video") and length < SHORT)
    return PageKind.VIDEO if video and length < _VIDEO_TEXT else PageKind.ARTICLE


def _prune(page: Page) -> None:
    """Remove boxes that name themselves comments, related, newsletter, unless they hold the heading or much of the page."""
    most = _MOST_PRUNED * sum(len(line.text) for line in page.lines if line.tag in {"p", "li", "td", "h1", "h2", "h3"})
    for element in page.tree.xpath("//*[@class or @id][not(self::html or self::body or self::main or self::article or self::h1)]"):
        names = set(re.findall(r"[a-z]+", f"{element.get('class', '')} {element.get('id', '')}".lower()))
        if names & _NOISE and element.find(".//h1") is None and len(" ".join(element.itertext())) < most:
            element.drop_tree()
