"""How near the pieces of a page lie to its title: what stands above it, what is the nearest text, what lies in boxes of its own.

An article's text is the first running text whose box holds the title too, or closely. Teasers, comments and side columns lie
farther away, whatever they are called and in whatever language.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
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
    nearer = {at: math.log1p(sum(size for level, size in running.items() if level < at)) for at in {one.level for one in where}}
    return [
        {
            "titled": float(home >= 0),
            "is title": float(place.level == 0),
            "above title": float(place.above),
            "nearer text": nearer[place.level],
            "at home": float(0 <= home == place.level and not place.above),
            "farther": float(0 <= home < place.level),
            "in comments": float(place.theirs),
            "another article": float(place.another),
            "in a": float(place.linked),
        }
        for place in where
    ]


class _Seen(NamedTuple):
    """What is seen of a box from the title."""

    level: int
    theirs: bool
    article: int  # the outermost article around it that does not hold the title; 0 if there is none
    linked: bool


def places(found: Sequence[tuple[Piece, Box]], heading: LexborNode | None) -> list[Place]:
    """Return where each piece lies."""
    around = [heading, *ancestors(heading)] if heading is not None else []
    levels: dict[int, int] = {node.mem_id: n for n, node in enumerate(around)}
    known = {box.key: _seen(box, levels) for box in {box.key: box for _, box in found}.values()}
    seen = [known[box.key] for _, box in found]
    last = max((i for i, one in enumerate(seen) if one.level == 0), default=-1)
    articles = list(dict.fromkeys(one.article for one in seen[last + 1 :] if one.article))
    own = 0 if any(node.tag == "article" for node in around) else 1
    others = frozenset(articles[own:])
    return [Place(one.level, i < last, one.theirs, one.article in others, one.linked) for i, one in enumerate(seen)]


def _seen(box: Box, levels: Mapping[int, int]) -> _Seen:
    """Look at a box and those around it that do not hold the title; nor the page's outermost, where none is known."""
    chain = box.around()
    at = next((i for i, each in enumerate(chain) if each.key in levels), len(chain) - 1)
    own = chain[:at]
    return _Seen(
        levels.get(chain[at].key, -1),
        any(_is_comments(each.names) for each in own),
        next((each.key for each in reversed(own) if each.tag == "article"), 0),
        any(each.tag == "a" for each in own),
    )


@lru_cache(maxsize=4_000)  # pages of a source call their boxes alike
def _is_comments(names: str) -> bool:
    names = names.lower()
    return _COMMENTS.search(names) is not None and _COUNTS.search(names) is None
