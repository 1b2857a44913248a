"""Is the article one remembers found? ``python bench/ranking.py [ARTICLES] [--items 500] [--json]``.

Of some articles of an invented press (``inflected.py``) a few words are remembered: words of the title, words of the text, title
words with a typing mistake in one, title words typed without accents and hamzas, title words each in another form. Each memory
is asked of Hemera as the search page asks it (best first; where nothing is found, for what was probably meant), of SQLite's
FTS5 (unicode61, bm25) and of Tantivy with its default analyser, both with all words required (FTS5's own way) and with any of
them (Tantivy's own way), titles weighed alike. MRR@10 is the mean of 1 / place among the first ten, 0 where it is not there.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import tantivy

from hemera.index import TantivyIndex
from hemera.query import parse
from hemera.query.meaning import meant
from hemera.searching import IndexChange, IndexDocument
from inflected import Press, Printed, mistyped, unaccented

START = datetime(2015, 1, 1, tzinfo=UTC)
BATCH, TOP, TITLE = 2_000, 10, 4.0
Ask = Callable[[Sequence[str]], list[int]]
Found = dict[tuple[str, str], list[float]]  # (class, language) → 1 / place of each memory


@dataclass(frozen=True)
class Memory:
    """Words remembered of an article."""

    kind: str
    article: Printed
    words: tuple[str, ...]


def memories(items: Sequence[Printed], chance: random.Random) -> list[Memory]:
    found = []
    for article in items:
        about = chance.sample(article.about, 3)
        told = chance.sample(article.told, 4)
        printed = tuple(form for _, form in about)
        longest = max(printed, key=len)
        hurried = tuple(form for _, form in sorted(article.about, key=lambda pair: unaccented(pair[1]) == pair[1])[:3])
        found += [
            Memory("title words", article, printed),
            Memory("text words", article, tuple(form for _, form in told)),
            Memory("with a typo", article, tuple(mistyped(word, chance) if word == longest else word for word in printed)),
            Memory("other forms", article, tuple(chance.choice([f for f in lexeme.forms if f != form]) for lexeme, form in about)),
        ]
        if article.language != "en":
            found.append(Memory("no accents", article, tuple(map(unaccented, hurried))))
    return found


class Ours:
    """Hemera, as its search page asks."""

    def __init__(self, folder: Path) -> None:
        self.index = TantivyIndex(folder, writable=True)
        self.texts: dict[int, str] = {}
        self.guessed = 0

    def add(self, batch: Iterable[Printed]) -> None:
        changes = []
        for a in batch:
            when = START + timedelta(minutes=(a.id * 7919) % 5_000_000)
            changes.append(IndexChange(a.id, a.id, IndexDocument(a.id, "press", a.language, "", a.title, "", a.body, (), when)))
            self.texts[a.id] = f"{a.title}\n{a.body}"
        self.index.apply(changes)

    def ask(self, words: Sequence[str]) -> list[int]:
        query = parse(" ".join(words), today=START.date())
        page = self.index.search(query, limit=TOP, newest=False)
        if not page.total and (guess := meant(query, self.index, lambda ids: [self.texts[id_] for id_ in ids])):
            self.guessed += 1
            page = self.index.search(guess[0], limit=TOP, newest=False)
        return [hit.id for hit in page.hits]


class Fts5:
    """SQLite's full text search as it comes."""

    def __init__(self) -> None:
        self.base = sqlite3.connect(":memory:")
        self.base.execute("CREATE VIRTUAL TABLE press USING fts5(title, body, content='', tokenize='unicode61')")

    def add(self, batch: Iterable[Printed]) -> None:
        self.base.executemany("INSERT INTO press(rowid, title, body) VALUES (?, ?, ?)", ((a.id, a.title, a.body) for a in batch))

    def ask(self, words: Sequence[str], joint: str) -> list[int]:
        query = f" {joint} ".join('"' + word.replace('"', "") + '"' for word in words)
        sql = f"SELECT rowid FROM press WHERE press MATCH ? ORDER BY bm25(press, {TITLE}, 1.0) LIMIT {TOP}"
        return [row for (row,) in self.base.execute(sql, (query,))]


class Unfolded:
    """Tantivy with its default analyser and its own query parser."""

    def __init__(self) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True)
        for name in ("title", "body"):
            builder.add_text_field(name)
        self.index = tantivy.Index(builder.build())
        self.writer = self.index.writer(256_000_000, 1)

    def add(self, batch: Iterable[Printed]) -> None:
        for a in batch:
            document = tantivy.Document()
            document.add_integer("id", a.id)
            document.add_text("title", a.title)
            document.add_text("body", a.body)
            self.writer.add_document(document)

    def done(self) -> None:
        self.writer.commit()
        self.index.reload()

    def ask(self, words: Sequence[str], joint: str) -> list[int]:
        text = " ".join('"' + word.replace('"', "") + '"' for word in words)
        options = {"field_boosts": {"title": TITLE}, "conjunction_by_default": joint == "AND"}
        query, _ = self.index.parse_query_lenient(text, ["title", "body"], **options)
        searcher = self.index.searcher()
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, TOP).hits]


def score(asked: Sequence[Memory], ask: Ask) -> Found:
    found: Found = defaultdict(list)
    for memory in asked:
        ids = ask(memory.words)
        place = ids.index(memory.article.id) + 1 if memory.article.id in ids else 0
        found[memory.kind, memory.article.language].append(1 / place if place else 0.0)
    return found


def mean(found: Found, kind: str = "", language: str = "") -> float:
    values = [v for (k, spoken), several in found.items() if kind in ("", k) and language in ("", spoken) for v in several]
    return sum(values) / len(values) if values else 0.0


def measure(articles: int, items: int, folder: Path) -> dict[str, object]:
    press, ours, fts, plain = Press(), Ours(folder), Fts5(), Unfolded()
    printed, picked, chance = press.articles(articles), [], random.Random(7)
    chosen = set(chance.sample(range(1, articles + 1), items))
    while batch := list(islice(printed, BATCH)):
        for engine in (ours, fts, plain):
            engine.add(batch)
        picked += [a for a in batch if a.id in chosen]
    plain.done()
    asked = memories(picked, chance)
    began = time.process_time()
    systems = {"Hemera": score(asked, ours.ask)}
    cpu = (time.process_time() - began) / len(asked) * 1000
    for name, engine in (("FTS5", fts), ("Tantivy", plain)):
        for joint in ("AND", "OR"):
            systems[f"{name}, {joint}"] = score(asked, lambda words, j=joint, engine=engine: engine.ask(words, j))  # type: ignore[misc]
    ours.index.close()
    return {"articles": articles, "memories": len(asked), "cpu_ms": cpu, "guessed": ours.guessed, "systems": _table(systems)}


def _table(systems: dict[str, Found]) -> dict[str, dict[str, float]]:
    kinds = list(dict.fromkeys(kind for kind, _ in systems["Hemera"]))
    languages = sorted({language for _, language in systems["Hemera"]})
    rows: dict[str, dict[str, float]] = {"all": {name: mean(found) for name, found in systems.items()}}
    rows |= {kind: {name: mean(found, kind) for name, found in systems.items()} for kind in kinds}
    rows |= {f"{kind}, {code}": {n: mean(f, kind, code) for n, f in systems.items()} for kind in kinds for code in languages}
    return {row: values for row, values in rows.items() if any(values.values())}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("articles", nargs="?", type=int, default=50_000)
    options.add_argument("--items", type=int, default=500, help="articles remembered")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(chosen.articles, chosen.items, Path(folder))
    if chosen.json:
        json.dump(figures, sys.stdout, indent=1)
        return
    asked = f"{figures['memories']:,} memories of {figures['articles']:,} articles"
    print(f"{asked}; ours {figures['cpu_ms']:.1f} ms CPU each, {figures['guessed']} times by what was probably meant\n")
    table = figures["systems"]
    print(f"{'MRR@10':26}" + "".join(f"{name:>14}" for name in table["all"]))
    for row, values in table.items():
        print(f"{row:26}" + "".join(f"{value:14.3f}" for value in values.values()))


if __name__ == "__main__":
    main()
