"""News pages in WARC files as others write them, and an archive that knows their newspapers."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

from hemera import catalogue
from hemera.types import Source

FRENCH = (
    "Le phare du port s'est rallumé mardi soir après trois ans de travaux, devant plusieurs centaines d'habitants.",
    "La tour, haute de quarante mètres, avait été éteinte à la suite d'une tempête qui avait brisé sa lanterne.",
    "Selon la capitainerie, la nouvelle lampe éclaire à vingt milles et consomme dix fois moins que l'ancienne.",
)
ARABIC = (
    "عاد الضوء مساء الثلاثاء إلى منارة الميناء بعد ثلاث سنوات من الأشغال، أمام مئات من سكان المدينة الساحلية.",
    "وكانت المنارة التي يبلغ ارتفاعها أربعين مترا قد انطفأت بعد عاصفة حطمت زجاجها في فصل الشتاء الماضي.",
    "وقالت إدارة الميناء إن المصباح الجديد ينير عشرين ميلا ويستهلك عشر ما كان يستهلكه المصباح القديم.",
)


def page(number: int, text: tuple[str, ...] = FRENCH, date: str = "2024-03-01T08:00:00+01:00", more: str = "") -> bytes:
    language = "ar" if text is ARABIC else "fr"
    body = "".join(f"<p>{line} ({number})</p>" for line in (*text, *((more,) if more else ())))
    meta = f'<meta property="article:published_time" content="{date}"><link rel="canonical" href="https://{site(text)}.example/{number}">'
    title = f"{'المنارة' if text is ARABIC else 'Le phare'} {number}"
    head = f'<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>{meta}</head>'
    return f"{head}<body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def site(text: tuple[str, ...]) -> str:
    return "sada" if text is ARABIC else "phare"


def record(number: int, body: bytes, url: str, date: str = "2024-03-01T12:00:00Z", kind: str = "response") -> bytes:
    """Return a record as a gzip member."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\nWARC-Date: {date}\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n")


def archive(folder: Path) -> Path:
    """Make an archive that knows two newspapers."""
    names = {"phare": "fr", "sada": "ar"}
    home = "https://www.{}.example/"
    known = [Source(name, name.title(), home.format(name), (code,), "ma", "Africa/Casablanca") for name, code in names.items()]
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text('name = "Imports"\nworkers = 1\n', encoding="utf-8")
    (folder / "sources" / "known.toml").write_text(catalogue.dump(known), encoding="utf-8")
    return folder


ROWS = {
    "captures": "SELECT record_id, url, sha256, source_id, fetched_at, origin, origin_offset, outcome FROM store_capture",
    "files": "SELECT name, head, size, offset, counts, error FROM store_importedfile",
    "entries": "SELECT source_id, url, seen_at, state, reason, due_at FROM store_entry",
    "articles": "SELECT source_id, number, url, title, published, revision_count, captured_at, copy_group FROM store_article",
    "revisions": (
        "SELECT a.source_id, a.number, r.number, r.kind, r.held, r.captured_at, r.text_sha256, c.record_id "
        "FROM store_revision r JOIN store_article a ON a.id = r.article_id JOIN store_capture c ON c.id = r.capture_id"
    ),
}


def rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that the record says, without what depends on the moment of the import and on places on disk."""
    with sqlite3.connect(folder / "archive.sqlite3") as connection:
        found = {name: sorted(map(_plain, connection.execute(query)), key=repr) for name, query in ROWS.items()}
    connection.close()
    return found


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give a JSON object one order."""
    return tuple(json.dumps(json.loads(value), sort_keys=True) if str(value).startswith("{") else value for value in row)
