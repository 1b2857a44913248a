"""What it costs to take results away: ``python bench/exporting.py [ARTICLES] [--folder FOLDER]``.

A record of invented articles (about 2,700 bytes of text each) is filled and indexed, then exported in each form, in a process
of its own: rows per CPU second, bytes a row, and the most memory of its own that it held, page after page. Fewer rows tell how
that grows.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import hemera
from hemera import catalogue
from hemera.exports import Form
from hemera.types import Block, BlockKind, Extraction, Feed, Source

START = datetime(2015, 1, 1, tzinfo=UTC)
SYLLABLES = {
    "fr": ["ba", "cé", "dré", "fa", "gi", "lo", "mé", "na", "pri", "que", "rè", "son", "ta", "ver"],
    "ar": ["با", "تر", "جم", "حك", "دو", "رس", "سل", "عم", "في", "قر", "كت", "لم"],
}
FORMS = ("csv", "jsonl", "parquet")


def main() -> int:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("articles", type=int, nargs="?", default=100_000)
    arguments.add_argument("--folder", type=Path, help="Keep the archive here, and use it again.")
    arguments.add_argument("--one", nargs=2, metavar=("FORM", "LIMIT"), help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as beside:
        folder = asked.folder or Path(beside)
        if asked.one:
            print(json.dumps(measured(folder, asked.one[0], int(asked.one[1]))))
            return 0
        fill(folder, asked.articles)
        print(f"{'form':8} {'articles':>9} {'per CPU s':>10} {'bytes each':>10} {'MB before':>10} {'at most':>8}")
        for form in FORMS:
            for articles in (asked.articles // 10, asked.articles // 2, asked.articles):
                command = [sys.executable, __file__, "--folder", str(folder), "--one", form, str(articles)]
                told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                print(
                    f"{form:8} {articles:9} {told['rate']:10.0f} {told['bytes']:10.0f} {told['before']:10.0f} {told['peak']:8.0f}",
                    flush=True,
                )
    return 0


def measured(folder: Path, form: str, limit: int) -> dict[str, float]:
    """Export so many."""
    with hemera.open(folder) as press:
        articles, peaks = press.articles("", limit=limit), [memory()]
        began = time.process_time()
        told = articles.to_file(folder / f"out.{form}", Form(form), report=lambda *_: peaks.append(memory()))
        spent = time.process_time() - began
    assert told.given == limit, told
    return {"rate": limit / spent, "bytes": told.bytes / limit, "before": peaks[0], "peak": max(peaks)}


def memory() -> float:
    """Return the megabytes this process holds of its own; mapped files are the system's to give back."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


def fill(folder: Path, articles: int) -> None:
    """Invent an archive; the same each time."""
    if (folder / "hemera.toml").exists():
        return
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text('name = "Bench"\n', encoding="utf-8")
    outlets = [
        Source(f"s{n}", f"S {n}", f"http://s{n}.example/", ("fr",), "ma", "UTC", (Feed(f"http://s{n}.example/f"),))
        for n in range(20)
    ]
    text = catalogue.dump(outlets).replace('country = "ma"', 'country = "ma"\nrights = "full"').replace('rights = "excerpt"\n', "")
    (folder / "sources" / "bench.toml").write_text(text, encoding="utf-8")
    with hemera.open(folder) as press:
        press.decide(lambda: _rows(articles))
        press.reindex()


def _rows(articles: int) -> None:
    from hemera.store import models

    models.Source.objects.update(rights="full")
    chance = random.Random(7)
    words = {language: ["".join(chance.choices(some, k=3)) for _ in range(5000)] for language, some in SYLLABLES.items()}
    numbers = iter(range(articles))
    while batch := list(islice(numbers, 2000)):
        _batch(models, batch, words, chance)


def _batch(models: Any, numbers: list[int], words: dict[str, list[str]], chance: random.Random) -> None:
    from django.db.models import OuterRef, Subquery

    from hemera.store import mapping

    contents = [_content(n, words, chance) for n in numbers]
    captures = models.Capture.objects.bulk_create(_capture(models, n) for n in numbers)
    rows = models.Article.objects.bulk_create(_article(models, n, content) for n, content in zip(numbers, contents, strict=True))
    models.Revision.objects.bulk_create(
        models.Revision(
            article=row,
            number=1,
            kind="first",
            captured_at=START,
            capture=capture,
            extractor="1",
            text_sha256=content.text_sha256,
            body=mapping.encode(content),
        )
        for row, capture, content in zip(rows, captures, contents, strict=True)
    )
    newest = models.Revision.objects.filter(article=OuterRef("pk")).values("pk")[:1]
    models.Article.objects.filter(current=None).update(current=Subquery(newest))


def _content(n: int, words: dict[str, list[str]], chance: random.Random) -> Extraction:
    language = "ar" if n % 2 else "fr"
    said = chance.choices(words[language], k=330)
    blocks = tuple(Block(BlockKind.PARAGRAPH, " ".join(said[at : at + 55])) for at in range(0, 330, 55))
    return Extraction(
        _url(n), " ".join(said[:9]), language, lead=" ".join(said[:20]), authors=(said[0],), blocks=blocks, extractor="1"
    )


def _article(models: Any, n: int, content: Extraction) -> Any:
    published = START + timedelta(minutes=5 * n)
    return models.Article(
        source_id=f"s{n % 20}", number=n // 20 + 1, url=_url(n), title=content.title, lead=content.lead, language=content.language,
        authors=list(content.authors), kind="article", published=published, day=published.date(), captured_at=START,
        visibility="public",
    )  # fmt: skip


def _capture(models: Any, n: int) -> Any:
    return models.Capture(
        record_id=f"urn:uuid:{n}", file="a", offset=n, length=1, url=_url(n), requested_url=_url(n), status=200, sha256="0" * 64,
        fetched_at=START, source_id=f"s{n % 20}", purpose="page",
    )  # fmt: skip


def _url(n: int) -> str:
    return f"http://s{n % 20}.example/{n}"


if __name__ == "__main__":
    sys.exit(main())
