"""The past of the little press: its feeds hold the newest only, and all of its gold is brought, by each outlet's own way."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hemera import catalogue, clock
from hemera.demo import backlist
from hemera.demo.catalogue import sources
from hemera.demo.server import PressServer

RUNNER = Path(__file__).parent / "backcrawl.py"
SMALL, WHOLE, ITEMS = (14, 2), (40, 4), 3  # articles of each outlet, months they are of; what a feed holds
MOST = 1.3  # requests an article, listings and what is not there included
WAYS = {"sada": "sitemap", "phare": "wordpress", "carnet": "archive", "gazette": "pages", "nawras": "pages"}


@pytest.fixture(scope="module")
def press() -> Iterator[PressServer]:
    with printing(SMALL) as server:
        yield server


def printing(size: tuple[int, int]) -> PressServer:
    return PressServer(clock.now(), pace=0, press=backlist.press(clock.now(), *size), items=ITEMS)


def prepared(folder: Path, press: PressServer, some: tuple[str, ...] = backlist.OUTLETS) -> Path:
    """Make an archive of the outlets that have a past; of the sitemaps only the one for news is a feed."""
    chosen = [
        replace(source, feeds=tuple(feed for feed in source.feeds if not feed.url.endswith("/sitemap.xml")), gap=0.005)
        for source in sources(press)
        if source.id in some
    ]
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text("gap = 0.005\nworkers = 1\nrevisit_min = 3600\npoll_min = 3600\n", encoding="utf-8")
    (folder / "sources" / "demo.toml").write_text(catalogue.dump(chosen), encoding="utf-8")
    return folder


def bring(folder: Path, **wish: object) -> dict[str, Any]:
    command = [sys.executable, str(RUNNER), str(folder), json.dumps(wish)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def gold(press: PressServer, source: str) -> dict[str, str]:
    return {one.url: str(one.published.date()) for one in press.gold() if one.source == source}


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory, press: PressServer) -> dict[str, Any]:
    return bring(prepared(tmp_path_factory.mktemp("past") / "press", press), per_day=10_000)


@pytest.mark.parametrize("source", backlist.OUTLETS)
def test_all_of_the_gold_is_brought(brought: dict[str, Any], press: PressServer, source: str) -> None:
    assert len(gold(press, source)) == SMALL[0]
    assert brought[source]["articles"] == gold(press, source)
    assert brought[source]["state"] == "done"


@pytest.mark.parametrize("source", backlist.OUTLETS)
def test_the_first_way_that_leads_there_is_gone_and_the_ledger_says_so(brought: dict[str, Any], source: str) -> None:
    channels = {channels for _, state, _, channels in brought[source]["states"] if state == "article"}
    assert f"past-{WAYS[source]}" in channels


def test_nothing_is_asked_for_twice(brought: dict[str, Any]) -> None:
    for found in brought.values():
        listings = [url for url, _, _ in found["listings"]]
        assert len(listings) == len(set(listings))


def test_what_is_old_is_not_visited_again_soon(brought: dict[str, Any]) -> None:
    tomorrow = str(clock.now().replace(hour=23, minute=59))
    visits = [due for found in brought.values() for due in found["visits"]]
    assert sum(due > tomorrow for due in visits) > 0.7 * len(visits)


@pytest.mark.faults
def test_requests_spent_an_article(tmp_path: Path) -> None:
    with printing(WHOLE) as press:
        found = bring(prepared(tmp_path / "press", press), per_day=10_000)
        assert all(found[source]["articles"] == gold(press, source) for source in backlist.OUTLETS)
    spent = {source: round(found[source]["spent"] / found[source]["kept"], 2) for source in backlist.OUTLETS}
    print(spent)
    assert max(spent.values()) < MOST, spent


@pytest.mark.faults
def test_killed_three_times_it_goes_on_from_where_it_stood(tmp_path: Path) -> None:
    with printing(WHOLE) as press:
        folder = prepared(tmp_path / "press", press)
        hemera = [sys.executable, "-m", "hemera"]
        for source in backlist.OUTLETS:
            subprocess.run([*hemera, "backfill", source, "--per-day", "10000", "-a", folder], check=True, capture_output=True)
        for pages in (30, 80, 130):
            running = subprocess.Popen([*hemera, "update", "--once", "-q", "-a", folder])
            until = time.monotonic() + 100
            while captured(folder) < pages and time.monotonic() < until:
                time.sleep(0.02)
            assert running.poll() is None, "it was done before it could be killed"
            running.send_signal(signal.SIGKILL)
            running.wait()
        found = bring(folder, again=True)
        assert all(found[source]["articles"] == gold(press, source) for source in backlist.OUTLETS)
    for one in found.values():
        assert one["state"] == "done"
        assert len(one["states"]) == len({url for url, *_ in one["states"]})
    subprocess.run([*hemera, "verify", "-a", folder], check=True, capture_output=True)


def captured(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "archive.sqlite3", timeout=30)) as connection:
        return int(connection.execute("SELECT count(*) FROM store_capture").fetchone()[0])


@pytest.mark.faults
def test_what_was_brought_survives_the_loss_of_the_record(tmp_path: Path) -> None:
    with printing(SMALL) as press:
        folder = prepared(tmp_path / "press", press, ("sada", "gazette"))
        before = bring(folder, per_day=10_000)
        for file in folder.glob("archive.sqlite3*"):
            file.unlink()
        subprocess.run([sys.executable, "-m", "hemera", "rebuild", "-a", folder], check=True, capture_output=True)
        after = bring(folder, again=True)
    for source, found in before.items():
        assert after[source]["articles"] == found["articles"]
        assert after[source]["state"] == "done"
        assert {url: channels for url, _, _, channels in after[source]["states"]} == {
            url: channels for url, _, _, channels in found["states"]
        }
