"""What stands between two spaces in the texts of an archive, by the words it holds: a press prints the same again and again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property

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

    def holding(self, key: str) -> Collection[str]:
        """Return all that was met and holds a word, or a form of it."""
        return self._holding.get(key, ())

    def words(self, printed: str) -> str:
        """Return the folded words of what was met, each behind a space; "" for all else."""
        return self._words.get(printed, "")

    def keys(self, words: list[str]) -> frozenset[str]:
        """Return folded words and what they are forms of."""
        return frozenset((*words, *self._forms(words)))

    def meet(self, printed: set[str]) -> Iterator[tuple[str, list[str]]]:
        """Yield what was not met before, with its folded words."""
        for one in printed.difference(self._words):
            words = tokens(one)
            if len(self._words) < _KNOWN and len(one) <= LONGEST:
                for key in self.keys(words):
                    self._holding.setdefault(key, []).append(one)
                self._words[one] = " ".join(["", *words])  # last: what is known is looked up
            yield one, words


class Among:
    """What stands between the spaces of one text, to look for words in it."""

    def __init__(self, known: Printed, printed: set[str]) -> None:
        self._known, self._printed = known, printed

    @cached_property
    def _new(self) -> dict[str, list[str]]:
        """What was not met before, with its folded words. To ask of each is what is dear: once, however many words are sought."""
        return dict(self._known.meet(self._printed))

    def holding(self, keys: AbstractSet[str]) -> set[str]:
        """Return what of it holds one of these words, or a form of one."""
        new = {one for one, words in self._new.items() if not keys.isdisjoint(self._known.keys(words))}
        return new.union(*(self._printed.intersection(self._known.holding(key)) for key in keys))

    def beginning(self, start: str) -> Collection[str]:
        """Return what of it holds a word that begins so."""
        begun, words = " " + start, self._known.words
        return [one for one in self._printed if begun in (words(one) or " ".join(["", *self._new.get(one, ())]))]
