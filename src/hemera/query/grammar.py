"""The search grammar, whole.

| typed | asks |
| --- | --- |
| ``floods coast`` | both words, in any form of them |
| ``floods OR drought`` | either; also ``OU``, ``أو``. Binds closer than the space: ``a b OR c`` is a and one of b, c |
| ``"in these words"`` | the words in this order and form; also « » “ ” ‹ › |
| ``-word`` ``NOT word`` ``SAUF word`` | without it; before phrases, brackets and filters too |
| ``elec*`` | words beginning so, from two letters on |
| ``( )`` | brackets; ``title:(a OR b)`` gives the key to all within |
| ``title:`` ``source:`` ``lang:`` ``section:`` ``author:`` ``country:`` ``has:image`` ``is:revised`` | where |
| ``story:phare/12`` | on the event of this article |
| ``date:`` ``after:`` ``before:`` | when: see ``read_period`` |

Keys are read in English, French and Arabic; digits of any set, brackets, colons and asterisks of any keyboard. Nothing is a
syntax error: what cannot be meant is left out or read as words, with a ``Hint`` holding a corrected text. Only size is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, tzinfo

from hemera.errors import QueryError
from hemera.query import printing
from hemera.query.periods import read_period
from hemera.query.printing import EDGES, QUOTES, clean, is_bare
from hemera.query.tree import All, Field, Hint, Key, Node, Phrase, Prefix, Query, Word, both, either, negated
from hemera.query.vocabulary import AND, KEYWORDS, NOT, OPERATORS, OR, PERIODS, TITLE, field_value, likely
from hemera.text import fold, tokens

MAX_LENGTH = 256  # characters
MAX_TERMS = 16
SHORT, LONG = (MAX_LENGTH, MAX_TERMS), (2_000, 64)  # what people may write into a field, and programs send
MAX_DEPTH = 12  # brackets within brackets
SHORTEST_PREFIX = 2  # folded characters: one would match most of the dictionary

# What other keyboards and typesetters write for the signs of the grammar.
_SIGNS = str.maketrans("（﴿）﴾：＊٭－＂", '(()):**-"')

_TOKEN = re.compile(
    rf"""\s*(?:
        (?P<open>\() | (?P<close>\))
      | [{QUOTES}](?P<phrase>[^{QUOTES}]*)(?P<end>[{QUOTES}]?)
      | (?P<minus>[-\u2212])(?=[^\s\-\u2212)])
      | (?P<key>[^\W\d_]+):(?=[^\s)])
      | (?P<word>[^\s(){QUOTES}]+)
    )""",
    re.VERBOSE,
)


def parse(text: str, *, today: date, zone: tzinfo = UTC, bounds: tuple[int, int] = SHORT) -> Query:
    """Read a search text. ``today`` is what ``P7D`` counts back from, ``zone`` whose days are meant.

    ``bounds``: characters and terms at most.

    Raises ``QueryError`` (``query.too-long``, ``query.too-many-terms``) with a shortened text in ``details['suggestion']``.
    """
    text = _plain(text)
    longest = bounds[0]
    if len(text) > longest:
        shorter = _acceptable(text[:longest].rpartition(" ")[0] or text[:longest], today, bounds)
        message = "A search may have at most {limit} characters."
        raise QueryError("query.too-long", message, limit=longest, suggestion=shorter)
    parser = _Parser(text, today, bounds)
    tree = parser.whole()
    hints = tuple(dict.fromkeys(Hint(key, correct(tree), detail) for key, detail, correct in parser.hints))
    return Query(tree, text, hints, zone)


def _acceptable(start: str, today: date, bounds: tuple[int, int]) -> str:
    """Return the beginning of a refused search so that it is not refused again."""
    try:
        printed = printing.format(parse(start, today=today, bounds=bounds))
    except QueryError as error:
        return str(error.details["suggestion"])
    return printed if len(printed) <= bounds[0] else start


def _plain(text: str) -> str:
    """Take out what cannot be seen: direction marks are pasted along with Arabic words and would hide operators."""
    kept = (" " if c.isspace() or c == "\u200b" or unicodedata.category(c) == "Cc" else c for c in text)
    return " ".join("".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Cs")).translate(_SIGNS).split())


class _Parser:
    """Recursive descent; ``self.hints`` holds (key, what was typed, how to correct the text given the final tree)."""

    def __init__(self, text: str, today: date, bounds: tuple[int, int]) -> None:
        self.text = text
        self.today = today
        self.bounds = bounds
        self.tokens = [match for match in _TOKEN.finditer(text) if match.lastgroup]
        self.at = 0
        self.depth = 0
        self.terms = 0
        self.hints: list[tuple[str, str, Callable[[Node], str]]] = []

    def whole(self) -> Node:
        parts = [self.conjunction("")]
        while self.at < len(self.tokens):  # conjunction stopped at a bracket nobody opened
            self.hint("query.stray-bracket", ")")
            self.at += 1
            parts.append(self.conjunction(""))
        tree = both(parts)
        if tree == All() and self.text and not self.hints:
            self.hint("query.nothing-to-find", self.text)
        return tree

    def conjunction(self, key: str) -> Node:
        items: list[Node] = []
        while self.kind() not in ("", "close"):
            if items and self.word() in AND and self.follows():
                self.at += 1
            items.append(self.disjunction(key))
        return both(items)

    def disjunction(self, key: str) -> Node:
        items = [self.item(key)]
        while self.word() in OR and self.follows():
            self.at += 1
            items.append(self.item(key))
        return either(items)

    def item(self, key: str) -> Node:
        if self.kind() == "minus" or (self.word() in NOT and self.follows()):
            self.at += 1
            return negated(self.item(key))
        if self.kind() == "key" and (known := self.keyword()):
            return self.item(known)
        if self.kind() == "open":
            return self.bracket(key)
        return self.term(key)

    def keyword(self) -> str:
        """Step over ``key:``; where it is none we know, leave it to be read as a word and say so."""
        typed = self.tokens[self.at]["key"]
        if known := KEYWORDS.get(fold(typed)):
            self.at += 1
            return known
        meant, text, (start, end) = likely(typed), self.text, self.tokens[self.at].span("key")
        self.hint("query.unknown-field", typed, (lambda _: text[:start] + meant + text[end:]) if meant else printing.format)
        return ""

    def bracket(self, key: str) -> Node:
        self.at += 1
        if self.depth == MAX_DEPTH:
            self.hint("query.too-deep", "(")
            return All()
        self.depth += 1
        inner = self.conjunction(key)
        self.depth -= 1
        if self.kind() == "close":
            self.at += 1
        else:
            self.hint("query.unclosed-bracket", "(")
        return inner

    def term(self, key: str) -> Node:
        if self.kind() in ("", "close"):
            return All()
        token = self.tokens[self.at]
        self.at += 1
        self.terms += 1
        if self.terms > self.bounds[1]:
            shorter = _acceptable(self.text[: token.start()], self.today, self.bounds)
            message = "A search may have at most {limit} words and filters."
            raise QueryError("query.too-many-terms", message, limit=self.bounds[1], suggestion=shorter)
        if token["phrase"] is not None:
            return self.phrase(key, clean(token["phrase"]), closed=bool(token["end"]))
        return self.bare(key, token["word"] or token["key"])

    def phrase(self, key: str, text: str, *, closed: bool) -> Node:
        if not closed:
            self.hint("query.unclosed-quote", text)
        if key not in ("", TITLE):
            return self.filter(key, text)
        return Phrase(text, key == TITLE) if tokens(text) else All()

    def bare(self, key: str, typed: str) -> Node:
        if key not in ("", TITLE):
            return self.filter(key, typed.rstrip(",;،؛") or typed)
        if typed in OPERATORS:
            start, end = self.tokens[self.at - 1].span()
            self.hint("query.lone-operator", typed, lambda _: (self.text[:start] + self.text[end:]).strip())
            return Phrase(typed, key == TITLE)
        self.apart(typed)
        stem, star, _ = typed.rstrip(EDGES).partition("*")
        return self.prefix(stem, key == TITLE) if star and typed.rstrip(EDGES + "*") == stem else self.plain(typed, key == TITLE)

    def apart(self, typed: str) -> None:
        """Say where a key, its colon and its value stand apart: ``source: x``, and ``source : x`` as French is typeset."""
        before = self.tokens[self.at - 2]["word"] if self.at > 1 else None
        if typed[-1] == ":" and fold(typed[:-1]) in KEYWORDS:
            self.hint("query.empty-filter", typed, lambda _: self.text.replace(typed + " ", typed))
        elif typed[0] == ":" and before and fold(before) in KEYWORDS:
            spaced = re.compile(rf"{re.escape(before)} : ?")
            self.hint("query.empty-filter", f"{before} :", lambda _: spaced.sub(f"{before}:", self.text))

    def plain(self, typed: str, title: bool) -> Node:
        word = clean(typed.replace("*", " ")).strip(EDGES + " ")
        if not tokens(word):
            return All()
        return Word(word, title) if is_bare(word) else Phrase(word, title)

    def prefix(self, typed: str, title: bool) -> Node:
        stem = typed.strip(EDGES)
        found = tokens(stem)
        if found and len(found[-1]) >= SHORTEST_PREFIX and is_bare(stem):
            return Prefix(stem, title)
        self.hint("query.short-prefix", typed + "*")
        return self.plain(stem, title) if found else All()

    def filter(self, key: str, value: str) -> Node:
        found: Node | None
        if key in PERIODS:
            found = read_period(key, value, self.today)
        else:
            stored = field_value(Key(key), value)
            found = Field(Key(key), stored) if stored and (stored.strip(EDGES)) else None
        if found is None:
            self.hint("query.bad-date" if key in PERIODS else "query.unknown-value", f"{key}:{value}")
        return found or All()

    def kind(self) -> str:
        """Name what stands next: open, close, phrase, minus, key or word; "" at the end."""
        if self.at == len(self.tokens):
            return ""
        token = self.tokens[self.at]
        return "phrase" if token["phrase"] is not None else str(token.lastgroup)

    def word(self) -> str | None:
        """Return the bare word that stands next, if it is one."""
        return self.tokens[self.at]["word"] if self.kind() == "word" else None

    def follows(self) -> bool:
        """Is there something for the operator at hand to work on?"""
        after = self.tokens[self.at + 1 : self.at + 2]
        return bool(after) and after[0].lastgroup != "close"

    def hint(self, key: str, detail: str, correct: Callable[[Node], str] = printing.format) -> None:
        self.hints.append((key, detail, correct))
