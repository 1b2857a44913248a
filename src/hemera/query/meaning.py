"""What a search that finds nothing was meant to be: words nobody printed, or not together, replaced by those written almost so,
or one of several left out.

A word is corrected by its company: among the articles that answer the rest of the search stands the word that was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from hemera.protocols import Index
from hemera.query.nearby import distance, nearest, reworded
from hemera.query.tree import All, And, Node, Or, Phrase, Query, Word, both, either, positive
from hemera.text import tokens

LOOKED_AT = 10  # articles, for each word
LEFT = 2  # words at least, where one is left out
TOGETHER = 6  # words of a search that are all looked for almost as they are written
TRIED = 4  # words of a search each of which was printed, but never together

Texts = Callable[[Sequence[int]], Iterable[str]]  # of articles, by their ids


def meant(query: Query, index: Index, texts: Texts) -> tuple[Query, int] | None:
    """Return the search probably meant by one that finds nothing, and how many articles that finds; None without a guess."""
    reader = _Reader(query, index, texts)
    found = reader.better([word for word in _words(query.tree) if not reader.count(word)])
    if found is None:
        found = reader.one_wrong() or reader.better(_words(query.tree)[:TOGETHER]) or reader.fewer()
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    query: Query
    index: Index
    texts: Texts

    def count(self, tree: Node) -> int:
        return self.index.count(replace(self.query, tree=tree))

    def better(self, wrong: Sequence[Word]) -> tuple[Query, int] | None:
        """Replace these words; None where that changes nothing or finds nothing."""
        company = self.query.tree
        for word in wrong:
            company = _without(company, word)
        instead = self.together(wrong, company) or {word: self.instead(word, company) for word in wrong}
        changes = {word.text: found for word, found in instead.items() if found}
        corrected = reworded(self.query.tree, lambda word: replace(word, text=changes.get(word.text, word.text)))
        found = self.count(corrected) if corrected != self.query.tree else 0
        return (replace(self.query, tree=corrected), found) if found else None

    def one_wrong(self) -> tuple[Query, int] | None:
        """Replace one word, the longest that can be: each was printed, but never with the others."""
        return next(filter(None, (self.better([word]) for word in _longest(self.query.tree))), None)

    def fewer(self) -> tuple[Query, int] | None:
        """Leave one of several words out: the one without which least is found."""
        shorter = dict.fromkeys(_without(self.query.tree, word) for word in _longest(self.query.tree))
        found = [(self.count(short), short) for short in shorter if len(_words(short)) >= LEFT]
        best = min((pair for pair in found if pair[0]), key=lambda pair: pair[0], default=None)
        return (replace(self.query, tree=best[1]), best[0]) if best else None

    def together(self, wrong: Sequence[Word], company: Node) -> dict[Word, str | None]:
        """Find one article that has all of several words almost as they are written."""
        folded = [tokens(word.text) for word in wrong]
        if len(wrong) < 2 or any(len(parts) != 1 for parts in folded):
            return {}
        texts = self.near([parts[0] for parts in folded], company)
        found = [{word: _here(word, text) for word in wrong} for text in texts]
        return min((f for f in found if all(f.values())), key=_apart, default={})

    def instead(self, word: Word, company: Node) -> str | None:
        folded = tokens(word.text)
        if len(folded) != 1:
            return None
        among = dict.fromkeys((company, All()))
        return next(filter(None, (nearest(word.text, self.near(folded, within)) for within in among)), None)

    def near(self, words: Sequence[str], within: Node) -> list[str]:
        ids = self.index.near(words, among=replace(self.query, tree=within), limit=LOOKED_AT)
        return list(self.texts(ids)) if ids else []


def _here(word: Word, text: str) -> str | None:
    """Return the word of a text that a searched one stands for: itself, or the nearest."""
    return word.text if tokens(word.text)[0] in tokens(text) else nearest(word.text, [text])


def _apart(found: dict[Word, str | None]) -> int:
    return sum(distance(tokens(word.text)[0], tokens(instead)[0]) for word, instead in found.items() if instead)


def _longest(tree: Node) -> list[Word]:
    return sorted(_words(tree), key=lambda word: -len(word.text))[:TRIED]


def _words(tree: Node) -> list[Word]:
    """Return the words that may be wrong: one by one, those of phrases too."""
    found = [Word(part, term.title) for term in positive(tree) if isinstance(term, Word | Phrase) for part in term.text.split()]
    return list(dict.fromkeys(found))


def _without(tree: Node, word: Word) -> Node:
    match tree:
        case Word() | Phrase():
            return All() if word.text in tree.text.split() and word.title == tree.title else tree
        case And(items):
            return both(_without(item, word) for item in items)
        case Or(items):
            return either(_without(item, word) for item in items)
        case _:
            return tree
