"""Collect the little press once, cold, and hold what came out against its gold.

python bench/demo.py [--json] [--pages] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

import hemera
from hemera import catalogue, clock
from hemera.demo import score as scoring
from hemera.demo.catalogue import sources
from hemera.demo.gold import Gold
from hemera.demo.server import PressServer
from hemera.types import Article


def main() -> int:
    """Run, print, and exit with 1 where a share is below what is promised."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true", help="print figures as JSON")
    arguments.add_argument("--pages", action="store_true", help="end when the pages are in: no pictures")
    arguments.add_argument("--keep", type=Path, help="make the archive in this folder and leave it there")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        figures = collect(options.keep or Path(temporary) / "press", pictures=not options.pages)
    sys.stdout.write((json.dumps(figures, ensure_ascii=False, indent=1) if options.json else "\n".join(figures["lines"])) + "\n")
    return 0


def collect(folder: Path, *, pictures: bool = True) -> dict[str, Any]:
    """Make an archive of the little press, update it once, and score it."""
    now = clock.now()
    with PressServer(now, pace=0) as press:
        listed = [source if pictures else replace(source, images=False) for source in sources(press)]
        (folder / "sources").mkdir(parents=True)
        (folder / "hemera.toml").write_text('name = "The little press"\ngap = 0.02\n', encoding="utf-8")
        (folder / "sources" / "demo.toml").write_text(catalogue.dump(listed), encoding="utf-8")
        with hemera.open(folder) as archive:
            began, cpu = time.monotonic(), _cpu()
            tally = archive.update()
            wall, used = time.monotonic() - began, [b - a for a, b in zip(cpu, _cpu(), strict=True)]
            result = scoring.score(press.gold(), lambda source, url: _find(archive, source, url))
            searchable = archive.count()
            precision, recall = stories(archive, press.gold())
    ours, children = used
    cost = 1000 * (ours + children) / max(1, tally.articles)
    return {
        "tally": tally.as_table(),
        "searchable": searchable,
        "wall_s": round(wall, 2),
        "articles_per_s": round(tally.articles / wall, 1),
        "cpu_ms_per_article": round(cost, 1),
        "cpu_ms_children": round(1000 * children / max(1, tally.articles), 1),
        "collected": result.collected,
        **result.fields,
        "body_f1": result.body_f1,
        "story_precision": precision,
        "story_recall": recall,
        "articles": result.articles,
        "wrong": result.wrong,
        "lines": [
            *scoring.lines(result, wrong=200),
            f"stories: B-cubed {precision:.3f}, {recall:.3f}",
            str(tally.as_table()),
            f"{wall:.1f} s, {cost:.0f} ms CPU an article",
        ],
    }


def stories(archive: hemera.Archive, gold: Iterable[Gold]) -> tuple[float, float]:
    """Return B-cubed precision and recall of what ``story:`` finds for each article; a story is of one language."""
    told, gathered = {}, {}
    for one in gold:
        if found := _find(archive, one.source, one.url):
            told[found.id] = one.event or one.dispatch or one.url, one.language
            gathered[found.id] = {other.id for other in archive.search(f"story:{found.source}/{found.line.number}", limit=None)}
    right = {id_: {other for other in gathered[id_] if told.get(other) == told[id_]} for id_ in told}
    meant = Counter(told.values())
    precision = mean(len(right[id_]) / len(gathered[id_]) for id_ in told)
    return round(precision, 3), round(mean(len(right[id_]) / meant[told[id_]] for id_ in told), 3)


def _find(archive: hemera.Archive, source: str, url: str) -> Article | None:
    try:
        found = archive.article(url)
    except hemera.NotFound:
        return None
    return found if found.source == source else None


def _cpu() -> list[float]:
    """Return CPU seconds of this process and of its finished children."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return [u.ru_utime + u.ru_stime for u in map(resource.getrusage, kinds)]


if __name__ == "__main__":
    raise SystemExit(main())
