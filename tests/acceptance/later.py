"""Run by ``test_changed_pages``: collect, let every planned change happen, collect again, and say what became of each page."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import plans

import hemera
from hemera import catalogue
from hemera.demo.catalogue import sources
from hemera.demo.press import Press, load
from hemera.demo.server import PressServer


def main(folder: Path) -> None:
    """Print {kind of change: [what became of each page it happened to]} as JSON."""
    start = datetime.now(UTC)
    whole = load(start)
    changing = Press(start, tuple(piece for piece in whole.pieces if piece.changes))
    with PressServer(start, pace=0, press=changing) as press:
        (folder / "sources").mkdir(parents=True)
        (folder / "hemera.toml").write_text('name = "Later"\ngap = 0.01\nworkers = 1\n', encoding="utf-8")
        listed = [replace(source, images=source.id == "phare") for source in sources(press)]
        (folder / "sources" / "demo.toml").write_text(catalogue.dump(listed), encoding="utf-8")
        with hemera.open(folder) as archive:
            seen = archive._call(plans.watched)
            archive.update()
            happened = {}
            while step := press.amend():
                happened[press.site(step.piece.source).url(step.piece)] = step.change.kind if step.change else ""
            archive._call(_everything_is_due)
            archive.update()
            growing = archive._call(lambda: list(plans.growing(seen)))
            result = archive._call(_became, happened)
            found = {a.line.url for a in archive.articles()}
            notebook = asyncio.run(_in_a_notebook(archive, folder))
    told = {"became": result, "searchable": set(happened) <= found, "articles": len(found), "notebook": notebook}
    told |= {"statements": len(seen), "growing": growing}
    sys.stdout.write(json.dumps(told))


async def _in_a_notebook(archive: hemera.Archive, folder: Path) -> dict[str, object]:
    """Use the Python API inside a running event loop, where a direct database call would raise."""
    months = archive.count(by="month")
    assert isinstance(months, list)
    newest = [article.published for article in archive.search("", limit=5)]
    return {
        "months": sum(count for _, count in months),
        "newest_first": newest == sorted(newest, reverse=True),
        "table": archive.articles("lang:fr").to_table().num_rows,
        "french": archive.count("lang:fr"),
        "parquet": archive.articles().to_parquet(folder / "all.parquet").given,
    }


def _everything_is_due() -> None:
    from hemera.store import models

    models.Entry.objects.filter(article__isnull=False).update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    models.Feed.objects.filter(enabled=True).update(due_at=datetime(2000, 1, 1, tzinfo=UTC))


def _became(happened: dict[str, str]) -> dict[str, list[dict[str, object]]]:
    from hemera.store import models, queries

    table: dict[str, list[dict[str, object]]] = {}
    for url, kind in happened.items():
        row = models.Article.objects.get(url=url)
        revisions = queries.revisions(row.pk, held=True)
        table.setdefault(kind, []).append(
            {
                "url": url,
                "kinds": [r.kind for r in revisions],
                "held": [r.held for r in revisions],
                "gone": row.gone_at is not None,
                "same_text": queries.article_by_id(row.pk).text == revisions[0].content.text,
                "same_title": row.title == revisions[0].content.title,
            }
        )
    return table


if __name__ == "__main__":
    main(Path(sys.argv[1]))
