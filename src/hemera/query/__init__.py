"""Search text ⇄ query tree."""

from __future__ import annotations

from hemera.query.grammar import LONG, MAX_LENGTH, MAX_TERMS, SHORT, parse
from hemera.query.highlight import marked, snippet
from hemera.query.periods import read_period
from hemera.query.printing import format  # noqa: A004 - the counterpart of parse
from hemera.query.tree import All, And, Field, Hint, Key, Node, Not, Or, Period, Phrase, Prefix, Query, Word, both, either, negated

__all__ = [
    "LONG",
    "MAX_LENGTH",
    "MAX_TERMS",
    "SHORT",
    "All",
    "And",
    "Field",
    "Hint",
    "Key",
    "Node",
    "Not",
    "Or",
    "Period",
    "Phrase",
    "Prefix",
    "Query",
    "Word",
    "both",
    "either",
    "format",
    "marked",
    "negated",
    "parse",
    "read_period",
    "snippet",
]
