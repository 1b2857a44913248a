"""``hemera health`` and ``hemera source trust``, as an operator types them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from two_papers import PRESS, Run

from hemera import clock
from hemera.cli.health import in_short
from hemera.health import Finding, Kind


def test_a_source_that_needs_its_operator_and_what_he_decides(
    collected: tuple[Path, dict[str, Any]], tmp_path: Path, hemera: Run
) -> None:
    folder = Path(shutil.copytree(collected[0], tmp_path / "press"))
    since = f"{clock.now() - timedelta(hours=30):%Y-%m-%d %H:%M}:00"
    with sqlite3.connect(folder / "archive.sqlite3") as record:
        said = {"identity": None, "look": None, "signs": ["links", "name"]}
        facts = (since, since, since, json.dumps(said), PRESS[0])
        record.execute(
            "UPDATE store_front SET checked_at = ?, suspected_at = ?, hijacked_at = ?, told = ? WHERE source_id = ?", facts
        )
        record.execute("DELETE FROM store_lapse")
        record.execute("UPDATE store_feed SET error = ''")
    record.close()
    done = hemera("health", "-a", folder)
    assert done.returncode == 1, done.stderr
    row = done.stdout.splitlines()[1].split("\t")
    assert row[:4] == ["!", PRESS[0], "hijacked", since[:16]]
    assert row[-1] == f"hemera source trust {PRESS[0]}"
    assert "Somebody else’s site stands at its address." in done.stdout
    assert row[5].startswith("signs links name")
    decided = hemera("source", "trust", PRESS[0], "--reason", "their new site", "-a", folder)
    assert decided.returncode == 0, decided.stderr
    assert "their new site" in (folder / "blocks.log").read_text(encoding="utf-8")
    well = hemera("status", "--json", "-a", folder)
    assert (well.returncode, json.loads(well.stdout)["health"]) == (0, [])


def test_status_says_it_in_one_line() -> None:
    some = [Finding(name, Kind.DEAD, None) for name in "abcdef"]
    assert in_short([], 31) == "none of 31 sources needs you"
    assert in_short([replace(some[0], grave=False)], 31) == "none of 31 sources needs you"
    assert in_short(some[:2] * 2, 31) == "2 of 31 sources need you: a (dead), b (dead); see `hemera health`"
    assert in_short(some, 31).startswith("6 of 31 sources need you: a (dead), b (dead), c (dead), d (dead), e (dead) …")
