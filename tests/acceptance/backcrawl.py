"""Run by the tests of the past: bring the past of every source of an archive, and tell what came of it, as JSON.

python backcrawl.py FOLDER WISH      WISH is JSON; {"again": true} goes on with the plans there are, and waits for no host
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import hemera
from hemera import backfill


def main(folder: Path, wish: dict[str, object]) -> None:
    """Print {source: what became of its plan, its listings, its articles}."""
    with hemera.open(folder) as archive:
        ids = [source.id for source in archive.sources()]
        if wish.pop("again", False):
            archive._call(_waits_no_more)
            (folder / "collectors" / "hosts").unlink(
                missing_ok=True
            )  # else a host that asked for a pause has it, in this process too
        else:
            if "since" in wish:
                wish["since"] = date.fromisoformat(str(wish["since"]))
            for source in ids:
                archive._call(backfill.begin, source, wish)
        archive.update()
        sys.stdout.write(json.dumps({source: archive._call(_told, source) for source in ids}, default=str))


def _waits_no_more() -> None:
    from hemera import clock
    from hemera.store import models

    models.Backfill.objects.update(wait_until=None, spent_then=0)
    for kind in (models.Entry, models.Listing):
        kind.objects.exclude(due_at=None).filter(**({"article": None} if kind is models.Entry else {})).update(due_at=clock.now())


def _told(source: str) -> dict[str, object]:
    from hemera.store import models

    plan = backfill.progress(source)[0]
    listings = models.Listing.objects.filter(plan__source=source).order_by("read_at")
    entries = models.Entry.objects.filter(source=source)
    return {
        "state": plan.state,
        "reason": plan.reason,
        "spent": plan.spent,
        "kept": plan.kept,
        "found": plan.found,
        "ways": plan.ways,
        "months": {month.month: month.kept for month in plan.months},
        "listings": [[row.url, row.way, row.reason] for row in listings if row.read_at],
        "articles": {row.url: str(row.day) for row in models.Article.objects.filter(source=source)},
        "states": [[row.url, row.state, row.reason, row.channels] for row in entries],
        "visits": [str(row.due_at) for row in entries.filter(article__isnull=False)],
        "captures": models.Capture.objects.filter(source=source).count(),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
