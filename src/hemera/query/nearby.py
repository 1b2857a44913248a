"""Words written almost so: what a searcher may have meant, in the archive's own words. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from hemera.query.tree import And, Node, Or, Phrase, Word
from hemera.text import tokens, words

LONG = 7  # letters from which two may differ
FARTHEST = 2  # letters that may differ at most
ENDING, SAME = 3, 5  # letters at a word's end that may all be others, where at least so many before them are the same


def allowed(word: str) -> int:
    """Return how many letters of a folded word may be other, missing, too many or swapped; 0 for words too short to guess."""
    return FARTHEST if len(word) >= LONG else 1 if len(word) >= 4 else 0


def beginning(word: str) -> str:
    """Return what a folded word has in common with its other forms, "" for one too short to have another ending."""
    return word[:-ENDING] if len(word) >= SAME + ENDING else ""


def nearest(word: str, texts: Iterable[str]) -> str | None:
    """Return the word of the texts nearest to a searched one, the most frequent of those, as it is printed there."""
    folded = tokens(word)
    if len(folded) != 1 or not allowed(folded[0]):
        return None
    found: Counter[str] = Counter()
    printed: dict[str, str] = {}
    for text in texts:
        for token, start, end in words(text):
            found[token] += 1
            printed.setdefault(token, text[start:end])
    near = {token: apart for token in found if 0 < (apart := distance(folded[0], token)) <= _most(folded[0], token)}
    best = min(near, key=lambda token: (near[token], -found[token], token), default=None)
    return printed[best] if best is not None else None


def _most(word: str, token: str) -> int:
    start = beginning(word)
    return 2 * ENDING if start and token.startswith(start) and len(token) <= len(word) + ENDING else allowed(word)


def completions(start: str, texts: Iterable[str], limit: int) -> list[str]:
    """Return the words of the texts that begin as what was typed, the most frequent first, each as it is printed most."""
    folded = tokens(start)
    if len(folded) != 1:
        return []
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for token, first, end in words(text):
            if token.startswith(folded[0]):
                found[token][text[first:end]] += 1
    ranked = sorted(found, key=lambda token: (-found[token].total(), token))
    return [found[token].most_common(1)[0][0] for token in ranked[:limit]]


def distance(one: str, other: str) -> int:
    """Count the letters to change, add, leave out or swap with their neighbour (Damerau-Levenshtein, each letter once)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row = row, [i]
        for j, b in enumerate(other, start=1):
            least = min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a != b))
            if before and j > 1 and a == other[j - 2] and one[i - 2] == b:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before = last
    return row[-1]


def reworded(tree: Node, change: Callable[[Word], Word]) -> Node:
    """Return the tree with every word that may be found changed; phrases word by word."""
    match tree:
        case Word():
            return change(tree)
        case Phrase(text, title):
            return Phrase(" ".join(change(Word(part, title)).text for part in text.split()), title)
        case And(items):
            return And(tuple(reworded(item, change) for item in items))
        case Or(items):
            return Or(tuple(reworded(item, change) for item in items))
        case _:
            return tree
