from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import markup


@pytest.mark.parametrize(
    ("given_", "line"),
    [
        ("  deux\u00a0mots \n suite ", "deux mots suite"),
        ("e\u0301te\u0301", "été"),
        ("evil\u202etxt.exe\u202c", "eviltxt.exe"),
        ("a\x00b\x0bc\u200bd\ufeff", "abcd"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\ud800b", "ab"),
    ],
)
def test_line(given_: str, line: str) -> None:
    assert markup.line(given_) == line


def test_a_long_line_is_cut_at_a_word() -> None:
    assert markup.line("mot " * 100, 20) == "mot mot mot mot mot…"


@pytest.mark.parametrize(
    ("given_", "plain"),
    [
        ("Un <b>titre</b> &amp; sa suite", "Un titre & sa suite"),
        ("<script>alert(1)</script>A &amp; B", "A & B"),
        ("<p>un</p><p>deux</p>trois<br>quatre", "un deux trois quatre"),
        ("5 < 6 et 7 > 6", "5 < 6 et 7 > 6"),
        ("&lt;script&gt;", "<script>"),
        ("R & D", "R & D"),
        ("<style>p{}</style><!-- rien -->texte", "texte"),
    ],
)
def test_plain(given_: str, plain: str) -> None:
    assert markup.plain(given_) == plain


@given(st.text(max_size=200))
def test_a_plain_line_has_no_stray_characters(text: str) -> None:
    line = markup.plain(f"<p>{text}</p>")
    assert "\u202e" not in line
    assert "\n" not in line
    assert markup.line(line) == line
