from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.query import Query, marked, parse, snippet
from hemera.query.letters import Start


def query(text: str) -> Query:
    return parse(text, today=date(2020, 6, 15))


def shown(pieces: list[tuple[str, bool]]) -> str:
    return "".join(f"[{text}]" if on else text for text, on in pieces)


class _Plurals:
    """An s at the end makes no other word."""

    def starts(self, searched: str) -> frozenset[Start]:
        return frozenset((Start(searched.rstrip("s")),))

    def __call__(self, searched: str, printed: str) -> bool:
        return searched.rstrip("s") == printed.rstrip("s")


alike = _Plurals()


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("L’École d'été", "ecole", "L’[École] d'été"),
        ("قال مُحَمَّدٌ للصحافة", "محمد", "قال [مُحَمَّدٌ] للصحافة"),
        ("Les élections locales", "election", "Les [élections] locales"),
        ("Les élections locales", '"election"', "Les élections locales"),
        ("Les élections locales", "elec*", "Les [élections] locales"),
        ("Le roi du Rif, le roi", '"le roi"', "[Le roi] du Rif, [le roi]"),
        ("Un week-end", "week-end", "Un [week-end]"),
        ("Un week-end long", "week-en*", "Un [week-end] long"),
        ("roi et loi", "roi -loi", "[roi] et loi"),
        ("roi et loi", "title:roi loi", "[roi] et [loi]"),
        ("roi", "source:roi", "roi"),
        ("le roi du Maroc", '"le roi" "roi du"', "[le roi][ du] Maroc"),
        ("", "roi", ""),
    ],
)
def test_titles(title: str, text: str, expected: str) -> None:
    assert shown(marked(title, query(text), alike)) == expected


def test_words_of_the_title_are_not_marked_in_the_text() -> None:
    assert shown(snippet("le roi", query("title:roi"))) == "le roi"


def test_short_texts_are_shown_whole() -> None:
    assert shown(snippet("Le roi.", query("roi"))) == "Le [roi]."


def test_the_window_holds_most_terms() -> None:
    filler = "mot " * 100
    text = filler + "la pluie seule. " + filler + "Avant. La pluie et la neige tombent. " + filler
    found = shown(snippet(text, query("pluie neige"), length=60))
    assert found == "… La [pluie] et la [neige] tombent. mot mot mot mot mot mot mot …"


def test_without_a_match_the_beginning_is_shown() -> None:
    assert shown(snippet("un deux trois " * 40, query("quatre"), length=30)) == "un deux trois un deux trois un …"


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    assert shown(snippet("x" * 500, query("y"), length=50)) == "x" * 50 + " …"


@given(
    st.text(st.sampled_from("roi Élec’'. \n\u200fـَة"), max_size=300),
    st.sampled_from(["roi", "ro*", '"roi e"', "é OR c", ""]),
    st.integers(10, 120),
)
def test_pieces_are_the_true_text(text: str, asked: str, length: int) -> None:
    assert "".join(piece for piece, _ in marked(text, query(asked))) == text
    pieces = snippet(text, query(asked), length)
    whole = "".join(piece for piece, _ in pieces).removeprefix("… ").removesuffix(" …")
    assert whole in text
    assert len(whole) <= max(length, 1)
