from __future__ import annotations

from datetime import date

import pytest

from hemera.index.analysis import alike
from hemera.query import parse
from hemera.query.reasons import Reason, Seen, reasons

NONE = Seen()


@pytest.mark.parametrize(
    ("asked", "title", "text", "language", "told"),
    [
        (
            "pluie",
            "Fortes pluies",
            "La pluie, une pluie, des pluies.",
            "fr",
            Reason("pluie", Seen(0, 1, ("pluies",)), Seen(2, 1, ("pluies",))),
        ),
        ("title:pluie", "La pluie", "La pluie.", "fr", Reason("pluie", Seen(1), NONE)),
        (
            "مطر",
            "المطر يعود",
            "أمطار ومَطَر والمطر والمطر",
            "ar",
            Reason("مطر", Seen(0, 1, ("المطر",)), Seen(0, 4, ("والمطر", "أمطار", "ومَطَر"))),
        ),
        ('"pluie fine"', "", "Une pluie fine.", "fr", Reason("pluie fine", NONE, Seen(1))),
        ("plu*", "", "La pluie a plu, une pluie.", "fr", Reason("plu", NONE, Seen(1, 2, ("pluie",)))),
    ],
)
def test_which_word_stands_where_and_in_which_form(asked: str, title: str, text: str, language: str, told: Reason) -> None:
    query = parse(asked, today=date(2020, 6, 15))
    assert reasons(query, title, text, alike(language)) == (told,)


def test_what_is_nowhere_or_unwanted_is_not_told() -> None:
    query = parse("pluie OR neige -soleil source:phare", today=date(2020, 6, 15))
    assert [reason.term for reason in reasons(query, "La neige et le soleil", "")] == ["neige"]
