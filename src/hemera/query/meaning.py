"""What a search that finds nothing was meant to be: words nobody printed, or not together, replaced by those written almost so,
or one of several left out.

A word is corrected by its company: among the articles that answer the rest of the search stands the word that was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from hemera.protocols import Index
from hemera.query.nearby import nearest, reworded
from hemera.query.tree import All, And, Node, Or, Phrase, Query, Word, both, either, positive
from hemera.text import tokens

LOOKED_AT = 10  # articles, for each word
LEFT = 2  # words at least, where one is left out
TRIED = 4  # words of a search each of which was printed, but never together

Texts = Callable[[Sequence[int]], Iterable[str]]  # of articles, by their ids


def meant(query: Query, index: Index, texts: Texts) -> tuple[Query, int] | None:
    """Return the search probably meant by one that finds nothing, and how many articles that finds; None without a guess."""
    reader = _Reader(query, index, texts)
    found = reader.better(query.tree, [word for word in _words(query.tree) if not reader.count(word)])
    longest = sorted(_words(query.tree), key=lambda word: -len(word.text))[:TRIED]
    if found is None:
        found = next(filter(None, (reader.better(query.tree, [word]) for word in longest)), None)
    return found or reader.fewer(query.tree, longest)


@dataclass(frozen=True, slots=True)
class _Reader:
    query: Query
    index: Index
    texts: Texts

    def count(self, tree: Node) -> int:
        return self.index.count(replace(self.query, tree=tree))

    def better(self, tree: Node, wrong: Sequence[Word]) -> tuple[Query, int] | None:
        """Replace these words; None where that changes nothing or finds nothing."""
        company = tree
        for word in wrong:
            company = _without(company, word)
        instead = {word.text: self.instead(word, company) for word in wrong}
        corrected = reworded(tree, lambda word: replace(word, text=instead.get(word.text) or word.text))
        found = self.count(corrected) if corrected != tree else 0
        return (replace(self.query, tree=corrected), found) if found else None

    def fewer(self, tree: Node, words: Sequence[Word]) -> tuple[Query, int] | None:
        """Leave one of several words out: the one without which least is found."""
        shorter = dict.fromkeys(_without(tree, word) for word in words)
        found = [(self.count(short), short) for short in shorter if len(_words(short)) >= LEFT]
        best = min((pair for pair in found if pair[0]), key=lambda pair: pair[0], default=None)
        return (replace(self.query, tree=best[1]), best[0]) if best else None

    def instead(self, word: Word, company: Node) -> str | None:
        folded = tokens(word.text)
        if len(folded) != 1:
            return None
        for among in dict.fromkeys((company, All())):
            ids = self.index.near(folded[0], among=replace(self.query, tree=among), limit=LOOKED_AT)
            if ids and (found := nearest(word.text, self.texts(ids))):
                return found
        return None


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
