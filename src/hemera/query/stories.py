"""Stories in a search, named by an article: which others are of it, the record knows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container
from dataclasses import replace
from typing import TypeGuard

from hemera.errors import QueryError
from hemera.query import printing
from hemera.query.tree import All, Field, Hint, Key, Node, Query, changed

MOST = 5  # stories in one search: each is looked up, which takes longer than most searches
Members = Callable[
    [str], Collection[int] | None
]  # an article's name, "phare/12" → ids of its story; None: there is no such article


def told(query: Query, members: Members) -> Query:
    """Return the query with the articles of each story it names, and a hint for each that nobody knows: it finds nothing.

    Raises ``QueryError`` (``query.too-many-stories``) with a shortened text in ``details['suggestion']``.
    """
    names = list(dict.fromkeys(_names(query.tree)))
    if len(names) > MOST:
        shorter = printing.format(_without(query.tree, names[MOST:]))
        raise QueryError("query.too-many-stories", "A search may name at most {limit} stories.", limit=MOST, suggestion=shorter)
    known = {name: members(name) for name in names}
    tree = changed(query.tree, lambda node: replace(node, among=frozenset(known[node.value] or ())) if _is_story(node) else node)
    unknown = [name for name in names if known[name] is None]
    hints = tuple(Hint("query.unknown-story", printing.format(_without(tree, [name])), name) for name in unknown)
    return replace(query, tree=tree, hints=query.hints + hints)


def _names(tree: Node) -> list[str]:
    found: list[str] = []

    def seen(node: Node) -> Node:
        if _is_story(node):
            found.append(node.value)
        return node

    changed(tree, seen)
    return found


def _without(tree: Node, names: Container[str]) -> Node:
    return changed(tree, lambda node: All() if _is_story(node) and node.value in names else node)


def _is_story(node: Node) -> TypeGuard[Field]:
    return isinstance(node, Field) and node.key is Key.STORY
