"""Run by ``test_ailing_press``: twelve days of a press to which everything happens, collected for real in simulated time."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import ailing_press
from ailing_press import START, Paper

from hemera import care, catalogue, clock, config, opening
from hemera.pipeline.update import Update

STEP = timedelta(hours=24)
ROTS, MOVES, DIES, GONE, TAKEN, TRUSTED = 1, 2, 3, 4, 5, 10  # days from the start on which it happens
DAYS = 12
SETTINGS = 'name = "Ailing"\ngap = 0.0\nworkers = 1\npoll_max = 43200\nrevisit_max = 172800\nlink_checks = 2\nbase_url = "http://localhost"\n'


class Days:
    """The clock, the press and the collector."""

    def __init__(self, folder: Path) -> None:
        self.now, self.folder = START, folder
        clock.now = lambda: self.now

    def run(self) -> dict[str, Any]:
        with ailing_press.press(lambda: self.now) as papers:
            self._write(papers)
            now = config.load(self.folder, {})
            opening.prepare(now)
            parts = care.build(now)
            try:
                told: dict[str, Any] = {}
                while self.now < START + timedelta(days=DAYS):
                    self._befalls(papers, told)
                    Update(parts, now).run(threading.Event(), once=True)
                    self.now += STEP
                return told | self._seen(papers)
            finally:
                care.close(parts)

    def _write(self, papers: dict[str, Paper]) -> None:
        (self.folder / "sources").mkdir(parents=True)
        (self.folder / "hemera.toml").write_text(SETTINGS, encoding="utf-8")
        sources = [paper.source for paper in papers.values()]
        (self.folder / "sources" / "own.toml").write_text(catalogue.dump(sources), encoding="utf-8")

    def _befalls(self, papers: dict[str, Paper], told: dict[str, Any]) -> None:
        since = self.now - START
        happens: dict[timedelta, Callable[[], object]] = {
            timedelta(days=DIES): papers["sada"].close,
            timedelta(days=MOVES): lambda: papers["courier"].rules.append(_moved_to(papers["phare"])),
            timedelta(days=TAKEN): lambda: papers["carnet"].rules.append(lambda path: ailing_press.shop(path, self.now)),
            timedelta(days=ROTS): lambda: papers["bousla"].rules.append(_rotten(papers["bousla"])),
            timedelta(days=GONE): lambda: papers["nawras"].rules.append(
                lambda path: (410, "text/plain", "") if path == "/rss" else None
            ),
            timedelta(days=TRUSTED): lambda: told.update(self._trusted("carnet")),
        }
        if since in happens:
            happens[since]()

    def _trusted(self, source: str) -> dict[str, Any]:
        from hemera.store import fronts

        found = self._found(source)
        return {"finding": found, "before": self._told(source), "trusted": fronts.trust(source, self.now)}

    def _found(self, source: str | None = None) -> list[tuple[Any, ...]]:
        from hemera.store import health

        found = health.findings(self.now, source)
        return [(f.source, f.kind, _days(f.since), f.cause, dict(f.evidence), f.grave) for f in found]

    def _told(self, source: str) -> dict[str, Any]:
        from hemera.store import models

        entries = models.Entry.objects.filter(source=source).values_list("state", "reason")
        articles = models.Article.objects.filter(source=source)
        page = _get(f"/fr/{source}/1")
        return {
            "entries": sorted(f"{state} {reason}".strip() for state, reason in set(entries)),
            "titles": sorted({re.sub(r"\d+", "n", title) for title in articles.values_list("title", flat=True)}),
            "revised": articles.filter(revision_count__gt=1).count(),
            "page": page[1],
            "out": _get(f"/out/{articles.get(number=1).pk}")[2],
            "source": _get(f"/fr/{source}")[1],
            "api": _api(articles.get(number=1).pk)["link"],
            "bib": _get(f"/fr/{source}/1/cite.bib")[1],
        }

    def _seen(self, papers: dict[str, Paper]) -> dict[str, Any]:
        bousla = {n: _article("bousla", n) for n in (1, 2, 3, 4)}
        asked = {name: Counter((at.date().isoformat(), path) for at, path in paper.asked) for name, paper in papers.items()}
        old = {name: _most_a_day(counts) for name, counts in asked.items()}
        return {
            "findings": self._found(),
            "after": self._told("carnet"),
            "links": {n: {"state": row["link"]["state"], "moved_to": row["link"]["moved_to"]} for n, row in bousla.items()},
            "pages": {n: row["page"] for n, row in bousla.items()},
            "outs": {n: row["out"] for n, row in bousla.items()},
            "old_a_day": old,
            "sites": {row["id"]: row["site"]["state"] for row in json.loads(_get("/api/v1/sources")[1])["sources"]},
            "problems": _problems(),
            "homes": {name: paper.home for name, paper in papers.items()},
        }


def _moved_to(other: Paper) -> ailing_press.Rule:
    """Lead everything for good to another host, where the same newspaper goes on under its name."""

    def rule(path: str) -> ailing_press.Answer | None:
        return 301, f"{other.home}courrier{path}", ""

    def there(path: str) -> ailing_press.Answer | None:
        if not path.startswith("/courrier/"):
            return None
        return Paper.answer(stand_in, path.removeprefix("/courrier"))

    stand_in = Paper.__new__(Paper)
    stand_in.name, stand_in.moment, stand_in.asked, stand_in.rules, stand_in.home = (
        "courier",
        other.moment,
        [],
        [],
        other.home + "courrier/",
    )
    other.rules.append(there)
    return rule


def _rotten(paper: Paper) -> ailing_press.Rule:
    """Let the first old article vanish, the second move, the third lead to the front page."""
    table: dict[str, ailing_press.Answer] = {
        "/a/1": (404, "text/plain", "gone"),
        "/a/2": (301, f"{paper.home}archive/2", ""),
        "/a/3": (302, paper.home, ""),
    }

    def rule(path: str) -> ailing_press.Answer | None:
        return paper._page(2) if path == "/archive/2" else table.get(path)

    return rule


def _days(since: datetime | None) -> float | None:
    return round((since - START) / timedelta(days=1), 2) if since else None


def _most_a_day(counts: Counter[tuple[str, str]]) -> int:
    """Return how many of the old articles were asked at most on one day, after those of their first reading."""
    days: Counter[str] = Counter()
    for (day, path), n in counts.items():
        if path in ("/a/1", "/a/2", "/a/3", "/a/4") and day != START.date().isoformat():
            days[day] += n
    return max(days.values(), default=0)


def _article(source: str, number: int) -> dict[str, Any]:
    from hemera.store import models

    pk = models.Article.objects.get(source=source, url__endswith=f"/a/{number}").pk
    row = models.Article.objects.get(pk=pk)
    return {"page": _get(f"/fr/{source}/{row.number}")[1], "out": _get(f"/out/{pk}")[2], "link": _api(pk)["link"]}


def _api(pk: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_get(f"/api/v1/articles/{pk}")[1])
    return found


def _get(path: str) -> tuple[int, str, str]:
    from django.test import Client

    from hemera.portal import memory

    memory.forget()
    response = Client().get(path, SERVER_NAME="localhost")
    return response.status_code, response.content.decode(), response.headers.get("Location", "")


def _problems() -> list[str]:
    from hemera.store import checks

    return [*checks.entries().problems, *checks.waiting().problems, *checks.lease_times(clock.now()).problems]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(Days(Path(sys.argv[1])).run(), default=str))
