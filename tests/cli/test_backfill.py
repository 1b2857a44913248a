"""``hemera backfill``: a plan, begun, looked at, changed and ended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from two_papers import Run

from hemera import catalogue
from hemera.demo.catalogue import sources
from hemera.demo.server import PressServer


@pytest.fixture
def folder(tmp_path: Path, press: PressServer) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "hemera.toml").write_text("gap = 0.01\n", encoding="utf-8")
    some = [source for source in sources(press) if source.id == "sada"]
    (tmp_path / "sources" / "demo.toml").write_text(catalogue.dump(some), encoding="utf-8")
    return tmp_path


def test_a_plan_is_looked_at_begun_and_paused(folder: Path, hemera: Run) -> None:
    looked = hemera("backfill", "sada", "--dry-run", "--since", "2018", "--json", "-a", folder)
    looks = {look["url"].rsplit("/", 1)[-1]: look for look in json.loads(looked.stdout)}
    assert looks["sitemap.xml"]["listings"] >= 3
    assert "2015-02.xml" not in looks

    nothing = hemera("backfill", "sada", "--pause", "-a", folder)
    assert (nothing.returncode, nothing.stderr) == (1, "hemera: No past of sada is being brought.\n")
    begun = hemera("backfill", "sada", "--since", "2018", "--per-day", "50", "-a", folder)
    assert "sada: running, 2018-01-01 to today" in begun.stdout
    assert "0 of 50 today" in begun.stdout
    [plan] = json.loads(hemera("backfill", "sada", "--pause", "--json", "-a", folder).stdout)
    assert (plan["state"], plan["per_day"], plan["since"], plan["found"]) == ("paused", 50, "2018-01-01", 0)
