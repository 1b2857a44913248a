"""Run by ``test_held_pages``: collect the little press where some pages say nothing to whoever does not know their layout."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import hemera
from hemera import catalogue, clock
from hemera.demo.catalogue import sources
from hemera.demo.server import PressServer
from hemera.pipeline import page_desk

HARD = 3  # pages
_is_fatal = page_desk.is_fatal


def main(folder: Path) -> None:
    """Print what became of them as JSON."""
    with PressServer(clock.now(), pace=0) as press:
        (folder / "sources").mkdir(parents=True)
        (folder / "hemera.toml").write_text('name = "Held"\ngap = 0.01\nworkers = 1\n', encoding="utf-8")
        some = [replace(source, images=False) for source in sources(press) if source.id == "phare"]
        (folder / "sources" / "demo.toml").write_text(catalogue.dump(some), encoding="utf-8")
        hard = frozenset(
            [one.url for one in press.gold() if one.source == "phare" and one.kind == "article" and not one.state][:HARD]
        )

        def is_fatal(content: hemera.Extraction) -> str | None:
            return "body.empty" if content.url in hard and not content.template else _is_fatal(content)

        page_desk.is_fatal = is_fatal
        with hemera.open(folder) as archive:
            sys.stdout.write(json.dumps(_collected(archive, hard)))


def _collected(archive: hemera.Archive, hard: frozenset[str]) -> dict[str, Any]:
    tally = archive.update().as_table()
    shown = [article for article in archive.articles() if article.line.url in hard]
    again = archive.update().as_table()
    return {
        "held": tally["held"],
        "fetched": [tally["fetched"], again["fetched"]],
        "shown": [(a.content.template, a.revision, a.captured_at == a.capture.fetched_at) for a in shown],
        "captures": archive._call(_captures, sorted(hard)),
        "status": archive.status().balanced,
        "wrong": {r.check.name: r.found.problems for r in archive.verify(deep=True) if not r.good},
    }


def _captures(urls: list[str]) -> list[int]:
    from hemera.store import models

    return [models.Capture.objects.filter(url=url).count() for url in urls]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
