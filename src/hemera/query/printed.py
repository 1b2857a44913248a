"""What stands between two spaces in the texts of an archive, by the words it holds: a press prints the same again and again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet

from hemera.text import LONGEST, tokens

_KNOWN = 150_000  # remembered of a language; some 55 MB


class Printed:
    """Fills itself with what it is asked about until it is full: what a press prints most is soon met.

    ``forms`` says what folded words are forms of. Callable from any thread.
    """

    def __init__(self, forms: Callable[[list[str]], Iterable[str]] = lambda words: ()) -> None:
        self._forms = forms
        self._words: dict[str, str] = {}  # its folded words, each behind a space
        self._holding: dict[str, list[str]] = {}  # what holds a word, or a form of it

    def holding(self, keys: AbstractSet[str], printed: set[str]) -> set[str]:
        """Return what of it holds one of these words, or a form of one."""
        new = {one for one, words in self._met(printed) if not keys.isdisjoint(self._keys(words))}
        return new.union(*(printed.intersection(self._holding.get(key, ())) for key in keys))

    def beginning(self, start: str, printed: set[str]) -> Collection[str]:
        """Return what of it holds a word that begins so."""
        new = dict(self._met(printed))
        begun = " " + start
        return [one for one in printed if begun in (self._words.get(one) or " ".join(["", *new.get(one, ())]))]

    def _met(self, printed: set[str]) -> Iterator[tuple[str, list[str]]]:
        """Yield what was not met before, with its folded words."""
        for one in printed.difference(self._words):
            words = tokens(one)
            if len(self._words) < _KNOWN and len(one) <= LONGEST:
                for key in self._keys(words):
                    self._holding.setdefault(key, []).append(one)
                self._words[one] = " ".join(["", *words])  # last: what is known is looked up
            yield one, words

    def _keys(self, words: list[str]) -> frozenset[str]:
        return frozenset((*words, *self._forms(words)))
