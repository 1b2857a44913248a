"""Where in a text as printed a folded word may stand, told by its letters alone.

To fold a text takes twenty times as long as to look for a few letters in it, in every form they are printed in. What is found is
then looked at closely.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

from hemera.text import SEATS, fold


class Start(NamedTuple):
    """Letters, folded, with which a word begins; ``anywhere``: that stand somewhere in it."""

    letters: str
    anywhere: bool = False


Blob: TypeAlias = tuple[int, str]  # what stands between two spaces of a text, and where

# Whose letters are known in all their forms. What else is printed is looked at closely wherever it stands.
_KNOWN = (
    *((0x0, 0x24F), (0x300, 0x36F), (0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF)),
    *((0x1E00, 0x1EFF), (0x2000, 0x206F), (0xFB50, 0xFEFF)),
)


class _Letters(NamedTuple):
    forms: dict[str, str]  # a folded letter: all that it is printed as, a class of a regular expression
    nothing: str  # what is folded to nothing, and may stand between any two: vowel signs, tatweel, controls
    begins: str  # where a word may begin
    odd: re.Pattern[str]  # what is folded to several letters, or is not known


@cache
def _letters() -> _Letters:
    forms: dict[str, list[str]] = {}
    plain = []  # all that is not odd
    for char in (chr(code) for first, last in _KNOWN for code in range(first, last + 1)):
        folded = fold(char)
        if len(folded) < 2 and (folded.isalnum() or not folded):
            forms.setdefault(folded, []).append(char)
        elif any(map(str.isalnum, folded)) or char.isalnum():
            continue
        plain.append(char)
    forms["ء"] += SEATS
    nothing = re.escape("".join(forms.pop("")))
    classes = {letter: f"[{re.escape(''.join(chars))}]" for letter, chars in forms.items()}
    # Behind the first letter, which it looks back over: a search is quick that begins with a class of letters.
    begins = rf"(?<![^\W_{nothing}][\s\S])"
    return _Letters(classes, f"[{nothing}]*", begins, re.compile(rf"[^\s{re.escape(''.join(plain))}]\S*"))


def odd(text: str) -> list[Blob]:
    """Return all that stands between two spaces of a text and may hold any word, as far as its letters tell."""
    return [] if text.isascii() else list(_around(text, _letters().odd))


def blobs(text: str, starts: Collection[Start], odd: Iterable[Blob]) -> list[Blob]:
    """Return all that stands between two spaces of a text and may hold a word with one of these beginnings, in order.

    ``odd`` is what ``odd`` tells of the text, which is the same for all words that are looked for in it.
    """
    pattern = _pattern(frozenset(starts))
    if pattern is None:
        return [(match.start(), match.group()) for match in _BLOB.finditer(text)]
    return sorted({**dict(_around(text, pattern)), **dict(odd)}.items())


_BLOB = re.compile(r"\S+")


@lru_cache(maxsize=500)
def _pattern(starts: frozenset[Start]) -> re.Pattern[str] | None:
    """Return what finds one of these; None where some letter's forms are not known."""
    forms, nothing, begins, _ = _letters()
    if not all(start.letters and forms.keys() >= set(start.letters) for start in starts):
        return None
    written = []
    for start in _least(starts):
        first, *rest = [forms[letter] for letter in start.letters]
        written.append(nothing.join([first if start.anywhere else first + begins, *rest]))
    return re.compile(f"(?:{'|'.join(written)})\\S*")


def _least(starts: frozenset[Start]) -> list[Start]:
    """Leave out what stands only where another does."""
    return sorted(
        one
        for one in starts
        if not any(
            other != one
            and (one.letters.startswith(other.letters) or (other.anywhere and other.letters in one.letters))
            and (other.anywhere or not one.anywhere)
            for other in starts
        )
    )


def _around(text: str, pattern: re.Pattern[str]) -> Iterator[Blob]:
    """Yield what stands between two spaces and ends with what is found."""
    end = 0
    for match in pattern.finditer(text):
        start = match.start()
        while start > end and not text[start - 1].isspace():
            start -= 1
        end = match.end()
        yield start, text[start:end]
