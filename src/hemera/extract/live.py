"""Live blogs: an introduction, then entries headed by their times, newest or oldest first as printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hemera import dates, markup
from hemera.extract import jsonld
from hemera.extract.page import Page
from hemera.extract.sanitise import blocks_of, blocks_of_html
from hemera.text import fold
from hemera.types import Block, BlockKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_ENTRIES = 500
_FEWEST = 4  # entries that make a live blog
_CLOCK = re.compile(r"^\W*(?:الساعه\s*|a\s+)?([01]?\d|2[0-3])\s*[:hH]\s*([0-5]\d)\W*$")
_LEAST_TEXT = 60  # characters an entry says
_MOST_LINKED = 0.3
_SIGNS = re.compile(r"\b(?:live|direct|minute par minute|ticker)\b|مباشر|لحظة بلحظة|تغطية", re.IGNORECASE)


def entries(page: Page) -> tuple[Block, ...]:
    """Return the entries of a live blog, each a TIME block and what follows; () where the page is none."""
    declared, printed = tuple(_declared(page)), tuple(_printed(page))
    return printed if _count(printed) >= _count(declared) else declared  # JSON-LD runs paragraphs together; pages load entries late


def _count(blocks: tuple[Block, ...]) -> int:
    return sum(block.kind is BlockKind.TIME for block in blocks)


def introduction(blocks: tuple[Block, ...], found: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks that stand before the first entry, or are in none."""
    said = {fold(block.text) for block in found}
    kept = [block for block in blocks if fold(block.text) not in said and not _CLOCK.match(fold(block.text))]
    return tuple(block for block in kept if not any(fold(block.text) in text for text in said))


def _declared(page: Page) -> Iterator[Block]:
    if jsonld.LIVE not in jsonld.types(page.article):
        return
    updates = [u for u in jsonld.as_list(page.article.get("liveBlogUpdate"))[:MAX_ENTRIES] if isinstance(u, dict)]
    first: datetime | None = None
    for update in updates:
        body = list(_said(update, page.url))
        if not body:
            continue
        reading = next((r for t in jsonld.texts(update.get("datePublished"))[:1] if (r := dates.read(t, page.hints.zone))), None)
        if reading is not None:
            local = reading.value.astimezone(dates.zone_of(page.hints.zone)) if reading.zoned else reading.value
            first = first or local
            yield Block(BlockKind.TIME, f"{local:%H:%M}" if local.date() == first.date() else f"{local:%Y-%m-%d %H:%M}")
        yield from body


def _said(update: dict[str, Any], url: str) -> Iterator[Block]:
    texts = jsonld.texts(update.get("articleBody"))[:1]
    body = [block for text in texts for block in blocks_of_html(text.replace("\n", "<br>"), url)]
    headline = next(iter(jsonld.texts(update.get("headline"))), "")
    if headline and not (body and fold(body[0].text).startswith(fold(headline))):
        yield Block(BlockKind.SUBHEAD, markup.plain(headline, 500))
    yield from body


def _printed(page: Page) -> Iterator[Block]:
    """Find siblings that each begin with a clock and go on in prose. A list of headlines with times is all links."""
    if not _is_announced(page):
        return
    boxes = {box: clock for clock in _clocks(page.tree) if (box := _box(clock)) is not None}
    parents = Counter(box.getparent() for box in boxes)
    kept = [(clock, box) for box, clock in boxes.items() if parents[box.getparent()] >= _FEWEST]
    for clock, box in kept[:MAX_ENTRIES]:
        time = markup.line("".join(clock.itertext()), 40)
        yield Block(BlockKind.TIME, time)
        yield from (block for block in blocks_of(box) if block.text != time)


def _is_announced(page: Page) -> bool:
    headings = [line.text for line in page.lines if line.tag in {"h1", "title"}]
    said = " ".join([page.url, *headings, *page.meta.get("article:section", ()), *page.meta.get("og:title", ())])
    return jsonld.LIVE in jsonld.types(page.article) or _SIGNS.search(said) is not None


def _clocks(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.iter("time", "span", "b", "strong", "h2", "h3", "h4", "p", "div", "td", "dt"):
        if len(element) <= 1 and _CLOCK.match(fold("".join(element.itertext())[:60])):
            yield element


def _box(clock: HtmlElement) -> HtmlElement | None:
    """Return the smallest element around a clock that says something more, unless most of it is links."""
    for box in clock.iterancestors():
        text = markup.line("".join(box.itertext()), 5_000)
        if len(text) >= _LEAST_TEXT:
            linked = sum(len("".join(a.itertext())) for a in box.iter("a"))
            return box if linked < _MOST_LINKED * len(text) and len(text) < 5_000 else None
    return None
