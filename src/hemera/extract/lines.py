"""Lines that are printed among an article's paragraphs and are none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hemera.extract import vocabulary
from hemera.text import fold
from hemera.types import Block, BlockKind

_PROMOTION = re.compile(
    rf"^\W*(?:{vocabulary.PROMOTIONS}|{vocabulary.RIGHTS})(?!\w)|^(?:publicite|اعلان|advertisement|commentaires?|comments?)\W*$"
)
_PAYWALL = re.compile(vocabulary.PAYWALLS)
_FRAGMENTS = frozenset(phrase.replace(" ", "") for phrase in vocabulary.FRAGMENTS)
_LONGEST_PROMOTION = 260  # characters; a paragraph that merely begins so is longer
_LONGEST_PAYWALL = 400
_LONGEST_CREDIT = 60
_GAPS = re.compile(r"\W+")
_PAID = frozenset(max(phrase.replace("#", "").split(), key=len) for phrase in vocabulary.PAID)


def is_promotion(text: str) -> bool:
    """Say whether a line sends readers elsewhere, asks for their address, or claims rights."""
    return len(text) <= _LONGEST_PROMOTION and _PROMOTION.match(_simple(text)) is not None


def is_paywall(text: str) -> bool:
    """Say whether a line stands where the rest of a paid article would."""
    return len(text) <= _LONGEST_PAYWALL and _says_paid(_simple(text))


def is_noise(text: str) -> bool:
    """Say whether a line sends readers elsewhere, asks for their address, claims rights, or stands where a paid text is cut."""
    return len(text) <= _LONGEST_PAYWALL and _is_noise(_simple(text))


def without_noise(blocks: Iterable[Block], printed: Iterable[str], caption: str = "") -> tuple[Block, ...]:
    """Drop promotions, what is printed elsewhere on the page (title, by-line, date), the picture's caption, repeated lines."""
    under = _key(_simple(caption[:_LONGEST_PAYWALL]))
    seen = {_key(_simple(text)) for text in printed if len(text) <= _LONGEST_PAYWALL} | _FRAGMENTS
    kept: list[Block] = []
    for block in blocks:
        long = len(block.text) > _LONGEST_PAYWALL
        simple = block.text if long else _simple(block.text)
        key = _key(simple)
        repeated = block.kind is not BlockKind.TIME and (key in seen or _is_caption(key, under))
        if key and not repeated and not (not long and _is_noise(simple)):
            kept.append(block)
            if len(key) > 30:
                seen.add(key)
    while kept and kept[-1].kind is BlockKind.SUBHEAD:
        kept.pop()
    return tuple(kept)


def _is_caption(key: str, under: str) -> bool:
    """Say whether a line is the caption of the lead picture, with its credit or without."""
    return bool(under) and key.startswith(under) and len(key) - len(under) <= _LONGEST_CREDIT


def _is_noise(simple: str) -> bool:
    return (len(simple) <= _LONGEST_PROMOTION and _PROMOTION.match(simple) is not None) or _says_paid(simple)


def _says_paid(simple: str) -> bool:
    """Look for the one word of each phrase that is seldom, before looking for phrases: twenty times as fast."""
    return any(word in simple for word in _PAID) and _PAYWALL.search(simple) is not None


def _simple(text: str) -> str:
    return " ".join(fold(text).split())


def _key(simple: str) -> str:
    return _GAPS.sub("", simple) if len(simple) <= _LONGEST_PROMOTION else simple
