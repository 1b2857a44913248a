"""Lines do not break where a typesetter would not let them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.portal.typesetting import bound


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Route 7 : la neige", "Route 7\u00a0: la neige"),
        ("« Nourse » part ; qui vient ?", "«\u00a0Nourse\u00a0» part\u202f; qui vient\u202f?"),
        ("84 000 tonnes, 1 400 mètres, 45 %", "84\u202f000 tonnes, 1\u202f400 mètres, 45\u202f%"),
        ("en 2020 12 000 élèves", "en 2020 12\u202f000 élèves"),
        ("3 2 1", "3 2 1"),
        ("le 14 :30", "le 14 :30"),
    ],
)
def test_french(text: str, expected: str) -> None:
    assert bound(text, "fr") == expected


def test_other_languages_put_no_space_there() -> None:
    assert bound("A 200 000 : no", "en") == "A 200 000 : no"


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_scores_stay_on_one_line(language: str) -> None:
    assert bound("2–1", language) == "2\u2060–\u20601"


@given(st.text(alphabet="a« »:;!?%12 –", max_size=60), st.sampled_from(["fr", "ar", "en"]))
def test_nothing_but_spaces_changes(text: str, language: str) -> None:
    assert re.sub("[\u202f\u00a0]", " ", bound(text, language)).replace("\u2060", "") == text
    assert bound(bound(text, language).replace("\u2060", ""), language) == bound(text, language)
