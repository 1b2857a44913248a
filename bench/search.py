"""Cost of the search index on a generated press: ``python bench/search.py [ARTICLES] [--folder FOLDER] [--json]``.

Prints articles indexed per CPU second, bytes per article, and for each class of query the median and the worst CPU time of
twenty different queries, each the best of three. Words are invented and follow Zipf's law:
trust ratios and growth more than figures.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hemera.index import TantivyIndex
from hemera.query import parse
from hemera.searching import IndexChange, IndexDocument

QUERIES, ROUNDS, BATCH = 20, 3, 1000
WORDS = 30_000  # in each language's vocabulary
SYLLABLES = {
    "ar": ["با", "تر", "جم", "حك", "دو", "رس", "سل", "عم", "في", "قر", "كت", "لم", "من", "نو", "هي", "ود", "صح", "طب", "شر"],
    "fr": ["ba", "cé", "dré", "fa", "gi", "lo", "mé", "na", "pri", "que", "rè", "son", "ta", "ver", "ille", "tion", "eur"],
    "en": ["ban", "cer", "dle", "fo", "gr", "house", "ing", "ker", "low", "mo", "nes", "pal", "sto", "ter", "ver", "wick"],
}
SHARE = {"ar": 50, "fr": 35, "en": 15}
START = datetime(2010, 1, 1, tzinfo=UTC)
DAYS = 15 * 365
TODAY = (START + timedelta(days=DAYS)).date()


@dataclass(frozen=True)
class Press:
    """An invented press: the same for the same number of articles."""

    articles: int
    chance: random.Random
    vocabulary: dict[str, list[str]]
    weights: list[float]

    def documents(self) -> Iterator[IndexDocument]:
        for id_ in range(1, self.articles + 1):
            language = self.chance.choices(list(SHARE), list(SHARE.values()))[0]
            text = self.words(language, self.chance.randint(150, 550))
            yield IndexDocument(
                id=id_,
                source=f"source-{int(self.chance.paretovariate(1)) % 60}",
                language=language,
                section=f"section-{self.chance.randrange(12)}",
                title=" ".join(self.words(language, 9)),
                lead=" ".join(text[:25]) + ".",
                body=". ".join(" ".join(text[at : at + 20]) for at in range(0, len(text), 20)),
                authors=(f"Auteur {self.chance.randrange(500)}",),
                published_at=START + timedelta(seconds=self.chance.randrange(DAYS * 86400)),
                has_image=self.chance.random() < 0.7,
            )

    def words(self, language: str, count: int) -> list[str]:
        return self.chance.choices(self.vocabulary[language], cum_weights=self.weights, k=count)


def invent(articles: int) -> Press:
    chance = random.Random(articles)
    vocabulary = {}
    for language, syllables in SYLLABLES.items():
        words: dict[str, None] = {}
        while len(words) < WORDS:
            words["".join(chance.choices(syllables, k=chance.randint(1, 4)))] = None
        vocabulary[language] = list(words)
    return Press(articles, chance, vocabulary, list(itertools.accumulate(1 / (rank + 3) for rank in range(WORDS))))


def build(index: TantivyIndex, press: Press) -> dict[str, float]:
    cpu = 0.0
    documents = press.documents()
    while batch := list(itertools.islice(documents, BATCH)):
        changes = [IndexChange(document.id, document.id, document) for document in batch]
        start = time.process_time()
        index.apply(changes)
        cpu += time.process_time() - start
    size = sum(file.stat().st_size for file in index.path.iterdir() if file.is_file())
    return {"articles": press.articles, "per_cpu_second": press.articles / cpu, "bytes_per_article": size / press.articles}


def classes(press: Press) -> dict[str, tuple[Callable[[], str], dict[str, Any]]]:
    chance = press.chance

    def word(first: int, last: int) -> str:
        return press.vocabulary[chance.choice(list(SHARE))][chance.randrange(first, last)]

    def common() -> str:
        return word(0, 60)

    def year() -> int:
        return START.year + chance.randrange(15)

    best: dict[str, Any] = {"newest": False}
    return {
        "rare word": (lambda: word(5_000, WORDS), {}),
        "common word, newest": (common, {}),
        "common word, best": (common, best),
        "two words": (lambda: f"{common()} {word(0, 500)}", {}),
        "three words, best": (lambda: f"{common()} {common()} {word(0, 500)}", best),
        "either of three": (lambda: f"{common()} OR {common()} OR {common()}", {}),
        "phrase": (lambda: f'"{common()} {common()}"', {}),
        "beginning of a word": (lambda: word(200, WORDS)[:4] + "*", {}),
        "in titles": (lambda: f"title:{common()}", {}),
        "word, source, year": (lambda: f"{common()} source:source-{chance.randrange(9)} date:{year()}", {}),
        "latest of a source": (lambda: f"source:source-{chance.randrange(60)}", {"limit": 50}),
        "all, without a word": (lambda: f"-{word(0, 500)}", {}),
        "facets of a common word": (common, {"facets": ("source", "language", "section", "author", "year")}),
        "timeline of a common word": (common, {"timeline": True}),
        "facets and timeline of all": (lambda: "", {"facets": ("source", "language", "year"), "timeline": True}),
    }


def cost(run: Callable[[], object]) -> float:
    """Return CPU milliseconds, the best of a few rounds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        taken.append((time.process_time() - start) * 1000)
    return min(taken)


def ask(index: TantivyIndex, press: Press) -> dict[str, dict[str, float]]:
    found = {}
    for name, (text, options) in classes(press).items():
        queries = [parse(text(), today=TODAY) for _ in range(QUERIES)]
        taken = [cost(lambda query=query, options=options: index.search(query, **options)) for query in queries]  # type: ignore[misc]
        matches = statistics.mean(index.count(query) for query in queries)
        found[name] = {"p50": statistics.median(taken), "max": max(taken), "matches": matches}
    samples = list(itertools.islice(press.documents(), QUERIES))
    taken = [cost(lambda d=d: index.related(d.title, d.body, d.language, exclude=d.id)) for d in samples]  # type: ignore[misc]
    found["related articles"] = {"p50": statistics.median(taken), "max": max(taken), "matches": 6}
    return found


def measure(articles: int, folder: Path) -> dict[str, Any]:
    press = invent(articles)
    index = TantivyIndex(folder, writable=True)
    try:
        return {"build": build(index, press), "queries": ask(index, press)}
    finally:
        index.close()


def show(figures: dict[str, Any]) -> None:
    built = figures["build"]
    print(
        f"{built['articles']:,} articles: {built['per_cpu_second']:,.0f} per CPU s, {built['bytes_per_article']:,.0f} bytes each\n"
    )
    print(f"{'CPU ms':28}{'p50':>8}{'max':>8}{'matches':>10}")
    for name, row in figures["queries"].items():
        print(f"{name:28}{row['p50']:8.2f}{row['max']:8.2f}{row['matches']:10,.0f}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("articles", nargs="?", type=int, default=20_000)
    options.add_argument("--folder", type=Path, help="an empty folder for the index; otherwise a temporary one")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        figures = measure(chosen.articles, chosen.folder or Path(temporary))
    if chosen.json:
        json.dump(figures, sys.stdout, indent=1)
    else:
        show(figures)


if __name__ == "__main__":
    main()
