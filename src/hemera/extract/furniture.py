"""Boxes among the paragraphs that are none of the text: what is sold there, and its own sentences, printed large once more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from hemera.extract import lines, panel
from hemera.extract.blocks import Piece
from hemera.extract.page import ancestors
from hemera.types import BlockKind

SOLD, QUOTED = "advertisement", "quoted"  # why a piece is not kept
_LEVELS = 3  # of boxes between an advertisement's words and the box that calls it one
_MOST = 0.25  # share of the text that an advertisement's box may hold: the label of a larger one is another box's
_PULLED = re.compile(r"pull|exergue|quote|citation|highlight")
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
    likely = [i for i, piece in enumerate(found) if kept[i] and len(piece.text) <= _MOST_QUOTED and _is_pulled(piece)]
    said = [panel.letters(piece.text) if kept[i] else "" for i, piece in enumerate(found)] if likely else []
    return [i for i in likely if len(said[i]) >= _LEAST_QUOTED and any(said[i] in one and one != said[i] for one in said)]


def _is_pulled(piece: Piece) -> bool:
    around = [piece.box, *islice(ancestors(piece.box), 1)]
    names = " ".join(box.attributes.get("class") or "" for box in around).lower()
    return piece.kind is BlockKind.QUOTE or any(box.tag == "aside" for box in around) or _PULLED.search(names) is not None
