"""Twelve simulated days of sources, for real: one dies, one moves, one is taken over, links rot, a feed ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    command = [sys.executable, Path(__file__).with_name("ailing.py"), tmp_path_factory.mktemp("ailing") / "press"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_ailment_is_found_with_its_cause_and_since_when_and_no_other(told: dict[str, Any]) -> None:
    """Days count from the start; what fails, fails since its last success the day before."""
    found = {(source, kind): (since, cause, grave) for source, kind, since, cause, _, grave in told["findings"]}
    assert found == {
        ("courier", "moved"): (2, "", True),
        ("courier", "feed-moved"): (5, "", False),  # believed after three days
        ("nawras", "retired"): (3, "http.410", True),
        ("sada", "dead"): (2, "fetch.unreachable", True),
    }  # phare is well, bousla's four links are too few to speak of, and the carnet is trusted again


def test_a_site_taken_over_publishes_nothing_and_what_was_there_stays(told: dict[str, Any]) -> None:
    before = told["before"]
    assert before["titles"] == ["Le bac n"]
    assert before["entries"] == ["article", "held source.hijacked"]
    assert before["revised"] == 0
    [finding] = told["finding"]
    assert finding[1:4] == ["hijacked", 5, ""]
    assert finding[4]["held"] == told["trusted"] > 0
    assert len(finding[4]["signs"].split()) > 1


def test_readers_are_not_sent_to_a_site_taken_over(told: dict[str, Any]) -> None:
    before, home = told["before"], told["homes"]["carnet"]
    assert before["out"] == "/fr/carnet/1"
    assert "/out/" not in before["page"]
    assert "le site de quelqu’un d’autre occupe l’adresse de cette source" in before["page"]
    assert "<article" in before["page"]
    assert f'href="{home}' not in before["page"] + before["source"]
    assert home in before["page"]  # as text
    assert "Rien de nouveau n’y est pris" in before["source"]
    assert (before["api"]["state"], before["api"]["since"]) == ("hijacked", "2026-05-06T05:00:00+00:00")
    assert "url = {http://localhost/fr/carnet/1}" in before["bib"]
    assert "is gone" in before["bib"]


def test_a_person_decides_that_a_site_is_its_sources_and_what_was_held_is_read(told: dict[str, Any]) -> None:
    assert told["sites"]["carnet"] == "answers"
    assert told["after"]["entries"] != told["before"]["entries"]


def test_links_that_rot_are_found_and_our_copy_is_offered(told: dict[str, Any]) -> None:
    links, outs, pages = told["links"], told["outs"], told["pages"]
    home = told["homes"]["bousla"]
    assert [links[n]["state"] for n in "1234"] == ["gone", "moved", "gone", "alive"]
    assert links["2"]["moved_to"] == outs["2"] == f"{home}archive/2"
    assert outs["4"] == f"{home}a/4"
    for n in "13":
        assert "La source ne sert plus cette page (depuis le " in pages[n]
        assert f'<bdi dir="ltr">{home}a/{n}</bdi>' in pages[n]
        assert "/out/" not in pages[n]
        assert outs[n].startswith("/fr/bousla/")
    assert 'class="atsource"' in pages["2"]
    assert 'class="atsource"' in pages["4"]


def test_links_are_asked_within_their_budget(told: dict[str, Any]) -> None:
    assert max(told["old_a_day"].values()) == 2  # of four old articles, with ``link_checks = 2``


def test_readers_are_told_of_sites_and_the_record_is_sound(told: dict[str, Any]) -> None:
    states = told["sites"]
    assert (states["sada"], states["courier"], states["phare"]) == ("silent", "moved", "answers")
    assert told["problems"] == []
