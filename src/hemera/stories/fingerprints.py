"""Copies: articles that carry the same text under another title, cut, tagged or lightly edited.

MinHash over shingles of words (Broder 1997). Similarity of two texts is estimated by the share of equal minima; bands
of a few minima each are what a table is asked for to find candidates without comparing all with all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

from hemera.text import fold

SHINGLE = 4  # words
MINIMA = 32
BANDS = 16  # of 2 minima each: two texts meet in one with 99 % at a Jaccard similarity of 0.5, 78 % at 0.3, 0.2 % at 0.01
SAME = 0.5  # Jaccard similarity from which two texts are one …
CONTAINED = 0.7  # … or share of the shorter one's shingles found in the other: a dispatch cut by half
_LAST = (1 << 47) - 1  # bits of a band: six bytes where it is stored
LEAST_WORDS = 30  # shorter texts have too little of their own
MAX_WORDS = 5_000

_WORD = re.compile(r"\w+")


def bands(text: str) -> tuple[int, ...]:
    """Return 16 numbers of 47 bits; texts that share one may be copies. () for texts too short to tell."""
    minima = _minima(frozenset(map(_digest, shingles(text))))
    width = MINIMA // BANDS
    return tuple(_digest(f"{n}:{minima[n * width : (n + 1) * width]}") & _LAST for n in range(BANDS)) if minima else ()


def same_text(one: str, other: str) -> bool:
    """Say whether two texts are one: much the same, or the shorter one mostly inside the longer."""
    a, b = shingles(one), shingles(other)
    if not a or not b:
        return False
    both = len(a & b)
    return both / len(a | b) >= SAME or both / min(len(a), len(b)) >= CONTAINED


@lru_cache(maxsize=64)  # a text is compared with a few others, and they with the next that shares it
def shingles(text: str) -> frozenset[str]:
    """Return the runs of four words of a text, folded; empty for texts under 30 words."""
    words = _WORD.findall(fold(text))[:MAX_WORDS]
    if len(words) < LEAST_WORDS:
        return frozenset()
    return frozenset(map(" ".join, zip(*(words[start:] for start in range(SHINGLE)), strict=False)))


def _minima(found: frozenset[int]) -> tuple[int, ...]:
    """Return the shingle nearest to each of 32 fixed points, by exclusive or: each shingle is as likely as any other."""
    if not found:
        return ()
    ordered = sorted(found)
    return tuple([_nearest(ordered, point) for point in _points()])


def _nearest(ordered: Sequence[int], point: int) -> int:
    """Return what is left of the number that is least after an exclusive or with a point: it shares the longest beginning with it.

    So bit by bit the half that agrees is kept, where anything is in it: a dozen steps, not one for every number.
    """
    low, high, begins, bit = 0, len(ordered), 0, 1 << 62
    while high - low > 1:
        middle = bisect_left(ordered, begins | bit, low, high)  # from there on the bit is set
        wanted = middle < high if point & bit else middle == low
        if wanted:
            low, begins = middle, begins | bit
        else:
            high = middle
        bit >>= 1
    return ordered[low] ^ point


@lru_cache(maxsize=1)
def _points() -> tuple[int, ...]:
    """Return the points, the same on every machine and for ever: what they give is stored."""
    return tuple(_digest(f"point {n}") for n in range(MINIMA))


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") >> 1
