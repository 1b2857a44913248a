"""Subheads: those a reader of bodies left out, and those that are paragraphs in bold."""

from __future__ import annotations

from collections.abc import Iterator

from hemera.extract.page import Line, Page
from hemera.types import Block, BlockKind

_TAGS = frozenset({"h2", "h3", "h4", "h5"})
_LONGEST = 140  # characters


def restored(page: Page, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the body with a subhead wherever the page prints one right before a paragraph that was kept."""
    bold = {line.text for line in page.lines if line.tag in {"b", "strong"} and _is_short(line)}
    before = _before(page, {block.text for block in blocks if block.kind is BlockKind.PARAGRAPH})
    return tuple(_with_subheads(blocks, bold, before))


def _with_subheads(blocks: tuple[Block, ...], bold: set[str], before: dict[str, str]) -> Iterator[Block]:
    kept = {block.text for block in blocks}
    for number, block in enumerate(blocks):
        if block.text in before and before[block.text] not in kept:
            yield Block(BlockKind.SUBHEAD, before[block.text])
        headed = block.kind is BlockKind.PARAGRAPH and block.text in bold and 0 < number < len(blocks) - 1
        yield Block(BlockKind.SUBHEAD, block.text) if headed else block


def _before(page: Page, paragraphs: set[str]) -> dict[str, str]:
    """Return paragraph → heading printed right before it, in the same box."""
    found: dict[str, str] = {}
    heading: Line | None = None
    for line in page.lines:
        if line.tag in _TAGS and not line.beside and not line.linked and _is_short(line):
            heading = line
        elif heading is not None and line.tag == "p":
            if line.text in paragraphs and line.element.getparent() is heading.element.getparent():
                found.setdefault(line.text, heading.text)
            heading = None
    return found


def _is_short(line: Line) -> bool:
    return len(line.text) <= _LONGEST and line.text[-1:] not in ".،…"
