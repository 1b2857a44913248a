"""Other engines on the same articles: bare queries, in their own words, without rows, passages or facets they are not asked for.

``fts5-page`` is FTS5 asked for all that a page of results shows beside its rows: the total, facets and timeline of every search.

Each is given what it does best: FTS5 a rowid that orders by date and a narrow table for what is counted; PostgreSQL a stored
tsvector under GIN; LanceDB an index with positions. None folds Arabic or knows stems.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from hemera.searching import IndexDocument
from searches.queries import BEST, Asked

SHOWN = 15


class Peer(Protocol):
    """An engine that can be filled, and asked."""

    name: str

    @property
    def is_filled(self) -> bool: ...

    def fill(self, documents: Iterable[Sequence[IndexDocument]]) -> None: ...

    def ask(self, asked: Asked) -> int | None:
        """Return how many results were read, or counted; None for what it cannot do."""
        ...

    def cpu(self) -> float:
        """Return the CPU seconds it has used so far, wherever."""
        ...


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


class Fts5:
    """SQLite's full text search."""

    name = "FTS5"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.base = sqlite3.connect(folder / "fts5.sqlite3", check_same_thread=False)
        self.base.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; "
            "PRAGMA cache_size=-400000; PRAGMA mmap_size=8000000000"
        )

    @property
    def is_filled(self) -> bool:
        return bool(self.base.execute("SELECT count(*) FROM sqlite_master WHERE name = 'by_source'").fetchone()[0])

    def fill(self, documents: Iterable[Sequence[IndexDocument]]) -> None:
        self.base.executescript(
            """
            CREATE TABLE article (id INTEGER PRIMARY KEY, source TEXT, language TEXT, section TEXT, month INT);
            CREATE VIRTUAL TABLE found USING fts5 (title, body, meta, content='', tokenize="unicode61 remove_diacritics 2");
            INSERT INTO found (found, rank) VALUES ('rank', 'bm25(4.0, 1.0, 0.0)');
            """
        )
        for batch in documents:
            # In order of rowid: it writes out what it has gathered whenever one goes backwards.
            rows = sorted((_seconds(d.published_at) << 22 | d.id, d) for d in batch)
            with self.base:
                self.base.executemany(
                    "INSERT INTO article VALUES (?, ?, ?, ?, ?)",
                    [(id_, d.source, d.language, d.section, d.published_at.year * 12 + d.published_at.month) for id_, d in rows],
                )
                self.base.executemany(
                    "INSERT INTO found (rowid, title, body, meta) VALUES (?, ?, ?, ?)",
                    [(id_, d.title, f"{d.lead}\n{d.body}", f"s{d.source.replace('-', '')} l{d.language}") for id_, d in rows],
                )
        self.base.execute("CREATE INDEX by_source ON article (source, id)")
        self.base.commit()

    def cpu(self) -> float:
        return time.process_time()

    def ask(self, asked: Asked) -> int | None:
        if asked.kind == "latest of a source":
            return len(self._answer(f"SELECT id FROM article WHERE source = ? ORDER BY id DESC LIMIT {SHOWN}", asked.source))
        where, values = self._where(asked)
        if asked.kind == "count":
            return int(self._answer(f"SELECT count(*) FROM found WHERE {where}", *values)[0][0])
        if asked.kind == "facets and timeline":
            found = f"SELECT rowid FROM found WHERE {where}"
            months = self._answer(f"SELECT month, count(*) FROM article WHERE id IN ({found}) GROUP BY month", *values)
            self._answer(f"SELECT source, count(*) FROM article WHERE id IN ({found}) GROUP BY source", *values)
            return sum(n for _, n in months)
        return len(self._first(asked, where, values))

    def _answer(self, sql: str, *values: object) -> list[Any]:
        return self.base.execute(sql, values).fetchall()

    def _first(self, asked: Asked, where: str, values: list[object]) -> list[Any]:
        order = "rank" if asked.kind in BEST else "rowid DESC"
        return self._answer(f"SELECT rowid FROM found WHERE {where} ORDER BY {order} LIMIT {SHOWN}", *values)

    def _where(self, asked: Asked) -> tuple[str, list[object]]:
        if not (asked.first and asked.last):
            return "found MATCH ?", [self._match(asked)]
        days = [_seconds(asked.first) << 22, (_seconds(asked.last) + 86_400) << 22]
        return "found MATCH ? AND rowid BETWEEN ? AND ?", [self._match(asked), *days]

    def _match(self, asked: Asked) -> str:
        words = [f'"{word}"' for word in asked.words]
        join = " OR " if asked.kind.startswith("any") else " AND "
        text = f'"{" ".join(asked.words)}"' if asked.kind == "phrase" else join.join(words)
        match = f"{{title body}} : ({text}{'*' if asked.kind.startswith('beginning') else ''})"
        match += f" AND meta : s{asked.source.replace('-', '')}" if asked.source else ""
        return match + (f" AND meta : l{asked.language}" if asked.language else "")


class Fts5Page(Fts5):
    """The same, asked for what our page shows but rows and text: the first, how many, by source, language, section and month."""

    name = "FTS5, page"

    def ask(self, asked: Asked) -> int | None:
        if asked.kind == "count":
            return super().ask(asked)
        if asked.source and not asked.words:
            found, values = "SELECT id FROM article WHERE source = ?", [asked.source]
            super().ask(asked)
        else:
            where, values = self._where(asked)
            found = f"SELECT rowid FROM found WHERE {where}"
            self._first(asked, where, values)
        # To look for the matches once, and count what was found, is quicker than to look for them in each counting.
        self._answer("DROP TABLE IF EXISTS temp.matched")
        self._answer("CREATE TEMP TABLE matched (id INTEGER PRIMARY KEY)")
        self._answer(f"INSERT INTO matched {found}", *values)
        for column in ("source", "language, section", "month"):
            self._answer(f"SELECT {column}, count(*) FROM matched CROSS JOIN article USING (id) GROUP BY {column}")
        return int(self._answer("SELECT count(*) FROM matched")[0][0])


class Postgres:
    """PostgreSQL's full text search; ``dsn`` names an empty database."""

    name = "PostgreSQL"

    def __init__(self, dsn: str) -> None:
        import psycopg

        self.base = psycopg.connect(dsn, autocommit=True)
        self.server = self.base.info.backend_pid
        self.base.execute("SET max_parallel_workers_per_gather = 0")

    @property
    def is_filled(self) -> bool:
        return self.base.execute("SELECT to_regclass('article')").fetchone() != (None,)

    def fill(self, documents: Iterable[Sequence[IndexDocument]]) -> None:
        columns = "id INT, source TEXT, language TEXT, published BIGINT, month INT"
        self.base.execute(f"CREATE TABLE article ({columns}, words tsvector)")
        self.base.execute(f"CREATE TEMP TABLE arrived ({columns}, said TEXT)")
        for batch in documents:
            with self.base.cursor().copy("COPY arrived FROM STDIN") as rows:
                for d in batch:
                    month = d.published_at.year * 12 + d.published_at.month
                    said = f"{d.title}\n{d.lead}\n{d.body}"
                    rows.write_row((d.id, d.source, d.language, _seconds(d.published_at), month, said))
            self.base.execute(
                "INSERT INTO article SELECT id, source, language, published, month, to_tsvector('simple', said) FROM arrived"
            )
            self.base.execute("TRUNCATE arrived")
        self.base.execute("CREATE INDEX ON article USING gin (words)")
        self.base.execute("CREATE INDEX ON article (source, published)")
        self.base.execute("CREATE INDEX ON article (published)")
        self.base.execute("VACUUM ANALYZE article")

    def cpu(self) -> float:
        spent = int(Path(f"/proc/{self.server}/schedstat").read_text().split()[0]) / 1e9
        return time.process_time() + spent

    def ask(self, asked: Asked) -> int | None:
        def answer(sql: str, *values: object) -> list[Any]:
            return self.base.execute(sql, values).fetchall()  # type: ignore[arg-type]

        if asked.kind == "latest of a source":
            return len(answer(f"SELECT id FROM article WHERE source = %s ORDER BY published DESC LIMIT {SHOWN}", asked.source))
        join = {"any of 2–3 words": " | ", "phrase": " <-> "}.get(asked.kind, " & ")
        match = join.join(f"'{word}'" for word in asked.words) + (":*" if asked.kind.startswith("beginning") else "")
        where, values = "words @@ %s::tsquery", [match]
        for column, value in (("source", asked.source), ("language", asked.language)):
            if value:
                where, values = f"{where} AND {column} = %s", [*values, value]
        if asked.first and asked.last:
            where += f" AND published BETWEEN {_seconds(asked.first)} AND {_seconds(asked.last) + 86_400}"
        if asked.kind == "count":
            return int(answer(f"SELECT count(*) FROM article WHERE {where}", *values)[0][0])
        if asked.kind == "facets and timeline":
            sets = "GROUPING SETS ((month), (source))"
            return (
                sum(
                    row[-1] for row in answer(f"SELECT month, source, count(*) FROM article WHERE {where} GROUP BY {sets}", *values)
                )
                // 2
            )
        order = "ts_rank(words, %s::tsquery)" if asked.kind in BEST else "published"
        ranked = [match] if asked.kind in BEST else []
        return len(answer(f"SELECT id FROM article WHERE {where} ORDER BY {order} DESC LIMIT {SHOWN}", *values, *ranked))


class Lance:
    """LanceDB's full text search, with positions."""

    name = "LanceDB"

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("LANCE_LOG", "error")  # else it warns at every query of what will be otherwise one day
        import lancedb

        self.base = lancedb.connect(folder)
        self.table: Any = self.base.open_table("article") if "article" in self.base.table_names() else None

    @property
    def is_filled(self) -> bool:
        return self.table is not None

    def fill(self, documents: Iterable[Sequence[IndexDocument]]) -> None:
        from lancedb.index import FTS

        for batch in documents:
            rows = [
                {"id": d.id, "source": d.source, "language": d.language, "published": _seconds(d.published_at),
                 "month": d.published_at.year * 12 + d.published_at.month, "text": f"{d.title}\n{d.lead}\n{d.body}"}
                for d in batch
            ]  # fmt: skip
            if self.table is None:
                self.table = self.base.create_table("article", rows)
            else:
                self.table.add(rows)
        words = FTS(with_position=True, base_tokenizer="simple", stem=False, remove_stop_words=False, ascii_folding=True)
        self.table.create_index("text", config=words)
        for column in ("source", "published", "language"):
            self.table.create_scalar_index(column)

    def cpu(self) -> float:
        return time.process_time()

    def ask(self, asked: Asked) -> int | None:
        from lancedb.query import MatchQuery, PhraseQuery

        if not asked.words or asked.kind.startswith("beginning"):
            return None  # it orders by no column, and knows no beginnings
        text = " ".join(asked.words)
        operator = "OR" if asked.kind.startswith("any") else "AND"
        query = PhraseQuery(text, "text") if asked.kind == "phrase" else MatchQuery(text, "text", operator=operator)
        where = [f"{name} = '{value}'" for name, value in (("source", asked.source), ("language", asked.language)) if value]
        if asked.first and asked.last:
            where.append(f"published BETWEEN {_seconds(asked.first)} AND {_seconds(asked.last) + 86_400}")
        search = self.table.search(query, query_type="fts")
        search = search.where(" AND ".join(where), prefilter=True) if where else search
        if asked.kind in BEST:
            return len(search.select(["id"]).limit(SHOWN).to_arrow())
        found = search.select(["published", "month", "source"]).limit(10_000_000).to_arrow()  # all: it only ranks
        if asked.kind == "facets and timeline":
            for column in ("month", "source"):
                found.group_by(column).aggregate([([], "count_all")])
        elif asked.kind != "count":
            found.sort_by([("published", "descending")]).slice(0, SHOWN)
        return len(found)
