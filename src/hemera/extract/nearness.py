"""How near the pieces of a page lie to its title: what stands above it, what is the nearest text, what lies in boxes of its own.

An article's text is the first running text whose box holds the title too, or closely. Teasers, comments and side columns lie
farther away, whatever they are called and in whatever language.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hemera.extract.blocks import Piece
from hemera.extract.boxes import Box
from hemera.extract.page import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_RUNNING = 8  # words of a piece that is a sentence, no label
_LINKED = 0.5  # share of link from which it is none
_ENOUGH = 60  # words of running text that make a box the nearest
# What boxes of readers' comments are called: "comment-list", "commentaires", not "commentary", which is an article.
_COMMENTS = re.compile(r"(?:^|[^a-z])[a-z]*comment(?!ar[yi]e?(?![a-z])|at|ed(?![a-z]))|kommentare|comentarios|disqus")
_COUNTS = re.compile(r"no-?comment|comments?-?(?:count|link|off|open|closed|num)|(?:has|with|show|allow|open)-?comment")


class Place(NamedTuple):
    """Where a piece lies, seen from the title."""

    level: int  # boxes from the title to the one that holds both; 0 is the title itself, -1 where none is known
    above: bool
    theirs: bool  # in a box that is called comments, without the title
    another: bool  # in an article of its own, another than the title's or the first
    linked: bool  # in a box that is a link: a card


def evidence(found: Sequence[tuple[Piece, Box]], sizes: Sequence[int], heading: LexborNode | None) -> list[dict[str, float]]:
    """Return named numbers of each piece; ``sizes`` are their words, ``heading`` is the element that prints the title."""
    where = places(found, heading)
    running: dict[int, int] = defaultdict(int)
    for (piece, _), size, place in zip(found, sizes, where, strict=True):
        if size >= _RUNNING and piece.linked < _LINKED * len(piece.text) and not place.above and place.level >= 0:
            running[place.level] += size
    home = next((level for level in sorted(running) if running[level] >= _ENOUGH), -1)
    return [
        {
            "titled": float(home >= 0),
            "is title": float(place.level == 0),
            "above title": float(place.above),
            "nearer text": math.log1p(sum(size for level, size in running.items() if level < place.level)),
            "at home": float(0 <= home == place.level and not place.above),
            "farther": float(0 <= home < place.level),
            "in comments": float(place.theirs),
            "another article": float(place.another),
            "in a": float(place.linked),
        }
        for place in where
    ]


def places(found: Sequence[tuple[Piece, Box]], heading: LexborNode | None) -> list[Place]:
    """Return where each piece lies."""
    around = [heading, *ancestors(heading)] if heading is not None else []
    levels: dict[int, int] = {node.mem_id: n for n, node in enumerate(around)}
    own = [_own(box, levels) for _, box in found]
    at = [_level(box, mine, levels) for (_, box), mine in zip(found, own, strict=True)]
    last = max((i for i, level in enumerate(at) if level == 0), default=-1)
    first = not any(node.tag == "article" for node in around)
    mine = list(map(_article, own))
    articles = {key: None for key in mine[last + 1 :] if key}
    others = frozenset(list(articles)[int(first) :])
    return [
        Place(at[i], i < last, any(map(_is_comments, own[i])), mine[i] in others, any(box.tag == "a" for box in own[i]))
        for i in range(len(found))
    ]


def _own(box: Box, levels: Mapping[int, int]) -> Sequence[Box]:
    """Return the boxes around a piece that do not hold the title; nor the page's outermost."""
    chain = box.around()
    return chain[: next((i for i, each in enumerate(chain) if each.key in levels), len(chain) - 1)]


def _level(box: Box, own: Sequence[Box], levels: Mapping[int, int]) -> int:
    return levels.get(box.around()[len(own)].key, -1)


def _article(boxes: Sequence[Box]) -> int:
    """Return the outermost of these boxes that is an article, 0 if none is."""
    return next((box.key for box in reversed(boxes) if box.tag == "article"), 0)


def _is_comments(box: Box) -> bool:
    names = box.names.lower()
    return _COMMENTS.search(names) is not None and _COUNTS.search(names) is None
