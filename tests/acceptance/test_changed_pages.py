"""What happens to pages after publication, for real: corrected, extended, emptied, walled, gone."""

from __future__ import annotations

from typing import Any

import pytest

SCRIPT = "later.py"


@pytest.mark.parametrize(
    ("change", "kind"), [("typo", "corrected"), ("figure", "corrected"), ("title", "corrected"), ("paragraphs", "extended")]
)
def test_an_edit_is_a_revision_of_its_kind(told: dict[str, Any], change: str, kind: str) -> None:
    pages = told["became"][change]
    assert [(page["kinds"], page["held"]) for page in pages] == [(["first", kind], [False, False])] * len(pages), pages


@pytest.mark.parametrize("change", ["emptied", "consent"])
def test_an_emptied_or_walled_page_is_held_and_the_last_good_text_stays(told: dict[str, Any], change: str) -> None:
    for page in told["became"][change]:
        assert (page["kinds"], page["held"], page["same_text"]) == (["first", "suspicious"], [False, True], True), page


def test_a_page_that_is_gone_leaves_our_copy_and_a_mark(told: dict[str, Any]) -> None:
    for page in told["became"]["gone"]:
        assert (page["kinds"], page["gone"], page["same_text"]) == (["first"], True, True), page


def test_whatever_happens_every_article_stays_searchable(told: dict[str, Any]) -> None:
    assert told["searchable"]


def test_the_python_api_works_inside_a_running_event_loop(told: dict[str, Any]) -> None:
    notebook = told["notebook"]
    assert notebook["months"] == notebook["parquet"] == told["articles"] > 20
    assert notebook["table"] == notebook["french"] > 5
    assert notebook["newest_first"]


def test_nothing_that_is_asked_of_the_record_all_the_time_grows_with_the_archive(told: dict[str, Any]) -> None:
    assert told["statements"] > 100
    assert told["growing"] == []
