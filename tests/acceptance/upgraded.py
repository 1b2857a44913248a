"""Run by ``test_upgraded_rules``: what older rules have read is visited again by today's, while its source edits some pages."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import hemera
from hemera import catalogue
from hemera.demo.catalogue import sources
from hemera.demo.press import Press, load
from hemera.demo.server import PressServer

SOURCE, OLDER = "phare", "hemera-1"
PROMOTION = "Lisez aussi notre supplément sur les phares de la côte, en vente dans tous les kiosques."
LOST = "lost"  # a page whose first capture cannot be read any more


def main(folder: Path) -> None:
    """Print what became of each article as JSON: {address: …}."""
    start = datetime.now(UTC)
    of_source = load(start).of(SOURCE)
    edited = [piece for piece in of_source if any(change.kind in ("typo", "figure", "paragraphs") for change in piece.changes)]
    others = [piece for piece in of_source if not piece.changes and piece.kind == "article"][:3]
    with PressServer(start, pace=0, press=Press(start, (*edited, *others))) as press:
        (folder / "sources").mkdir(parents=True)
        (folder / "hemera.toml").write_text('name = "Upgraded"\ngap = 0.01\nworkers = 1\n', encoding="utf-8")
        listed = [replace(source, images=False) for source in sources(press) if source.id == SOURCE]
        (folder / "sources" / "demo.toml").write_text(catalogue.dump(listed), encoding="utf-8")
        with hemera.open(folder) as archive:
            archive.update()
            lost = press.site(SOURCE).url(edited[-1])
            archive._call(_as_older_rules_read_it, lost)
            while press.amend():
                pass
            archive.update()
            told = archive._call(_became, {press.site(SOURCE).url(piece) for piece in edited}, lost)
            wrong = {one.check.name: one.found.problems for one in archive.verify(deep=True) if not one.good}
            archive._call(_all_is_due)
            again = archive.update().as_table()
    sys.stdout.write(json.dumps({"articles": told, "wrong": wrong, "again": again}))


def _as_older_rules_read_it(lost: str) -> None:
    """Rules that took the promotion below an article for its last paragraph; and everything is due."""
    from hemera.store import mapping, models
    from hemera.types import Block, BlockKind

    for row in models.Revision.objects.select_related("article", "capture"):
        content = mapping.decode(row.body)
        blocks = (*content.blocks, Block(BlockKind.PARAGRAPH, PROMOTION))
        older = replace(content, blocks=blocks, extractor=OLDER)
        values = {"body": mapping.encode(older), "extractor": OLDER, "text_sha256": older.text_sha256}
        models.Revision.objects.filter(pk=row.pk).update(**values)
        if row.article.url == lost:
            models.Capture.objects.filter(pk=row.capture_id).update(offset=1)
    _all_is_due()


def _all_is_due() -> None:
    from hemera.store import models

    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    models.Entry.objects.filter(article__isnull=False).update(due_at=long_ago, etag="", last_modified="", body_sha256="")


def _became(edited: set[str], lost: str) -> list[dict[str, object]]:
    from hemera.store import mapping, models

    found = []
    for article in models.Article.objects.order_by("pk"):
        rows = list(article.revisions.order_by("number"))
        texts = [mapping.decode(row.body).text for row in rows]
        found.append(
            {
                "edited": article.url in edited,
                "lost": article.url == lost,
                "kinds": [row.kind for row in rows],
                "extractors": [row.extractor for row in rows],
                "promoted": [PROMOTION in text for text in texts],
                "corrected": [[PROMOTION in mapping.decode(c.body).text for c in row.corrections.all()] for row in rows],
                "count": article.revision_count,
            }
        )
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
