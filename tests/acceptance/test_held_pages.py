"""Pages held because nothing came out of them are read again once their layout is learned, from what was captured."""

from __future__ import annotations

from typing import Any

SCRIPT = "held.py"


def test_they_were_held_and_are_shown_by_the_end_of_the_same_run(told: dict[str, Any]) -> None:
    assert told["held"]["body.empty"] >= 3
    assert len(told["shown"]) == 3


def test_they_are_read_by_the_template_and_dated_by_their_capture(told: dict[str, Any]) -> None:
    assert all(template and number == 1 and dated for template, number, dated in told["shown"]), told["shown"]


def test_the_source_was_not_asked_again(told: dict[str, Any]) -> None:
    assert told["captures"] == [1, 1, 1]


def test_the_archive_is_sound(told: dict[str, Any]) -> None:
    assert told["wrong"] == {}
    assert told["status"]
