"""``hemera status`` on what was missed."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from two_papers import PRESS, Run

from hemera import clock


@pytest.fixture
def holed(collected: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    """Return an archive of two papers, the feed of one of which was not read for three hours."""
    folder = Path(shutil.copytree(collected[0], tmp_path / "press"))
    since, until = (f"{clock.now() - timedelta(hours=n):%Y-%m-%d %H:%M:%S}" for n in (4, 1))
    with sqlite3.connect(folder / "archive.sqlite3") as record:
        record.execute("DELETE FROM store_lapse")  # one of the press's feeds is gone
        feed = record.execute("SELECT id FROM store_feed WHERE source_id = ? ORDER BY id", (PRESS[0],)).fetchone()[0]
        facts = (PRESS[0], feed, since, until, "fetch.dns", '{"fetch.dns": 3}', 3, "possible", 8)
        columns = "source_id, feed_id, since, until, cause, causes, polls, missed, entries"
        record.execute(f"INSERT INTO store_lapse ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", facts)
    record.close()
    return folder


def test_sources_with_holes_are_named(holed: Path, hemera: Run) -> None:
    said = hemera("status", "-a", holed).stdout
    assert f"coverage   last 7 days: 1 of {len(PRESS)} sources have holes" in said
    assert f"{PRESS[0]}: 3 h not read: its name was not to be found on the network (fetch.dns)" in said


def test_a_source_is_told_day_by_day_and_its_sums_match(holed: Path, hemera: Run) -> None:
    done = hemera("status", PRESS[0], "--days", "3", "-a", holed)
    lines = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    assert len(lines) == 4
    assert lines[0][:6] == ["day", "announced", "articles", "queued", "held", "discarded"]
    figures = [[int(cell) for cell in line[1:6]] for line in lines[1:]]
    assert all(announced == sum(rest) for announced, *rest in figures)
    assert sum(announced for announced, *_ in figures) > 0
    assert "(fetch.dns) × 3; missed: possible" in done.stdout


def test_the_same_as_json(holed: Path, hemera: Run) -> None:
    days = json.loads(hemera("status", PRESS[0], "--days", "2", "--json", "-a", holed).stdout)
    assert len(days) == 2
    assert {lapse["cause"] for day in days for lapse in day["lapses"]} == {"fetch.dns"}
    told = json.loads(hemera("status", "--json", "-a", holed).stdout)["coverage"]
    assert told == {"holes": [{"source": PRESS[0], "hours": 3.0, "causes": {"fetch.dns": 1}, "lasts": False}], "alarms": []}


def test_a_source_that_is_none_is_said_to_be(holed: Path, hemera: Run) -> None:
    done = hemera("status", "nobody", "-a", holed)
    assert done.returncode != 0
    assert "No source nobody" in done.stderr
