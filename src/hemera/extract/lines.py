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


def is_promotion(text: str) -> bool:
    """Say whether a line sends readers elsewhere, asks for their address, or claims rights."""
    return len(text) <= _LONGEST_PROMOTION and _PROMOTION.match(_simple(text)) is not None


def is_paywall(text: str) -> bool:
    """Say whether a line stands where the rest of a paid article would."""
    return len(text) <= _LONGEST_PAYWALL and _PAYWALL.search(_simple(text)) is not None


def without_noise(blocks: Iterable[Block], printed: Iterable[str]) -> tuple[Block, ...]:
    """Drop promotions, what is printed elsewhere on the page (title, by-line, date) and repeated lines."""
    seen = {_key(text) for text in printed} | _FRAGMENTS
    kept: list[Block] = []
    for block in blocks:
        key = _key(block.text)
        repeated = key in seen and block.kind is not BlockKind.TIME
        if key and not repeated and not is_promotion(block.text) and not is_paywall(block.text):
            kept.append(block)
            if len(key) > 30:
                seen.add(key)
    while kept and kept[-1].kind is BlockKind.SUBHEAD:
        kept.pop()
    return tuple(kept)


def _simple(text: str) -> str:
    return " ".join(fold(text).split())


def _key(text: str) -> str:
    return "".join(re.findall(r"\w+", fold(text)))
