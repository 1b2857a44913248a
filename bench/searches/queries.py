"""Twelve classes of twenty queries each, drawn from the press itself."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hemera.text import tokens
from searches import press

EACH = 20
CLASSES = (
    "rare word", "common word", "all of 2–3 words", "any of 2–3 words", "phrase", "word, source, year", "newest of a common word",
    "newest, 2 words, language, year", "facets and timeline", "beginning of a word", "count", "latest of a source",
)  # fmt: skip
BEST = frozenset(CLASSES[:6]) | {"beginning of a word"}  # ranked; the others newest first
_SAMPLE = 20_000  # articles whose words are counted
_PLAIN = re.compile(r"[a-z]{4,}|[\u0621-\u064a]{3,}")


@dataclass(frozen=True)
class Asked:
    """One query: what it asks, for every engine to put in its own words."""

    kind: str
    words: tuple[str, ...] = ()
    source: str = ""
    language: str = ""
    first: datetime | None = None
    last: datetime | None = None

    @property
    def text(self) -> str:
        """The query as typed into our search."""
        words = {
            "any of 2–3 words": " OR ".join,
            "phrase": lambda w: f'"{" ".join(w)}"',
            "beginning of a word": lambda w: f"{w[0]}*",
        }
        parts = [words.get(self.kind, " ".join)(self.words)]
        parts += [f"source:{self.source}"] if self.source else []
        parts += [f"lang:{self.language}"] if self.language else []
        parts += [f"date:{self.first:%Y-%m-%d}..{self.last:%Y-%m-%d}"] if self.first and self.last else []
        return " ".join(filter(None, parts))


class Drawn:
    """Words of the press by how many articles hold them."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        self.articles = list(press.articles(0, _SAMPLE))[:: _SAMPLE // 4000]
        self.texts = [tokens(article.body) for article in self.articles]
        # In the order of the texts: that of a set is another in every process.
        held = Counter(word for text in self.texts for word in dict.fromkeys(text) if _PLAIN.fullmatch(word))
        total = len(self.texts)
        self.rare = [word for word, n in held.items() if n <= 2]
        self.common = [word for word, n in held.items() if 0.03 * total <= n <= 0.25 * total]
        self.middling = [word for word, n in held.items() if 0.002 * total <= n <= 0.02 * total]
        self.known = frozenset((*self.common, *self.middling))
        self.phrased = frozenset(word for word, n in held.items() if 0.005 * total < n < 0.4 * total)

    def together(self, among: frozenset[str], count: int) -> tuple[tuple[str, ...], int]:
        """Return words of one article, and which it is."""
        while True:
            which = self.chance.randrange(len(self.texts))
            words = sorted(set(self.texts[which]) & among)
            if len(words) >= count:
                return tuple(self.chance.sample(words, count)), which

    def phrase(self) -> tuple[str, ...]:
        while True:
            text, length = self.chance.choice(self.texts), self.chance.choice((2, 2, 3))
            at = self.chance.randrange(max(1, len(text) - length))
            words = tuple(text[at : at + length])
            if len(words) == length and self.phrased.issuperset(words):
                return words

    def year(self, which: int) -> tuple[datetime, datetime]:
        """Return a year around an article's day."""
        day = self.articles[which].published_at.astimezone(UTC).replace(hour=0, minute=0, second=0)
        first = day - timedelta(days=self.chance.randrange(365))
        return first, first + timedelta(days=364)


def draw() -> Iterator[Asked]:
    """Yield the queries; the same each time."""
    drawn = Drawn()
    chance, frequent = drawn.chance, frozenset(drawn.common)
    for number in range(EACH):
        yield Asked("rare word", (chance.choice(drawn.rare),))
        yield Asked("common word", (chance.choice(drawn.common),))
        yield Asked("all of 2–3 words", drawn.together(drawn.known, chance.choice((2, 3)))[0])
        yield Asked("any of 2–3 words", drawn.together(drawn.known, chance.choice((2, 3)))[0])
        yield Asked("phrase", drawn.phrase())
        words, which = drawn.together(frequent, 1)
        yield Asked("word, source, year", words, drawn.articles[which].source, "", *drawn.year(which))
        yield Asked("newest of a common word", (chance.choice(drawn.common),))
        words, which = drawn.together(drawn.known, 2)
        yield Asked("newest, 2 words, language, year", words, "", drawn.articles[which].language, *drawn.year(which))
        yield Asked("facets and timeline", (chance.choice(drawn.middling if number % 2 else drawn.common),))
        yield Asked("beginning of a word", (chance.choice([w for w in drawn.middling if len(w) > 4])[:4],))
        yield Asked("count", (chance.choice(drawn.common),))
        yield Asked("latest of a source", (), chance.choice(drawn.articles).source)
