"""The panel: several general readers of pages, each with its own idea of what is the article, asked piece by piece.

None of them is always right; where they differ, how the piece looks and what stands around it decides (``clues``).
Used for pages of layouts that are not learned yet, and to learn them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from hemera.extract import jsonld
from hemera.extract.page import Page
from hemera.extract.sanitise import blocks_of_html
from hemera.text import fold

WORD = re.compile(r"\w+")
SHINGLE = 4  # words
_ENOUGH = 0.7  # of a piece's shingles that a reader must have kept
_SHORT = 6  # words; a shorter piece must be a line of its own
_DECLARED = 500  # characters from which a declared body has something to say of what it leaves out
_LINES = re.compile(r"[\n|]")

Words = tuple[str, ...]


class Voice(NamedTuple):
    """What one reader kept of a page: its shingles, and its lines as bare letters."""

    shingles: frozenset[Words]
    lines: frozenset[str]

    def kept(self, words: Words, letters: str) -> bool:
        """Say whether it kept a piece."""
        if len(words) < _SHORT:
            return letters in self.lines
        found = sum(shingle in self.shingles for shingle in runs(words))
        return found >= _ENOUGH * (len(words) - SHINGLE + 1)


def words(text: str) -> Words:
    """Return a text's words, folded."""
    return tuple(WORD.findall(fold(text)))


def letters(text: str) -> str:
    """Return a text's letters and digits alone, folded: the key by which lines are compared."""
    return "".join(words(text))


def listen(text: str) -> Voice:
    """Return the voice of a reader from the text it gave."""
    lines = [words(line) for line in _LINES.split(text)]
    return Voice(frozenset(s for line in lines for s in runs(line)), frozenset("".join(line) for line in lines))


def runs(found: Words) -> list[Words]:
    """Return all runs of a few words, by which texts are compared."""
    return [found[i : i + SHINGLE] for i in range(len(found) - SHINGLE + 1)]


def voices(page: Page) -> dict[str, Voice]:
    """Ask every reader; one that fails has kept nothing."""
    return {name: listen(read(page)) for name, read in READERS.items()}


def declared(page: Page) -> Voice | None:
    """Return what the publisher itself calls the text: the feed's full content or JSON-LD's. A vote, never the answer."""
    said = jsonld.texts(page.article.get("articleBody"))[:1]
    entry = page.hints.entry
    feed = "\n".join(block.text for block in blocks_of_html(entry.content_html, page.url)) if entry and entry.content_html else ""
    text = max((*said, feed), key=len, default="")
    return listen(text) if len(text) >= _DECLARED else None


def _trafilatura(page: Page) -> str:
    from trafilatura import extract

    return extract(page.html, favor_precision=True, include_comments=False) or ""


def _resiliparse(page: Page) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page.html, main_content=True, alt_texts=False))


READERS: Mapping[str, Callable[[Page], str]] = {
    "trafilatura": _trafilatura,
    "resiliparse": _resiliparse,
}
