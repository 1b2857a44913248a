"""The standfirst: what stands between title and text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hemera import markup
from hemera.extract import jsonld
from hemera.extract.choice import Said
from hemera.extract.page import Line, Page
from hemera.extract.titles import alike
from hemera.text import fold
from hemera.types import Block, BlockKind

MAX_LENGTH = 1_000  # characters
_LEAST = 30
_LEAST_BOLD = 50  # characters of a bold line that nothing else calls a standfirst
_CLASSES = (
    "chapo",
    "chapeau",
    "standfirst",
    "entry-lead",
    "article-lead",
    "intro",
    "subtitle",
    "subheadline",
    "sous-titre",
    "article-dek",
    "muqaddima",
)
_META = ("og:description", "description", "twitter:description", "dc.description", "dcterms.description", "dcterms.abstract")
_BULLET = re.compile(r"^[\s•·▪◾*]+")
_SAME = 0.9  # share of words that makes two lines one
_CUT = ("…", "...", "[…]", "[...]", "[&hellip;]")


def lead(page: Page, title: str, heading: Line | None) -> Said[str] | None:
    """Return the standfirst as printed, or as metadata gives it: whole rather than cut with dots."""
    evidence = (Said(_BULLET.sub("", said.value), said.origin) for said in _evidence(page, heading))
    candidates = [said for said in evidence if len(said.value) >= _LEAST and alike(said.value, title) < _SAME]
    whole = [said for said in candidates if not said.value.endswith(_CUT)]
    return next(iter(whole + candidates), None)


def without(blocks: tuple[Block, ...], lead_text: str) -> tuple[Block, ...]:
    """Drop the standfirst from the head of the body, unless nothing would be left."""
    if not lead_text or len(blocks) < 2:
        return blocks
    head = [block for block in blocks[:3] if block.kind is not BlockKind.TIME and fold(block.text) == fold(lead_text)]
    return tuple(block for block in blocks if block not in head)


def _evidence(page: Page, heading: Line | None) -> Iterator[Said[str]]:
    described = list(_described(page))
    printed = [line.text for line in page.named(*_CLASSES) if len(line.text) <= MAX_LENGTH][:3]
    # A printed one is the newsroom's own words, unless the class is a designer's: metadata must know it, or be silent.
    yield from (
        Said(text, "printed") for text in printed if not described or any(alike(text, said.value) > 0.5 for said in described)
    )
    yield from described
    if not described:
        yield from (Said(text, "bold") for text in _bold(page, heading))
    if page.hints.entry and page.hints.entry.summary:
        yield Said(page.hints.entry.summary[:MAX_LENGTH], "entry")


def _described(page: Page) -> Iterator[Said[str]]:
    for text in jsonld.texts(page.article.get("description"))[:1]:
        yield Said(markup.plain(text, MAX_LENGTH), "json-ld")
    meta = page.first_meta(*_META)
    if meta:
        yield Said(markup.plain(meta[0], MAX_LENGTH), f"meta:{meta[1]}")


def _bold(page: Page, heading: Line | None) -> list[str]:
    """Return the first bold line after the heading: the standfirst of pages without style sheets."""
    after = page.lines.index(heading) + 1 if heading in page.lines else 0
    bold = (line for line in page.lines[after:] if line.tag in {"b", "strong"} and not line.linked and not line.beside)
    return [line.text for line in bold if _LEAST_BOLD <= len(line.text) <= MAX_LENGTH][:1]
