from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.stories import bands, same_text
from hemera.stories.fingerprints import BANDS, _minima, _points

VOCABULARY = [f"mot{n}" for n in range(4_000)]
ARABIC = (
    "أعيد فتح جسر المشاة في وادي ليلى بعد ثلاث سنوات من الأشغال وكان أول العابرين تلاميذ المدارس "
    "وحمار اسمه بلبل وسط تصفيق السكان على الضفتين رغم البرد والريح التي هبت منذ الفجر على المدينة"
)


def text(seed: int, words: int = 300) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(VOCABULARY) for _ in range(words))


def meet(one: str, other: str) -> bool:
    return bool(set(bands(one)) & set(bands(other)))


def edited(original: str, share: float) -> str:
    chosen = random.Random(7)
    return " ".join(chosen.choice(VOCABULARY) if chosen.random() < share else word for word in original.split())


@given(st.frozensets(st.integers(0, 2**63 - 1), min_size=1, max_size=60))
def test_the_minima_are_those_that_comparing_all_would_give(found: frozenset[int]) -> None:
    assert _minima(found) == tuple(min(number ^ point for number in found) for point in _points())


def test_bands_are_stable_numbers() -> None:
    assert bands(text(1)) == bands(text(1))
    assert len(bands(text(1))) == BANDS
    assert all(0 <= band < 2**47 for band in bands(text(1)))
    assert bands(ARABIC)[0] == 34_542_821_229_110  # what is stored must never change


@pytest.mark.parametrize("seed", range(20))
def test_copies_meet(seed: int) -> None:
    original = text(seed)
    for copy in (original.upper(), f"MARSA ENNOUR (AGA) — {original} (avec agences)", edited(original, 0.04)):
        assert meet(original, copy)
        assert same_text(original, copy)


def test_nearly_all_copies_cut_by_half_meet() -> None:
    originals = [text(seed) for seed in range(40)]
    halves = [" ".join(original.split()[:150]) for original in originals]
    assert all(map(same_text, originals, halves))
    assert sum(map(meet, originals, halves)) >= 36


def test_strangers_do_not() -> None:
    texts = [text(seed) for seed in range(30)]
    assert not any(same_text(texts[0], other) for other in texts[1:])
    found = [set(bands(one)) for one in texts]
    pairs = [(a, b) for n, a in enumerate(found) for b in found[:n]]
    assert sum(bool(a & b) for a, b in pairs) <= 0.01 * len(pairs)


def test_spelling_makes_no_difference() -> None:
    assert bands(ARABIC) == bands(ARABIC.replace("أ", "ا").replace("ة", "ه").replace("ليلى", "لَيْلَى"))


@pytest.mark.parametrize("short", ["", "Un titre", "mot " * 29])
def test_short_texts_are_nobodys_copies(short: str) -> None:
    assert bands(short) == ()
    assert not same_text(short, short)
