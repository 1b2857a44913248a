"""The main job, for real: the little press is collected over HTTP and held against its gold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROMISED = {"collected": 0.99, "title": 0.97, "date": 0.99, "author": 0.95, "section": 0.97, "language": 0.99, "body_f1": 0.95}
PROMISED |= {"story_precision": 0.95, "story_recall": 0.95}  # what ``story:`` finds, B-cubed


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    command = [sys.executable, ROOT / "bench" / "demo.py", "--json", "--pages"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("figure", PROMISED)
def test_figures_promised(figures: dict[str, Any], figure: str) -> None:
    assert figures[figure] >= PROMISED[figure], figures["wrong"][:20]


def test_everything_is_searchable(figures: dict[str, Any]) -> None:
    assert figures["searchable"] == figures["tally"]["articles"]


def test_nothing_failed_unnamed(figures: dict[str, Any]) -> None:
    reasons = [reason for kind in ("failed", "held", "discarded") for reason in figures["tally"][kind]]
    assert not [reason for reason in reasons if reason.startswith("bug.")]
