"""Killed anywhere, nothing is lost and nothing is doubled: kill -9 at each named point, go on, verify, compare."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hemera import catalogue
from hemera.demo.catalogue import sources
from hemera.demo.press import Press, load
from hemera.demo.server import PressServer

# point:passage. Later passages die with work half done all around.
POINTS = (
    "pipeline.after-lease:2",
    "pipeline.fetched:5",
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
)
SOURCES, EACH = ("phare", "bousla"), 6
LEARNED = ["phare"]  # the pages of the other name none of their boxes: there is nothing to tell a layout by
# Two of them are tried with every run of the suite, all of them by `make test-faults`.
QUICK = ("captures.half-record:7", "store.before-commit-article:5")
DUMP = """
import json, sys, hemera
with hemera.open(sys.argv[1]) as press:
    found = sorted([a.source, a.line.number, a.line.url, a.content.text_sha256, a.revision] for a in press.articles())
    learned = [source.id for source in press.sources() if press.templates(source.id)]
    print(json.dumps({"articles": found, "indexed": press.count(), "learned": sorted(learned)}))
"""


@pytest.fixture(scope="module")
def press() -> Iterator[PressServer]:
    start = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
    whole = load(start)
    few = Press(start, tuple(piece for source in SOURCES for piece in whole.of(source)[:EACH]))
    with PressServer(start, pace=0, press=few) as server:
        yield server


@pytest.fixture(scope="module")
def undisturbed(press: PressServer, tmp_path_factory: pytest.TempPathFactory) -> list[list[object]]:
    folder = archive(press, tmp_path_factory.mktemp("undisturbed"))
    assert update(folder).returncode == 0
    verify(folder, "--deep")
    return contents(folder)


def archive(press: PressServer, folder: Path) -> Path:
    chosen = [s for s in sources(press) if s.id in SOURCES]
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text('name = "Faults"\ngap = 0.01\nworkers = 1\n', encoding="utf-8")
    (folder / "sources" / "demo.toml").write_text(catalogue.dump(chosen), encoding="utf-8")
    return folder


def hemera(*arguments: str, fault: str = "") -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HEMERA_", "DJANGO_"))}
    if fault:
        environment["HEMERA_FAULT"] = fault
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)


def update(folder: Path, fault: str = "") -> subprocess.CompletedProcess[str]:
    return hemera("-m", "hemera", "update", "--once", "--archive", str(folder), fault=fault)


def verify(folder: Path, *options: str) -> None:
    done = hemera("-m", "hemera", "verify", *options, "--archive", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr


def contents(folder: Path) -> list[list[object]]:
    done = hemera("-c", DUMP, str(folder))
    assert done.returncode == 0, done.stderr
    table = json.loads(done.stdout)
    assert table["indexed"] == len(table["articles"])
    assert table["learned"] == LEARNED, "what was not learned is learned later"
    return [[source, url, text, revision] for source, _, url, text, revision in table["articles"]]


@pytest.mark.parametrize("point", [pytest.param(p, marks=() if p in QUICK else pytest.mark.faults) for p in POINTS])
def test_killed_at(point: str, press: PressServer, undisturbed: list[list[object]], tmp_path: Path) -> None:
    folder = archive(press, tmp_path / "press")
    killed = update(folder, fault=point)
    assert killed.returncode == -9, f"{point} was not reached: {killed.stdout}\n{killed.stderr}"

    expire_leases(folder)
    again = update(folder)
    assert again.returncode == 0, again.stderr
    verify(folder)
    assert sorted(contents(folder)) == sorted(undisturbed)


def expire_leases(folder: Path) -> None:
    """Stand in for the quarter of an hour after which a dead collector's leases are taken over."""
    import sqlite3

    with sqlite3.connect(folder / "archive.sqlite3") as database:
        for table in ("store_feed", "store_entry", "store_imageaddress"):
            database.execute(f"UPDATE {table} SET lease_until = '2000-01-01 00:00:00' WHERE lease_until IS NOT NULL")
    database.close()
