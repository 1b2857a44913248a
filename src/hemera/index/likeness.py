"""Articles like a text: those that share its weightiest words."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import tantivy

from hemera.index.analysis import terms
from hemera.index.matching import all_of, any_of, between, everything, term, unscored, without
from hemera.index.parts import Searcher
from hemera.index.schema import from_key, keys, to_key
from hemera.text import tokens

_WORDS = 16  # the weightiest
_HELD = 80_000  # articles that hold them, together: to go over these is what costs, however large the archive
_FEWEST = 5  # words, whatever they cost
_SHARED = 4  # one in so many must be shared, and at least two
_CHARACTERS = 20_000  # of the text are looked at
_TITLE_WEIGHT = 4
_COMMON = 0.1  # in more of the articles than this, a word tells nothing
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """What others are to be like, and which may be."""

    title: str
    text: str
    language: str
    exclude: int
    limit: int
    since: datetime | None


def related(searcher: Searcher, sample: Sample) -> tuple[int, ...]:
    """Return ids, most alike first: articles in the sample's language, then others that share its names and figures."""
    title, body = tokens(sample.title), tokens(sample.text[:_CHARACTERS])
    same = unscored(term("language", sample.language.casefold()))
    counted = _counted(terms(title, sample.language), terms(body, sample.language))
    found = _like(searcher, sample, "stem", counted, same)
    if len(found) < sample.limit:
        found += _like(searcher, sample, "body", _counted(title, body), without(everything(), same))
    return tuple(found[: sample.limit])


def _counted(title: list[str], body: list[str]) -> Counter[str]:
    counted = Counter(body)
    for word in title:
        counted[word] += _TITLE_WEIGHT
    return counted


def _like(searcher: Searcher, sample: Sample, field: str, counted: Counter[str], among: tantivy.Query) -> list[int]:
    weighty = _weightiest(searcher, field, counted)
    if len(weighty) < 2:
        return []
    words = [tantivy.Query.boost_query(term(field, word), weight) for word, weight in weighty]
    alike = any_of(words, max(2, len(words) // _SHARED))
    recent = between(to_key(sample.since), None) if sample.since else everything()
    wanted = without(all_of(alike, among, recent), term("id", sample.exclude))
    hits = searcher.search(wanted, sample.limit, count=False).hits
    return [from_key(key)[0] for key in keys(searcher, hits)]


def _weightiest(searcher: Searcher, field: str, counted: Counter[str]) -> list[tuple[str, float]]:
    """Return the words that are frequent here and rare elsewhere; one that nobody else uses finds nothing."""
    total = searcher.num_docs
    most = max(5.0, total * _COMMON)
    weighed = []
    for word, times in counted.items():
        if len(word) >= _SHORTEST and 2 <= (held := searcher.doc_freq(field, word)) <= most:
            weighed.append(((1 + math.log(times)) * math.log(1 + total / held), word, held))
    chosen: list[tuple[str, float]] = []
    left = _HELD
    for weight, word, held in sorted(weighed, key=lambda one: (-one[0], one[1])):
        if held <= left or len(chosen) < _FEWEST:
            chosen.append((word, weight))
            left -= held
        if len(chosen) == _WORDS:
            break
    return chosen
