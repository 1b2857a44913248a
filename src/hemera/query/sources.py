"""Sources in a search, against those the archive has: called by their names too, and missed with the nearest proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TypeGuard

from hemera.query import printing
from hemera.query.tree import All, Field, Hint, Key, Node, Query, changed
from hemera.text import tokens


def named(query: Query, sources: Mapping[str, Iterable[str]]) -> Query:
    """Return the query with names of sources replaced by their ids, and a hint for each that is no source.

    ``sources`` are ids with their names, in any language. What is none stays, and finds nothing.
    """
    if all(item.value in sources for item in _sources(query.tree)):
        return query
    called = {_key(name): id_ for id_, names in sources.items() for name in (*names, id_)}

    def known(node: Node) -> Node:
        return replace(node, value=called.get(_key(node.value), node.value)) if _is_source(node) else node

    tree = changed(query.tree, known)
    unknown = [item.value for item in _sources(tree) if item.value not in sources]
    hints = tuple(_hint(tree, value, called) for value in dict.fromkeys(unknown))
    return replace(query, tree=tree, hints=query.hints + hints)


def _hint(tree: Node, value: str, called: Mapping[str, str]) -> Hint:
    near = get_close_matches(_key(value), called, n=1, cutoff=0.6)
    meant: Node = Field(Key.SOURCE, called[near[0]]) if near else All()
    corrected = changed(tree, lambda node: meant if node == Field(Key.SOURCE, value) else node)
    return Hint("query.unknown-source", printing.format(corrected), value)


def _sources(tree: Node) -> list[Field]:
    found: list[Field] = []

    def seen(node: Node) -> Node:
        if _is_source(node):
            found.append(node)
        return node

    changed(tree, seen)
    return found


def _is_source(node: Node) -> TypeGuard[Field]:
    return isinstance(node, Field) and node.key is Key.SOURCE


def _key(name: str) -> str:
    return " ".join(tokens(name))
