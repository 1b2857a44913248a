"""Showing why an article was found: the searched words marked in its true text, and the stretch of it that holds most of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol, TypeAlias

from hemera.query.letters import Blob, Start, blobs, odd
from hemera.query.tree import Node, Phrase, Prefix, Query, Text, Word, positive
from hemera.text import located, tokens

Pieces: TypeAlias = list[tuple[str, bool]]

_Span: TypeAlias = tuple[int, int, int]  # start, end, which term of the query

MAX_TEXT = 200_000  # characters looked at
_ROOM = 4  # the first match stands after at most one in so many characters of the window


class Alike(Protocol):
    """Which printed words of a language answer a searched one, all folded."""

    def starts(self, searched: str) -> frozenset[Start]:
        """Return letters of which every word that answers a searched one has some."""
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
    """Return where terms of the query stand, in order; overlapping ones joined when they are drawn."""
    found, terms = [], _terms(tree)
    anyhow = odd(text) if terms else []
    for which, (term, sought) in enumerate(terms):
        if in_title or not term.title:
            near = blobs(text, _starts(term, sought[-1], alike), anyhow)
            found += [(*span, which) for blob in near for span in _stands(text, blob, term, sought, alike)]
    return sorted(found)


@lru_cache(maxsize=64)  # a page marks thirty titles and texts by one search
def _terms(tree: Node) -> list[tuple[Text, list[str]]]:
    """Return what of a search may be marked, each with its folded words."""
    return [(term, sought) for term in positive(tree) if (sought := tokens(term.text))]


def _starts(term: Text, sought: str, alike: Alike | None) -> frozenset[Start]:
    """Return letters of which a term's last word, as printed, has some: a quick look at what is looked at closely afterwards."""
    return alike.starts(sought) if alike and isinstance(term, Word) else frozenset((Start(sought),))


def _stands(text: str, blob: Blob, term: Text, sought: list[str], alike: Alike | None) -> Iterator[tuple[int, int]]:
    """Yield start and end of a term wherever its last word stands in a blob of the text, behind the words before it."""
    at, printed = blob
    before, words_of = sought[:-1], located(printed)
    for place, (word, first, last) in enumerate(words_of):
        if not _answers(term, sought[-1], word, alone=not before, alike=alike):
            continue
        if not before:
            yield at + first, at + last
        elif (start := _behind(text, at, words_of[:place], before)) is not None:
            yield start, at + last


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
