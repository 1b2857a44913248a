"""Words inside paragraphs that are none of the writer's: "opens in a new tab", hover cards, hidden labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hemera import markup
from hemera.extract import layouts
from hemera.extract.boxes import lasting

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_INLINE = "p span[class], li span[class], a span[class], p small[class], p sup[class]"
_FEWEST = 4  # times the same words are said
_MOSTLY = 0.8  # share of what a class says that is the same words
_LONGEST = 60  # characters
_MOST = 100  # selectors


def learned(trees: Sequence[LexborHTMLParser]) -> tuple[str, ...]:
    """Return selectors of inline elements that say the same words over and over on several pages."""
    said: dict[str, Counter[str]] = defaultdict(Counter)
    pages: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, tree in enumerate(trees):
        for node in tree.css(_INLINE):
            text = markup.line(node.text(), _LONGEST * 2)
            names = [name for name in (node.attributes.get("class") or "").split()[:4] if lasting(name) == name]
            for name in names if 2 < len(text) < _LONGEST else ():
                place = layouts.selector(node.tag or "", name)
                said[place][text] += 1
                pages[place, text].add(number)
    return tuple(sorted(place for place, counts in said.items() if _is_decoration(place, counts, pages)))[:_MOST]


def _is_decoration(place: str, counts: Counter[str], pages: dict[tuple[str, str], set[int]]) -> bool:
    """A class that mostly says one thing is decoration; one that says many things is content."""
    text, count = counts.most_common(1)[0]
    return count >= _FEWEST and len(pages[place, text]) > 1 and count > _MOSTLY * counts.total()
