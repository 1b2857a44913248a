from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.text import LONGEST, fold, tokens, words

# Mostly the letters of the three languages, with every nuisance between them; now and then anything at all.
PRESS = st.text(
    st.one_of(
        st.sampled_from("ابتةحخدرسعفقكلمنهويىأإآٱؤئءکگڭیـَُِّْٰٔٓ٠١٢۳۴ﻻﷲﷺ"),
        st.sampled_from("abcdeéèêçœÆßİıŁøﬁ'’ʼ\u0301\u0308½²ªⅣ"),
        st.sampled_from(' \u00a0\u200b\u200c\u200d\u200f\u2067\ufeff\u00ad\n-_.,:«»"()'),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("مُحَمَّدٌ", "محمد"),
        ("العـــربيّة", "العربيه"),
        ("أحمد إسلام آخر ٱلله", "احمد اسلام اخر الله"),
        ("مصطفى", "مصطفي"),
        ("مسؤول", "مسءول"),
        ("مسئول", "مسءول"),
        ("الرئیس", fold("الرئيس")),
        ("أگادير", "اكادير"),
        ("ڤيتنام", "فيتنام"),
        ("ﻻجئ", "لاجء"),
        ("٢٠٢٤ و ۱۹۹۹", "2024 و 1999"),
        ("Évêque Çà", "eveque ca"),
        ("cœur Ægir straße", "coeur aegir strasse"),
        ("İstanbul ılık", "istanbul ilik"),
        ("ﬁnance ＡＢＣ", "finance abc"),
        ("a\u00adb\u200cc\u200fd", "abcd"),
        ("à\u200bb", "a b"),
        ("m²", "m2"),
        ("ᾀ", "α"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’école d'État, qu’elle dit", ["ecole", "etat", "elle", "dit"]),
        ("jusqu'aux lorsqu’il s'est", ["aux", "il", "est"]),
        ("aujourd’hui", ["aujourd", "hui"]),
        ("Morocco's", ["morocco"]),
        ("l'O'Brien's", ["o", "brien"]),
        ("week-end_long", ["week", "end", "long"]),
        ("'quoted' ''", ["quoted"]),
        ("#المغرب، «الرباط»؛", ["المغرب", "الرباط"]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_long_words_are_cut() -> None:
    assert tokens("a" * 1000) == ["a" * LONGEST]


def test_words_point_into_the_true_text() -> None:
    text = "Selon l’École, «مُحَمَّدٌ» en \u200fcœur d'Été's"
    assert [(w, text[a:b]) for w, a, b in words(text)] == [
        ("selon", "Selon"), ("ecole", "École"), ("محمد", "مُحَمَّدٌ"), ("en", "en"), ("coeur", "cœur"), ("ete", "Été"),
    ]  # fmt: skip


@given(PRESS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert tokens(fold(text)) == tokens(text)
    assert tokens(" ".join(tokens(text))) == tokens(text)


@given(PRESS)
def test_composition_does_not_matter(text: str) -> None:
    assert tokens(unicodedata.normalize("NFD", text)) == tokens(unicodedata.normalize("NFC", text))


@given(PRESS, PRESS, st.sampled_from([" ", "\n", "\u00a0", "\u2003", "\u200b", " \u0300"]))
def test_words_are_never_joined(first: str, second: str, space: str) -> None:
    assert tokens(first + space + second) == tokens(first) + tokens(second)


@given(PRESS)
def test_folding_never_makes_more_words(text: str) -> None:
    # Characters that Unicode itself spells out with spaces or signs (ﷺ, ½) are the exception.
    plain = "".join(c for c in text if c.isspace() or re.fullmatch(r"[^\W_]*", fold(c)))
    assert len(tokens(plain)) <= len(plain.split())


@given(PRESS)
def test_words_agree_with_tokens(text: str) -> None:
    found = words(text)
    assert [word for word, _, _ in found] == tokens(text)
    assert all(0 <= start < end <= len(text) for _, start, end in found)
    assert [start for _, start, _ in found] == sorted(start for _, start, _ in found)


def test_importing_is_light() -> None:
    code = "import sys, hemera.text; print([m for m in ('Stemmer', 'tantivy', 'django', 'lxml') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
