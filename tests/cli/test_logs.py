"""What a collector logs, of two newspapers really collected."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from two_papers import LOG, PRESS, Run

Lines = list[dict[str, Any]]


@pytest.fixture
def log(collected: tuple[Path, dict[str, Any]]) -> Lines:
    """Return the lines of the run that collected the press; each is a JSON object."""
    return [json.loads(line) for line in (collected[0] / LOG).read_text(encoding="utf-8").splitlines()]


def test_every_line_says_when_how_grave_and_what(log: Lines) -> None:
    assert [line["event"] for line in (log[0], log[-1])] == ["started", "stopped"]
    moments = [datetime.fromisoformat(line["time"]) for line in log]
    assert moments == sorted(moments)
    assert {line["level"] for line in log} <= {"info", "warning"}
    assert {line["source"] for line in log if "source" in line} == set(PRESS)


def test_the_events_add_up_to_the_tally(log: Lines, collected: tuple[Path, dict[str, Any]]) -> None:
    tally, events = collected[1], Counter(line["event"] for line in log)
    assert events["polled"] == tally["polled"]
    assert sum(line["new"] for line in log if line["event"] == "polled") == tally["entries"]
    assert events["captured"] == tally["fetched"]
    assert sum(line["event"] == "saved" and line["kind"] == "first" for line in log) == tally["articles"]
    for name in ("failed", "discarded", "held"):
        told: Counter[str] = Counter()
        for line in log:
            if line["event"] == name:
                told[line["error"]] += line["times"]
        assert told == tally[name]
    assert log[-1]["tally"] == tally


def test_the_format_is_a_setting_too(tmp_path: Path, hemera: Run) -> None:
    (tmp_path / "hemera.toml").write_text('log_format = "json"\n', encoding="utf-8")
    done = hemera("update", "--once", "--quiet", "-a", tmp_path)
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["started", "stopped"]
