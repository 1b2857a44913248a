"""After an upgrade of the rules a changed page is told from a reading of ours that was not as good."""

from __future__ import annotations

from typing import Any

from hemera.extract import EXTRACTOR

SCRIPT = "upgraded.py"


def articles(told: dict[str, Any], *, edited: bool) -> list[dict[str, Any]]:
    found = [one for one in told["articles"] if one["edited"] is edited and not one["lost"]]
    assert len(found) > 1
    return found


def test_what_was_ours_of_the_difference_is_a_correction_and_no_revision(told: dict[str, Any]) -> None:
    for one in articles(told, edited=False):
        assert (one["kinds"], one["promoted"], one["corrected"], one["count"]) == (["first"], [False], [[True]], 1), one
        assert one["extractors"] == [EXTRACTOR]


def test_what_the_source_changed_is_a_revision_of_its_own_kind(told: dict[str, Any]) -> None:
    for one in articles(told, edited=True):
        assert one["kinds"] in (["first", "corrected"], ["first", "extended"]), one
        assert (one["promoted"], one["corrected"], one["count"]) == ([False, False], [[True], []], 2), one
        assert one["extractors"] == [EXTRACTOR, EXTRACTOR]


def test_where_the_capture_is_lost_the_page_is_compared_with_what_was_read_then(told: dict[str, Any]) -> None:
    [one] = [one for one in told["articles"] if one["lost"]]
    assert (one["promoted"], one["corrected"]) == ([True, False], [[], []])


def test_it_costs_nothing_the_next_time_and_the_archive_is_sound(told: dict[str, Any]) -> None:
    assert told["again"]["revised"] == 0
    assert told["wrong"].keys() <= {"captures"}, told["wrong"]  # the capture that was lost on purpose
