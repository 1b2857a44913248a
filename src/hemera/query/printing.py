"""From the tree back to a text that parses to the same tree."""

from __future__ import annotations

import calendar
import re
from datetime import date

from hemera.query.tree import All, And, Field, Node, Not, Or, Period, Phrase, Prefix, Query, Word
from hemera.query.vocabulary import OPERATORS

QUOTES = '"«»“”„‟‹›'
# Stripped from the ends of words, where they are punctuation of the sentence the word was copied from.
EDGES = ".,;:!?…،؛؟'’‘`´/\\|&+=~^%#@<>[]{}-–—−_"

_PLAIN = re.compile(rf"[^\s(){QUOTES}*]+")
_KEYED = re.compile(r"[^\W\d_]+:.")


def format(query: Query | Node) -> str:  # noqa: A001 - the counterpart of parse
    """Return the text of a query in its canonical English form."""
    return _print(query.tree if isinstance(query, Query) else query)


def quoted(text: str) -> str:
    """Return a text in quotation marks, without any inside."""
    return '"' + clean(text) + '"'


def clean(text: str) -> str:
    """Return a phrase without quotation marks or needless space."""
    return " ".join(re.sub(f"[{QUOTES}]", " ", text).split())


def is_bare(text: str) -> bool:
    """Would this be read as one word, without quotation marks?"""
    return bool(_PLAIN.fullmatch(text)) and text not in OPERATORS and text.strip(EDGES) == text and not _KEYED.match(text)


def _print(node: Node) -> str:
    match node:
        case All():
            return ""
        case And(items):
            return " ".join(_inner(item) for item in items)
        case Or(items):
            return " OR ".join(_inner(item) for item in items)
        case Not(item):
            return "-" + _inner(item)
        case Period(first, last):
            return "date:" + _period(first, last)
        case _:
            return _leaf(node)


def _inner(node: Node) -> str:
    return f"({_print(node)})" if isinstance(node, And | Or) else _print(node)


def _leaf(node: Word | Phrase | Prefix | Field) -> str:
    if isinstance(node, Field):
        return f"{node.key}:{_value(node.value)}"
    head = "title:" if node.title else ""
    if isinstance(node, Phrase):
        return head + quoted(node.text)
    return head + (_value(node.text) if isinstance(node, Word) else node.text + "*")


def _value(text: str) -> str:
    return text if is_bare(text) else quoted(text)


def _period(first: date | None, last: date | None) -> str:
    if first and last and first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        if (first.month, last.month) == (1, 12):
            return _joined(f"{first.year:04}", f"{last.year:04}")
        return _joined(f"{first:%Y-%m}", f"{last:%Y-%m}")
    return _joined(first.isoformat() if first else "", last.isoformat() if last else "")


def _joined(first: str, last: str) -> str:
    return first if first == last else f"{first}..{last}"
