"""A generated press as an archive: the rows collecting would have written, and the search index, without fetching anything."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import hemera
from hemera import catalogue
from hemera.searching import IndexChange, IndexDocument
from hemera.types import Block, BlockKind, Extraction, Feed, LeadImage, Rights, Source
from searches import press

_BANDS = 16


def prepare(folder: Path) -> hemera.Archive:
    """Return the archive in a folder, made where there is none."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    if not (folder / "hemera.toml").exists():
        (folder / "hemera.toml").write_text('name = "Bench"\nvisibility = "private"\n', encoding="utf-8")
        outlets = [_source(name, language) for name, language in press.sources()]
        (folder / "sources" / "bench.toml").write_text(catalogue.dump(outlets), encoding="utf-8")
    return hemera.open(folder)


def _source(name: str, language: str) -> Source:
    home = f"http://{name}.example/"
    return Source(name, name.title(), home, (language,), "ma", "UTC", (Feed(f"{home}feed"),), rights=Rights.FULL)


def kept(archive: hemera.Archive) -> int:
    """Return how many articles an archive holds."""
    with closing(sqlite3.connect(archive.config.database)) as record:
        return int(record.execute("SELECT coalesce(max(id), 0) FROM store_article").fetchone()[0])


def grow(archive: hemera.Archive, articles: int, *, whole: bool = True, tell: Any = print) -> dict[str, float]:
    """Add articles until there are so many; return the CPU seconds that analysis with indexing and that rows took.

    Not ``whole``: without what no page of results reads, entries and fingerprints.
    """
    from hemera.index import TantivyIndex
    from hemera.store import packing

    first = kept(archive)
    spent = {"articles": articles - first, "index": 0.0, "rows": 0.0, "text": 0.0}
    index = TantivyIndex(archive.config.index, writable=True)
    writer = archive._call(Rows, archive.config.database)
    try:
        clock = time.process_time()
        for start in range(first, articles, press.BATCH):
            made = press.batch(start)
            clock = _spent(spent, "text", clock)
            archive._call(writer.write, made, whole)
            archive._call(packing.learn, start + press.BATCH)  # as whoever saves does
            clock = _spent(spent, "rows", clock)
            index.apply([IndexChange(document.id, document.id, document) for document in made])
            clock = _spent(spent, "index", clock)
            if (start + press.BATCH) % press.ROUND == 0:
                tell(f"{start + press.BATCH:,} articles", flush=True)
    finally:
        index.close()  # with the last merges, which are part of the price
        spent["index"] += time.process_time() - clock
        archive._call(writer.close)
    return spent


def _spent(spent: dict[str, float], on: str, since: float) -> float:
    now = time.process_time()
    spent[on] += now - since
    return now


class Rows:
    """Writes what ``store`` would have written of fetched articles: entry, capture, article, revision, by-line, bands, change."""

    def __init__(self, database: Path) -> None:
        self.record = sqlite3.connect(database, timeout=60, check_same_thread=False)
        self.record.execute("PRAGMA journal_mode=WAL")
        self.record.execute("PRAGMA synchronous=NORMAL")
        self.record.execute("PRAGMA cache_size=-400000")
        self.feeds = dict(self.record.execute("SELECT source_id, min(id) FROM store_feed GROUP BY source_id"))

    def close(self) -> None:
        self.record.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.record.execute("PRAGMA optimize")
        self.record.close()

    def write(self, documents: Sequence[IndexDocument], whole: bool) -> None:
        from hemera.store import models

        with self.record:
            if whole:
                self._put(models.Entry, map(self._entry, documents))
                self._put(models.Band, _bands(documents))
            self._put(models.Capture, (_capture(d) | ({} if whole else {"entry_id": None}) for d in documents))
            self._put(models.Article, map(_article, documents))
            self._put(models.Revision, map(_revision, documents))
            self._put(models.Byline, _bylines(documents))
            self._put(models.Change, ({"id": d.id, "article_id": d.id, "at": _at(d)} for d in documents))

    def _put(self, model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows given by what they have other than the columns' defaults."""
        from django.db import connection

        fields = model._meta.concrete_fields
        given = [(f.column, f.get_db_prep_save(f.get_default(), connection) if not f.primary_key else None) for f in fields]
        names, places = ", ".join(f'"{name}"' for name, _ in given), ", ".join("?" * len(given))
        statement = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})"
        self.record.executemany(statement, ([row.get(name, default) for name, default in given] for row in rows))

    def _entry(self, document: IndexDocument) -> dict[str, Any]:
        return {
            "id": document.id, "source_id": document.source, "feed_id": self.feeds[document.source], "url": _url(document),
            "host": f"{document.source}.example", "guid": _url(document), "channels": "feed", "state": "article",
            "said": _said(document), "digest": _hash(document.id, "said"), "seen_at": _at(document), "visited_at": _at(document),
            "etag": f'"{document.id:x}-5e8"', "body_sha256": _hash(document.id, "body"),
        }  # fmt: skip


def _json(told: Any) -> str:
    from hemera.store.models.unescaped import Unescaped

    return json.dumps(told, cls=Unescaped)


def _said(document: IndexDocument) -> str:
    from hemera.store import mapping
    from hemera.types import Entry

    url, title, authors = _url(document), document.title, document.authors
    return _json(mapping.entry_to_json(Entry(url, url, title, document.published_at, "", authors, document.lead[:200])))


def _capture(document: IndexDocument) -> dict[str, Any]:
    moment = document.published_at
    return {
        "id": document.id, "record_id": f"urn:uuid:{_hash(document.id, 'record')[:36]}", "source_id": document.source,
        "file": f"{moment:%Y/%m}/hemera-{moment:%Y%m%d}-{document.source}.warc.gz", "offset": document.id * 9_000, "length": 9_000,
        "url": _url(document), "requested_url": _url(document), "status": 200, "mime": "text/html",
        "sha256": _hash(document.id, "body"), "fetched_at": _at(document), "purpose": "page", "entry_id": document.id,
        "read_at": _at(document), "outcome": "article", "how": "template", "template": "articles@1",
        "text_length": len(document.body),
    }  # fmt: skip


def _article(document: IndexDocument) -> dict[str, Any]:
    moment = _at(document)
    return {
        "id": document.id, "source_id": document.source, "number": document.id, "url": _url(document), "title": document.title,
        "lead": document.lead, "language": document.language, "section": document.section, "authors": _json(document.authors),
        "kind": "article", "published": moment, "published_offset": 60, "published_raw": document.published_at.isoformat(),
        "published_method": "json-ld", "day": moment[:10], "image_url": _picture(document), "visibility": "public",
        "current_id": document.id, "captured_at": moment, "words": len(document.body.split()), "wishes": "",
        "revision_count": 2 if document.revised else 1,
    }  # fmt: skip


def _revision(document: IndexDocument) -> dict[str, Any]:
    from hemera.store import mapping

    return {
        "id": document.id, "article_id": document.id, "number": 1, "kind": "first", "captured_at": _at(document),
        "capture_id": document.id, "extractor": "hemera-0.1/12", "template": "articles@1",
        "text_sha256": _hash(document.id, "text"), "body": mapping.encode(extraction(document)),
    }  # fmt: skip


def extraction(document: IndexDocument) -> Extraction:
    """Return what reading an article's page would have given."""
    return Extraction(
        url=_url(document), title=document.title, language=document.language, authors=document.authors,
        published=document.published_at, published_raw=document.published_at.isoformat(), section=document.section,
        section_raw=document.section, lead=document.lead,
        blocks=tuple(Block(BlockKind.PARAGRAPH, text) for text in document.body.split("\n")),
        image=LeadImage(_picture(document)) if document.has_image else None,
        origins=dict.fromkeys(("title", "authors", "published", "section", "lead", "image"), "json-ld") | {"blocks": "template"},
        extractor="hemera-0.1/12", template="articles@1",
    )  # fmt: skip


def _bylines(documents: Sequence[IndexDocument]) -> Iterator[dict[str, Any]]:
    from hemera.store import mapping

    for document in documents:
        for name in document.authors:
            yield {"article_id": document.id, "name": name, "key": mapping.author_key(name)}


def _bands(documents: Sequence[IndexDocument]) -> Iterator[dict[str, Any]]:
    for document in documents:
        digest = hashlib.shake_128(document.id.to_bytes(8, "big")).digest(8 * _BANDS)
        for at in range(0, 8 * _BANDS, 8):
            yield {"article_id": document.id, "value": int.from_bytes(digest[at : at + 8], "big") >> 17}


def _url(document: IndexDocument) -> str:
    slug = f"{document.id}-{_hash(document.id, 'url')[:12]}"
    return f"http://{document.source}.example/{document.section}/{document.published_at:%Y/%m}/{slug}"


def _picture(document: IndexDocument) -> str:
    return f"http://{document.source}.example/media/{document.id}.jpg" if document.has_image else ""


def _at(document: IndexDocument) -> str:
    return str(document.published_at.replace(tzinfo=None))


def _hash(number: int, what: str) -> str:
    return hashlib.sha256(f"{what} {number}".encode()).hexdigest()


def sizes(archive: hemera.Archive) -> dict[str, float]:
    """Return the bytes of index and record per article, and of the record table by table."""
    articles = kept(archive)
    index = sum(file.stat().st_size for file in archive.config.index.rglob("*") if file.is_file())
    found = {"index": index / articles, "record": archive.config.database.stat().st_size / articles}
    with closing(sqlite3.connect(archive.config.database)) as record:
        try:
            rows = record.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall()
        except sqlite3.OperationalError:  # not every build of SQLite has it
            return found
    return found | {
        f"record: {name}": size / articles for name, size in sorted(rows, key=lambda row: -row[1]) if size > 10 * articles
    }
