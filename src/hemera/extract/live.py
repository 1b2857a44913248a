"""Live blogs: an introduction, then entries headed by their times, in the order they are printed.

Three readers, of which the first that finds four entries is right: boxes beside boxes, each with its clock and going on in
prose; JSON-LD's ``liveBlogUpdate``, which runs paragraphs together and is all there is where entries are loaded late; and
paragraphs that begin with a clock inside a body read by others (``flat``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any

from hemera import dates, markup
from hemera.extract import entries as boxed
from hemera.extract import jsonld, stamps
from hemera.extract.blocks import pieces, plain
from hemera.extract.page import Page
from hemera.text import fold
from hemera.types import Block, BlockKind

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_ENTRIES = 500
FEWEST = 4  # entries that make a live blog
_GOES_ON = 60  # characters an entry says, half of them at least
_LINE = 120  # characters of a line that may head an entry
_MATCHED = 3  # blocks of entries met in a row of blocks: the introduction is over
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
_YEAR = re.compile(r"\d{4}")
_TIMED = re.compile(r"\d")
_SIGNS = re.compile(
    r"(?<!\w)(?:live(?:blog|ticker|updates?)?|(?:en\s)?direct|minute par minute|heure par heure|fil info|ticker|as it happened"
    r"|en vivo|ao vivo|en directo|minuto a minuto|diretta)(?!\w)"
    r"|مباشر|لحظه بلحظه|دقيقه بدقيقه|اولا باول|تغطيه|تحديثات"
)


def entries(page: Page) -> tuple[Block, ...]:
    """Return the entries of a live blog, each a TIME block and what follows; () where the page is none.

    What is printed goes before JSON-LD, whose entries are taken where fewer are printed than make a live blog.
    """
    declared = jsonld.LIVE in jsonld.types(page.article)
    printed = tuple(_printed(page, announced=declared or is_announced(page), declared=declared))
    if count(printed) >= FEWEST or not declared:
        return printed
    said = tuple(_declared(page))
    return said if count(said) >= max(1, count(printed)) else printed


def count(blocks: Iterable[Block]) -> int:
    """Return how many entries there are."""
    return sum(block.kind is BlockKind.TIME for block in blocks)


def introduction(blocks: tuple[Block, ...], found: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks that stand before the first entry, or are in none."""
    said = "\n".join(fold(block.text) for block in found)
    kept: list[Block] = []
    matched = 0
    for block in blocks:
        if stamps.is_stamp(block.text):
            continue
        if fold(block.text) in said:
            matched += len(block.text) >= _GOES_ON
        elif matched < _MATCHED:
            kept.append(block)
    while kept and kept[-1].kind is BlockKind.SUBHEAD:
        kept.pop()
    return tuple(kept)


def is_likely(page: Page) -> bool:
    """Say whether the publisher, in its metadata or its words, calls the page live."""
    return jsonld.LIVE in jsonld.types(page.article) or is_announced(page)


def is_announced(page: Page) -> bool:
    """Say whether title, section or address call the page live. Alone it proves nothing: concerts are live, too."""
    headings = [line.text for line in page.lines if line.tag == "h1"] + [page.head_title]
    address = re.sub(r"[/_.-]+", " ", page.url.partition("://")[2].partition("/")[2])
    said = [address, *headings, *page.meta.get("article:section", ()), *page.meta.get("og:title", ())]
    return _SIGNS.search(fold(" | ".join(said))) is not None


def flat(page: Page, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return a body whose paragraphs or subheads begin with clocks as introduction and entries; () where it is no live blog.

    A programme is none: its hours are round and go forward. Nor is a story that tells the hours of a day, unless announced:
    its clocks are no headings.
    """
    if sum(_TIMED.search(block.text, 0, stamps.LONGEST) is not None for block in blocks) < FEWEST:
        return ()
    announced = is_announced(page)
    split = [block for found in _split(blocks, announced=announced) for block in found]
    heads = [at for at, block in enumerate(split) if block.kind is BlockKind.TIME]
    times = [split[at].text for at in heads]
    likely = announced or not (boxed.is_programme(times) or any(map(_YEAR.search, times)))  # whole dates are those of comments
    if len(heads) < FEWEST or not boxed.is_ordered(times) or not likely:
        return ()
    lengths = [sum(len(b.text) for b in split[at + 1 : end]) for at, end in zip(heads, [*heads[1:], len(split)], strict=True)]
    whole = sum(len(block.text) for block in split)
    return tuple(split) if median(lengths) >= _GOES_ON and sum(lengths) >= 0.5 * whole else ()


def _split(blocks: Iterable[Block], *, announced: bool) -> Iterator[tuple[Block, ...]]:
    """Yield blocks with the clocks taken off their beginnings; unannounced, only those that stand alone or in a subhead."""
    alone: Block | None = None
    for block in blocks:
        parts = stamps.split(block.text) if block.kind is not BlockKind.CAPTION else None
        if stamps.is_clock(block.text):
            alone = Block(BlockKind.TIME, block.text)
        elif alone is not None:
            yield alone, block
            alone = None
        elif parts is not None and (block.kind is BlockKind.SUBHEAD or (announced and (parts[2] or not parts[1][0].islower()))):
            yield Block(BlockKind.TIME, parts[0]), Block(block.kind, parts[1])
        else:
            yield (block,)


def _markers(page: Page, *, announced: bool) -> Iterator[boxed.Marker]:
    """Yield the elements that say when: ``<time>`` everywhere, bare clocks wherever a page calls itself live or lines are read."""
    for element in page.tree.css("time, amp-timeago" if page.tree.tags("amp-timeago") else "time"):
        if time := _printed_time(page, element):
            yield boxed.Marker(element, time, markup.line(element.text(separator=" "), stamps.LONGEST))
    if announced and page.tree.body is not None:
        for piece in pieces(page.tree.body):
            parts = stamps.split(piece.text) if len(piece.text) < _LINE else None
            if stamps.is_clock(piece.text) or parts:
                time = parts[0] if parts else piece.text
                yield boxed.Marker(piece.box, time, time)
    else:
        for line in page.lines:
            if stamps.is_clock(line.text):
                yield boxed.Marker(line.element, line.text, line.text)


def _printed_time(page: Page, element: LexborNode) -> str:
    """Return the clock as printed, or as the newsroom's clock stood at the moment named."""
    text = markup.line(element.text(separator=" "), stamps.LONGEST)
    if stamps.is_clock(text):
        return text
    reading = dates.read(element.attributes.get("datetime") or "", page.hints.zone)
    if reading is None or reading.precision == "day":
        return ""
    local = reading.value.astimezone(dates.zone_of(page.hints.zone))
    return f"{local:%Y-%m-%d %H:%M}"


def _printed(page: Page, *, announced: bool, declared: bool) -> Iterator[Block]:
    found = boxed.boxes(page, _markers(page, announced=announced), declared=declared)
    day = next((entry.time[:10] for entry in found if _MOMENT.fullmatch(entry.time)), "-")
    for entry in found[:MAX_ENTRIES]:
        yield Block(BlockKind.TIME, entry.time.removeprefix(day).strip())
        yield from entry.blocks


def _declared(page: Page) -> Iterator[Block]:
    updates = [u for u in jsonld.as_list(page.article.get("liveBlogUpdate"))[:MAX_ENTRIES] if isinstance(u, dict)]
    first: datetime | None = None
    for update in updates:
        body = list(_said(update))
        if not body:
            continue
        reading = next((r for t in jsonld.texts(update.get("datePublished"))[:1] if (r := dates.read(t, page.hints.zone))), None)
        if reading is not None:
            local = reading.value.astimezone(dates.zone_of(page.hints.zone)) if reading.zoned else reading.value
            first = first or local
            yield Block(BlockKind.TIME, f"{local:%H:%M}" if local.date() == first.date() else f"{local:%Y-%m-%d %H:%M}")
        yield from body


def _said(update: dict[str, Any]) -> Iterator[Block]:
    texts = jsonld.texts(update.get("articleBody"))[:1]
    body = [block for text in texts for block in _blocks(text)]
    headline = markup.plain(next(iter(jsonld.texts(update.get("headline"))), ""), 500)
    if headline and not (body and fold(body[0].text).startswith(fold(headline.rstrip("….")))):
        yield Block(BlockKind.SUBHEAD, headline)
    yield from body


def _blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text that may hold markup; its line breaks part paragraphs."""
    if "<" not in text:
        return tuple(Block(BlockKind.PARAGRAPH, tidy) for line in text.split("\n") if (tidy := markup.line(line, 20_000)))
    body = markup.parsed(text.replace("\n", "<br>")).body
    return plain(pieces(body)) if body is not None else ()
