"""Run by ``test_learned_layouts``: collect the little press, let it print more, collect again; visit all again, and reprocess."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hemera
from hemera import catalogue, clock
from hemera.demo import score as scoring
from hemera.demo.catalogue import sources
from hemera.demo.server import PressServer

PRESS = ("carnet", "nawras", "phare", "sada")
MORE = 48  # articles that all outlets print between the two visits


def main(folder: Path) -> None:
    """Print what became of it as JSON."""
    with PressServer(clock.now(), pace=0) as press:
        (folder / "sources").mkdir(parents=True)
        (folder / "hemera.toml").write_text('name = "Learned"\ngap = 0.01\nworkers = 1\n', encoding="utf-8")
        some = [replace(source, images=False) for source in sources(press) if source.id in PRESS]
        (folder / "sources" / "demo.toml").write_text(catalogue.dump(some), encoding="utf-8")
        with hemera.open(folder) as archive:
            sys.stdout.write(json.dumps(_collected(archive, press)))


def _collected(archive: hemera.Archive, press: PressServer) -> dict[str, Any]:
    told: dict[str, Any] = {"first": archive.update().as_table(), "learned": _learned(archive)}
    known = {article.line.url for article in archive.articles()}
    for _ in range(MORE):
        press.publish()
    archive._call(_feeds_are_due)
    told["second"] = archive.update().as_table()
    new = [article for article in archive.articles() if article.line.url not in known]
    told["read"] = [(a.source, a.content.template, a.content.origins["blocks"], _doubts(a)) for a in new]
    gold = [one for one in press.gold() if one.source in PRESS]
    told["body"] = scoring.score(gold, lambda _, url: _find(archive, url)).body_f1
    archive._call(_all_is_due)
    told["again"] = archive.update().as_table()
    told["reprocessed"] = archive.reprocess(write=True).written
    archive._call(_all_is_due)
    told["last"] = archive.update().as_table()
    told["by_template"] = Counter(bool(a.content.template) for a in archive.articles())[True] / archive.total()
    told["wrong"] = {r.check.name: r.found.problems for r in archive.verify(deep=True) if not r.good}
    told["status"] = {one.source: (one.learned, one.tried, one.gate) for one in archive.status().layouts}
    return told


def _learned(archive: hemera.Archive) -> dict[str, dict[str, int]]:
    """Return how many pages each template that reads was learned from, by source and layout: of the newest version."""
    return {s.id: {one.layout: one.pages for one in archive.templates(s.id) if one.reads} for s in archive.sources()}


def _find(archive: hemera.Archive, url: str) -> hemera.Article | None:
    try:
        return archive.article(url)
    except hemera.NotFound:
        return None


def _doubts(article: hemera.Article) -> list[str]:
    return [doubt.code for doubt in article.content.doubts if doubt.code.startswith("template.")]


def _feeds_are_due() -> None:
    from hemera.store import models

    models.Feed.objects.filter(enabled=True).update(
        due_at=datetime(2000, 1, 1, tzinfo=UTC), body_sha256="", etag="", last_modified=""
    )


def _all_is_due() -> None:
    """Let every page be visited again, and read again whether its bytes changed or not."""
    from hemera.store import models

    rows = models.Entry.objects.filter(article__isnull=False)
    rows.update(due_at=datetime(2000, 1, 1, tzinfo=UTC), body_sha256="", etag="", last_modified="")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
