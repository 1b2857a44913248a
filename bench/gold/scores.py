"""How right a reading is: figures between 0 and 1, of one page or of many."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from hemera.text import fold

SHINGLE = 4  # words
_FOUND = 0.6  # share of a paragraph's shingles that makes it found
_ALIKE = 0.85  # of two titles' letters
_LONG_NAME = 5  # letters above which a name may be part of what was read ("Jane Doe" in "Jane Doe, Paris")
_WORD = re.compile(r"\w+")
_VOWELS = re.compile("[\u064b-\u0652\u0670\u0640]")  # Arabic short vowels and tatweel: readers keep or lose them by chance

Shingles = Counter[tuple[str, ...]]


class Rates(NamedTuple):
    """Of one page. None where there is nothing to divide by: no text found, or none to find."""

    precision: float | None
    recall: float | None

    @property
    def f1(self) -> float:
        return harmonic(self.precision or 0.0, self.recall or 0.0)


class Total(NamedTuple):
    """Of many pages: means of precision and of recall, and the F1 of both means."""

    precision: float
    recall: float
    f1: float


def words(text: str) -> list[str]:
    return _WORD.findall(_VOWELS.sub("", text))


def shingles(text: str) -> Shingles:
    """Return every run of four words and how often it occurs; a shorter text is one run."""
    found = words(text)
    return Counter(tuple(found[i : i + SHINGLE]) for i in range(max(1, len(found) - SHINGLE + 1))) if found else Counter()


def rates(gold: str, found: str) -> Rates:
    a, b = shingles(gold), shingles(found)
    if not a and not b:
        return Rates(1.0, 1.0)
    both = sum((a & b).values())
    return Rates(both / sum(b.values()) if b else None, both / sum(a.values()) if a else None)


def total(pages: Iterable[Rates]) -> Total:
    rows = list(pages)
    precision = statistics.mean([row.precision for row in rows if row.precision is not None] or [0.0])
    recall = statistics.mean([row.recall for row in rows if row.recall is not None] or [0.0])
    return Total(precision, recall, harmonic(precision, recall))


def harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0


def body(gold: Sequence[str], optional: Sequence[str], found: str) -> Rates:
    """Score a text. Optional paragraphs count where they were found: neither having them nor lacking them is wrong."""
    have = shingles(found)
    counted = [paragraph for paragraph in optional if _holds(have, shingles(paragraph))]
    return rates("\n".join([*gold, *counted]), found)


def _holds(have: Shingles, wanted: Shingles) -> bool:
    return bool(wanted) and sum((wanted & have).values()) > _FOUND * sum(wanted.values())


def title(gold: str, found: str) -> float:
    """1 for the same words, or nearly."""
    a, b = (" ".join(words(fold(text))) for text in (gold, found))
    return float(bool(a and b) and (a == b or SequenceMatcher(None, a, b).ratio() > _ALIKE))


def day(gold: str, found: str) -> float:
    """1 for the same day; both as ISO 8601."""
    return float(bool(gold) and gold[:10] == found[:10])


def authors(gold: Sequence[str], found: Sequence[str]) -> float:
    """F1 of names; one that was read with more around it counts as found."""
    a, b = ({fold(name) for name in names} for names in (gold, found))
    hits = sum(any(_same_name(name, other) for other in b) for name in a)
    good = sum(any(_same_name(name, other) for name in a) for other in b)
    return harmonic(good / len(b) if b else 0.0, hits / len(a) if a else 0.0)


def _same_name(name: str, read: str) -> bool:
    return name == read or (len(name) > _LONG_NAME and name in read)
