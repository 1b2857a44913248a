"""Articles printed over several pages are one article, for real: collected, read again, proved."""

from __future__ import annotations

from typing import Any

import pytest

SCRIPT = "paged.py"


@pytest.mark.parametrize(
    ("story", "pages", "more"),
    [
        ("entier", "111111222222333333", []),
        ("coupe", "111111222222", ["coupe/3"]),
        ("mur", "111111", ["mur/2"]),
        ("simple", "111111", []),
    ],
)
def test_the_pages_that_answer_are_joined_and_what_is_missing_is_named(
    told: dict[str, Any], story: str, pages: str, more: list[str]
) -> None:
    assert told[story] == {"pages": list(pages), "phrases": True, "more": more}


def test_every_page_is_kept_as_it_came(told: dict[str, Any]) -> None:
    kept = {
        "entier": "first",
        "entier/2": "part",
        "entier/3": "part",
        "coupe": "first",
        "coupe/2": "part",
        "mur": "first",
        "mur/2": "part",
    }
    assert told["pages"] == kept | {"simple": "first", "entier/2": "entry.later-page"}


def test_reading_the_captures_again_joins_them_again(told: dict[str, Any]) -> None:
    assert told["again"] == {"read": 4, "changed": 0}
    assert told["problems"] == []


def test_a_later_page_is_no_article_of_its_own(told: dict[str, Any]) -> None:
    assert told["announced"] == {"entry.later-page": 1}
    assert told["articles"] == 4
