"""Layouts are learned while the press is collected, and what it prints next is read by what was learned."""

from __future__ import annotations

from typing import Any

SCRIPT = "learned.py"


def test_a_first_run_learns_every_layout_of_which_four_pages_came(told: dict[str, Any]) -> None:
    learned = told["learned"]
    assert {source: len(layouts) for source, layouts in learned.items()} == {"carnet": 2, "nawras": 1, "phare": 1, "sada": 1}
    assert all(pages >= 4 for layouts in learned.values() for pages in layouts.values()), learned


def test_the_next_run_reads_by_what_was_learned(told: dict[str, Any]) -> None:
    read = told["read"]
    assert len(read) > 20
    assert len({source for source, *_ in read}) == 4
    strangers = [one for one in read if one[2] != "template"]
    assert len(strangers) <= 0.05 * len(read), strangers
    assert told["body"] >= 0.98


def test_another_way_of_ours_to_read_a_text_is_no_revision_of_the_sources(told: dict[str, Any]) -> None:
    """All pages are visited and read again, first after layouts were learned, then after all was reprocessed by them."""
    assert (told["again"]["revised"], told["last"]["revised"]) == (0, 0)


def test_reprocessed_all_but_strange_pages_are_read_by_templates(told: dict[str, Any]) -> None:
    assert told["by_template"] >= 0.95


def test_the_archive_is_sound_and_says_what_is_learned(told: dict[str, Any]) -> None:
    assert told["wrong"] == {}
    assert set(told["status"]) == set(told["learned"])
    assert all(learned and tried and gate <= 0.03 for learned, tried, gate in told["status"].values()), told["status"]
