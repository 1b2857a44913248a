"""Stray markup and stray characters out of one line of text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from hemera import bounds

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

MAX_LENGTH = 100_000  # characters of markup read for one line

# Characters that hide or reorder what is printed: controls, bidi overrides and isolates, zero-width spaces, soft hyphens,
# byte-order marks, lone surrogates. Joiners (U+200C, U+200D) stay: they shape letters.
_STRAY = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_LINE_TAGS = re.compile(r"<(?:br|/?(?:p|div|li|tr|td|h[1-6]|blockquote))\b", re.IGNORECASE)


def line(text: str, limit: int = 1_000) -> str:
    """Return text on one line, composed (NFC), without stray characters, cut at ``limit`` characters."""
    cut = text if len(text) <= limit else text[: limit * 4]
    tidy = " ".join(cut.split())
    if not tidy.isprintable() or not (tidy.isascii() or unicodedata.is_normalized("NFC", tidy)):  # seldom, and ten times as costly
        tidy = " ".join(_STRAY.sub("", unicodedata.normalize("NFC", cut)).split())
    return tidy if len(tidy) <= limit else tidy[:limit].rsplit(" ", 1)[0].rstrip() + "…"


def plain(markup: str, limit: int = 1_000) -> str:
    """Return what a reader would see of a fragment of HTML, on one line; text that holds none stays as it is."""
    markup = markup[:MAX_LENGTH]
    if not (_TAG.search(markup) or _ENTITY.search(markup)):
        return line(markup, limit)
    tree = parsed(_LINE_TAGS.sub(r" \g<0>", markup))
    tree.strip_tags(["script", "style", "template", "noscript", "iframe", "object"])
    return line(tree.body.text() if tree.body else "", limit)


def parsed(markup: str) -> LexborHTMLParser:
    """Return the tree of some markup from outside, with what would make it grow beyond measure taken from it."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(bounds.bounded(markup.encode("utf-8", "replace")).raw)
