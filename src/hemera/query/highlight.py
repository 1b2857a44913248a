"""Showing why an article was found: the searched words marked in its true text, and the stretch of it that holds most of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Protocol, TypeAlias

from hemera.query.printed import Among, Printed
from hemera.query.tree import Node, Phrase, Prefix, Query, Text, Word, positive
from hemera.text import located, tokens

Pieces: TypeAlias = list[tuple[str, bool]]

_Span: TypeAlias = tuple[int, int, int]  # start, end, which term of the query

MAX_TEXT = 200_000  # characters looked at
_ROOM = 4  # the first match stands after at most one in so many characters of the window
_printed = Printed()


class Alike(Protocol):
    """Which printed words of a language answer a searched one, all folded."""

    printed: Printed  # by its words, and what they are forms of

    def wanted(self, searched: str) -> frozenset[str]:
        """Return the keys of what may answer a searched word."""
        ...

    def __call__(self, searched: str, printed: str) -> bool: ...


def marked(title: str, query: Query, alike: Alike | None = None) -> Pieces:
    """Return a title whole, in pieces, each with whether it is to be marked."""
    spans = _spans(title, query.tree, alike, in_title=True)
    return _pieces(title, spans, 0, len(title))


def snippet(text: str, query: Query, length: int = 240, alike: Alike | None = None) -> Pieces:
    """Return about ``length`` characters of a text in pieces, from where most terms of the query are; else its beginning.

    ``alike`` says which other forms answer a word; without it only the word itself does. "…" stands where text was left out.
    """
    text = text[:MAX_TEXT]
    spans = _spans(text, query.tree, alike, in_title=False)
    start, end = _window(text, spans, length)
    before, after = [("… ", False)] if start else [], [(" …", False)] if end < len(text.rstrip()) else []
    return [*before, *_pieces(text, spans, start, end), *after]


def _spans(text: str, tree: Node, alike: Alike | None, *, in_title: bool) -> list[_Span]:
    """Return where terms of the query stand, in order; overlapping ones joined when they are drawn.

    What stands between two spaces is looked at once, wherever it stands: an archive's texts are made of few such, again and again.
    """
    among = Among(alike.printed if alike else _printed, set(text.split()))
    found = []
    for which, (term, sought) in enumerate(_terms(tree)):
        if in_title or not term.title:
            hits = [(blob, ends) for blob in _near(among, term, sought[-1], alike) if (ends := _ends(blob, term, sought, alike))]
            found += [(*span, which) for blob, ends in hits for span in _stands(text, blob, ends, sought[:-1])]
    return sorted(found)


@lru_cache(maxsize=64)  # a page marks thirty titles and texts by one search
def _terms(tree: Node) -> list[tuple[Text, list[str]]]:
    """Return what of a search may be marked, each with its folded words."""
    return [(term, sought) for term in positive(tree) if (sought := tokens(term.text))]


def _near(among: Among, term: Text, sought: str, alike: Alike | None) -> Collection[str]:
    """Return what may hold a term's last word: a quick look at what is looked at closely afterwards."""
    if isinstance(term, Prefix):
        return among.beginning(sought)
    return among.holding(alike.wanted(sought) if alike and isinstance(term, Word) else {sought})


def _ends(blob: str, term: Text, sought: list[str], alike: Alike | None) -> list[int]:
    """Return which of a blob's words answer a term's last."""
    alone = len(sought) == 1
    printed = (word for word, _, _ in located(blob))
    return [place for place, word in enumerate(printed) if _answers(term, sought[-1], word, alone=alone, alike=alike)]


def _stands(text: str, blob: str, ends: Sequence[int], before: list[str]) -> Iterator[tuple[int, int]]:
    """Yield start and end of a term wherever its last word stands in a blob of the text, behind the words ``before`` it."""
    words_of = located(blob)
    for at in _wherever(text, blob):
        for place in ends:
            end = at + words_of[place][2]
            if not before:
                yield at + words_of[place][1], end
            elif (start := _behind(text, at, words_of[:place], before)) is not None:
                yield start, end


def _wherever(text: str, blob: str) -> Iterator[int]:
    """Yield where a blob stands between spaces."""
    at = text.find(blob)
    while at >= 0:
        end = at + len(blob)
        if (not at or text[at - 1].isspace()) and (end == len(text) or text[end].isspace()):
            yield at
        at = text.find(blob, end)


def _behind(text: str, at: int, inside: Sequence[tuple[str, int, int]], before: list[str]) -> int | None:
    """Return where words begin that stand right before a place: in its own blob, then in those to its left."""
    found = [(word, at + start) for word, start, _ in inside][::-1]
    while len(found) < len(before) and (left := text[:at].rsplit(None, 1)):
        at = text.rindex(left[-1], 0, at)
        found += [(word, at + start) for word, start, _ in reversed(located(left[-1]))]
    printed = found[: len(before)][::-1]
    return printed[0][1] if [word for word, _ in printed] == before else None


def places(printed: list[str], term: Text, alike: Alike | None) -> Iterator[tuple[int, int]]:
    """Yield first and last word of each place where the term stands."""
    sought = tokens(term.text)
    if not sought:
        return
    last = len(sought) - 1
    answers = {word for word in set(printed) if _answers(term, sought[-1], word, alone=not last, alike=alike)}
    for at in range(last, len(printed)):
        if printed[at] in answers and printed[at - last : at] == sought[:-1]:
            yield at - last, at


def _answers(term: Text, sought: str, printed: str, *, alone: bool, alike: Alike | None) -> bool:
    match term:
        case Prefix():
            return printed.startswith(sought)
        case Word() if alone and alike is not None:
            return printed == sought or alike(sought, printed)
        case Word() | Phrase():
            return printed == sought


def _window(text: str, spans: list[_Span], length: int) -> tuple[int, int]:
    """Return the stretch with most different terms, then most matches, then earliest; cut between words."""
    if len(text) <= length:
        return 0, len(text)
    starts = [start for start, _, _ in spans]
    best, first = (0, 0), 0
    for i, start in enumerate(starts):
        inside = spans[i : bisect_left(starts, start + length * (_ROOM - 1) // _ROOM)]
        worth = (len({which for _, _, which in inside}), min(len(inside), 8))
        if worth > best:
            best, first = worth, start
    start = _start(text, first, length)
    end = start + length
    if end >= len(text):
        return start, len(text)
    return start, _last_space(text, start + length // 2, end)


def _start(text: str, first: int, length: int) -> int:
    """Return where to begin so that the first match has some words before it, or its whole sentence if that is near."""
    earliest = max(0, min(first - length // _ROOM, len(text) - length))
    if earliest == 0:
        return 0
    for stop in ("\n", ". ", "؟ ", "? ", "! "):
        if (at := text.rfind(stop, earliest, first)) >= 0:
            return at + len(stop)
    at = text.find(" ", earliest, first)
    return at + 1 if at >= 0 else first


def _last_space(text: str, least: int, end: int) -> int:
    at = max(text.rfind(" ", least, end + 1), text.rfind("\n", least, end + 1))
    return at if at >= 0 else end


def _pieces(text: str, spans: list[_Span], start: int, end: int) -> Pieces:
    pieces: Pieces = []
    at = start
    for first, last, _ in spans:
        if last <= at or first < start or last > end:
            continue
        if first > at:
            pieces.append((text[at:first], False))
        pieces.append((text[max(first, at) : last], True))
        at = last
    if at < end:
        pieces.append((text[at:end], False))
    return pieces
