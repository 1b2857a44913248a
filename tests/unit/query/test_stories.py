from __future__ import annotations

from datetime import date

import pytest

from hemera.errors import QueryError
from hemera.query import LONG, Query, parse
from hemera.query.spans import filters
from hemera.query.stories import told
from hemera.query.tree import Field, Key

TODAY = date(2020, 6, 15)


def read(text: str, known: dict[str, set[int]]) -> tuple[Query, list[str]]:
    asked: list[str] = []

    def members(name: str) -> set[int] | None:
        asked.append(name)
        return known.get(name)

    return told(parse(text, today=TODAY, bounds=LONG), members), asked


def test_a_story_is_filled_with_its_articles_wherever_it_stands() -> None:
    query, asked = read("pluie -story:phare/1 (story:sada/2 OR story:phare/1)", {"phare/1": {1, 7}, "sada/2": {2}})
    assert query == parse("pluie -story:phare/1 (story:sada/2 OR story:phare/1)", today=TODAY)
    assert "frozenset({1, 7})" in repr(query.tree)
    assert sorted(asked) == ["phare/1", "sada/2"]
    assert not query.hints


def test_a_story_nobody_knows_finds_nothing_and_is_told_once() -> None:
    query, _ = read("pluie story:phare/9 OR story:phare/9", {})
    (hint,) = query.hints
    assert (hint.key, hint.query, hint.detail) == ("query.unknown-story", "pluie", "phare/9")


def test_only_stories_are_asked_about() -> None:
    query, asked = read("pluie source:phare", {})
    assert filters(query.tree) == (Field(Key.SOURCE, "phare"),)
    assert not asked


def test_more_stories_than_can_be_looked_up_are_refused_with_a_shorter_search() -> None:
    with pytest.raises(QueryError) as refused:
        read("pluie " + " OR ".join(f"story:phare/{n}" for n in range(1, 9)), {})
    assert refused.value.key == "query.too-many-stories"
    shorter = str(refused.value.details["suggestion"])
    assert shorter == "pluie (" + " OR ".join(f"story:phare/{n}" for n in range(1, 6)) + ")"
    assert read(shorter, {})[0].hints
