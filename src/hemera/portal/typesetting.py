"""Spaces a line must not break at. Pure: what is shown changes, what is kept does not."""

from __future__ import annotations

import re

_NARROW, _WIDE, _JOINER = "\u202f", "\u00a0", "\u2060"
_SCORE = re.compile(r"(?<=\d)–(?=\d)")
_FRENCH = re.compile(r"(?<=«) | (?=[:;!?»%€](?:\W|$))|(?<=\d) (?=\d{3}(?!\d))")


def bound(text: str, language: str) -> str:
    """Bind scores and ranges; and, where the language puts spaces there as French does, punctuation and thousands."""
    text = _SCORE.sub(f"{_JOINER}–{_JOINER}", text)
    return _FRENCH.sub(_space, text) if language == "fr" else text


def _space(match: re.Match[str]) -> str:
    """A narrow space before ``; ! ?`` and within figures, a whole one before a colon and inside quotation marks."""
    after = match.string[match.end() : match.end() + 1]
    return _NARROW if after in ";!?%€" or after.isdigit() else _WIDE
