"""Hemera's own reader, as the measurement sees it: every touch of ``hemera.extract`` that is not ``extract`` itself is here."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial
from itertools import takewhile

from gold import scores
from gold.pages import GoldPage
from gold.peers import Read, Reader
from hemera import extract as extraction
from hemera.errors import ExtractError
from hemera.extract import Template, apply, blocks, bodies, byline, lines
from hemera.extract.page import parse
from hemera.types import Block, BlockKind, Hints

WHOLE = "hemera"
BODY = "hemera, body"  # the same without the fields: what a reader of text alone may be compared with
NAMES = frozenset({WHOLE, BODY})
ENOUGH = 4  # pages from which a layout counts as learned
MOST = 12  # pages a layout is learned from here, at most
_TYPE = "text/html; charset=utf-8"
_BARE = frozenset({"sh"})  # families whose gold is the body without its standfirst
_INTRODUCTIONS = frozenset({"fe"})  # families whose gold holds a live blog's introduction, not its entries
_FIRST = 8  # words by which a standfirst is known to stand in the body already

Templates = Sequence[Template]


def readers(templates: Templates) -> dict[str, Reader]:
    return {WHOLE: partial(whole, templates), BODY: partial(body, templates)}


def learned(pages: Sequence[GoldPage]) -> Templates:
    """Learn from pages of one publisher, without their gold; nothing from none."""
    return extraction.learn([extraction.Sample(page.body, _TYPE, page.url, hints(page)) for page in pages]) if pages else ()


def others(page: GoldPage, siblings: Sequence[GoldPage], most: int = MOST) -> list[GoldPage]:
    """Return the pages of a publisher that were there before this one, so to speak: never itself. Always the same ones."""
    rest = [sibling for sibling in siblings if sibling.key != page.key]
    random.Random(page.key.id).shuffle(rest)
    return rest[:most]


def hints(page: GoldPage) -> Hints:
    """What is known of a page without a feed: nothing but when it was fetched."""
    return Hints("bench", (), "UTC", page.seen)


def whole(templates: Templates, page: GoldPage) -> Read:
    """Read the article with all its fields, from the bytes."""
    try:
        result = extraction.extract(page.body, _TYPE, page.url, hints(page), templates)
    except ExtractError:
        return Read("", fields=True, rule="refused")
    return Read(
        _text(page, result.blocks),
        True,
        result.title,
        result.authors or [name for name in (result.agency, result.house) if name],
        result.published.date().isoformat() if result.published else "",
        result.lead,
        result.origins.get("blocks", ""),
        str(result.kind),
        [doubt.code for doubt in result.doubts],
    )


def body(templates: Templates, page: GoldPage) -> Read:
    """Read the text alone, from the bytes: decode, parse, template, gate, fallback; no field, no kind."""
    try:
        parsed = parse(page.body, _TYPE, page.url, hints(page))
    except ExtractError:
        return Read("", rule="refused")
    taken = bodies.choose(parsed, apply.chosen(parsed, templates))
    kept = lines.without_noise(blocks.plain(taken.pieces), ())
    return Read(_text(page, kept), rule=taken.origin, doubts=[doubt.code for doubt in taken.doubts])


def _text(page: GoldPage, blocks: Sequence[Block]) -> str:
    """Return the text to compare: without captions, and of a live blog the introduction where the gold's hand kept no more."""
    if page.family in _INTRODUCTIONS:
        blocks = tuple(takewhile(lambda block: block.kind is not BlockKind.TIME, blocks))
    return "\n".join(block.text for block in blocks if block.kind is not BlockKind.CAPTION)


def as_printed(page: GoldPage, read: Read) -> str:
    """Return what an article says as its page prints it.

    Hemera keeps the standfirst apart from the blocks, other readers give it with the text: here it counts as text where the
    page prints it and the body does not begin with it anyhow. The gold is not asked.
    """
    text = read.text or ""
    lead = scores.words(read.lead)
    if not lead or page.family in _BARE or _in(lead[:_FIRST], scores.words(text)):
        return text
    return f"{read.lead}\n{text}" if _in(lead, scores.words(_visible(page.html))) else text


def _visible(html: str) -> str:
    """Return all the words of a page that a reader may see."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    for node in tree.css("script, style, noscript, template, head"):
        node.decompose()
    return tree.body.text(separator=" ") if tree.body else ""


def _in(part: Sequence[str], all_words: Sequence[str]) -> bool:
    return bool(part) and f" {' '.join(part)} " in f" {' '.join(all_words)} "


def named(names: Sequence[str]) -> list[str]:
    """Return who signed, agencies by their usual tags: a gold that writes one out names the same one."""
    return [byline.agency(name) or name for name in names]


def by_template(read: Read) -> bool:
    """Say whether a template's own reading stood."""
    return read.rule.startswith("template")


def gate_fired(read: Read) -> bool:
    """Say whether a page's template was doubted, and another reader asked."""
    return not by_template(read) and any(code.startswith("template.") for code in read.doubts)
