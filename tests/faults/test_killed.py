"""F1. Killed anywhere, nothing is lost and nothing is doubled: kill -9 at each named point, go on, verify, compare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import faultkit as kit
import pytest

# point:passage. Later passages die with work half done all around.
POINTS = (
    "store.migrating:40",
    "pipeline.after-lease:2",
    "pipeline.fetched:5",
    "captures.new-file:1",
    "captures.before-write:6",
    "captures.half-record:7",
    "captures.before-fsync:8",
    "captures.after-fsync:9",
    "pipeline.before-capture-row:3",
    "pipeline.captured:2",
    "pipeline.read:7",
    "store.before-commit-poll:2",
    "store.before-commit-article:5",
    "pipeline.saved:3",
    "pipeline.learned:1",
    "store.before-commit-learned:2",
    "media.before-row:2",
    "index.before-commit:1",
    "index.after-commit:1",
    "journal.half-line:1",
)
# Two of them are tried with every run of the suite, all of them by `make test-faults`.
QUICK = ("captures.half-record:7", "store.before-commit-article:5")


@pytest.mark.faults
@pytest.mark.parametrize("statement", range(3, 180, 10))
def test_killed_while_an_archive_is_made(statement: int, fresh: Callable[[], Path]) -> None:
    folder = fresh()
    kit.killed(kit.hemera("status", "-a", folder, fault=f"store.migrating:{statement}"))
    kit.good(kit.hemera("status", "-a", folder))
    kit.verify(folder)


@pytest.mark.parametrize("point", [pytest.param(p, marks=() if p in QUICK else pytest.mark.faults) for p in POINTS])
def test_killed_at(point: str, fresh: Callable[[], Path], undisturbed: list[kit.Row], learned: list[str]) -> None:
    folder = fresh()
    kit.killed(kit.update(folder, fault=point))
    kit.good(kit.update(folder))
    kit.verify(folder)
    found = kit.dump(folder)
    assert kit.without_numbers(found["articles"]) == undisturbed
    assert found["learned"] == learned, "what was not learned is learned later"
