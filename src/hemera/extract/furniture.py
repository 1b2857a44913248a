"""Boxes among the paragraphs that are none of the text: what is sold there, and its own sentences, printed large once more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from hemera.extract import lines, panel
from hemera.extract.blocks import Piece
from hemera.extract.page import ancestors
from hemera.types import BlockKind

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

SOLD, QUOTED = "advertisement", "quoted"  # why a piece is not kept
_LEVELS = 3  # of boxes between an advertisement's words and the box that calls it one
_MOST = 0.25  # share of the text that an advertisement's box may hold: the label of a larger one is another box's
_PULLED = re.compile(r"pull|exergue|quote|citation|highlight")
_QUOTE = BlockKind.QUOTE
_LEAST_QUOTED, _MOST_QUOTED = 25, 400  # letters


def among(found: Sequence[Piece], kept: Sequence[bool]) -> dict[int, str]:
    """Return which pieces kept so far are none of the text, and why."""
    return dict.fromkeys(_sold(found, kept), SOLD) | dict.fromkeys(_quoted(found, kept), QUOTED)


def _sold(found: Sequence[Piece], kept: Sequence[bool]) -> list[int]:
    """Return the pieces in the boxes that a line in them calls advertisements."""
    labels = [piece.box for piece in found if lines.is_advertised(piece.text)]
    called = {box.mem_id for label in labels for box in (label, label.parent) if box is not None and box.tag != "body"}
    if not called:
        return []
    inside = {i: _boxes(piece) & called for i, piece in enumerate(found) if kept[i]}
    sizes = Counter[int]()
    for i, boxes in inside.items():
        sizes.update(dict.fromkeys(boxes, len(found[i].text)))
    total = sum(len(found[i].text) for i in inside)
    return [i for i, boxes in inside.items() if any(sizes[box] <= _MOST * total for box in boxes)]


def _boxes(piece: Piece) -> set[int]:
    return {int(node.mem_id) for node in (piece.box, *islice(ancestors(piece.box), _LEVELS))}


def _quoted(found: Sequence[Piece], kept: Sequence[bool]) -> list[int]:
    """Return the pieces in boxes for quotations that a paragraph holds whole."""
    known: dict[int, bool] = {}
    short = (i for i, piece in enumerate(found) if kept[i] and len(piece.text) <= _MOST_QUOTED)
    likely = [
        i for i in short if found[i].kind is _QUOTE or _is_pulled(found[i].box, known) or _is_pulled(found[i].box.parent, known)
    ]
    others = [piece.text for i, piece in enumerate(found) if kept[i]] if likely else []
    return [i for i in likely if _is_said(found[i].text, others)]


def _is_said(text: str, others: Sequence[str]) -> bool:
    """Say whether one of the others holds a text and more; its middle, where no quotation marks are, tells most of them apart."""
    words = text.split()
    middle = " ".join(words[len(words) // 3 : 2 * len(words) // 3 + 1])
    near = [other for other in others if len(other) > len(middle) and middle in other and other != text]
    letters = panel.letters(text) if near else ""
    return len(letters) >= _LEAST_QUOTED and any(letters in said and letters != said for said in map(panel.letters, near))


def _is_pulled(box: LexborNode | None, known: dict[int, bool]) -> bool:
    """Say whether a box is one for what is printed large; most pieces lie in the same, which is looked at once."""
    if box is None:
        return False
    key = box.mem_id
    if key not in known:
        name = box.attributes.get("class")
        known[key] = box.tag == "aside" or (bool(name) and _PULLED.search(str(name).lower()) is not None)
    return known[key]
