"""A reader for pages that mark nothing up: the element with most running text of its own, and little of it in links.

The web of tables and line breaks has no paragraphs for others to find: there, an article is a cell full of words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemera.extract.sanitise import blocks_of
from hemera.types import Block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BOXES = ("td", "div", "article", "section", "main", "font", "center", "body")
_LEAST = 40  # characters; a shorter line is not prose
_MOST_LINKED = 0.3  # share of a line that may be link


def blocks(tree: HtmlElement) -> tuple[Block, ...]:
    """Return the lines of the box holding most prose, () if there is none."""
    best, most = None, 0
    for box in tree.iter(*_BOXES):
        weight = sum(len(line) for line in _own_lines(box))
        if weight > most:
            best, most = box, weight
    return tuple(blocks_of(best)) if best is not None else ()


def _own_lines(box: HtmlElement) -> list[str]:
    """Return the lines of prose directly inside a box or in its paragraphs, not those of boxes inside it."""
    pieces, linked = [box.text or ""], 0
    lines: list[str] = []
    for child in box:
        if child.tag == "br" or child.tag in {"p", "h2", "h3", "h4", "blockquote", "ul", "ol"}:
            lines.append("".join(pieces))
            pieces = []
        if child.tag not in _BOXES and child.tag not in {"table", "tbody", "tr", "script", "style"}:
            text = "".join(child.itertext())
            pieces.append(text)
            linked += len(text) if child.tag == "a" else 0
        pieces.append(child.tail or "")
    lines.append("".join(pieces))
    prose = [line for line in lines if len(line.strip()) >= _LEAST]
    return prose if linked <= _MOST_LINKED * max(1, sum(map(len, prose))) else []
