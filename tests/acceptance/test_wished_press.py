"""What publishers wish, for real: by header, by meta element, by well-known file; changed, and taken back."""

from __future__ import annotations

from typing import Any

import pytest

SCRIPT = "wished.py"
ALL = {"body on page", "lead on page", "lead in list", "picture on page", "body in api", "found by words", "found by title",
       "lead in search", "body in feed", "lead in feed", "in sitemap", "text in table"}  # fmt: skip
LEAD = {"lead on page", "lead in list", "lead in search", "lead in feed"}
FOUND = {"found by words", "found by title"}


def seen(told: dict[str, Any]) -> set[str]:
    return {name for name in ALL if told[name]}


def test_a_header_bounds_the_lead_and_hides_the_picture(told: dict[str, Any]) -> None:
    shown = told["before"]["header"]
    assert seen(shown) == FOUND
    assert (shown["picture"], shown["rights"], shown["said"]) == (410, "excerpt", 2)
    assert len(shown["lead in api"]) <= 60
    assert shown["snippet in api"] == shown["lead in api"]
    assert shown["robots"] == "noindex, noimageindex, max-snippet:60"


def test_a_meta_element_keeps_the_text_back(told: dict[str, Any]) -> None:
    shown = told["before"]["meta"]
    assert seen(shown) == FOUND | LEAD
    assert (shown["wishes"], shown["robots"], shown["said"]) == (["noarchive"], "noindex, noarchive", 1)


def test_a_well_known_file_keeps_the_text_from_machines(told: dict[str, Any]) -> None:
    shown = told["before"]["file"]
    assert seen(shown) == ALL - {"body in api", "body in feed", "text in table"}
    assert (shown["reserved on page"], shown["rights"], shown["said"]) == (True, "full", 1)


def test_without_a_wish_everything_is_shown(told: dict[str, Any]) -> None:
    assert seen(told["before"]["nothing"]) == ALL
    assert told["before"]["nothing"]["wishes"] == []


def test_another_wish_is_in_force_with_the_next_answer_though_the_page_is_the_same(told: dict[str, Any]) -> None:
    shown = told["after"]["nothing"]
    assert seen(shown) == {"found by title"}
    assert (shown["picture"], shown["rights"], shown["robots"], shown["snippet in api"]) == (410, "link", "noindex", "")


@pytest.mark.parametrize("which", ["header", "meta", "file"])
def test_a_wish_that_goes_away_gives_back_what_was_shown(told: dict[str, Any], which: str) -> None:
    shown = told["after"][which]
    assert seen(shown) == ALL - ({"picture on page"} if which == "meta" else set())
    assert (shown["wishes"], shown["said"], shown["robots"], shown["rights"]) == ([], 0, "", "full")
    assert not shown["reserved on page"]


def test_a_file_and_its_end_are_captures_of_their_own(told: dict[str, Any]) -> None:
    assert told["captures"] == [["dhifaf", "tdmrep", 200], ["dhifaf", "tdmrep", 404]]


def test_no_wish_makes_a_version(told: dict[str, Any]) -> None:
    assert {article["versions"] for when in ("before", "after") for article in told[when].values()} == {1}


def test_the_archive_stays_sound(told: dict[str, Any]) -> None:
    assert told["problems"] == []
