"""What a search asks, as a tree of frozen values. Engines translate it; nothing here knows one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import TypeAlias


class Key(StrEnum):
    """What a filter compares; the value is the English keyword."""

    SOURCE = "source"
    LANGUAGE = "lang"
    SECTION = "section"
    AUTHOR = "author"
    COUNTRY = "country"
    HAS = "has"
    IS = "is"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class All:
    """Every article."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, in any of its forms. Where folding makes several (``week-end``), they follow each other."""

    text: str
    title: bool = False  # in the title only


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, in these very forms (folded)."""

    text: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words beginning so."""

    text: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A filter. Sources, languages, sections and countries are compared whole, authors by their words in order.

    A story is named by an article, ``phare/12``; ``among``: the ids of all its articles, told by ``stories.told``.
    """

    key: Key
    value: str
    among: frozenset[int] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Period:
    """Published from ``first`` to ``last``, both days included; None is open."""

    first: date | None
    last: date | None

    def bounds(self, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
        """Return the moments in UTC from which (included) and before which (excluded) the days lie in ``zone``."""
        end = self.last and self.last + timedelta(days=1)
        return _midnight(self.first, zone), _midnight(end, zone)


@dataclass(frozen=True, slots=True)
class Not:
    item: Node


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Node, ...]


Node: TypeAlias = All | Word | Phrase | Prefix | Field | Period | Not | And | Or
Text: TypeAlias = Word | Phrase | Prefix


@dataclass(frozen=True, slots=True)
class Hint:
    """Something in a search text that was understood otherwise than it may have been meant."""

    key: str  # message key
    query: str  # a corrected text
    detail: str = ""  # what it is about, as typed


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed search. Two are equal when they ask the same. Days are days of ``zone``."""

    tree: Node
    text: str = field(default="", compare=False)
    hints: tuple[Hint, ...] = field(default=(), compare=False)
    zone: tzinfo = UTC


def both(items: Iterable[Node]) -> Node:
    """Return the conjunction in its simplest form."""
    flat = [part for item in items for part in (item.items if isinstance(item, And) else (item,)) if part != All()]
    return _simplest(flat, And)


def either(items: Iterable[Node]) -> Node:
    """Return the disjunction in its simplest form; what asks nothing is left out of it."""
    flat = [part for item in items for part in (item.items if isinstance(item, Or) else (item,)) if part != All()]
    return _simplest(flat, Or)


def negated(item: Node) -> Node:
    """Return the opposite; of what asks nothing, what asks nothing."""
    if isinstance(item, Not):
        return item.item
    return item if item == All() else Not(item)


def positive(tree: Node) -> Iterator[Text]:
    """Yield the words a matching article may contain: what is to be marked in it."""
    match tree:
        case Word() | Phrase() | Prefix():
            yield tree
        case And(items) | Or(items):
            for item in items:
                yield from positive(item)
        case _:
            pass


def changed(tree: Node, leaf: Callable[[Node], Node]) -> Node:
    """Return the tree with every word, filter and period given to ``leaf`` and its answer put in its place."""
    match tree:
        case And(items):
            return both(changed(item, leaf) for item in items)
        case Or(items):
            return either(changed(item, leaf) for item in items)
        case Not(item):
            return negated(changed(item, leaf))
        case _:
            return leaf(tree)


def _simplest(items: list[Node], kind: type[And | Or]) -> Node:
    if len(items) < 2:
        return items[0] if items else All()
    return kind(tuple(items))


def _midnight(day: date | None, zone: tzinfo) -> datetime | None:
    return datetime.combine(day, time.min, zone).astimezone(UTC) if day else None
