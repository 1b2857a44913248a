"""Searches next to a search: narrower by one filter, wider by one, or worded less strictly. Pure: trees in, trees out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from hemera.query import All, Field, Key, Node, Period, Phrase, Prefix, Word, both, either
from hemera.query.spans import filters, items, span
from hemera.query.tree import positive

KEYS = {"source": Key.SOURCE, "language": Key.LANGUAGE, "section": Key.SECTION, "author": Key.AUTHOR}


def narrowed(tree: Node, item: Field | Period) -> Node:
    """Ask for one thing more; a period takes the place of the one before."""
    kept = [i for i in items(tree) if i != item and not (isinstance(item, Period) and isinstance(i, Period))]
    return both([*kept, item])


def widened(tree: Node, item: Node) -> Node:
    """Ask for one thing less."""
    return both([i for i in items(tree) if i != item])


def facet(name: str, value: str) -> Field | Period:
    """Return what narrows to one value of a facet."""
    return span(value) if name == "year" else Field(KEYS[name], value)


def looser(tree: Node, *others: Node) -> Iterator[Node]:
    """Yield searches that may find something where this one does not, the nearest first; ``others`` before all."""
    seen = {tree, All()}
    for found in chain(others, _looser(tree)):
        if found not in seen:
            seen.add(found)
            yield found


def _looser(tree: Node) -> Iterator[Node]:
    kept = filters(tree)
    for item in kept:
        yield widened(tree, item)
    words = [word for text in positive(tree) for word in _words(text)]
    for asked in (both(words), either(words)):
        yield both([asked, *kept])
        yield asked
    yield from words


def _words(text: Word | Phrase | Prefix) -> list[Word | Prefix]:
    """Take quotation marks and the bond to the title off."""
    return [Prefix(text.text)] if isinstance(text, Prefix) else [Word(part) for part in text.text.split()]
